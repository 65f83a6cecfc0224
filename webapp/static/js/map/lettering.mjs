// @ts-check
/**
 * Writing on the map: rows around a point or letters along a line, each name once and never on something that is taken.
 *
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./ground.mjs").View} View
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {{ font: string, ink: string, halo: string, line: number, bed?: boolean }} Style line is the height of a row,
 *   pixels; bed clears the ground between the words too
 * @typedef {{ words: string, boxes: Box[] }} Label what was written, and what it covers
 * @typedef {{
 *   ctx: CanvasRenderingContext2D, view: View, palette: Palette, markers: Box[], taken: Box[], signs: Box[],
 *   labels: Label[], written: Set<string>, remembered: Map<string, number>,
 * }} Sheet what is written on: the findings, boxes already covered, findings and signs among them, names already there,
 *   where streets' names stood
 */
import { STRAIGHT_TURN, boxesAlong, footings, stretches } from "./along.mjs";
import { boxAround, free, within } from "./boxes.mjs";

/** A line carries a name where it is this much longer than the word. */
export const ROOM = 1.1;

const HALO_PX = 3;
const BED_PX = 5;
const WRAP_PX = 118;
const EDGE_PX = 6;

/**
 * Break a long name after its comma, or else at the space nearest its middle.
 *
 * @param {string} words
 * @param {(text: string) => number} width
 * @returns {string[]}
 */
export function rows(words, width) {
  if (width(words) <= WRAP_PX || !words.includes(" ")) return [words];
  const comma = words.indexOf(", ");
  if (comma > 0) return [words.slice(0, comma + 1), words.slice(comma + 2)];
  const spaces = [...words.matchAll(/ /g)].map(({ index }) => index);
  const half = words.length / 2;
  const cut = spaces.reduce((best, at) => (Math.abs(at - half) < Math.abs(best - half) ? at : best));
  return [words.slice(0, cut), words.slice(cut + 1)];
}

/**
 * Write rows around a middle.
 *
 * @param {Sheet} sheet
 * @param {{ words: string | null, lines: string[], x: number, y: number, width: number, style: Style }} text
 *   words are what is written only once, null where it may stand there again
 * @returns {boolean} whether there was room
 */
export function writeRows({ ctx, view, taken, labels, written }, { words, lines, x, y, width, style }) {
  const box = boxAround(x, y, width + 4, style.line * lines.length);
  if (!within(box, view.window) || !free([box], taken)) return false;
  lines.forEach((line, index) => {
    glyphs(ctx, line, { x, y: y + (index - (lines.length - 1) / 2) * style.line, angle: 0 }, style);
  });
  taken.push(box);
  labels.push({ words: lines.join(" "), boxes: [box] });
  if (words !== null) written.add(words);
  return true;
}

/**
 * Write along a line, on the best stretch that is free.
 *
 * @param {Sheet} sheet
 * @param {{ words: string, line: Point[], style: Style, key: string | null }} text
 * @returns {boolean} whether there was room
 */
export function writeAlong({ ctx, view, taken, labels, written, remembered }, { words, line, style, key }) {
  ctx.font = style.font;
  const scale = 2 ** view.zoom;
  const kept = key === null ? undefined : remembered.get(key);
  const room = {
    width: ctx.measureText(words).width * ROOM,
    view: boxAround(
      view.window.x + view.window.width / 2,
      view.window.y + view.window.height / 2,
      view.window.width - 2 * EDGE_PX,
      view.window.height - 2 * EDGE_PX,
    ),
    preferred: kept === undefined ? undefined : kept * scale,
  };
  const stretch = stretches(line, room).find(({ points }) => free(boxesAlong(points, style.line), taken));
  if (!stretch) return false;
  const boxes = boxesAlong(stretch.points, style.line);
  taken.push(...boxes);
  labels.push({ words, boxes });
  written.add(words);
  if (key !== null) remembered.set(key, stretch.at / scale);
  if (style.bed) bed(ctx, stretch.points, style);
  const [first, last] = [stretch.points[0], stretch.points[stretch.points.length - 1]];
  if (stretch.turn < STRAIGHT_TURN) {
    const angle = Math.atan2(last[1] - first[1], last[0] - first[0]);
    glyphs(ctx, words, { x: (first[0] + last[0]) / 2, y: (first[1] + last[1]) / 2, angle }, style);
    return true;
  }
  const letters = [...words];
  const slack = (room.width - room.width / ROOM) / letters.length;
  const ends = letters.map((_, index) => ctx.measureText(letters.slice(0, index + 1).join("")).width);
  const advances = ends.map((end, index) => end - (index ? ends[index - 1] : 0) + slack);
  const places = footings(stretch.points, advances);
  // all halos first: a letter's halo would otherwise bite into the one before it
  for (const inked of [false, true]) {
    letters.forEach((letter, index) => glyphs(ctx, letter, places[index], style, inked ? "ink" : "halo"));
  }
  return true;
}

/**
 * Clear the ground between the words: a dash of the boundary there would read as a hyphen.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point[]} points
 * @param {Style} style
 */
function bed(ctx, points, { halo }) {
  ctx.beginPath();
  points.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.strokeStyle = halo;
  ctx.lineWidth = BED_PX;
  ctx.lineCap = "butt";
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {import("./along.mjs").Footing} at
 * @param {Style} style
 * @param {"both" | "halo" | "ink"} [layer]
 */
function glyphs(ctx, text, { x, y, angle }, { font, ink, halo }, layer = "both") {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(angle);
  ctx.font = font;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = HALO_PX;
  ctx.strokeStyle = halo;
  ctx.fillStyle = ink;
  if (layer !== "ink") ctx.strokeText(text, 0, 0);
  if (layer !== "halo") ctx.fillText(text, 0, 0);
  ctx.restore();
}
