// @ts-check
/**
 * The names of parks, water, squares and houses: across them, along them, or on their middle.
 *
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./lettering.mjs").Sheet} Sheet
 * @typedef {import("./lettering.mjs").Style} Style
 * @typedef {{ feature: Feature, words: string, style: Style }} Named
 */
import { clipRing, middle } from "./boxes.mjs";
import { onCanvas } from "./ground.mjs";
import { ROOM, rows, writeAlong, writeRows } from "./lettering.mjs";
import { axis, chord } from "./shape.mjs";

/** Heights to try, in rows from the middle. */
const HEIGHTS = [0, -1.3, 1.3, -2.6, 2.6, -4, 4, -6, 6];

/** What leans, as a park between two streets does, may have its name along it. */
const LEANING = new Set(["park", "water"]);

/** A name along a strip may be so much higher than the strip is broad: a row of trees in a street still is its own. */
const NARROW = 0.55;

/** A name may be so many times as wide as its park or lake: one still sees which one is meant. */
const WIDER = 3.2;

/**
 * Write the names of areas, the largest in view first: it speaks for smaller ones of the same name.
 *
 * @param {Sheet} sheet
 * @param {Named[]} areas
 * @param {Box[]} kept boxes to keep clear of where that is possible
 */
export function areaNames(sheet, areas, kept) {
  const seen = areas.map((area) => {
    const ring = clipRing(onCanvas(area.feature, sheet.view)[0], sheet.view.window);
    return { ...area, ring, size: ring.length < 3 ? 0 : middle(ring).size };
  });
  seen.sort((one, other) => other.size - one.size);
  for (const area of seen) {
    if (area.size === 0 || sheet.written.has(area.words)) continue;
    const careful = { ...sheet, taken: [...sheet.taken, ...kept] };
    const before = careful.taken.length;
    if (areaName(careful, area)) sheet.taken.push(...careful.taken.slice(before));
    else areaName(sheet, area);
  }
}

/**
 * Across the area where it is wide enough, else along it, else on its middle.
 *
 * @param {Sheet} sheet
 * @param {Named & { ring: Point[] }} area
 * @returns {boolean} whether there was room
 */
function areaName(sheet, { feature, words, style, ring }) {
  const { ctx } = sheet;
  ctx.font = style.font;
  const width = (/** @type {string} */ text) => ctx.measureText(text).width;
  const lines = rows(words, width);
  const widest = Math.max(...lines.map(width));
  const centre = middle(ring);
  const fits = HEIGHTS.map((step) => centre.y + step * style.line).flatMap((y) => {
    const room = chord(ring, y);
    return room && room.width > widest ? [{ x: room.x + room.width / 2, y }] : [];
  });
  if (fits.length) return fits.some(({ x, y }) => writeRows(sheet, { words, lines, x, y, width: widest, style }));
  const leans = LEANING.has(feature.kind);
  const long = axis(ring);
  if (leans && long.breadth >= NARROW * style.line && long.length > width(words) * ROOM) {
    return writeAlong(sheet, { words, line: long.line, style, key: null });
  }
  if (leans && widest > WIDER * Math.sqrt(centre.size)) return false;
  return [0, 1, -1].some((step) =>
    writeRows(sheet, { words, lines, x: centre.x, y: centre.y + step * style.line, width: widest, style }),
  );
}
