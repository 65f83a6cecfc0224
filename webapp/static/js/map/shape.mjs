// @ts-check
/**
 * Where a word fits into an area: across it, or along its longer axis. Pixels.
 *
 * @typedef {import("./boxes.mjs").Point} Point
 */
import { middle } from "./boxes.mjs";

/**
 * The widest level piece of an area at a height.
 *
 * @param {Point[]} ring
 * @param {number} y
 * @returns {{ x: number, width: number } | null} its left end; null where the area does not reach that height
 */
export function chord(ring, y) {
  const crossings = ring.flatMap(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length];
    return y1 <= y !== y2 <= y ? [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)] : [];
  });
  crossings.sort((one, other) => one - other);
  let best = null;
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const width = crossings[index + 1] - crossings[index];
    if (!best || width > best.width) best = { x: crossings[index], width };
  }
  return best;
}

/**
 * The longer axis of an area: the direction in which its outline spreads most.
 *
 * @param {Point[]} ring
 * @returns {{ line: [Point, Point], length: number, breadth: number }} the axis through the middle, end to end, its
 *   length, and the mean breadth across it
 */
export function axis(ring) {
  const centre = middle(ring);
  let [xx, xy, yy] = [0, 0, 0];
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length];
    const weight = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [(x1 + x2) / 2 - centre.x, (y1 + y2) / 2 - centre.y];
    // the edge's own spread about its middle counts too, or a rectangle's long sides would say nothing
    xx += weight * (dx * dx + (x2 - x1) ** 2 / 12);
    xy += weight * (dx * dy + ((x2 - x1) * (y2 - y1)) / 12);
    yy += weight * (dy * dy + (y2 - y1) ** 2 / 12);
  });
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = ring.map(([x, y]) => (x - centre.x) * cos + (y - centre.y) * sin);
  const [from, to] = [Math.min(...along), Math.max(...along)];
  const length = to - from;
  return {
    line: [
      [centre.x + from * cos, centre.y + from * sin],
      [centre.x + to * cos, centre.y + to * sin],
    ],
    length,
    breadth: length ? centre.size / length : 0,
  };
}
