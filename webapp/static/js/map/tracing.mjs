// @ts-check
/**
 * Features traced on the canvas, as paths that a browser strokes and fills.
 *
 * @typedef {import("./ground.mjs").Feature} Feature
 * @typedef {import("./ground.mjs").Point} Point
 * @typedef {import("./ground.mjs").View} View
 */

/** Corners nearer to each other than this fall on one pixel. */
const SAME_PX = 0.6;

/** What is farther than this beyond the canvas does not reach into it. */
const BEYOND_PX = 60;

const PARTS_IN_PATH = 100;

/**
 * Features of one look as paths of some hundred parts: a browser adds to a path the slower the longer it already is.
 *
 * @param {Feature[]} features
 * @param {View} view
 * @param {boolean} closed
 * @returns {Path2D[]}
 */
export function paths(features, view, closed) {
  /** @type {Path2D[]} */
  const drawn = [];
  let room = 0;
  for (const { parts } of features) {
    for (const part of parts) {
      if (!room) {
        drawn.push(new Path2D());
        room = PARTS_IN_PATH;
      }
      room -= 1;
      if (closed) ring(drawn[drawn.length - 1], part, view);
      else line(drawn[drawn.length - 1], part, view);
    }
  }
  return drawn;
}

/**
 * @param {Path2D} drawn
 * @param {Point[]} part
 * @param {View} view
 */
function ring(drawn, part, { zoom, left, top }) {
  const scale = 2 ** zoom;
  let [fromX, fromY] = [part[0][0] * scale - left, part[0][1] * scale - top];
  drawn.moveTo(fromX, fromY);
  for (let index = 1; index < part.length - 1; index += 1) {
    const [x, y] = [part[index][0] * scale - left, part[index][1] * scale - top];
    if (Math.abs(x - fromX) + Math.abs(y - fromY) < SAME_PX) continue;
    drawn.lineTo(x, y);
    [fromX, fromY] = [x, y];
  }
  drawn.closePath();
}

/**
 * Only what reaches the canvas: the dots of a long path would be laid out to its end.
 *
 * @param {Path2D} drawn
 * @param {Point[]} part
 * @param {View} view
 */
function line(drawn, part, { zoom, left, top, width, height }) {
  const scale = 2 ** zoom;
  const [right, bottom] = [width + BEYOND_PX, height + BEYOND_PX];
  let [fromX, fromY] = [part[0][0] * scale - left, part[0][1] * scale - top];
  let begun = false;
  for (let index = 1; index < part.length; index += 1) {
    const [x, y] = [part[index][0] * scale - left, part[index][1] * scale - top];
    // the last point stays: other lines may meet this one there
    if (Math.abs(x - fromX) + Math.abs(y - fromY) < SAME_PX && index < part.length - 1) continue;
    const beyond =
      (x < -BEYOND_PX && fromX < -BEYOND_PX) ||
      (y < -BEYOND_PX && fromY < -BEYOND_PX) ||
      (x > right && fromX > right) ||
      (y > bottom && fromY > bottom);
    if (!beyond) {
      if (!begun) drawn.moveTo(fromX, fromY);
      drawn.lineTo(x, y);
    }
    begun = !beyond;
    [fromX, fromY] = [x, y];
  }
}
