// @ts-check
/** Set the sight without a map: at the own position, beside something that has a name, or on a coordinate. */

import { need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { metresBetween } from "../map/metres.mjs";
import { readCoordinate } from "./coordinate.mjs";
import { byCoordinate, byLandmark } from "./sight.mjs";

/** Farther than this from everything named on the place's map, a coordinate is a slip of the finger. */
const FAR_M = 3_000;

export class WithoutMap {
  /**
   * @param {HTMLElement} panel
   * @param {import("./aim.mjs").Aim} aim
   * @param {() => void} done the sight was set
   */
  constructor(panel, aim, done) {
    this.aim = aim;
    this.done = done;
    this.latitude = /** @type {HTMLInputElement} */ (need("[name=latitude]", panel));
    this.longitude = /** @type {HTMLInputElement} */ (need("[name=longitude]", panel));
    const features = /** @type {HTMLSelectElement | null} */ (panel.querySelector("#place-feature"));
    this.features = [...(features?.options ?? [])].map(({ textContent, dataset }) => ({
      name: textContent ?? "",
      longitude: Number(dataset.longitude),
      latitude: Number(dataset.latitude),
    }));
    panel.querySelector("[data-place-feature]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#set(byLandmark(this.features[/** @type {HTMLSelectElement} */ (features).selectedIndex]));
    });
    need("[data-place-coordinate]", panel).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#readCoordinate();
    });
  }

  #readCoordinate() {
    const { point, faults } = readCoordinate({ latitude: this.latitude.value, longitude: this.longitude.value });
    const far = point && this.features.length > 0 && this.features.every((feature) => metresBetween(feature, point) > FAR_M);
    const wrong = faults ?? (far ? { latitude: _("Koordinaten ligger långt från platsen. Kontrollera siffrorna.") } : {});
    tell(this.latitude, wrong.latitude);
    tell(this.longitude, wrong.longitude);
    if (wrong.latitude) this.latitude.focus();
    else if (wrong.longitude) this.longitude.focus();
    else if (point) this.#set(byCoordinate(point));
  }

  /** @param {import("./sight.mjs").Sight} sight */
  #set(sight) {
    this.aim.set(sight);
    this.done();
  }
}

/**
 * @param {HTMLInputElement} field
 * @param {string | undefined} fault
 */
function tell(field, fault) {
  const line = need(`#${field.id}-error`);
  line.textContent = fault ?? "";
  line.hidden = !fault;
  field.setAttribute("aria-invalid", String(Boolean(fault)));
}
