// @ts-check
/**
 * Boxes on the screen that must not cover each other: markers first, then labels in order of weight. Pixels.
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Box left, top, width, height
 * @typedef {[number, number]} Point
 */

/**
 * A box around a point.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} [height] the width where it is left out
 * @returns {Box}
 */
export function boxAround(x, y, width, height = width) {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/**
 * @param {Box} one
 * @param {Box} other
 */
export function overlap(one, other) {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/**
 * Whether a box lies wholly within another.
 *
 * @param {Box} inner
 * @param {Box} outer
 */
export function within(inner, outer) {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/**
 * @param {Box[]} boxes
 * @param {Box[]} taken
 */
export function free(boxes, taken) {
  return !boxes.some((box) => taken.some((other) => overlap(box, other)));
}

/**
 * Cut a closed ring to a box (Sutherland and Hodgman 1974). A ring that lies outside gives an empty list.
 *
 * @param {Point[]} ring
 * @param {Box} box
 * @returns {Point[]}
 */
export function clipRing(ring, box) {
  const sides = [
    { axis: 0, at: box.x, keep: 1 },
    { axis: 0, at: box.x + box.width, keep: -1 },
    { axis: 1, at: box.y, keep: 1 },
    { axis: 1, at: box.y + box.height, keep: -1 },
  ];
  let kept = ring;
  for (const { axis, at, keep } of sides) {
    const inside = (/** @type {Point} */ point) => (point[axis] - at) * keep >= 0;
    /** @type {Point[]} */
    const cut = [];
    kept.forEach((point, index) => {
      const before = kept[(index + kept.length - 1) % kept.length];
      if (inside(point) !== inside(before)) {
        const share = (at - before[axis]) / (point[axis] - before[axis]);
        cut.push([before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])]);
      }
      if (inside(point)) cut.push(point);
    });
    kept = cut;
  }
  return kept;
}

/**
 * The middle of a ring's area, and its size in square pixels.
 *
 * @param {Point[]} ring
 * @returns {{ x: number, y: number, size: number }}
 */
export function middle(ring) {
  let doubled = 0;
  let x = 0;
  let y = 0;
  // measured from the ring's own first point: the products of far away numbers would drown the differences
  const [originX, originY] = ring[0];
  ring.forEach((point, index) => {
    const next = ring[(index + 1) % ring.length];
    const [ax, ay, bx, by] = [point[0] - originX, point[1] - originY, next[0] - originX, next[1] - originY];
    const cross = ax * by - bx * ay;
    doubled += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  });
  if (doubled === 0) return { x: originX, y: originY, size: 0 };
  return { x: originX + x / (3 * doubled), y: originY + y / (3 * doubled), size: Math.abs(doubled) / 2 };
}
