// @ts-check
/**
 * How much ground two places share. An estimate while somebody draws; the server measures in EPSG:3011.
 *
 * @typedef {import("../map/metres.mjs").Position} Position
 * @typedef {[number, number]} Point metres
 */
import { middle, onPlane } from "./polygon.mjs";

/**
 * Measure what two rings share.
 *
 * The ground is cut into level bands at every corner and every crossing of the two. Within a band no edges cross, so the
 * shared width changes evenly, and the width at half height times the height is the area.
 *
 * @param {Position[]} one corners of a ring that does not cross itself, in any shape
 * @param {Position[]} other
 * @returns {number} hectares
 */
export function sharedHectares(one, other) {
  if (one.length < 3 || other.length < 3 || !near(one, other)) return 0;
  const origin = middle(one);
  const [first, second] = [edges(onPlane(one, origin)), edges(onPlane(other, origin))];
  const heights = [...first, ...second].map(([a]) => a[1]);
  for (const edge of first) for (const against of second) heights.push(...crossed(edge, against));
  const levels = [...new Set(heights)].sort((a, b) => a - b);
  let area = 0;
  for (let band = 1; band < levels.length; band += 1) {
    const [low, high] = [levels[band - 1], levels[band]];
    const middle = (low + high) / 2;
    area += (high - low) * sharedWidth(cuts(first, middle), cuts(second, middle));
  }
  return area / 10_000;
}

/**
 * Their boxes touch: most places lie far apart, and are not measured at all.
 *
 * @param {Position[]} one
 * @param {Position[]} other
 */
function near(one, other) {
  const [a, b] = [box(one), box(other)];
  return a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north;
}

/** @param {Position[]} corners */
function box(corners) {
  const [x, y] = [corners.map(({ longitude }) => longitude), corners.map(({ latitude }) => latitude)];
  return { west: Math.min(...x), east: Math.max(...x), south: Math.min(...y), north: Math.max(...y) };
}

/**
 * @param {Point[]} points
 * @returns {[Point, Point][]}
 */
function edges(points) {
  return points.map((point, index) => [point, points[(index + 1) % points.length]]);
}

/**
 * The height at which two edges cross, if they do.
 *
 * @param {[Point, Point]} one
 * @param {[Point, Point]} other
 * @returns {number[]}
 */
function crossed([a, b], [c, d]) {
  const across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
  if (across === 0) return [];
  const along = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / across;
  const on = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / across;
  return along > 0 && along < 1 && on > 0 && on < 1 ? [a[1] + along * (b[1] - a[1])] : [];
}

/**
 * Where a level line enters and leaves a ring, from west to east.
 *
 * @param {[Point, Point][]} ring
 * @param {number} height no corner's
 * @returns {number[]}
 */
function cuts(ring, height) {
  return ring
    .filter(([a, b]) => a[1] > height !== b[1] > height)
    .map(([a, b]) => a[0] + ((height - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
    .sort((a, b) => a - b);
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function sharedWidth(one, other) {
  let width = 0;
  for (let i = 0; i + 1 < one.length; i += 2) {
    for (let j = 0; j + 1 < other.length; j += 2) {
      width += Math.max(0, Math.min(one[i + 1], other[j + 1]) - Math.max(one[i], other[j]));
    }
  }
  return width;
}
