// @ts-check
/** Change an own finding: its words in the sheet, its point by moving the sight. */

import { all, need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { metresBetween } from "../map/metres.mjs";
import { SeverityField, TextField } from "./fields.mjs";
import { reasonText } from "./reasons.mjs";
import { byHand, positionFields } from "./sight.mjs";

/** A sight that stands this near to the finding's point has not been moved. */
const MOVED_M = 0.3;

export class Editing {
  #item = /** @type {import("./overlay.mjs").Item | null} */ (null);
  #sightBefore = /** @type {import("./sight.mjs").Sight | null} */ (null);

  /**
   * @param {HTMLFormElement} panel
   * @param {import("./aim.mjs").Aim} aim
   * @param {(item: import("./overlay.mjs").Item, wanted: Record<string, unknown>) => Promise<string | null>} save
   *   gives a sentence where the change could not be saved
   */
  constructor(panel, aim, save) {
    this.panel = panel;
    this.aim = aim;
    this.severity = new SeverityField(panel);
    this.text = new TextField(panel);
    this.category = /** @type {HTMLSelectElement} */ (need("[name=category]", panel));
    this.kinds = /** @type {HTMLInputElement[]} */ (all("[name=kind]", panel));
    for (const radio of this.kinds) radio.addEventListener("change", () => this.severity.show(this.#kind() === "unsafe"));
    aim.onChange(() => this.#tellMoved());
    panel.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!this.#item || !this.text.check()) return this.text.area.focus();
      const problem = await save(this.#item, this.#wanted(this.#item));
      const line = need("[data-save-error]", panel);
      line.hidden = problem === null;
      line.textContent = problem ?? "";
    });
  }

  /** @returns {string | null} the finding that is being changed */
  get findingId() {
    return this.#item?.finding_id ?? null;
  }

  /** @param {import("./overlay.mjs").Item} item */
  open(item) {
    // what was meant and held back stands in the fields, so that only the fault need be mended
    const meant = { ...item, ...(item.trouble?.kind === "edit" ? item.trouble.fields : {}) };
    this.#item = item;
    this.#sightBefore = this.aim.sight;
    need("[data-edit-title]", this.panel).textContent = item.number ? _("Ändra iakttagelse %(number)s", { number: item.number }) : _("Ändra iakttagelsen");
    for (const radio of this.kinds) radio.checked = radio.value === meant.kind;
    this.category.value = meant.category;
    this.severity.value = meant.severity;
    this.severity.show(meant.kind === "unsafe");
    this.text.value = meant.text ?? "";
    const trouble = need("[data-edit-trouble]", this.panel);
    trouble.hidden = !item.trouble;
    trouble.textContent = item.trouble ? reasonText(item.trouble.reason) : "";
    need("[data-save-error]", this.panel).hidden = true;
    if (meant.longitude !== null && meant.latitude !== null) this.aim.set(byHand({ longitude: meant.longitude, latitude: meant.latitude }));
    this.#tellMoved();
  }

  /** Put the sight back where the walker had it. */
  close() {
    if (this.#item && this.#sightBefore) this.aim.set(this.#sightBefore);
    this.#item = null;
  }

  #kind() {
    return this.kinds.find((radio) => radio.checked)?.value ?? "";
  }

  /**
   * @param {import("./overlay.mjs").Item} item
   * @returns {Record<string, unknown>} all that the form says; what is equal to the finding is no change
   */
  #wanted(item) {
    const kind = this.#kind();
    const wanted = {
      kind,
      category: this.category.value,
      severity: kind === "unsafe" ? this.severity.value : null,
      text: this.text.value.trim() || null,
    };
    if (!this.aim.sight || this.#movedM(item) < MOVED_M) return wanted;
    return { ...wanted, accuracy_m: null, ...positionFields(this.aim.sight) };
  }

  /** @param {import("./overlay.mjs").Item} item */
  #movedM({ longitude, latitude }) {
    if (!this.aim.sight) return 0;
    return longitude === null || latitude === null ? Infinity : metresBetween({ longitude, latitude }, this.aim.sight);
  }

  #tellMoved() {
    if (!this.#item) return;
    const moved = this.#movedM(this.#item);
    const metres = Number.isFinite(moved) ? Math.max(1, Math.round(moved)) : 0;
    need("[data-edit-moved]", this.panel).textContent = moved < MOVED_M ? _("Flytta siktet om punkten ligger fel.") : _("Flyttas %(metres)s meter", { metres });
  }
}
