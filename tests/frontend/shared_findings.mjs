// @ts-check
/** Findings for the tests of the shared map. */

/**
 * @param {number} number
 * @param {Partial<import("../../webapp/static/js/shared/rows.mjs").Finding>} [other]
 * @returns {import("../../webapp/static/js/shared/rows.mjs").Finding}
 */
export function finding(number, other = {}) {
  return {
    finding_id: `f${number}`,
    number,
    kind: "unsafe",
    category: "lighting",
    severity: null,
    text: null,
    longitude: 18.0727,
    latitude: 59.3361,
    observed_at: "2026-11-26T17:42:00Z",
    light: "darkness",
    near: null,
    withdrawn: false,
    ...other,
  };
}

/**
 * @param {number} number
 * @returns {import("../../webapp/static/js/shared/rows.mjs").Gone}
 */
export function gone(number) {
  return { finding_id: `f${number}`, number, withdrawn: true };
}
