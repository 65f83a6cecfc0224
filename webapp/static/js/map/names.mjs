// @ts-check
/**
 * Which names the map shows, in which order, and the signs of stops.
 *
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./ground.mjs").View} View
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {import("./lettering.mjs").Sheet} Sheet
 * @typedef {import("./lettering.mjs").Style} Style
 */
import { boxAround, clipRing, free, middle } from "./boxes.mjs";
import { extent, onCanvas, shown } from "./ground.mjs";
import { ROOM, rows, writeAlong, writeRows } from "./lettering.mjs";
import { axis, chord } from "./shape.mjs";

/** The lowest zoom at which a name is written: the table of the look's map section. */
const WRITTEN_FROM = /** @type {Record<string, number>} */ ({
  park: 14,
  water: 14,
  main: 15,
  station: 15,
  street: 16,
  square: 17,
  building: 17,
  path: 18,
  stop: 18,
  landmark: 18,
});

/** From here an entrance to the underground tells which one it is. */
const ENTRANCES_FROM = 18;

/**
 * Draw signs and names.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ features: Feature[], view: View, palette: Palette, markers: Box[], remembered: Map<string, number> }} scene
 *   markers are boxes to keep clear; remembered is kept by the caller from one drawing to the next
 */
export function drawNames(ctx, { features, view, palette, markers, remembered }) {
  const sheet = { ctx, view, palette, taken: [...markers], signs: [], written: new Set(), remembered };
  const visible = features.filter((feature) => shown(feature, view));
  const of = (/** @type {string} */ kind) => visible.filter((feature) => feature.kind === kind);
  const named = (/** @type {Feature[]} */ list) =>
    list.filter(({ kind, rank, name }) => name && view.level >= WRITTEN_FROM[kind === "street" ? rank : kind]);
  const dots = of("landmark").filter(({ shape }) => shape === "point");
  const houses = named([...of("building"), ...of("landmark").filter(({ shape }) => shape === "area")]);
  const streets = named(of("street"));
  for (const feature of [...of("station"), ...of("stop"), ...dots]) sign(sheet, feature);
  // a park's name does not lie across a house that has a name of its own
  areaNames(sheet, named([...of("park"), ...of("water"), ...of("square")]), houses.map((house) => extent(house, view)));
  for (const feature of named(of("station"))) pinName(sheet, feature);
  for (const feature of streets.filter(({ rank }) => rank === "main")) lineName(sheet, feature);
  for (const feature of streets.filter(({ rank }) => rank !== "main")) lineName(sheet, feature);
  areaNames(sheet, houses);
  for (const feature of named(of("path"))) lineName(sheet, feature);
  for (const feature of named([...of("stop"), ...dots])) pinName(sheet, feature);
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
    case "stop":
      return { font: `500 12px ${face}`, ink: palette.transit, halo, line: 14 };
    default:
      return { font: `500 12px ${face}`, ink: palette.label, halo, line: 14 };
  }
}

/**
 * The sign itself: T for the underground, a square for a bus stop, a dot for a landmark.
 *
 * @param {Sheet} sheet
 * @param {Feature} feature
 */
function sign({ ctx, view, palette, taken, signs }, feature) {
  const [[[x, y]]] = onCanvas(feature, view);
  const size = feature.kind === "station" ? 17 : 9;
  const box = boxAround(x, y, size + 2);
  // far out, the entrances of one station would lie on top of each other
  if (view.level < ENTRANCES_FROM && !free([box], signs)) return;
  ctx.beginPath();
  if (feature.kind === "stop") ctx.roundRect(x - size / 2, y - size / 2, size, size, 2.5);
  else ctx.arc(x, y, feature.kind === "station" ? size / 2 : 2.8, 0, 2 * Math.PI);
  ctx.fillStyle = feature.kind === "landmark" ? palette.label : palette.transit;
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.fill();
  if (feature.kind === "station") {
    ctx.fillStyle = palette.onTransit;
    ctx.font = `700 11.5px ${palette.face}`;
    ctx.textAlign = "center";
    ctx.fillText("T", x, y + 4);
  }
  taken.push(box);
  signs.push(box);
}

