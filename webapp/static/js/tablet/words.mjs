// @ts-check
/** The vocabulary's words, read from the buttons of the page, and the sentences made of them. */

import { all } from "../lib/dom.mjs";
import { lightWord } from "../lib/finding_words.mjs";
import { clockText } from "../lib/format.mjs";
import { _, language } from "../lib/i18n.mjs";
import { isUnsure } from "./sight.mjs";

/** @typedef {{ code: string, label: string, help: string, restricted: boolean }} Category */

export class Words {
  kinds = /** @type {Map<string, string>} */ (new Map());
  categories = /** @type {Map<string, Category>} */ (new Map());

  /** @param {ParentNode} page */
  constructor(page) {
    for (const { dataset } of all("[data-kind]", page)) this.kinds.set(String(dataset.kind), String(dataset.label));
    for (const { dataset } of all("[data-category]", page)) {
      const { category: code = "", label = "", help = "" } = dataset;
      this.categories.set(code, { code, label, help, restricted: "restricted" in dataset });
    }
  }

  /** @param {string} code */
  isRestricted(code) {
    return this.categories.get(code)?.restricted ?? false;
  }

  /**
   * @param {string | null} kind
   * @param {string | null} category
   * @returns {string} for example Otryggt, belysning
   */
  title(kind, category) {
    const following = (this.categories.get(category ?? "")?.label ?? category ?? "").toLocaleLowerCase(language());
    return `${this.kinds.get(kind ?? "") ?? kind}, ${following}`;
  }

  /**
   * @param {{ kind: string | null, category: string | null, restricted: boolean }} form
   * @param {{ at: Date, light: string | null }} moment `light` is null where it is not known where one stands
   * @returns {{ strong: string, rest: string }} for example Sparad. Otryggt, belysning, 18.42, mörker.
   */
  receipt({ kind, category, restricted }, { at, light }) {
    const time = clockText(at);
    if (restricted) return { strong: _("Sparad."), rest: _("%(time)s. Delas inte och visas inte igen.", { time }) };
    const parts = [this.title(kind, category), time, ...(light ? [lightWord(light)] : [])];
    return { strong: _("Sparad."), rest: `${parts.join(", ")}.` };
  }
}

/**
 * @param {string} code
 * @returns {string} for example Mörker
 */
export function lightTitle(code) {
  const word = lightWord(code);
  return word.charAt(0).toLocaleUpperCase(language()) + word.slice(1);
}

/**
 * Where the sight stands, in words.
 *
 * @param {import("./sight.mjs").Sight | null} sight
 */
export function sightText(sight) {
  if (!sight) return _("Kartan kommer inte fram. Ange platsen utan karta.");
  const { method, near, accuracyM } = sight;
  if (method === "gps" && accuracyM !== null) {
    const metres = Math.max(1, Math.round(accuracyM));
    if (isUnsure(sight)) return _("Osäker position, ±%(metres)s m. Flytta siktet för hand.", { metres });
    return _("Din position, ±%(metres)s m", { metres });
  }
  if (method === "landmark") return _("Vid %(name)s", { name: near ?? "" });
  return coordinateText(sight);
}

/** @param {{ longitude: number, latitude: number }} point degrees, EPSG:4326 */
function coordinateText({ longitude, latitude }) {
  const degrees = new Intl.NumberFormat(language(), { minimumFractionDigits: 5, maximumFractionDigits: 5 });
  return _("Siktet %(latitude)s N, %(longitude)s Ö", { latitude: degrees.format(latitude), longitude: degrees.format(longitude) });
}
