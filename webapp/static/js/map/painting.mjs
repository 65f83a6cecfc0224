// @ts-check
/**
 * The ground of the map drawn on a canvas: everything but signs and names, lowest first.
 *
 * Things of one look share their strokes and fills, whatever their number.
 *
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./ground.mjs").View} View
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {{ fill: string, edge: string }} Look
 * @typedef {{ ctx: CanvasRenderingContext2D, view: View, palette: Palette, kinds: Map<string, Feature[]> }} Scene
 *   kinds holds what is seen, by kind
 */
import { shown, streetWidth } from "./ground.mjs";
import { paths } from "./tracing.mjs";

const CASING_PX = 1.1;

/** From here one sees the walls of houses; farther off they are the ground between the streets. */
const WALLS_FROM = 17;

/** From here one sees which streets and paths have no lamps, and what stands beside them. */
const UNLIT_FROM = 17;

/** Width of a flight of steps: a person and a half. */
const STEPS = { metres: 2.6, least: 6 };

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ features: Feature[], view: View, palette: Palette }} given
 */
export function drawGround(ctx, { features, view, palette }) {
  /** @type {Map<string, Feature[]>} */
  const kinds = new Map();
  for (const feature of features) {
    if (!shown(feature, view)) continue;
    const alike = kinds.get(feature.kind);
    if (alike) alike.push(feature);
    else kinds.set(feature.kind, [feature]);
  }
  const scene = { ctx, view, palette, kinds };
  const of = (/** @type {string} */ kind) => kinds.get(kind) ?? [];
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  surfaces(scene, of("park"), { fill: palette.park, edge: palette.parkLine });
  surfaces(scene, of("block"), { fill: palette.block, edge: palette.blockLine });
  surfaces(scene, of("square"), { fill: palette.square, edge: palette.streetLine });
  waters(scene, of("water"));
  const houses = [...of("building"), ...of("landmark")];
  walls(scene, houses.filter(({ name }) => !name), { fill: palette.building, edge: palette.buildingLine });
  streets(scene, of("street"));
  walls(scene, houses.filter(({ name }) => name), { fill: palette.keyBuilding, edge: palette.keyBuildingLine });
  ways(scene, of("path"));
  steps(scene, of("steps"));
  unlit(scene, [...of("street"), ...of("path"), ...of("steps")]);
  glyphs(scene);
}

/**
 * Surfaces as one: the edges first, so that where two lie over each other none is seen within.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 * @param {Look} look
 */
function surfaces({ ctx, view }, features, { fill, edge }) {
  const areas = features.filter(({ shape }) => shape === "area");
  if (!areas.length) return;
  const outlines = paths(areas, view, true);
  ctx.strokeStyle = edge;
  ctx.lineWidth = 2;
  for (const outline of outlines) ctx.stroke(outline);
  ctx.fillStyle = fill;
  for (const outline of outlines) ctx.fill(outline);
}

/**
 * Houses: the wall between two neighbours is seen.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 * @param {Look} look
 */
function walls({ ctx, view }, features, { fill, edge }) {
  const areas = features.filter(({ shape }) => shape === "area");
  if (!areas.length) return;
  const outlines = paths(areas, view, true);
  ctx.fillStyle = fill;
  for (const outline of outlines) ctx.fill(outline);
  if (view.level < WALLS_FROM) return;
  ctx.strokeStyle = edge;
  ctx.lineWidth = 1;
  for (const outline of outlines) ctx.stroke(outline);
}

/**
 * Lakes, and streams that somebody drew as lines.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 */
function waters(scene, features) {
  const { ctx, view, palette } = scene;
  const streams = features.filter(({ shape }) => shape === "line");
  if (streams.length) {
    const width = Math.max(1.5, 2.5 / view.metresPerPixel);
    dashed(ctx, paths(streams, view, false), { colour: palette.waterLine, width, dash: [], cap: "round" });
  }
  surfaces(scene, features, { fill: palette.water, edge: palette.waterLine });
}

/**
 * Streets in two rounds, all edges before all surfaces: crossings then open into each other.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 */
