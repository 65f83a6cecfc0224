// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange, drawable, markerSize, pick } from "../../webapp/static/js/map/markers.mjs";

/**
 * @param {number} number
 * @param {Record<string, any>} [changes]
 * @returns {any}
 */
const finding = (number, changes = {}) => ({
  finding_id: `f${number}`,
  number,
  kind: "unsafe",
  category: "lighting",
  severity: null,
  longitude: 18.07,
  latitude: 59.33,
  ...changes,
});
/** @param {number} number @param {number} x @param {number} y @param {Record<string, any>} [changes] */
const spot = (number, x, y, changes) => ({ finding: finding(number, changes), x, y });
/** @param {any[]} marks */
const drawn = (marks) => marks.map(({ as, findings }) => [as, ...findings.map((/** @type {any} */ each) => each.number)]);

test("people and what has no point are never drawn", () => {
  const rows = [
    finding(1),
    finding(2, { category: "vulnerable_people" }),
    finding(3, { longitude: null }),
    finding(4, { latitude: undefined }),
    finding(5, { longitude: NaN }),
    finding(6, { kind: null }),
    finding(7, { kind: "constructor" }),
  ];
  assert.deepEqual(drawable(rows).map(({ number }) => number), [1]);
});

test("severity is a step in size", () => {
  assert.deepEqual([1, 2, 3, 4].map(markerSize), [24, 28, 34, 42]);
  assert.equal(markerSize(null), 28);
  assert.equal(markerSize(undefined), 28);
});

test("far out, one pill counts all findings of the place", () => {
  const [mark, ...others] = arrange([spot(1, 0, 0), spot(2, 300, 0), spot(3, 900, 900)], { level: 14 });
  assert.deepEqual(others, []);
  assert.equal(mark.as, "pill");
  assert.equal(mark.findings.length, 3);
  assert.deepEqual([mark.x, mark.y], [400, 300]);
});

test("an empty map has no pill", () => {
  assert.deepEqual(arrange([], { level: 14 }), []);
});

test("findings share a pill by their distance on the screen", () => {
  const spots = [spot(1, 0, 0), spot(2, 30, 0), spot(3, 400, 0)];
  assert.deepEqual(drawn(arrange(spots, { level: 15 })), [["shape", 3], ["pill", 2, 1]]);
  assert.deepEqual(drawn(arrange(spots, { level: 16 })), [["shape", 3], ["pill", 2, 1]]);
  assert.deepEqual(drawn(arrange(spots, { level: 17 })), [["marker", 3], ["marker", 2], ["marker", 1]]);
});

test("pills that would cover each other become one", () => {
  const safe = { kind: "safe" };
  const spots = [spot(1, 0, 0), spot(2, 10, 0, safe), spot(3, 52, 0), spot(4, 60, 0, safe)];
  const [mark, ...others] = arrange(spots, { level: 15 });
  assert.deepEqual(others, []);
  assert.equal(mark.findings.length, 4);
});

test("nearer, findings on one spot fan out around it and remember it", () => {
  const marks = arrange([spot(1, 100, 100), spot(2, 100, 100), spot(3, 100, 100)], { level: 18 });
  assert.equal(marks.length, 3);
  for (const mark of marks) {
    assert.equal(mark.as, "marker");
    assert.deepEqual([mark.fromX, mark.fromY], [100, 100]);
    assert.ok(Math.abs(Math.hypot(mark.x - 100, mark.y - 100) - 24) < 1e-9);
  }
  for (const one of marks) for (const other of marks) if (one !== other) assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > 28);
});

test("the gravest stands as a full marker before the others do", () => {
  const spots = [spot(1, 0, 0, { severity: 4 }), spot(2, 5, 0), spot(3, 400, 0)];
  assert.deepEqual(drawn(arrange(spots, { level: 16 })), [["shape", 3], ["shape", 2], ["marker", 1]]);
});

test("grave findings are drawn over slight ones", () => {
  const spots = [spot(1, 0, 0, { severity: 4 }), spot(2, 60, 0, { severity: 1 }), spot(3, 120, 0, { severity: 3 })];
  assert.deepEqual(drawn(arrange(spots, { level: 17 })), [["marker", 2], ["marker", 3], ["marker", 1]]);
});

test("the selected one stands alone and last", () => {
  const spots = [spot(1, 0, 0), spot(2, 5, 0), spot(3, 9, 0)];
  assert.deepEqual(drawn(arrange(spots, { level: 17, selected: "f1" })), [["pill", 3, 2], ["marker", 1]]);
});

test("arranging leaves the findings as they were given", () => {
  const spots = [spot(2, 0, 0), spot(1, 5, 0)];
  arrange(spots, { level: 17 });
  assert.deepEqual(spots.map(({ finding: { number } }) => number), [2, 1]);
});

test("a press means the nearest within reach", () => {
  const marks = arrange([spot(1, 0, 0), spot(2, 30, 0)], { level: 17 });
  /** @param {number} x @param {number} y */
  const pressed = (x, y) => pick(marks, { x, y }, 24)?.findings[0].number ?? null;
  assert.equal(pressed(2, 2), 1);
  assert.equal(pressed(16, 0), 2);
  assert.equal(pressed(54, 0), 2);
  assert.equal(pressed(55, 0), null);
  assert.equal(pressed(0, -24), 1);
});

test("of two on one point a press means the one on top", () => {
  const marks = arrange([spot(1, 0, 0, { severity: 4 }), spot(2, 21, 0, { severity: 1 })], { level: 17 });
  assert.equal(pick(marks, { x: 10.5, y: 0 }, 24)?.findings[0].number, 1);
});
