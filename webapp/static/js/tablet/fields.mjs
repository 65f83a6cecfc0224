// @ts-check
/** The two fields that several forms share: how grave it is, and the free text. */

import { all, need } from "../lib/dom.mjs";
import { _, language } from "../lib/i18n.mjs";
import { TEXT_LIMIT, characters } from "./form.mjs";

/** Four buttons of which one may be down; pressing it again lifts it. */
export class SeverityField {
  #value = /** @type {number | null} */ (null);

  /**
   * @param {HTMLElement} form
   * @param {(value: number | null) => void} [onChange]
   */
  constructor(form, onChange = () => {}) {
    this.group = need("[data-severities]", form);
    this.buttons = all("[data-severity]", this.group);
    this.notices = all("[data-notice]", this.group);
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        const pressed = Number(button.dataset.severity);
        this.value = pressed === this.#value ? null : pressed;
        onChange(this.#value);
      });
    }
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = value;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(Number(button.dataset.severity) === value));
    for (const notice of this.notices) notice.hidden = Number(notice.dataset.notice) !== value;
  }

  /** @param {boolean} shown */
  show(shown) {
    this.group.hidden = !shown;
  }
}

/** The text with its limit. What was written is never cleared and never cut. */
export class TextField {
  /**
   * @param {HTMLElement} form
   * @param {(text: string) => void} [onChange]
   */
  constructor(form, onChange = () => {}) {
    this.area = /** @type {HTMLTextAreaElement} */ (need("[data-text]", form));
    this.error = need("[data-text-error]", form);
    this.area.addEventListener("input", () => {
      this.check();
      onChange(this.area.value);
    });
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.check();
  }

  /** @returns {boolean} whether the text may be saved as it is */
  check() {
    const over = characters(this.area.value.trim()) - TEXT_LIMIT;
    this.error.hidden = over <= 0;
    this.area.setAttribute("aria-invalid", String(over > 0));
    if (over > 0) {
      const limit = TEXT_LIMIT.toLocaleString(language());
      this.error.textContent = _("Texten är för lång. Högst %(limit)s tecken, ta bort %(over)s.", { limit, over });
    }
    return over <= 0;
  }
}
