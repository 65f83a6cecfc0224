// @ts-check
/**
 * Which names the map shows, and in which order: what comes first takes the room.
 *
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./ground.mjs").View} View
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {import("./lettering.mjs").Label} Label
 * @typedef {import("./lettering.mjs").Sheet} Sheet
 * @typedef {import("./lettering.mjs").Style} Style
 */
import { areaNames } from "./areas.mjs";
import { boxAround, within } from "./boxes.mjs";
import { extent, onCanvas, shown } from "./ground.mjs";
import { writeAlong, writeRows } from "./lettering.mjs";
import { ENTRANCES_FROM, drawSigns, nameSign } from "./signs.mjs";

/** The lowest zoom at which a name is written: the table of the look's map section. */
const WRITTEN_FROM = /** @type {Record<string, number>} */ ({
  park: 14,
  water: 14,
  main: 15,
  station: 15,
  street: 16,
  square: 17,
  building: 17,
  path: 16,
  stop: 18,
  steps: 18,
  landmark: 18,
  house_number: 18,
});

/** A street in many pieces is tried on so many of the longest. */
const MOST_PIECES = 8;

/** More house numbers than this in one view are a texture. */
const MOST_NUMBERS = 320;

/**
 * Draw signs and names.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{
 *   features: Feature[], lines: Feature[], view: View, palette: Palette, markers: Box[],
 *   remembered: Map<string, number>,
 * }} scene lines are `namedLines` of the features; markers are boxes to keep clear; remembered is kept by the caller from
 *   one drawing to the next
 * @returns {{ labels: Label[], signs: Box[] }} what was written and where, in pixels
 */
export function drawNames(ctx, { features, lines, view, palette, markers, remembered }) {
  /** @type {Sheet} */
  const sheet = { ctx, view, palette, markers, taken: [...markers], signs: [], labels: [], written: new Set(), remembered };
  const visible = features.filter((feature) => (feature.name || feature.shape === "point") && shown(feature, view));
  const of = (/** @type {string} */ kind) => visible.filter((feature) => feature.kind === kind);
  const points = (/** @type {string} */ kind) => of(kind).filter(({ shape }) => shape === "point");
  const named = (/** @type {Feature[]} */ list) =>
    list.filter(({ kind, rank, name }) => name && view.level >= WRITTEN_FROM[kind === "street" ? rank : kind]);
  const surfaces = (/** @type {string} */ kind) => of(kind).filter(({ shape }) => shape === "area");
  const houses = named([...surfaces("building"), ...surfaces("landmark")]);
  const along = named(lines.filter((line) => shown(line, view)));
  const write = (/** @type {Feature} */ feature) => wording(feature, view.level);

  const signs = drawSigns(sheet, [...points("station"), ...points("stop"), ...points("landmark")]);
  const beside = (/** @type {string} */ kind) => {
    const told = signs.filter(({ feature }) => feature.kind === kind && named([feature]).length);
    for (const sign of told) {
      const words = write(sign.feature);
      // a station and a stop are often called after the square or street they stand at: both are wanted
      const key = kind === "landmark" ? words : `${kind} ${words}`;
      nameSign(sheet, sign, { words, key, style: styleOf(sign.feature, palette) });
    }
  };
  const areas = (/** @type {Feature[]} */ list, /** @type {Box[]} */ kept) =>
    areaNames(sheet, list.map((feature) => ({ feature, words: write(feature), style: styleOf(feature, palette) })), kept);

  // a park's name does not lie across a house that has a name of its own
  areas(named([...surfaces("park"), ...surfaces("water"), ...surfaces("square")]), houses.map((it) => extent(it, view)));
  beside("station");
  for (const line of along.filter(({ rank }) => rank === "main")) lineName(sheet, line);
  for (const line of along.filter(({ rank }) => rank === "street")) lineName(sheet, line);
  areas(houses, []);
  for (const line of along.filter(({ kind }) => kind !== "street")) lineName(sheet, line);
  beside("stop");
  beside("landmark");
  houseNumbers(sheet, named(points("house_number")));
  return { labels: sheet.labels, signs: sheet.signs };
}

/**
 * What a name says at a zoom: a station by its name, its entrances only where they can be told apart.
 *
 * @param {Feature} feature
 * @param {number} level
 */
export function wording({ kind, name }, level) {
  const words = name ?? "";
  if (kind !== "station") return words;
  // the sign beside it already says T-bana
  const plain = words.replace(/^T-bana /, "");
  return level < ENTRANCES_FROM ? plain.split(",")[0] : plain;
}

/**
 * @param {Feature} feature
 * @param {Palette} palette
 * @returns {Style}
 */
function styleOf({ kind }, palette) {
  const { face } = palette;
  const halo = palette.labelHalo;
  switch (kind) {
    case "park":
      return { font: `600 15px ${face}`, ink: palette.labelPark, halo: palette.park, line: 17 };
    case "water":
      return { font: `italic 500 13px ${face}`, ink: palette.labelWater, halo: palette.water, line: 15 };
    case "square":
      return { font: `700 14px ${face}`, ink: palette.labelKey, halo, line: 16 };
    case "station":
      return { font: `600 13px ${face}`, ink: palette.transit, halo, line: 15 };
    case "building":
      return { font: `600 12.5px ${face}`, ink: palette.labelKey, halo, line: 14.5 };
    case "street":
      return { font: `500 12.5px ${face}`, ink: palette.label, halo: palette.street, line: 15, bed: true };
    case "path":
      return { font: `italic 500 12px ${face}`, ink: palette.label, halo, line: 14, bed: true };
    case "stop":
      return { font: `500 12px ${face}`, ink: palette.transit, halo, line: 14 };
    case "house_number":
      return { font: `500 10.5px ${face}`, ink: palette.label, halo, line: 11 };
    default:
      return { font: `500 12px ${face}`, ink: palette.label, halo, line: 14 };
  }
}

/**
 * @param {Sheet} sheet
 * @param {Feature} feature
 */
function lineName(sheet, feature) {
  const words = wording(feature, sheet.view.level);
  const style = styleOf(feature, sheet.palette);
  if (sheet.written.has(words)) return;
  const pieces = onCanvas({ parts: feature.parts.slice(0, MOST_PIECES) }, sheet.view);
  pieces.some((line, index) => writeAlong(sheet, { words, line, style, key: `${words}/${index}` }));
}

/**
 * @param {Sheet} sheet
 * @param {Feature[]} features
 */
function houseNumbers(sheet, features) {
  const { ctx, view, palette } = sheet;
  const seen = features
    .map((feature) => ({ feature, at: onCanvas(feature, view)[0][0] }))
    .filter(({ at: [x, y] }) => within(boxAround(x, y, 1), view.window));
  if (seen.length > MOST_NUMBERS) return;
  for (const { feature, at: [x, y] } of seen) {
    const style = styleOf(feature, palette);
    ctx.font = style.font;
    const number = feature.name ?? "";
    writeRows(sheet, { words: null, lines: [number], x, y, width: ctx.measureText(number).width, style });
  }
}
