// @ts-check
/** What the tablet and the shared map both say of a finding. */

import { _ } from "./i18n.mjs";

/** @type {Record<string, () => string>} */
const LIGHTS = {
  daylight: () => _("dagsljus"),
  twilight: () => _("skymning"),
  darkness: () => _("mörker"),
};

/**
 * @param {string} code
 * @returns {string} for example mörker; "" for a light that is not known
 */
export function lightWord(code) {
  return LIGHTS[code]?.() ?? "";
}

/**
 * @param {number | null} severity 1–4
 * @returns {string} for example Allvar 3 av 4; "" where none was given
 */
export function severityText(severity) {
  return severity ? _("Allvar %(severity)s av 4", { severity }) : "";
}
