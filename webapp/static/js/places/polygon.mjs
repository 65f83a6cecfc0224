// @ts-check
/**
 * The corners of a polygon that is being drawn: moved, added and taken away, always as a new list.
 *
 * The ring is open: after the last corner comes the first. Positions keep six decimals, as the server keeps them, so that
 * what is tested here is what will be stored.
 *
 * @typedef {import("../map/metres.mjs").Position} Position
 */
import { metresOfDegree, movedByMetres } from "../map/metres.mjs";

/** Fewer corners enclose nothing. */
export const LEAST_CORNERS = 3;

/** More than these the server refuses. */
export const MOST_CORNERS = 2_000;

const DECIMALS = 1e6;

/**
 * @param {Position} position
 * @returns {Position} with six decimals, about a tenth of a metre
 */
export function rounded({ longitude, latitude }) {
  return { longitude: Math.round(longitude * DECIMALS) / DECIMALS, latitude: Math.round(latitude * DECIMALS) / DECIMALS };
}

/**
 * Put a corner somewhere else.
 *
 * @param {Position[]} corners
 * @param {number} index
 * @param {Position} position
 * @returns {Position[]}
 */
export function placed(corners, index, position) {
  return corners.with(index, rounded(position));
}

/**
 * Move a corner by metres.
 *
 * @param {Position[]} corners
 * @param {number} index
 * @param {{ east: number, north: number }} metres
 * @returns {Position[]}
 */
export function nudged(corners, index, metres) {
  return placed(corners, index, movedByMetres(corners[index], metres));
}

/**
 * Add a corner after another one.
 *
 * @param {Position[]} corners
 * @param {number} index -1 for the front
 * @param {Position} position
 * @returns {Position[]}
 */
export function inserted(corners, index, position) {
  return corners.toSpliced(index + 1, 0, rounded(position));
}

/**
 * Take a corner away.
 *
 * @param {Position[]} corners
 * @param {number} index
 * @returns {Position[]}
 */
export function removed(corners, index) {
  return corners.toSpliced(index, 1);
}

/**
 * The middle of the edge from a corner to the next.
 *
 * @param {Position[]} corners
 * @param {number} index
 * @returns {Position}
 */
export function midpoint(corners, index) {
  const [from, to] = [corners[index], corners[(index + 1) % corners.length]];
  return rounded({ longitude: (from.longitude + to.longitude) / 2, latitude: (from.latitude + to.latitude) / 2 });
}

/**
 * A square around a position, to begin with.
 *
 * @param {Position} centre
 * @param {number} side metres
 * @returns {Position[]} south-west, south-east, north-east, north-west
 */
export function square(centre, side) {
  const half = side / 2;
  const ways = [[-half, -half], [half, -half], [half, half], [-half, half]];
  return ways.map(([east, north]) => rounded(movedByMetres(centre, { east, north })));
}

/**
 * Find two edges that meet where they must not: they cross, touch, or run back over each other.
 *
 * @param {Position[]} corners
 * @returns {{ first: number, second: number } | null} the edges by the corners at which they begin; null where the ring
 *   is simple, and where there are too few corners to cross
 */
export function crossing(corners) {
  const points = corners.map(onGrid);
  const count = points.length;
  if (count < LEAST_CORNERS) return null;
  for (let first = 0; first < count; first += 1) {
    const [a, b] = [points[first], points[(first + 1) % count]];
    if (runsBack(a, b, points[(first + 2) % count])) return { first, second: (first + 1) % count };
    // the neighbours share a corner with it
    const last = first === 0 ? count - 1 : count;
    for (let second = first + 2; second < last; second += 1) {
      if (meet(a, b, points[second], points[(second + 1) % count])) return { first, second };
    }
  }
  return null;
}

/**
 * Measure a ring. An estimate for the one who draws: what is reported is measured in EPSG:3011, by the server.
 *
 * @param {Position[]} corners of a ring that does not cross itself
 * @returns {number} hectares, right to one in a thousand for places of some kilometres; 0 for fewer than three corners
 */
export function hectares(corners) {
  if (corners.length < LEAST_CORNERS) return 0;
  const points = onPlane(corners, middle(corners));
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 20_000;
}

/**
 * Corners as metres east and north of an origin, by the length of a degree there.
 *
 * @param {Position[]} corners
 * @param {Position} origin
 * @returns {[number, number][]}
 */
export function onPlane(corners, origin) {
  const { east, north } = metresOfDegree(origin.latitude);
  return corners.map(({ longitude, latitude }) => [
    (longitude - origin.longitude) * east,
    (latitude - origin.latitude) * north,
  ]);
}

/**
 * The middle of the box around corners: a degree of longitude is shorter north of it and longer south of it, and the two
 * faults cancel out.
 *
 * @param {Position[]} corners one at least
 * @returns {Position}
 */
export function middle(corners) {
  const [x, y] = [corners.map(({ longitude }) => longitude), corners.map(({ latitude }) => latitude)];
  return { longitude: (Math.min(...x) + Math.max(...x)) / 2, latitude: (Math.min(...y) + Math.max(...y)) / 2 };
}

/**
 * Whole millionths of a degree: with whole numbers it is certain on which side of an edge a corner lies.
 *
 * @param {Position} position
 * @returns {[number, number]}
 */
function onGrid({ longitude, latitude }) {
  return [Math.round(longitude * DECIMALS), Math.round(latitude * DECIMALS)];
}

/** @typedef {[number, number]} Point */

/**
 * Positive where c lies to the left of the way from a to b, 0 where it lies on its line.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c
 */
function side(a, b, c) {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c on the line through a and b
 */
function between(a, b, c) {
  return (
    Math.min(a[0], b[0]) <= c[0] && c[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= c[1] && c[1] <= Math.max(a[1], b[1])
  );
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c
 * @param {Point} d
 */
function meet(a, b, c, d) {
  const [ofC, ofD, ofA, ofB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (ofC * ofD < 0 && ofA * ofB < 0) return true;
  return (
    (ofC === 0 && between(a, b, c)) ||
    (ofD === 0 && between(a, b, d)) ||
    (ofA === 0 && between(c, d, a)) ||
    (ofB === 0 && between(c, d, b))
  );
}

/**
 * The way from b to c goes back over the one from a to b.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c
 */
function runsBack(a, b, c) {
  const along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
  return along < 0 && side(a, b, c) === 0;
}
