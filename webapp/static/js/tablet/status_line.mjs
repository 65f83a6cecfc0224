// @ts-check
/** The status line on the page. It always shows the present; a screen reader hears at most one message in 10 s. */

import { all, need } from "../lib/dom.mjs";
import { later } from "../lib/later.mjs";
import { paced, statusLine } from "./status.mjs";

const EVERY_MS = 10_000;

export class StatusLine {
  /**
   * @param {HTMLElement} main
   * @param {{ mend: () => void, retry: () => void }} actions
   */
  constructor(main, { mend, retry }) {
    this.line = need("[data-status]", main);
    const live = need("[data-status-live]", this.line);
    this.say = paced((text) => (live.textContent = text), { everyMs: EVERY_MS, now: () => performance.now(), later });
    need('[data-status-action="mend"]', this.line).addEventListener("click", mend);
    need('[data-status-action="retry"]', this.line).addEventListener("click", retry);
  }

  /** @param {import("./status.mjs").Facts} facts */
  show(facts) {
    const { tone, icon, strong, text, action } = statusLine(facts);
    this.line.dataset.tone = tone;
    for (const symbol of all("[data-icon]", this.line)) symbol.hidden = symbol.dataset.icon !== icon;
    need("[data-status-strong]", this.line).textContent = strong;
    need("[data-status-text]", this.line).textContent = text;
    for (const way of all("[data-status-action]", this.line)) way.hidden = way.dataset.statusAction !== action;
    if (facts.sync.phase !== "starting") this.say(`${strong} ${text}`.trim());
  }
}
