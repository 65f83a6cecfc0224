// @ts-check
/** Show one step of the page at a time and put the focus on its heading. */

import { all, need } from "../lib/dom.mjs";

export class Panels {
  /** @param {HTMLElement} main */
  constructor(main) {
    this.panels = all("[data-step]", main);
    this.stage = need("[data-stage]", main);
    this.sheet = need("[data-sheet]", main);
  }

  /** @param {import("./form.mjs").Step} step */
  panel(step) {
    return /** @type {HTMLElement} */ (this.panels.find(({ dataset }) => dataset.step === step));
  }

  /**
   * @param {import("./form.mjs").Step} step
   * @param {{ focus?: HTMLElement | null | false }} [options] focus: another element than the heading, or false to leave the focus
   */
  show(step, { focus } = {}) {
    for (const panel of this.panels) panel.hidden = panel.dataset.step !== step;
    this.stage.hidden = step === "list";
    this.stage.dataset.shows = step;
    this.sheet.scrollTop = 0;
    if (focus === false) return;
    (focus ?? this.heading(step))?.focus();
  }

  /** @param {import("./form.mjs").Step} step */
  heading(step) {
    // the receipt, where there is one, is the news and stands before the question
    return all("h2[tabindex]", this.panel(step)).find((heading) => heading.closest("[hidden]") === null) ?? null;
  }
}
