// @ts-check
/**
 * Drawing findings, the selected one, and the walker's own position.
 *
 * @typedef {import("./markers.mjs").Mark} Mark
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {import("./symbols.mjs").Symbol_} Symbol_
 * @typedef {{ x: number, y: number, radius: number }} Place a point and the radius of its accuracy, pixels
 */
import { KINDS, PILL_PX } from "./markers.mjs";

/** The sprite's markers are drawn for this width. */
const DRAWN_PX = 28;
const HALO_SCALE = 1.12;
const ICON_BOX = 24;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{
 *   marks: Mark[], selected: string | null, numbers: boolean, position: Place | null,
 *   symbols: Map<string, Symbol_>, palette: Palette,
 * }} scene numbers: write each finding's number beside its marker
 */
export function drawPins(ctx, { marks, selected, numbers, position, symbols, palette }) {
  const chosen = (/** @type {Mark} */ mark) => mark.findings.some(({ finding_id }) => finding_id === selected);
  for (const mark of marks) leader(ctx, mark, palette);
  for (const mark of [...marks.filter((each) => !chosen(each)), ...marks.filter(chosen)]) {
    if (mark.as === "pill") pill(ctx, mark, symbols, palette);
    else {
      if (chosen(mark)) disc(ctx, mark, palette);
      if (mark.as === "shape") shape(ctx, mark, symbols, palette);
      else marker(ctx, mark, symbols, palette);
      if (mark.findings[0].pending) waiting(ctx, mark, symbols, palette);
      if (numbers) number(ctx, mark, palette);
    }
  }
  if (position) drawPosition(ctx, position, palette);
}

/**
 * @param {Palette} palette
 * @param {string} kind
 */
function coloursOf(palette, kind) {
  const colours = {
    unsafe: { fill: palette.unsafe, key: palette.unsafeKey, on: palette.onUnsafe },
    safe: { fill: palette.safe, key: palette.safeKey, on: palette.onSafe },
    suggestion: { fill: palette.suggestion, key: palette.suggestionKey, on: palette.onSuggestion },
  };
  return colours[/** @type {keyof typeof colours} */ (kind)];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Map<string, Symbol_>} symbols
 * @param {Palette} palette
 */
function shape(ctx, { findings: [{ kind }], x, y, size }, symbols, palette) {
  const outline = symbols.get(`m-${kind}`);
  if (!outline) return;
  const { fill, key } = coloursOf(palette, kind);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size / DRAWN_PX, size / DRAWN_PX);
  ctx.lineJoin = "round";
  for (const { path } of outline.strokes) {
    ctx.save();
    ctx.scale(HALO_SCALE, HALO_SCALE);
    ctx.fillStyle = palette.halo;
    ctx.strokeStyle = palette.halo;
    // a bare shape is small: without a wider halo it melts into the street
    ctx.lineWidth = size < 20 ? 3 : 0.5;
    ctx.stroke(path);
    ctx.fill(path);
    ctx.restore();
    ctx.fillStyle = fill;
    ctx.strokeStyle = key;
    ctx.lineWidth = (1.3 * DRAWN_PX) / size;
    ctx.fill(path);
    ctx.stroke(path);
  }
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Map<string, Symbol_>} symbols
 * @param {Palette} palette
 */
function marker(ctx, mark, symbols, palette) {
  shape(ctx, mark, symbols, palette);
  const { kind, category } = mark.findings[0];
  const place = symbols.get(`m-${kind}`)?.icon;
  const pictogram = symbols.get(`c-${category}`);
  if (!place || !pictogram) return;
  const scale = mark.size / DRAWN_PX;
  ctx.save();
  ctx.translate(mark.x + place.left * scale, mark.y + place.top * scale);
  strokes(ctx, pictogram, (place.side * scale) / ICON_BOX, coloursOf(palette, kind).on);
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Symbol_} symbol
 * @param {number} scale
 * @param {string} colour
 */
