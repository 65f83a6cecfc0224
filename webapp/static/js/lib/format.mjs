// @ts-check
/** Times as people say them: "18.42", "12 nov", "i dag 18.42". Always in Stockholm, whatever the device thinks. */

import { _, language } from "./i18n.mjs";

const ZONE = "Europe/Stockholm";

/**
 * @param {Date} at
 * @param {Intl.DateTimeFormatOptions} options
 */
function written(at, options) {
  return new Intl.DateTimeFormat(language() === "sv" ? "sv-SE" : "en-GB", { timeZone: ZONE, ...options }).format(at);
}

/**
 * Give the hour and minute in Stockholm.
 *
 * @param {Date} at
 * @returns {string} for example 18.42, in English 18:42
 */
export function clockText(at) {
  const text = written(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return language() === "sv" ? text.replace(":", ".") : text;
}

/**
 * Give the day in Stockholm as ISO 8601, the form that dates have in addresses.
 *
 * @param {Date} at
 * @returns {string} for example 2026-11-12
 */
export function isoDay(at) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/**
 * Give the day in words, with the year only where it is not the present one.
 *
 * @param {Date} at
 * @param {Date} now
 * @returns {string} for example 12 nov or 12 nov 2025
 */
export function dayText(at, now) {
  const sameYear = isoDay(at).slice(0, 4) === isoDay(now).slice(0, 4);
  // some browsers put a full stop after the short month, some do not
  return written(at, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).replaceAll(".", "");
}

/**
 * Give the moment: the clock is what matters during a walk, the day afterwards.
 *
 * @param {Date} at
 * @param {Date} now
 * @returns {string} for example i dag 18.42 or 12 nov
 */
export function momentText(at, now) {
  return isoDay(at) === isoDay(now) ? _("i dag %(time)s", { time: clockText(at) }) : dayText(at, now);
}
