// @ts-check
/** The walk's findings as a list: the same content as the map, and the way to change the own ones. */

import { all, need } from "../lib/dom.mjs";
import { momentText } from "../lib/format.mjs";
import { _ } from "../lib/i18n.mjs";
import { reasonText } from "./reasons.mjs";
import { lightAt } from "./sun.mjs";
import { lightWord } from "./words.mjs";

/** @typedef {import("./overlay.mjs").Item} Item */

export class List {
  #shown = "";

  /**
   * @param {HTMLElement} main
   * @param {{
   *   words: import("./words.mjs").Words, now: () => number, mayEdit: (item: Item) => boolean, edit: (item: Item) => void,
   *   withdraw: (item: Item) => Promise<void>, leave: (opId: string) => Promise<void>,
   * }} parts
   */
  constructor(main, parts) {
    this.main = main;
    this.parts = parts;
    this.entries = need("[data-entries]", main);
    this.template = /** @type {HTMLTemplateElement} */ (need("#entry", main));
  }

  /** @param {Item[]} items */
  show(items) {
    for (const count of all("[data-count]", this.main)) count.textContent = String(items.length);
    need("[data-empty]", this.main).hidden = items.length > 0;
    // redrawing would take the focus away from whoever is reading: only when something is different
    const now = JSON.stringify(items);
    if (now === this.#shown) return;
    this.#shown = now;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest(".entry"));
    const again = focused && this.entries.contains(focused) ? focused.dataset.finding : null;
    this.entries.replaceChildren(...items.map((item) => this.#entry(item)));
    if (again) this.title(again)?.focus();
  }

  /**
   * @param {string} findingId
   * @returns {HTMLElement | null} what to put the focus on to read this finding
   */
  title(findingId) {
    const entry = all(".entry", this.entries).find(({ dataset }) => dataset.finding === findingId);
    return entry ? need("[data-entry-title]", entry) : null;
  }

  /** @param {Item} item */
  #entry(item) {
    const entry = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.template.content.cloneNode(true)).firstElementChild);
    const { words, mayEdit } = this.parts;
    entry.dataset.finding = item.finding_id;
    need("[data-entry-mark]", entry).append(...this.#symbols(item));
    need("[data-entry-number]", entry).textContent = item.number === null ? "" : String(item.number);
    need("[data-entry-title]", entry).textContent = words.title(item.kind, item.category);
    need("[data-entry-where]", entry).textContent = this.#where(item);
    show(entry, "[data-entry-text]", Boolean(item.text)).textContent = item.text;
    show(entry, "[data-entry-own]", item.own);
    show(entry, "[data-entry-waiting]", item.waiting);
    show(entry, "[data-entry-late]", item.note === "late");
    show(entry, "[data-entry-conflict]", item.note === "conflict");
    show(entry, "[data-entry-trouble]", item.trouble !== null);
    need("[data-entry-reason]", entry).textContent = item.trouble ? reasonText(item.trouble.reason) : "";
    show(entry, '[data-do="mend"]', mayEdit(item));
    show(entry, '[data-do="leave"]', item.trouble?.kind !== "create");
    show(entry, '[data-do="edit"]', item.trouble === null);
    show(entry, "[data-entry-actions]", mayEdit(item));
    const name = item.number === null ? words.title(item.kind, item.category) : String(item.number);
    for (const button of all("[data-do]", entry)) {
      button.setAttribute("aria-label", `${button.textContent}, ${name}`);
      button.addEventListener("click", () => void this.#do(String(button.dataset.do), item, entry));
    }
    return entry;
  }

  /**
   * @param {string} action
   * @param {Item} item
   * @param {HTMLElement} entry
   */
  async #do(action, item, entry) {
    const confirm = need("[data-entry-confirm]", entry);
    if (action === "edit" || action === "mend") this.parts.edit(item);
    if (action === "leave" && item.trouble) await this.parts.leave(item.trouble.op_id);
    if (action === "withdraw") {
      confirm.hidden = false;
      need('[data-do="keep"]', confirm).focus();
    }
    if (action === "keep") {
      confirm.hidden = true;
      need('[data-do="withdraw"]', entry).focus();
    }
    if (action === "confirm") await this.parts.withdraw(item);
  }

  /** @param {Item} item */
  #symbols({ kind, category }) {
    const originals = [`[data-kind="${CSS.escape(kind)}"] svg`, `[data-category="${CSS.escape(category)}"] svg`];
    return originals.map((selector) => this.main.querySelector(selector)?.cloneNode(true)).filter((node) => node !== undefined);
  }

  /** @param {Item} item */
  #where({ near, observed_at: observedAt, longitude, latitude, severity, light }) {
    const at = new Date(observedAt);
    const known = light ?? (longitude === null || latitude === null ? null : lightAt({ longitude, latitude }, at.getTime()));
    const moment = momentText(at, new Date(this.parts.now()));
    const grave = severity ? _("Allvar %(severity)s av 4", { severity }) : null;
    return [near, known ? `${moment}, ${lightWord(known)}` : moment, grave].filter(Boolean).join(" · ");
  }
}

/**
 * @param {HTMLElement} entry
 * @param {string} selector
 * @param {boolean} shown
 */
function show(entry, selector, shown) {
  const element = need(selector, entry);
  element.hidden = !shown;
  return element;
}
