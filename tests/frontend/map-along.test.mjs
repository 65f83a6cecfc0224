// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { boxesAlong, footings, stretches, uprightAngle } from "../../webapp/static/js/map/along.mjs";

const VIEW = { x: 0, y: 0, width: 400, height: 400 };
const LEVEL = /** @type {[number, number][]} */ ([[0, 200], [400, 200]]);
/** @param {number} one @param {number} other */
const near = (one, other, slack = 1e-9) => assert.ok(Math.abs(one - other) <= slack, `${one} is not ${other}`);

test("text along any direction reads from left to right", () => {
  near(uprightAngle(1, 0), 0);
  near(uprightAngle(-1, 0), 0);
  near(uprightAngle(1, 1), Math.PI / 4);
  near(uprightAngle(-1, -1), Math.PI / 4);
  near(uprightAngle(1, -1), -Math.PI / 4);
  near(uprightAngle(-1, 1), -Math.PI / 4);
  near(uprightAngle(0, 1), Math.PI / 2);
  near(uprightAngle(0, -1), Math.PI / 2);
});

test("no direction turns text on its head", () => {
  for (let degrees = -180; degrees <= 180; degrees += 1) {
    const angle = uprightAngle(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
    assert.ok(angle > -Math.PI / 2 - 1e-9 && angle <= Math.PI / 2 + 1e-9, String(degrees));
  }
});

test("a name stands near the middle of what is seen of its street", () => {
  const [best] = stretches(LEVEL, { width: 80, view: VIEW });
  near(best.at, 200, 8);
  assert.equal(best.turn, 0);
  const [seen] = stretches(LEVEL, { width: 80, view: { x: 0, y: 0, width: 200, height: 400 } });
  near(seen.at, 100, 8);
});

test("a stretch runs in reading direction whichever way its street was drawn", () => {
  for (const line of [LEVEL, /** @type {[number, number][]} */ ([...LEVEL].reverse())]) {
    const [{ points }] = stretches(line, { width: 80, view: VIEW });
    assert.ok(points[0][0] < points[points.length - 1][0]);
  }
});

test("a street shorter than its name carries none", () => {
  assert.deepEqual(stretches(LEVEL, { width: 401, view: VIEW }), []);
});

test("a street out of view carries no name", () => {
  assert.deepEqual(stretches(LEVEL, { width: 80, view: { x: 0, y: 0, width: 400, height: 100 } }), []);
});

test("a name keeps off a sharp corner and goes to the straight part", () => {
  const corner = /** @type {[number, number][]} */ ([[20, 20], [120, 20], [120, 380]]);
  const found = stretches(corner, { width: 90, view: VIEW });
  assert.ok(found.length > 0);
  for (const { points, turn } of found) {
    assert.ok(turn <= 0.45);
    const [first, last] = [points[0], points[points.length - 1]];
    assert.ok(Math.abs(last[0] - first[0]) < 40 || Math.abs(last[1] - first[1]) < 40);
  }
});

test("a name that stood somewhere stays there while that is in view", () => {
  const [best] = stretches(LEVEL, { width: 80, view: VIEW, preferred: 333 });
  assert.equal(best.at, 333);
  const [moved] = stretches(LEVEL, { width: 80, view: { x: 0, y: 0, width: 200, height: 400 }, preferred: 333 });
  near(moved.at, 100, 8);
});

test("letters follow a bend one after the other", () => {
  const bend = /** @type {[number, number][]} */ ([[0, 0], [30, 0], [30, 30]]);
  const [first, middle, last] = footings(bend, [20, 20, 20]);
  assert.deepEqual([first.x, first.y, first.angle], [10, 0, 0]);
  near(middle.angle, Math.PI / 4);
  near(last.angle, Math.PI / 2);
  assert.deepEqual([last.x, last.y], [30, 20]);
});

test("the boxes of a name cover it from end to end", () => {
  const boxes = boxesAlong([[0, 0], [60, 0]], 12);
  assert.deepEqual([boxes[0].x, boxes[0].y], [-6, -6]);
  assert.equal(boxes[boxes.length - 1].x, 54);
  boxes.slice(1).forEach((box, index) => assert.ok(box.x <= boxes[index].x + boxes[index].width));
});
