// @ts-check
/**
 * Pieces of one street joined end to end: a name runs along the street, whatever pieces it was drawn in.
 *
 * @typedef {import("./boxes.mjs").Point} Point
 * @typedef {import("./ground.mjs").Feature} Feature
 */
import { bounds } from "./ground.mjs";

/** Two pieces that meet at more than this (50°) are a crossing or a corner, not one run of the street. */
const SHARPEST_TURN = 0.87;

/** What is named along a line. */
const LINES = new Set(["street", "path", "steps"]);

/**
 * The lines that names run along: one feature for each name, its pieces joined, the longest first.
 *
 * @param {Feature[]} features
 * @returns {Feature[]} kind and rank of the greatest street of the name
 */
export function namedLines(features) {
  /** @type {Map<string, Feature[]>} */
  const named = new Map();
  for (const feature of features) {
    if (!feature.name || feature.shape !== "line" || !LINES.has(feature.kind)) continue;
    const key = `${feature.kind} ${feature.name}`;
    named.set(key, [...(named.get(key) ?? []), feature]);
  }
  return [...named.values()].map((alike) => {
    const parts = joined(alike.flatMap((feature) => feature.parts)).sort((one, other) => length(other) - length(one));
    const first = alike.find(({ rank }) => rank === "main") ?? alike[0];
    return { ...first, parts, ...bounds(parts) };
  });
}

/**
 * Join pieces that go on in each other, where several meet the straightest two.
 *
 * @param {Point[][]} pieces
 * @returns {Point[][]}
 */
export function joined(pieces) {
  const lines = pieces.filter((piece) => piece.length > 1);
  const meetings = [];
  for (const ends of byEnd(lines).values()) {
    for (let first = 0; first < ends.length; first += 1) {
      for (let second = first + 1; second < ends.length; second += 1) {
        const turn = turnBetween(lines, ends[first], ends[second]);
        if (turn <= SHARPEST_TURN) meetings.push({ turn, ends: [ends[first], ends[second]] });
      }
    }
  }
  meetings.sort((one, other) => one.turn - other.turn);
  /** @type {Map<string, string>} */
  const next = new Map();
  for (const { ends: [first, second] } of meetings) {
    const [a, b] = [name(first), name(second)];
    if (first.line === second.line || next.has(a) || next.has(b)) continue;
    next.set(a, b).set(b, a);
  }
  return runs(lines, next);
}

/**
 * @typedef {{ line: number, last: boolean }} End
 * @param {End} end
 */
function name({ line, last }) {
  return `${line}${last ? "z" : "a"}`;
}

/**
 * The ends of all lines, by where they are.
 *
 * @param {Point[][]} lines
 */
function byEnd(lines) {
  /** @type {Map<string, End[]>} */
  const ends = new Map();
  lines.forEach((points, line) => {
    for (const last of [false, true]) {
      const at = String(points[last ? points.length - 1 : 0]);
      ends.set(at, [...(ends.get(at) ?? []), { line, last }]);
    }
  });
  return ends;
}

/**
 * How far one turns when coming out of one end and going into the other.
 *
 * @param {Point[][]} lines
 * @param {End} from
 * @param {End} to
 * @returns {number} radians, 0 for straight on
 */
function turnBetween(lines, from, to) {
  const [out, back] = [outward(lines[from.line], from.last), outward(lines[to.line], to.last)];
  const difference = Math.abs(out - back) % (2 * Math.PI);
  return Math.abs(Math.PI - difference);
}

/**
 * @param {Point[]} points
 * @param {boolean} last
 */
function outward(points, last) {
  const [[fromX, fromY], [toX, toY]] = last ? points.slice(-2) : [points[1], points[0]];
  return Math.atan2(toY - fromY, toX - fromX);
}

/**
 * Follow the lines from loose ends, and then what is left, which goes in circles.
 *
 * @param {Point[][]} lines
 * @param {Map<string, string>} next
 */
function runs(lines, next) {
  const gone = new Set();
  /** @type {Point[][]} */
  const found = [];
  const follow = (/** @type {number} */ start, /** @type {boolean} */ reversed) => {
    /** @type {Point[]} */
    const run = [];
    let [line, backwards] = [start, reversed];
    while (!gone.has(line)) {
      gone.add(line);
      const points = backwards ? [...lines[line]].reverse() : lines[line];
      run.push(...(run.length ? points.slice(1) : points));
      const onward = next.get(name({ line, last: !backwards }));
      if (!onward) break;
      [line, backwards] = [parseInt(onward, 10), onward.endsWith("z")];
    }
    found.push(run);
  };
  for (const loose of [true, false]) {
    lines.forEach((_, line) => {
      for (const last of [false, true]) {
        if (!gone.has(line) && !(loose && next.has(name({ line, last })))) follow(line, last);
      }
    });
  }
  return found;
}

/** @param {Point[]} line */
function length(line) {
  return line.reduce((sum, [x, y], index) => {
    if (!index) return 0;
    return sum + Math.hypot(x - line[index - 1][0], y - line[index - 1][1]);
  }, 0);
}