function strokes(ctx, symbol, scale, colour) {
  ctx.scale(scale, scale);
  ctx.strokeStyle = colour;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  for (const { path, width } of symbol.strokes) {
    ctx.lineWidth = width;
    ctx.stroke(path);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Map<string, Symbol_>} symbols
 * @param {Palette} palette
 */
function pill(ctx, { findings, x, y, size }, symbols, palette) {
  ctx.beginPath();
  ctx.roundRect(x - size / 2, y - PILL_PX / 2, size, PILL_PX, PILL_PX / 2);
  ctx.fillStyle = palette.surface;
  ctx.strokeStyle = palette.ring;
  ctx.lineWidth = 1.4;
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = palette.ink;
  ctx.font = `700 13px ${palette.face}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(String(findings.length), x - size / 2 + 10, y + 0.5);
  const present = KINDS.filter((kind) => findings.some((finding) => finding.kind === kind));
  present.forEach((kind, index) => {
    const middle = x + size / 2 - 14 - (present.length - 1 - index) * 15;
    const sample = findings.filter((finding) => finding.kind === kind);
    shape(ctx, { as: "shape", findings: sample, x: middle, y, fromX: x, fromY: y, size: 11 }, symbols, palette);
  });
}

/**
 * The lantern: a light behind what is selected.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Palette} palette
 */
function disc(ctx, { x, y, size }, palette) {
  ctx.beginPath();
  ctx.arc(x, y, Math.max(20, size * 0.94), 0, 2 * Math.PI);
  ctx.save();
  ctx.globalAlpha = 0.4;
  ctx.fillStyle = palette.lantern;
  ctx.fill();
  ctx.restore();
  ctx.strokeStyle = palette.selectedLine;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Palette} palette
 */
function number(ctx, { findings: [finding], x, y, size }, palette) {
  const text = String(finding.number);
  ctx.font = `700 11px ${palette.face}`;
  const width = Math.max(15, ctx.measureText(text).width + 8);
  const [left, top] = [x - size * 0.61 - width / 2, y + size * 0.54 - 7.5];
  ctx.beginPath();
  ctx.roundRect(left, top, width, 15, 7.5);
  ctx.fillStyle = palette.surface;
  ctx.strokeStyle = palette.ring;
  ctx.lineWidth = 1.2;
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = palette.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, left + width / 2, top + 8);
}

/**
 * A clock on what the server has not got yet.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Map<string, Symbol_>} symbols
 * @param {Palette} palette
 */
function waiting(ctx, { x, y, size }, symbols, palette) {
  const radius = size < 20 ? 6 : 8;
  const [middleX, middleY] = [x + size * 0.55, y - size * 0.5];
  ctx.beginPath();
  ctx.arc(middleX, middleY, radius, 0, 2 * Math.PI);
  ctx.fillStyle = palette.warn;
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = 1.6;
  ctx.fill();
  ctx.stroke();
  const clock = symbols.get("i-wait");
  if (!clock) return;
  ctx.save();
  ctx.translate(middleX - radius + 1, middleY - radius + 1);
  strokes(ctx, clock, (2 * radius - 2) / ICON_BOX, palette.onSignal);
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Mark} mark
 * @param {Palette} palette
 */
function leader(ctx, { x, y, fromX, fromY }, palette) {
  if (x === fromX && y === fromY) return;
  for (const [colour, width] of /** @type {[string, number][]} */ ([[palette.halo, 4], [palette.ring, 1.5]])) {
    ctx.beginPath();
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(x, y);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(fromX, fromY, width, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Place} place
 * @param {Palette} palette
 */
function drawPosition(ctx, { x, y, radius }, palette) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, Math.max(radius, 9), 0, 2 * Math.PI);
  ctx.fillStyle = palette.lantern;
  ctx.strokeStyle = palette.lantern;
  ctx.lineWidth = 1.5;
  ctx.globalAlpha = 0.16;
  ctx.fill();
  ctx.globalAlpha = 0.75;
  ctx.stroke();
  ctx.restore();
  ctx.beginPath();
  ctx.arc(x, y, 8, 0, 2 * Math.PI);
  ctx.fillStyle = palette.lantern;
  ctx.strokeStyle = palette.positionLine;
  ctx.lineWidth = 2.4;
  ctx.fill();
  ctx.stroke();
}
