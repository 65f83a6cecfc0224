// @ts-check
/**
 * Where the name of a street stands: along it, never upside down, on its calmest stretch in view. Pixels and radians.
 *
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./boxes.mjs").Box} Box
 * @typedef {{ points: Point[], turn: number, at: number }} Stretch
 *   a piece of a street as long as its name, in reading direction; turn is the widest bend between its parts and the
 *   whole, at the distance of its middle from the street's beginning
 * @typedef {{ x: number, y: number, angle: number }} Footing where one letter, or a whole straight name, stands
 */

/** A name bent more than this (26°) reads as a row of letters. */
const WIDEST_TURN = 0.45;

/** Below this bend (4.5°) a name is written in one piece: kerning beats geometry. */
export const STRAIGHT_TURN = 0.08;

const STEP_PX = 14;

/**
 * The angle at which text along a direction reads from left to right.
 *
 * @param {number} dx
 * @param {number} dy
 * @returns {number} radians in (−π/2, π/2]
 */
export function uprightAngle(dx, dy) {
  const angle = Math.atan2(dy, dx);
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle <= -Math.PI / 2 ? angle + Math.PI : angle;
}

/**
 * The stretches of a line that can carry a name, best first: in view, little bent, near the middle of what is seen.
 *
 * @param {Point[]} line
 * @param {{ width: number, view: Box, preferred?: number }} wanted
 *   width of the name; the part of the screen to stay in; where on the line it stood before
 * @returns {Stretch[]}
 */
export function stretches(line, { width, view, preferred }) {
  const lengths = distances(line);
  const whole = lengths[lengths.length - 1];
  /** @type {Stretch[]} */
  const found = [];
  for (const at of places(whole, width, preferred)) {
    const points = upright(piece(line, lengths, at - width / 2, at + width / 2));
    const turn = widestTurn(points);
    if (turn <= WIDEST_TURN && points.every((point) => inside(point, view))) found.push({ points, turn, at });
  }
  if (!found.length) return found;
  const middle = (found[0].at + found[found.length - 1].at) / 2;
  const cost = (/** @type {Stretch} */ stretch) => {
    if (stretch.at === preferred) return -1;
    return stretch.turn * 240 + Math.abs(stretch.at - middle) / 4;
  };
  return found.sort((one, other) => cost(one) - cost(other));
}

/**
 * Where each letter stands on a stretch.
 *
 * @param {Point[]} points the stretch
 * @param {number[]} advances width of each letter
 * @returns {Footing[]} the middle of each letter
 */
export function footings(points, advances) {
  const lengths = distances(points);
  let passed = 0;
  return advances.map((advance) => {
    const [from, to] = [pointAt(points, lengths, passed), pointAt(points, lengths, passed + advance)];
    passed += advance;
    return {
      x: (from[0] + to[0]) / 2,
      y: (from[1] + to[1]) / 2,
      angle: Math.atan2(to[1] - from[1], to[0] - from[0]),
    };
  });
}

/**
 * Boxes that a name along a stretch covers, one for each piece about as long as it is high.
 *
 * @param {Point[]} points
 * @param {number} height
 * @returns {Box[]}
 */
export function boxesAlong(points, height) {
  const lengths = distances(points);
  const whole = lengths[lengths.length - 1];
  const count = Math.max(1, Math.ceil(whole / height));
  return Array.from({ length: count + 1 }, (_, index) => {
    const [x, y] = pointAt(points, lengths, (whole * index) / count);
    return { x: x - height / 2, y: y - height / 2, width: height, height };
  });
}

/**
 * Middles to try, in order along the line, and the earlier one among them.
 *
 * @param {number} whole
 * @param {number} width
 * @param {number | undefined} preferred
 */
function places(whole, width, preferred) {
  const [first, last] = [width / 2, whole - width / 2];
  if (last < first) return [];
  const count = Math.ceil((last - first) / STEP_PX);
  const all = Array.from({ length: count + 1 }, (_, index) => first + (count ? ((last - first) * index) / count : 0));
  if (preferred !== undefined && preferred >= first && preferred <= last) all.push(preferred);
  return all.sort((one, other) => one - other);
}

/**
 * Distance of each point from the line's beginning.
 *
 * @param {Point[]} line
 */
function distances(line) {
  let passed = 0;
  return line.map((point, index) => {
    if (index) passed += Math.hypot(point[0] - line[index - 1][0], point[1] - line[index - 1][1]);
    return passed;
  });
}

/**
 * @param {Point[]} line
 * @param {number[]} lengths
 * @param {number} at
 * @returns {Point}
 */
function pointAt(line, lengths, at) {
  let index = 1;
  while (index < line.length - 1 && lengths[index] < at) index += 1;
  const span = lengths[index] - lengths[index - 1];
  const share = span ? (at - lengths[index - 1]) / span : 0;
  const [from, to] = [line[index - 1], line[index]];
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

/**
 * @param {Point[]} line
 * @param {number[]} lengths
 * @param {number} from
 * @param {number} to
 * @returns {Point[]}
 */
function piece(line, lengths, from, to) {
  const between = line.filter((_, index) => lengths[index] > from && lengths[index] < to);
  return [pointAt(line, lengths, from), ...between, pointAt(line, lengths, to)];
}

/** @param {Point[]} points */
function upright(points) {
  const [dx, dy] = direction(points);
  return Math.abs(uprightAngle(dx, dy) - Math.atan2(dy, dx)) < 1e-9 ? points : [...points].reverse();
}

/**
 * @param {Point[]} points
 * @returns {Point}
 */
function direction(points) {
  const [from, to] = [points[0], points[points.length - 1]];
  return [to[0] - from[0], to[1] - from[1]];
}

/** @param {Point[]} points */
function widestTurn(points) {
  const [dx, dy] = direction(points);
  const heading = Math.atan2(dy, dx);
  let widest = 0;
  for (let index = 1; index < points.length; index += 1) {
    const [px, py] = [points[index][0] - points[index - 1][0], points[index][1] - points[index - 1][1]];
    if (Math.hypot(px, py) < 1) continue;
    const turn = Math.abs(Math.atan2(py, px) - heading);
    widest = Math.max(widest, Math.min(turn, 2 * Math.PI - turn));
  }
  return widest;
}

/**
 * @param {Point} point
 * @param {Box} view
 */
function inside([x, y], view) {
  return x >= view.x && y >= view.y && x <= view.x + view.width && y <= view.y + view.height;
}
