// @ts-check
/**
 * What a basemap holds, read once: every feature's points in pixels of zoom 0, so that a redraw only scales and shifts.
 *
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {{
 *   kind: string, rank: string, name: string | null, shape: "area" | "line" | "point", unlit: boolean,
 *   parts: Point[][], west: number, north: number, east: number, south: number,
 * }} Feature parts are rings, lines or single points in pixels of zoom 0; rank is main, street, lane (a street without a
 *   name: a drive, a yard), path, steps or the kind; the name of a house number is the number; unlit is known to have no
 *   lamps
 * @typedef {{
 *   zoom: number, level: number, left: number, top: number, width: number, height: number,
 *   window: Box, metresPerPixel: number,
 * }} View what a canvas shows: its north-west corner in pixels of the zoom, its size, and the part of it that is seen
 */
import { worldPoint } from "./metres.mjs";

/** The lowest zoom at which a thing is drawn: the table of the look's map section. */
const DRAWN_FROM = /** @type {Record<string, number>} */ ({
  park: 14,
  water: 14,
  main: 14,
  street: 15,
  station: 15,
  way: 15,
  block: 16,
  square: 16,
  building: 16,
  path: 17,
  stop: 17,
  steps: 18,
  entrance: 18,
  landmark: 18,
  house_number: 18,
  bench: 18,
  lamp: 18,
});

/** Width of a street between its kerbs, metres, and the least it is drawn with, pixels. */
const STREET_WIDTH = /** @type {Record<string, { metres: number, least: number }>} */ ({
  main: { metres: 13, least: 4.5 },
  street: { metres: 8.5, least: 3 },
  lane: { metres: 4.5, least: 2 },
});

/** A street is wider than its line: what lies so many pixels outside the canvas still reaches into it. */
const MARGIN_PX = 40;

const KNOWN_TYPES = new Set(["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]);

/**
 * Read a place's basemap.
 *
 * @param {{ features: { properties: Record<string, any>, geometry: { type: string, coordinates: any } }[] }} collection
 *   GeoJSON, EPSG:4326; properties kind, name (may be null), class (main, street, path or steps), lit and house_number
 * @returns {Feature[]}
 */
export function readGround({ features }) {
  return features.filter(({ geometry }) => KNOWN_TYPES.has(geometry?.type)).map(({ properties, geometry }) => {
    const { type, coordinates } = geometry;
    const parts = partsOf(type, coordinates);
    const name = properties.name ?? properties.house_number ?? null;
    return {
      kind: properties.kind,
      rank: properties.class === "street" && !name ? "lane" : properties.class ?? properties.kind,
      name,
      shape: type.endsWith("Polygon") ? "area" : type.endsWith("LineString") ? "line" : "point",
      unlit: properties.lit === false,
      parts,
      ...bounds(parts),
    };
  });
}

/**
 * The box around points of zoom 0.
 *
 * @param {Point[][]} parts
 */
export function bounds(parts) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    for (const [x, y] of part) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      north = Math.min(north, y);
      south = Math.max(south, y);
    }
  }
  return { west, north, east, south };
}

/**
 * Whether a feature is drawn at a zoom, and any of it falls on the canvas.
 *
 * @param {Feature} feature
 * @param {View} view
 */
export function shown(feature, view) {
  const from = DRAWN_FROM[stratum(feature)];
  if (from === undefined || view.level < from) return false;
  const scale = 2 ** view.zoom;
  return (
    feature.east * scale - view.left >= -MARGIN_PX &&
    feature.south * scale - view.top >= -MARGIN_PX &&
    feature.west * scale - view.left <= view.width + MARGIN_PX &&
    feature.north * scale - view.top <= view.height + MARGIN_PX
  );
}

/**
 * What tells from which zoom a feature is drawn: a path that people know by name comes with the streets.
 *
 * @param {Feature} feature
 */
function stratum({ kind, rank, name }) {
  if (kind === "street") return rank === "main" ? "main" : "street";
  return kind === "path" && name ? "way" : kind;
}

/**
 * A feature's parts on the canvas.
 *
 * @param {{ parts: Point[][] }} feature
 * @param {View} view
 * @returns {Point[][]} pixels
 */
export function onCanvas({ parts }, { zoom, left, top }) {
  const scale = 2 ** zoom;
  return parts.map((part) => part.map(([x, y]) => [x * scale - left, y * scale - top]));
}

/**
 * The box around a feature on the canvas.
 *
 * @param {{ west: number, north: number, east: number, south: number }} feature
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
 * @param {string} rank main, street or lane
 * @param {{ metresPerPixel: number }} view
 * @returns {number} pixels
 */
export function streetWidth(rank, { metresPerPixel }) {
  const { metres, least } = STREET_WIDTH[rank] ?? STREET_WIDTH.street;
  return Math.max(least, metres / metresPerPixel);
}

/**
 * @param {string} type
 * @param {any} coordinates
 * @returns {Point[][]}
 */
function partsOf(type, coordinates) {
  const part = (/** @type {Point[]} */ points) => points.map(([x, y]) => worldPoint(x, y));
  switch (type) {
    case "Point":
      return [part([coordinates])];
    case "LineString":
      return [part(coordinates)];
    case "MultiPoint":
      return coordinates.map((/** @type {Point} */ point) => part([point]));
    case "Polygon":
      return turned(coordinates.map(part));
    case "MultiPolygon":
      return coordinates.flatMap((/** @type {Point[][]} */ rings) => turned(rings.map(part)));
    default:
      return coordinates.map(part);
  }
}

/**
 * Outlines one way round and holes the other: areas that lie over each other can then be filled as one.
 *
 * @param {Point[][]} rings
 */
function turned(rings) {
  return rings.map((ring, index) => (clockwise(ring) === (index === 0) ? ring : ring.reverse()));
}

/** @param {Point[]} ring */
function clockwise(ring) {
  let doubled = 0;
  const [originX, originY] = ring[0];
  for (let index = 1; index < ring.length; index += 1) {
    const [[ax, ay], [bx, by]] = [ring[index - 1], ring[index]];
    doubled += (ax - originX) * (by - originY) - (bx - originX) * (ay - originY);
  }
  return doubled > 0;
}
