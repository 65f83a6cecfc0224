// @ts-check
/**
 * Signs on the map, T for the underground, a square for a stop, a dot for a landmark, and the names beside them.
 *
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./lettering.mjs").Sheet} Sheet
 * @typedef {import("./lettering.mjs").Style} Style
 * @typedef {{ feature: Feature, x: number, y: number }} Sign where it stands, pixels
 */
import { boxAround, free, within } from "./boxes.mjs";
import { onCanvas } from "./ground.mjs";
import { rows, writeRows } from "./lettering.mjs";

/** From here an entrance to the underground tells which one it is. */
export const ENTRANCES_FROM = 18;

const HALO_PX = 3;

/** How far a T may stand from its entrance where a finding lies on it, pixels; a thin line then leads there. */
const ASIDE_PX = [20, 30, 42];

/**
 * Draw the signs of points, each once where it belongs; a sign that a finding covers stands aside or is left out.
 *
 * @param {Sheet} sheet
 * @param {Feature[]} features stations first
 * @returns {Sign[]} those that were drawn
 */
export function drawSigns(sheet, features) {
  return features.flatMap((feature) => {
    const found = place(sheet, feature);
    if (!found) return [];
    draw(sheet, found);
    const box = boxAround(found.x, found.y, sizeOf(feature) + HALO_PX);
    sheet.taken.push(box);
    sheet.signs.push(box);
    return [found];
  });
}

/**
 * Write a name beside its sign, on the first side that is free.
 *
 * @param {Sheet} sheet
 * @param {Sign} sign
 * @param {{ words: string, key: string, style: Style }} name key is what is written only once
 */
export function nameSign(sheet, { feature, x, y }, { words, key, style }) {
  const { ctx, written } = sheet;
  if (written.has(key)) return;
  ctx.font = style.font;
  const width = (/** @type {string} */ text) => ctx.measureText(text).width;
  const lines = rows(words, width);
  const widest = Math.max(...lines.map(width));
  const aside = sizeOf(feature) / 2 + 5;
  const below = aside + (style.line * lines.length) / 2;
  for (const [dx, dy] of [[aside + widest / 2, 0], [-aside - widest / 2, 0], [0, below], [0, -below]]) {
    if (writeRows(sheet, { words: key, lines, x: x + dx, y: y + dy, width: widest, style })) return;
  }
}

/**
 * @param {Sheet} sheet
 * @param {Feature} feature
 * @returns {Sign | null}
 */
function place({ view, markers, signs }, feature) {
  const [[[x, y]]] = onCanvas(feature, view);
  const size = sizeOf(feature) + HALO_PX;
  const clear = (/** @type {number} */ atX, /** @type {number} */ atY, /** @type {Box[]} */ taken) =>
    free([boxAround(atX, atY, size)], taken);
  // far out, the entrances of one station would lie on top of each other
  if (view.level < ENTRANCES_FROM && !clear(x, y, signs)) return null;
  if (clear(x, y, markers)) return { feature, x, y };
  if (feature.kind !== "station") return null;
  for (const away of ASIDE_PX) {
    for (let turn = 0; turn < 8; turn += 1) {
      const [asideX, asideY] = [x + away * Math.cos((turn * Math.PI) / 4), y + away * Math.sin((turn * Math.PI) / 4)];
      const seen = within(boxAround(asideX, asideY, size), view.window);
      if (seen && clear(asideX, asideY, [...markers, ...signs])) return { feature, x: asideX, y: asideY };
    }
  }
  return null;
}

/**
 * @param {Sheet} sheet
 * @param {Sign} sign
 */
function draw({ ctx, view, palette }, { feature, x, y }) {
  const size = sizeOf(feature);
  const [[[atX, atY]]] = onCanvas(feature, view);
  if (atX !== x || atY !== y) {
    ctx.beginPath();
    ctx.moveTo(atX, atY);
    ctx.lineTo(x, y);
    ctx.strokeStyle = palette.transit;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  ctx.beginPath();
  if (feature.kind === "stop") ctx.roundRect(x - size / 2, y - size / 2, size, size, 2.5);
  else ctx.arc(x, y, size / 2, 0, 2 * Math.PI);
  ctx.fillStyle = feature.kind === "landmark" ? palette.label : palette.transit;
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = HALO_PX;
  ctx.stroke();
  ctx.fill();
  if (feature.kind === "station") {
    ctx.fillStyle = palette.onTransit;
    ctx.font = `700 11.5px ${palette.face}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.fillText("T", x, y + 4);
  }
}

/** @param {Feature} feature */
function sizeOf({ kind }) {
  if (kind === "station") return 17;
  return kind === "stop" ? 9 : 5.6;
}
