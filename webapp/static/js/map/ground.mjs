// @ts-check
/**
 * The ground of the map: parks, water, squares, buildings, streets, paths and stops, drawn on a canvas.
 *
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {import("./palette.mjs").Palette} Palette
 * @typedef {{
 *   kind: string, rank: string, name: string | null, shape: "area" | "line" | "point",
 *   parts: Point[][], west: number, north: number, east: number, south: number,
 * }} Feature parts are rings, lines or single points in pixels of zoom 0; rank is main, street or path
 * @typedef {{
 *   zoom: number, level: number, left: number, top: number, width: number, height: number,
 *   window: Box, metresPerPixel: number,
 * }} View what a canvas shows: its north-west corner in pixels of the zoom, its size, and the part of it that is seen
 */
import { overlap } from "./boxes.mjs";
import { worldPoint } from "./metres.mjs";

/** The lowest zoom at which a thing is drawn: the table of the look's map section. */
const DRAWN_FROM = /** @type {Record<string, number>} */ ({
  park: 14,
  water: 14,
  main: 14,
  street: 15,
  station: 15,
  square: 16,
  path: 16,
  building: 17,
  stop: 17,
  landmark: 18,
});

/** Width of a street between its kerbs, metres, and the least it is drawn with, pixels. */
const STREET_WIDTH = /** @type {Record<string, { metres: number, least: number }>} */ ({
  main: { metres: 13, least: 4.5 },
  street: { metres: 8.5, least: 3 },
});