function streets({ ctx, view, palette }, features) {
  const lines = ["lane", "street", "main"].map((rank) => ({
    width: streetWidth(rank, view),
    pieces: paths(features.filter((feature) => feature.shape === "line" && feature.rank === rank), view, false),
  }));
  const rounds = [
    { colour: palette.streetLine, extra: 2 * CASING_PX },
    { colour: palette.street, extra: 0 },
  ];
  for (const { colour, extra } of rounds) {
    ctx.strokeStyle = colour;
    for (const { width, pieces } of lines) {
      ctx.lineWidth = width + extra;
      for (const piece of pieces) ctx.stroke(piece);
    }
  }
}

/**
 * @param {Scene} scene
 * @param {Feature[]} features
 */
function ways({ ctx, view, palette }, features) {
  const near = view.level >= UNLIT_FROM;
  const lines = features.filter(({ shape }) => shape === "line");
  if (!lines.length) return;
  // a light bed: dots alone are lost on a lawn
  dashed(ctx, paths(lines, view, false), { colour: palette.street, width: near ? 5 : 4, dash: [], cap: "round" });
  const lit = paths(lines.filter((feature) => !(near && feature.unlit)), view, false);
  dashed(ctx, lit, { colour: palette.path, width: near ? 2.6 : 2.3, dash: near ? [2.4, 3] : [2.4, 2.4], cap: "butt" });
}

/**
 * Steps as a ladder: treads across the way.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 */
function steps({ ctx, view, palette }, features) {
  const lines = features.filter(({ shape }) => shape === "line");
  if (!lines.length) return;
  const width = Math.max(STEPS.least, STEPS.metres / view.metresPerPixel);
  const flights = paths(lines, view, false);
  dashed(ctx, flights, { colour: palette.street, width: width + 2, dash: [], cap: "butt" });
  dashed(ctx, flights, { colour: palette.path, width, dash: [1.4, 2.4], cap: "butt" });
}

/**
 * What is known to have no lamps: short dashes along its middle.
 *
 * @param {Scene} scene
 * @param {Feature[]} features
 */
function unlit({ ctx, view, palette }, features) {
  const dark = features.filter((feature) => feature.unlit && feature.shape === "line");
  if (view.level < UNLIT_FROM || !dark.length) return;
  dashed(ctx, paths(dark, view, false), { colour: palette.unlit, width: 1.4, dash: [4, 4], cap: "butt" });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D[]} pieces
 * @param {{ colour: string, width: number, dash: number[], cap: CanvasLineCap }} look
 */
function dashed(ctx, pieces, { colour, width, dash, cap }) {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineCap = cap;
  ctx.setLineDash(dash);
  for (const piece of pieces) ctx.stroke(piece);
  ctx.restore();
}

/**
 * The small things beside a street: doors, benches and lamps.
 *
 * @param {Scene} scene
 */
function glyphs({ ctx, view, palette, kinds }) {
  const scale = 2 ** view.zoom;
  const size = view.level > 18 ? 1.35 : 1;
  /** @type {(kind: string, add: (drawn: Path2D, x: number, y: number) => void, fill: string) => void} */
  const every = (kind, add, fill) => {
    const drawn = new Path2D();
    for (const { parts } of (kinds.get(kind) ?? []).filter(({ shape }) => shape === "point")) {
      for (const [[x, y]] of parts) add(drawn, x * scale - view.left, y * scale - view.top);
    }
    ctx.strokeStyle = palette.labelHalo;
    ctx.lineWidth = 1.6;
    ctx.stroke(drawn);
    ctx.fillStyle = fill;
    ctx.fill(drawn);
  };
  every("entrance", (drawn, x, y) => drawn.rect(x - 2 * size, y - 2 * size, 4 * size, 4 * size), palette.label);
  every("bench", (drawn, x, y) => drawn.roundRect(x - 4 * size, y - 1.3 * size, 8 * size, 2.6 * size, 1), palette.path);
  every("lamp", (drawn, x, y) => lamp(drawn, x, y, 2 * size), palette.lamp);
}

/**
 * @param {Path2D} drawn
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function lamp(drawn, x, y, radius) {
  drawn.moveTo(x + radius, y);
  drawn.arc(x, y, radius, 0, 2 * Math.PI);
}
