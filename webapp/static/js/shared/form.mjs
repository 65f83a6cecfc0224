// @ts-check
/** The filter form: read it, keep it and the page's address in step. Without scripts it is a plain GET form. */

import { all, need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { addressOf, isFiltered, readFilters } from "./filters.mjs";
import { periodOf } from "./sentences.mjs";

/** @typedef {import("./filters.mjs").Filters} Filters */

export class FilterForm {
  /**
   * @param {HTMLFormElement} form
   * @param {{ now: () => Date, onChange: (filters: Filters) => void }} options
   */
  constructor(form, { now, onChange }) {
    this.form = form;
    this.now = now;
    const changed = () => {
      const filters = this.filters();
      history.replaceState(null, "", location.pathname + addressOf(filters));
      this.#tell(filters);
      onChange(filters);
    };
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#close();
    });
    need("[data-clears]", form).addEventListener("click", (event) => {
      event.preventDefault();
      this.#clear();
      changed();
      // the link hides itself: the focus goes to what now holds
      need("input[name=sort]", form).focus();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    document.addEventListener("click", (event) => {
      for (const panel of this.#panels()) if (!panel.contains(/** @type {Node} */ (event.target))) panel.open = false;
    });
    this.#tell(this.filters());
  }

  /** @returns {Filters} */
  filters() {
    const words = [...new FormData(this.form)].map(([name, value]) => [name, String(value)]);
    return readFilters(new URLSearchParams(words));
  }

  /** @returns {import("./sentences.mjs").Words} the words of the choices, in the language of the page */
  words() {
    const kinds = all("[data-word]", this.form).map(
      (label) => /** @type {[string, string]} */ ([need("input", label).getAttribute("value"), label.dataset.word]),
    );
    const options = /** @type {HTMLOptionElement[]} */ (all("#kategori option", this.form));
    return {
      kinds: new Map(kinds),
      categories: new Map(options.map((option) => [option.value, option.label])),
    };
  }

  #clear() {
    for (const field of /** @type {HTMLInputElement[]} */ (all("select, input", this.form))) {
      if (field.type === "radio") field.checked = field.value === "";
      else field.value = "";
    }
  }

  #panels() {
    return /** @type {HTMLDetailsElement[]} */ (all("details", this.form));
  }

  #close() {
    const open = this.#panels().find((panel) => panel.open);
    if (!open) return;
    open.open = false;
    need("summary", open).focus();
  }

  /**
   * Say in the form what is chosen, and let the language link keep it.
   *
   * @param {Filters} filters
   */
  #tell(filters) {
    const shows = {
      category: filters.category && this.words().categories.get(filters.category),
      period: periodOf(filters, this.now()),
    };
    const otherwise = { category: _("Kategori"), period: _("Period") };
    for (const name of /** @type {("category" | "period")[]} */ (["category", "period"])) {
      const place = need(`[data-shows=${name}]`, this.form);
      place.textContent = shows[name] || otherwise[name];
      place.closest("summary")?.classList.toggle("on", Boolean(shows[name]));
    }
    need("[data-clears]", this.form).hidden = !isFiltered(filters);
    for (const link of /** @type {HTMLAnchorElement[]} */ (all("a.language"))) {
      const words = new URLSearchParams(addressOf(filters));
      words.set("sprak", link.hreflang);
      link.search = words.toString();
    }
  }
}
