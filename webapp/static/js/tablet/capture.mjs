// @ts-check
/** The sheet: kind, category, save. Three taps from the map to a saved finding. */

import { all, need } from "../lib/dom.mjs";
import { SeverityField, TextField } from "./fields.mjs";
import { EMPTY_FORM, afterSaving, aside, back, chooseCategory, chooseKind, faults, resumed } from "./form.mjs";

/** @typedef {import("./form.mjs").Form} Form */

export class Capture {
  form = /** @type {Form} */ (EMPTY_FORM);
  #saving = false;

  /**
   * @param {HTMLElement} main
   * @param {{
   *   panels: import("./panels.mjs").Panels, words: import("./words.mjs").Words,
   *   save: (form: Form) => Promise<string | null>, changed: (form: Form) => void, leaving: (step: import("./form.mjs").Step) => void,
   * }} parts `save` gives a sentence where the finding could not be saved; `leaving` is told of a step that one will not come back to
   */
  constructor(main, { panels, words, save, changed, leaving }) {
    this.main = main;
    this.panels = panels;
    this.words = words;
    this.save = save;
    this.changed = changed;
    this.leaving = leaving;
    const [plain, restricted] = [panels.panel("save"), panels.panel("need")];
    this.severity = new SeverityField(plain, (severity) => this.#set({ severity }));
    this.texts = [plain, restricted].map((panel) => new TextField(panel, (text) => this.#set({ text })));
    for (const button of all("[data-kind]", main)) button.addEventListener("click", () => this.chooseKind(String(button.dataset.kind)));
    for (const button of all("[data-category]", main)) button.addEventListener("click", () => this.#chooseCategory(String(button.dataset.category)));
    need("[data-more]", main).addEventListener("click", () => {
      const first = need("[data-category]", panels.panel("more"));
      this.#show(aside(this.form, "more"), { focus: first });
    });
    for (const button of all("[data-back]", main)) button.addEventListener("click", () => this.back());
    for (const radio of /** @type {HTMLInputElement[]} */ (all("[data-needs] input", main))) {
      radio.addEventListener("change", () => {
        this.#set({ need: radio.value });
        need("#need-error", main).hidden = true;
      });
    }
    for (const panel of [plain, restricted]) {
      panel.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.submit();
      });
    }
  }

  /** @param {string} kind */
  chooseKind(kind) {
    this.#show(chooseKind(this.form, kind));
  }

  /**
   * Go to a side step: the list, the form without a map, editing.
   *
   * @param {import("./form.mjs").Step} step
   * @param {{ focus?: HTMLElement | null }} [options]
   */
  open(step, options) {
    this.#show(aside(this.form, step), options);
  }

  back() {
    this.#show(back(this.form));
  }

  /** Save what is chosen; pressing twice saves once. */
  async submit() {
    const wrong = faults(this.form);
    if (this.#saving || wrong.kind || wrong.category) return;
    need("#need-error", this.main).hidden = !wrong.need;
    if (wrong.need) need("[data-needs] input", this.main).focus();
    else if (wrong.text) this.texts[this.form.restricted ? 1 : 0].area.focus();
    if (wrong.need || wrong.text) return;
    this.#saving = true;
    const problem = await this.save(this.form).finally(() => (this.#saving = false));
    for (const line of all("[data-save-error]", this.main)) {
      line.hidden = problem === null;
      line.textContent = problem ?? "";
    }
    if (problem === null) this.#show(afterSaving(this.form));
  }

  /**
   * Go on where a draft ended.
   *
   * @param {Form} form
   */
  restore(form) {
    this.#show(resumed({ ...EMPTY_FORM, ...form, lastCategory: this.form.lastCategory }));
  }

  /** @param {string} code */
  #chooseCategory(code) {
    this.#show(chooseCategory(this.form, { code, restricted: this.words.isRestricted(code) }));
  }

  /** @param {Partial<Form>} news */
  #set(news) {
    this.form = { ...this.form, ...news };
    this.changed(this.form);
  }

  /**
   * @param {Form} form
   * @param {{ focus?: HTMLElement | null }} [options]
   */
  #show(form, options) {
    const { step } = this.form;
    this.form = form;
    if (step !== form.step && !form.trail.includes(step)) this.leaving(step);
    this.#fill();
    this.panels.show(form.step, options);
    this.changed(form);
  }

  /** Bring every control in line with the form. */
  #fill() {
    const { kind, category, severity, text, need: chosenNeed, lastCategory } = this.form;
    for (const mark of all("[data-chosen-kind] [data-mark]", this.main)) mark.hidden = mark.dataset.mark !== kind;
    for (const button of all("[data-category]", this.main)) {
      const last = button.dataset.category === lastCategory;
      button.classList.toggle("last", last);
      need("[data-last]", button).hidden = !last;
    }
    need("[data-summary]", this.main).textContent = category ? this.words.title(kind, category) : "";
    need("[data-category-help]", this.main).textContent = this.words.categories.get(category ?? "")?.help ?? "";
    this.severity.value = severity;
    this.severity.show(kind === "unsafe");
    for (const field of this.texts) if (field.value !== text) field.value = text;
    for (const radio of /** @type {HTMLInputElement[]} */ (all("[data-needs] input", this.main))) radio.checked = radio.value === chosenNeed;
  }
}
