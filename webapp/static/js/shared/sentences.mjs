// @ts-check
/** What the shared map says about its findings, in words. */

import { lightWord } from "../lib/finding_words.mjs";
import { clockText, dayText, momentText } from "../lib/format.mjs";
import { _, language } from "../lib/i18n.mjs";

/**
 * Words of kinds and categories by code, as the page's own form has them.
 *
 * @typedef {{ kinds: Map<string, string>, categories: Map<string, string> }} Words
 */

/**
 * The heading of a row: what the walker wrote, else what it is about.
 *
 * @param {import("./rows.mjs").Finding} finding
 * @param {Words} words
 */
export function titleOf(finding, words) {
  const text = finding.text?.trim();
  if (text) return text;
  const category = word(words.categories, finding.category);
  const following = category.charAt(0).toLocaleLowerCase(language()) + category.slice(1);
  return `${word(words.kinds, finding.kind)}: ${following}`;
}

/**
 * What (where the heading does not say it already), where, when and in which light. A finding without a point says so:
 * it is not on the map.
 *
 * @param {import("./rows.mjs").Finding} finding
 * @param {Words} words
 * @param {Date} now
 */
export function detailsOf(finding, words, now) {
  const moment = momentText(new Date(finding.observed_at), now);
  const light = lightWord(finding.light);
  return [
    finding.text?.trim() ? word(words.categories, finding.category) : "",
    finding.longitude === null ? _("Utan punkt") : finding.near,
    light ? `${moment}, ${light}` : moment,
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * @param {number} count
 * @param {Date} updated when the server last answered
 */
export function countsOf(count, updated) {
  const time = clockText(updated);
  return count === 1
    ? _("1 iakttagelse. Uppdaterad %(time)s", { time })
    : _("%(count)s iakttagelser. Uppdaterad %(time)s", { count, time });
}

/**
 * @param {Map<string, number>} counts by kind
 * @param {Words} words
 * @returns {string} for example Otryggt 12 · Förslag 5; "" where nothing is counted
 */
export function kindCountsOf(counts, words) {
  return [...words.kinds]
    .filter(([kind]) => counts.get(kind))
    .map(([kind, label]) => `${label} ${counts.get(kind)}`)
    .join(" · ");
}

/**
 * @param {number} count how many are new
 * @param {Date} since what the reader has seen
 */
export function newsOf(count, since) {
  const time = clockText(since);
  return count === 1 ? _("1 ny sedan %(time)s", { time }) : _("%(count)s nya sedan %(time)s", { count, time });
}

/** @param {boolean} filtered */
export function emptinessOf(filtered) {
  return filtered ? _("Inga träffar. Ta bort ett filter.") : _("Inga iakttagelser än. De visas här när någon sätter en på kartan.");
}

/**
 * @param {Date | null} updated when the server last answered; null if never
 */
export function silenceOf(updated) {
  return updated
    ? _("Ingen kontakt med servern. Listan visar läget %(time)s. Försöker igen.", { time: clockText(updated) })
    : _("Ingen kontakt med servern. Försöker igen.");
}

export function expiryOf() {
  return _("Länken gäller inte längre. Be samordnaren om en ny.");
}

/**
 * @param {import("./filters.mjs").Filters} filters
 * @param {Date} now
 * @returns {string} for example 1 jan–31 dec; "" without a period
 */
export function periodOf({ from, to }, now) {
  /** @param {string} day */
  const text = (day) => dayText(new Date(`${day}T12:00:00Z`), now);
  if (from && to) return `${text(from)}–${text(to)}`;
  if (from) return _("Från %(day)s", { day: text(from) });
  return to ? _("Till %(day)s", { day: text(to) }) : "";
}

/**
 * @param {Map<string, string>} labels
 * @param {string} code
 */
function word(labels, code) {
  return labels.get(code) ?? code;
}
