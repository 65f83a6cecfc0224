// @ts-check
/**
 * Which corners get a handle on the map: where they lie closer than a fingertip, one stands for its neighbours until the
 * map is nearer. The list always has them all.
 *
 * @typedef {{ x: number, y: number }} Pixel
 */

/** Nearer than this a finger on one handle meets the other. */
const APART_PX = 40;

/** An edge shorter than this has no room for a handle between those of its ends. */
const EDGE_PX = 84;

/** More handles than these make a map slow, and cannot be told apart anyway. */
const MOST = 150;

/**
 * @param {Pixel[]} points one per corner
 * @param {{ selected: number | null, width: number, height: number, margin?: number }} view the map's size in pixels
 * @returns {number[]} corners that get a handle, in their order; the selected one always
 */
export function shownCorners(points, { selected, width, height, margin = 48 }) {
  const inView = (/** @type {Pixel} */ { x, y }) =>
    x > -margin && y > -margin && x < width + margin && y < height + margin;
  const order = [...points.keys()].filter((index) => index === selected || inView(points[index]));
  if (selected !== null) order.sort((a, b) => Number(b === selected) - Number(a === selected));
  /** @type {number[]} */
  const kept = [];
  for (const index of order) {
    if (kept.length >= MOST) break;
    if (kept.every((other) => far(points[index], points[other], APART_PX))) kept.push(index);
  }
  return kept.sort((a, b) => a - b);
}

/**
 * @param {Pixel[]} points one per corner
 * @param {number[]} shown corners that have a handle
 * @returns {number[]} edges, by the corner at which they begin, that have room for one more corner
 */
export function shownEdges(points, shown) {
  if (points.length < 2) return [];
  const has = new Set(shown);
  return shown.filter((index) => {
    const next = (index + 1) % points.length;
    return has.has(next) && far(points[index], points[next], EDGE_PX);
  });
}

/**
 * @param {Pixel} one
 * @param {Pixel} other
 * @param {number} px
 */
function far(one, other, px) {
  return Math.hypot(one.x - other.x, one.y - other.y) >= px;
}
