// @ts-check
/** What the page says about the polygon while it is drawn. An estimate: the server measures once more before it saves. */

import { _, language } from "../lib/i18n.mjs";
import { LEAST_CORNERS, MOST_CORNERS } from "./polygon.mjs";

/** Less than this is told of no one: places that share an edge. */
const LEAST_SHARED_HA = 0.005;

/** @param {number} hectares */
export function hectaresText(hectares) {
  const locale = language() === "sv" ? "sv-SE" : "en-GB";
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(hectares);
}

/**
 * @param {{ count: number, hectares: number | null, holes: number }} polygon hectares is null where it crosses itself: it
 *   has no size then
 * @returns {string}
 */
export function figuresOf({ count, hectares, holes }) {
  if (count === 0) return _("Inga hörn än.");
  if (count < LEAST_CORNERS) return _("%(count)s av minst tre hörn.", { count });
  if (hectares === null) return _("%(count)s hörn.", { count });
  const size = _("%(hectares)s hektar, %(count)s hörn", { hectares: hectaresText(hectares), count });
  if (holes === 0) return `${size}.`;
  return holes === 1 ? _("%(size)s, ett hål.", { size }) : _("%(size)s, %(holes)s hål.", { size, holes });
}

/**
 * @param {{
 *   count: number, crossing: { first: number, second: number } | null, shared: { name: string, hectares: number }[],
 * }} found
 * @returns {{ faults: string[], notes: string[] }} faults must be mended before it can be saved, notes need not
 */
export function warningsOf({ count, crossing, shared }) {
  const faults = [];
  if (crossing) {
    const [first, second] = [crossing.first + 1, crossing.second + 1];
    faults.push(
      _("Gränsen korsar sig själv: sträckan från hörn %(first)s möter den från hörn %(second)s. Flytta isär dem.", { first, second }),
    );
  }
  if (count > MOST_CORNERS) faults.push(_("Gränsen har för många hörn. Högst %(most)s går.", { most: MOST_CORNERS }));
  const notes = shared
    .filter(({ hectares }) => hectares >= LEAST_SHARED_HA)
    .map(({ name, hectares }) =>
      _("Delar %(hectares)s hektar med %(place)s. Det är tillåtet: en iakttagelse där hör till båda.", {
        hectares: hectaresText(hectares),
        place: name,
      }),
    );
  return { faults, notes };
}

/** @param {number | null} selected */
export function chosenOf(selected) {
  return selected === null ? _("Välj ett hörn på kartan eller i listan.") : _("Hörn %(number)s", { number: selected + 1 });
}

/** @param {number} metres to the next corner */
export function wayOf(metres) {
  return _("%(metres)s m till nästa", { metres: Math.round(metres) });
}

/** @param {number} holes */
export function holesOf(holes) {
  return holes === 0 ? "" : _("Hål ändras i texten nedan.");
}

/** Said where rows of the text are no degrees. */
export function unreadOf() {
  return _("Texten är inte latitud och longitud i grader. Tryck på Kontrollera utan att spara, så läser servern den.");
}
