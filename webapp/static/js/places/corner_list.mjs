// @ts-check
/** The corners as a list: the equal of the map, for keyboard, screen reader and for who wants to see the numbers. */

import { all, build } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { metresBetween } from "../map/metres.mjs";
import { cornerText } from "./corner_text.mjs";
import { actionOf } from "./keys.mjs";
import { wayOf } from "./sentences.mjs";

export class CornerList {
  /**
   * @param {HTMLElement} element the list
   * @param {import("./editor.mjs").Editor} editor
   * @param {{ onChoose: (index: number) => void }} options a row was chosen by hand
   */
  constructor(element, editor, { onChoose }) {
    this.element = element;
    this.editor = editor;
    element.addEventListener("focusin", ({ target }) => this.#choose(target, onChoose));
    // some browsers give no focus to a button that is pressed
    element.addEventListener("click", ({ target }) => this.#choose(target, onChoose));
    element.addEventListener("keydown", (event) => this.#key(event));
    editor.onChange(() => this.#show());
    this.#show();
  }

  /** @param {number} index */
  focus(index) {
    this.#rows()[index]?.focus();
  }

  #rows() {
    return all("button", this.element);
  }

  #show() {
    const { outer, selected } = this.editor.draft;
    const had = this.#rows();
    while (had.length > outer.length) had.pop()?.parentElement?.remove();
    for (let index = had.length; index < outer.length; index += 1) {
      const row = rowOf(index);
      had.push(row);
      this.element.append(build("li", {}, [row]));
    }
    had.forEach((row, index) => {
      say(row.querySelector(".corner-at"), cornerText(outer[index]));
      const next = outer[(index + 1) % outer.length];
      say(row.querySelector(".corner-way"), outer.length > 1 ? wayOf(metresBetween(outer[index], next)) : "");
      if (index === selected) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    });
  }

  /**
   * @param {EventTarget | null} target
   * @param {(index: number) => void} onChoose
   */
  #choose(target, onChoose) {
    const index = this.#rows().indexOf(/** @type {HTMLElement} */ (target).closest("button") ?? this.element);
    if (index < 0 || index === this.editor.draft.selected) return;
    this.editor.select(index);
    onChoose(index);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const action = actionOf(event);
    const index = this.#rows().indexOf(/** @type {HTMLElement} */ (event.target));
    if (!action || index < 0 || action.do === "undo" || action.do === "redo") return;
    event.preventDefault();
    if (action.do === "move") {
      this.editor.select(index);
      this.editor.nudge(action.way);
      return;
    }
    if (action.do === "remove") this.editor.remove(index);
    else this.editor.addAfter(index);
    this.focus(this.editor.draft.selected ?? 0);
  }
}

/** @param {number} index */
function rowOf(index) {
  const number = build("span", { class: "corner-number", text: String(index + 1) });
  const name = build("span", { class: "vh", text: _("Hörn") }, [document.createTextNode(" ")]);
  return build("button", { class: "corner", type: "button" }, [
    name,
    number,
    build("span", { class: "corner-at num" }),
    build("span", { class: "corner-way num" }),
  ]);
}

/**
 * @param {Element | null} place
 * @param {string} text
 */
function say(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}
