// @ts-check
/** The receipt of the last saving, and ten seconds to take it back. */

import { need } from "../lib/dom.mjs";

const UNDO_MS = 10_000;

export class Receipt {
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #undo = /** @type {(() => void) | null} */ (null);

  /** @param {HTMLElement} main */
  constructor(main) {
    this.box = need("[data-receipt]", main);
    this.text = need("[data-receipt-text]", main);
    this.button = need("[data-undo]", main);
    this.button.addEventListener("click", () => {
      const undo = this.#undo;
      this.#close();
      undo?.();
    });
  }

  /**
   * @param {{ strong: string, rest: string }} words
   * @param {(() => void) | null} undo null where there is nothing to take back
   */
  show({ strong, rest }, undo) {
    clearTimeout(this.#timer);
    need("[data-receipt-strong]", this.text).textContent = strong;
    need("[data-receipt-rest]", this.text).textContent = rest;
    this.box.hidden = false;
    this.button.hidden = undo === null;
    this.#undo = undo;
    if (undo) this.#timer = setTimeout(() => this.#close(), UNDO_MS);
  }

  hide() {
    this.#close();
    this.box.hidden = true;
  }

  /** The time is over: the button goes, and a focus that stood on it is not lost. */
  #close() {
    clearTimeout(this.#timer);
    if (document.activeElement === this.button) this.text.focus();
    this.#undo = null;
    this.button.hidden = true;
  }
}