const CASING_PX = 1.1;
const KNOWN_TYPES = new Set(["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]);

/**
 * Read a place's basemap once, so that a redraw only scales and shifts.
 *
 * @param {{ features: { properties: Record<string, any>, geometry: { type: string, coordinates: any } }[] }} collection
 *   GeoJSON, EPSG:4326; properties kind, name (may be null) and class (main, street or path)
 * @returns {Feature[]}
 */
export function readGround({ features }) {
  return features.filter(({ geometry }) => KNOWN_TYPES.has(geometry?.type)).map(({ properties, geometry }) => {
    const { type, coordinates } = geometry;
    const parts = partsOf(type, coordinates).map((part) => part.map(([x, y]) => worldPoint(x, y)));
    const all = parts.flat();
    return {
      kind: properties.kind,
      rank: properties.class ?? properties.kind,
      name: properties.name ?? null,
      shape: type.endsWith("Polygon") ? "area" : type.endsWith("LineString") ? "line" : "point",
      parts,
      west: Math.min(...all.map(([x]) => x)),
      east: Math.max(...all.map(([x]) => x)),
      north: Math.min(...all.map(([, y]) => y)),
      south: Math.max(...all.map(([, y]) => y)),
    };
  });
}

/**
 * Whether a feature is drawn at a zoom, and any of it falls on the canvas.
 *
 * @param {Feature} feature
 * @param {View} view
 */
export function shown(feature, view) {
  const from = DRAWN_FROM[feature.kind === "street" ? feature.rank : feature.kind];
  if (from === undefined || view.level < from) return false;
  // a street is wider than its line
  const margin = 40;
  const seen = { x: -margin, y: -margin, width: view.width + 2 * margin, height: view.height + 2 * margin };
  const box = extent(feature, view);
  return overlap({ ...box, width: box.width + 1, height: box.height + 1 }, seen);
}

/**
 * A feature's parts on the canvas.
 *
 * @param {Feature} feature
 * @param {View} view
 * @returns {Point[][]} pixels
 */
export function onCanvas(feature, view) {
  const scale = 2 ** view.zoom;
  return feature.parts.map((part) => part.map(([x, y]) => [x * scale - view.left, y * scale - view.top]));
}

/**
 * The box around a feature on the canvas.
 *
 * @param {Feature} feature
 * @param {View} view
 * @returns {Box} pixels
 */
export function extent({ west, north, east, south }, { zoom, left, top }) {
  const scale = 2 ** zoom;
  const [width, height] = [(east - west) * scale, (south - north) * scale];
  return { x: west * scale - left, y: north * scale - top, width, height };
}

/**
 * Width of a street on the screen, without its edge.
 *
 * @param {string} rank main or street
 * @param {{ metresPerPixel: number }} view
 * @returns {number} pixels
 */
export function streetWidth(rank, { metresPerPixel }) {
  const { metres, least } = STREET_WIDTH[rank] ?? STREET_WIDTH.street;
  return Math.max(least, metres / metresPerPixel);
}

/**
 * Draw everything but the names.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ features: Feature[], view: View, palette: Palette }} scene
 */
export function drawGround(ctx, { features, view, palette }) {
  const visible = features.filter((feature) => shown(feature, view));
  const of = (/** @type {string} */ kind) => visible.filter((feature) => feature.kind === kind);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  for (const feature of of("park")) area(ctx, feature, view, palette.park, palette.parkLine);
  for (const feature of of("water")) area(ctx, feature, view, palette.water, palette.waterLine);
  for (const feature of of("square")) area(ctx, feature, view, palette.square, palette.streetLine);
  streets(ctx, of("street"), view, palette);
  for (const feature of of("path")) dots(ctx, feature, view, palette);
  for (const feature of [...of("building"), ...of("landmark").filter(({ shape }) => shape === "area")]) {
    const fill = feature.name ? palette.keyBuilding : palette.building;
    area(ctx, feature, view, fill, feature.name ? palette.keyBuildingLine : palette.buildingLine);
  }
}

/**
 * @param {string} type
 * @param {any} coordinates
 * @returns {Point[][]}
 */
function partsOf(type, coordinates) {
  if (type === "Point") return [[coordinates]];
  if (type === "LineString") return [coordinates];
  if (type === "MultiPoint") return coordinates.map((/** @type {Point} */ point) => [point]);
  return type === "MultiPolygon" ? coordinates.flat() : coordinates;
}

/**
 * @param {Point[][]} parts
 * @param {boolean} closed
 */
function path(parts, closed) {
  const drawn = new Path2D();
  for (const part of parts) {
    part.forEach(([x, y], index) => (index ? drawn.lineTo(x, y) : drawn.moveTo(x, y)));
    if (closed) drawn.closePath();
  }
  return drawn;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Feature} feature
 * @param {View} view
 * @param {string} fill
 * @param {string} edge
 */
function area(ctx, feature, view, fill, edge) {
  if (feature.shape !== "area") return;
  const outline = path(onCanvas(feature, view), true);
  ctx.fillStyle = fill;
  ctx.fill(outline, "evenodd");
  ctx.strokeStyle = edge;
  ctx.lineWidth = 1;
  ctx.stroke(outline);
}

/**
 * Streets in two rounds, all edges before all surfaces: crossings then open into each other.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Feature[]} features
 * @param {View} view
 * @param {Palette} palette
 */
function streets(ctx, features, view, palette) {
  const lines = features.map((feature) => ({
    width: streetWidth(feature.rank, view),
    line: path(onCanvas(feature, view), false),
  }));
  const rounds = [
    { colour: palette.streetLine, extra: 2 * CASING_PX },
    { colour: palette.street, extra: 0 },
  ];
  for (const { colour, extra } of rounds) {
    ctx.strokeStyle = colour;
    for (const { width, line } of lines) {
      ctx.lineWidth = width + extra;
      ctx.stroke(line);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Feature} feature
 * @param {View} view
 * @param {Palette} palette
 */
function dots(ctx, feature, view, palette) {
  ctx.save();
  ctx.strokeStyle = palette.path;
  ctx.lineWidth = view.level < 17 ? 1.8 : 2.4;
  ctx.setLineDash([0.01, view.level < 17 ? 4 : 5.5]);
  ctx.stroke(path(onCanvas(feature, view), false));
  ctx.restore();
}
