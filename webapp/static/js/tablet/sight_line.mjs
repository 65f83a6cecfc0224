// @ts-check
/** What the page says of the sight: where it stands, what is about to be pinned there, and in which light. */

import { all, need } from "../lib/dom.mjs";
import { isUnsure } from "./sight.mjs";
import { lightAt } from "./sun.mjs";
import { lightTitle, sightText } from "./words.mjs";

const MINUTE_MS = 60_000;

export class SightLine {
  /**
   * @param {HTMLElement} main
   * @param {import("./aim.mjs").Aim} aim
   * @param {() => number} now
   */
  constructor(main, aim, now) {
    this.aim = aim;
    this.now = now;
    this.lines = all("[data-sight-text]", main);
    this.live = need("[data-sight-live]", main);
    this.answers = all("[data-locate-text]", main);
    this.cross = need("[data-cross]", main);
    // the header stands outside <main>
    this.light = need("[data-light]");
    aim.onChange(() => this.show());
    setInterval(() => this.#showLight(), MINUTE_MS);
    this.show();
  }

  show() {
    for (const line of this.lines) {
      line.textContent = sightText(this.aim.sight);
      line.classList.toggle("unsure", isUnsure(this.aim.sight));
    }
    this.#showLight();
  }

  /** @param {string} sentence why the own position is not shown */
  tell(sentence) {
    for (const line of [...this.answers, this.live]) line.textContent = sentence;
    if (!this.aim.fix) for (const line of this.lines) line.textContent = sentence;
  }

  /** @param {string | null} kind what is about to be pinned stands in the sight, in the lantern's light */
  pin(kind) {
    this.cross.classList.toggle("lit", kind !== null);
    for (const mark of all("[data-mark]", this.cross)) mark.toggleAttribute("hidden", mark.dataset.mark !== kind);
  }

  /** @param {number} at */
  lightAt(at) {
    return this.aim.sight ? lightAt(this.aim.sight, at) : null;
  }

  #showLight() {
    const light = this.lightAt(this.now());
    if (light) this.light.textContent = lightTitle(light);
  }
}