/**
 * Write the names of areas, the largest in view first: it speaks for smaller ones of the same name.
 *
 * @param {Sheet} sheet
 * @param {Feature[]} features
 * @param {Box[]} [kept] boxes to keep clear of where that is possible
 */
function areaNames(sheet, features, kept = []) {
  const seen = features.map((feature) => {
    const ring = clipRing(onCanvas(feature, sheet.view)[0], sheet.view.window);
    return { feature, ring, size: ring.length < 3 ? 0 : middle(ring).size };
  });
  seen.sort((one, other) => other.size - one.size);
  for (const { feature, ring, size } of seen) {
    const words = wording(feature, sheet.view.level);
    if (size === 0 || sheet.written.has(words)) continue;
    const careful = { ...sheet, taken: [...sheet.taken, ...kept] };
    const before = careful.taken.length;
    if (areaName(careful, { feature, words, ring })) sheet.taken.push(...careful.taken.slice(before));
    else areaName(sheet, { feature, words, ring });
  }
}

/**
 * Across the area where it is wide enough, else along it, else on its middle.
 *
 * @param {Sheet} sheet
 * @param {{ feature: Feature, words: string, ring: import("./boxes.mjs").Point[] }} area
 * @returns {boolean} whether there was room
 */
function areaName(sheet, { feature, words, ring }) {
  const { ctx, view, palette } = sheet;
  const style = styleOf(feature, palette);
  ctx.font = style.font;
  const width = (/** @type {string} */ text) => ctx.measureText(text).width;
  const lines = rows(words, width);
  const widest = Math.max(...lines.map(width));
  const centre = middle(ring);
  const heights = [0, -1.3, 1.3, -2.6, 2.6, -4, 4, -6, 6].map((step) => centre.y + step * style.line);
  const fits = heights.flatMap((y) => {
    const room = chord(ring, y);
    return room && room.width > widest ? [{ x: room.x + room.width / 2, y }] : [];
  });
  if (fits.length) return fits.some(({ x, y }) => writeRows(sheet, { words, lines, x, y, width: widest, style }));
  const leans = feature.kind === "park" || feature.kind === "water";
  const long = axis(ring);
  if (leans && long.breadth >= style.line && long.length > width(words) * ROOM) {
    return writeAlong(sheet, { words, line: long.line, style, key: null });
  }
  if (leans && view.level < 17) return false;
  return [0, 1, -1].some((step) =>
    writeRows(sheet, { words, lines, x: centre.x, y: centre.y + step * style.line, width: widest, style }),
  );
}

/**
 * @param {Sheet} sheet
 * @param {Feature} feature
 */
function lineName(sheet, feature) {
  const words = wording(feature, sheet.view.level);
  const style = styleOf(feature, sheet.palette);
  const parts = onCanvas(feature, sheet.view).filter((part) => part.length > 1);
  parts.forEach((line, index) => {
    if (!sheet.written.has(words)) writeAlong(sheet, { words, line, style, key: `${words}/${index}` });
  });
}

/**
 * @param {Sheet} sheet
 * @param {Feature} feature
 */
function pinName(sheet, feature) {
  const { ctx, view, palette, written } = sheet;
  const words = wording(feature, view.level);
  // a stop is often named after the street or square it stands at: both are wanted
  const key = feature.kind === "stop" ? `stop ${words}` : words;
  if (written.has(key)) return;
  const style = styleOf(feature, palette);
  ctx.font = style.font;
  const width = (/** @type {string} */ text) => ctx.measureText(text).width;
  const lines = rows(words, width);
  const widest = Math.max(...lines.map(width));
  const [[[x, y]]] = onCanvas(feature, view);
  const away = feature.kind === "station" ? 13 : 9;
  const below = away + (style.line * lines.length) / 2;
  for (const [dx, dy] of [[away + widest / 2, 0], [-away - widest / 2, 0], [0, below], [0, -below]]) {
    if (writeRows(sheet, { words: key, lines, x: x + dx, y: y + dy, width: widest, style })) return;
  }
}
