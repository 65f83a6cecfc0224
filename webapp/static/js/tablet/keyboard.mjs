// @ts-check
/** Capture by keyboard: keys reach the sight and the kinds from the map and from the step that asks for a kind. */

import { all, need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { actionOf } from "./keys.mjs";

const SAY_AFTER_MS = 700;

/**
 * @param {HTMLElement} main
 * @param {{
 *   aim: import("./aim.mjs").Aim, capture: import("./capture.mjs").Capture, panels: import("./panels.mjs").Panels,
 *   map: import("./sight_map.mjs").SightMap,
 * }} parts
 */
export function attachKeyboard(main, { aim, capture, panels, map }) {
  const element = need("#map", main);
  const kinds = all("[data-kind]", main).map(({ dataset }) => String(dataset.kind));
  const live = need("[data-sight-live]", main);
  let moved = { east: 0, north: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {{ east: number, north: number }} metres */
  function move({ east, north }) {
    aim.nudge({ east, north });
    moved = { east: moved.east + east, north: moved.north + north };
    clearTimeout(timer);
    // one sentence for the whole way, not one for each metre
    timer = setTimeout(() => {
      live.textContent = wayText(moved);
      moved = { east: 0, north: 0 };
    }, SAY_AFTER_MS);
  }

  function pin() {
    const { step } = capture.form;
    if (step === "save") void capture.submit();
    else panels.heading(step)?.focus();
  }

  // on the document: after a press on nothing the focus is nowhere in <main>
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") {
      if (capture.form.step === "kind") return;
      event.preventDefault();
      capture.back();
      return;
    }
    const target = /** @type {HTMLElement} */ (event.target);
    const where = target === element ? "map" : panels.panel("kind").contains(target) ? "kinds" : null;
    if (!where) return;
    if (where === "map" && (event.key === "+" || event.key === "-")) map.zoom(event.key === "+" ? 1 : -1);
    const action = actionOf(event, { where, kinds: kinds.length });
    if (!action) return;
    event.preventDefault();
    if (action.do === "move") move(action);
    else if (action.do === "pin") pin();
    else if (capture.form.step === "kind") capture.chooseKind(kinds[action.index]);
  });
}

/** @param {{ east: number, north: number }} moved metres */
function wayText({ east, north }) {
  const parts = [
    north > 0 ? _("%(metres)s m norrut", { metres: north }) : north < 0 ? _("%(metres)s m söderut", { metres: -north }) : "",
    east > 0 ? _("%(metres)s m österut", { metres: east }) : east < 0 ? _("%(metres)s m västerut", { metres: -east }) : "",
  ].filter(Boolean);
  return parts.length > 0 ? _("Siktet flyttat %(way)s.", { way: parts.join(", ") }) : _("Siktet står där det stod.");
}
