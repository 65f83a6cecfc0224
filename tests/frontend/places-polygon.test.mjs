// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { metresBetween } from "../../webapp/static/js/map/metres.mjs";
import { crossing, hectares, inserted, midpoint, nudged, placed, removed, square } from "../../webapp/static/js/places/polygon.mjs";

const CENTRE = { longitude: 18.0727, latitude: 59.3361 };

/**
 * Corners on a grid of a thousandth of a degree.
 *
 * @param {...[number, number]} points
 */
const ring = (...points) => points.map(([x, y]) => ({ longitude: 18 + x / 1000, latitude: 59 + y / 1000 }));

/** @param {string} code */
function place(code) {
  const file = new URL("../../geodata/datasets/areas.geojson", import.meta.url);
  const { geometry } = JSON.parse(readFileSync(file, "utf8")).features.find(
    (/** @type {any} */ feature) => feature.properties.code === code,
  );
  const [outer] = geometry.coordinates;
  return outer.slice(0, -1).map((/** @type {[number, number]} */ [longitude, latitude]) => ({ longitude, latitude }));
}

test("a corner goes as far as it is told, and no other corner moves", () => {
  const corners = square(CENTRE, 100);
  const moved = nudged(corners, 2, { east: 3, north: -4 });
  assert.ok(Math.abs(metresBetween(corners[2], moved[2]) - 5) < 0.1);
  assert.deepEqual([moved[0], moved[1], moved[3]], [corners[0], corners[1], corners[3]]);
});

test("positions keep six decimals, as the server does", () => {
  assert.deepEqual(placed(ring([0, 0]), 0, { longitude: 18.12345678, latitude: 59.98765432 }), [
    { longitude: 18.123457, latitude: 59.987654 },
  ]);
});

test("a corner is added after the one that is named, and before all at -1", () => {
  const corners = ring([0, 0], [2, 0], [2, 2]);
  const added = { longitude: 18.001, latitude: 59 };
  assert.deepEqual(inserted(corners, 0, added), [corners[0], added, corners[1], corners[2]]);
  assert.deepEqual(inserted([], -1, added), [added]);
  assert.deepEqual(corners.length, 3);
});

test("the edge after the last corner leads to the first", () => {
  assert.deepEqual(midpoint(ring([0, 0], [2, 0], [2, 2]), 2), { longitude: 18.001, latitude: 59.001 });
});

test("a corner is taken away", () => {
  const corners = ring([0, 0], [2, 0], [2, 2], [0, 2]);
  assert.deepEqual(removed(corners, 1), [corners[0], corners[2], corners[3]]);
});

test("a square of 200 m is 4 hectares", () => {
  assert.ok(Math.abs(hectares(square(CENTRE, 200)) - 4) < 0.01);
});

test("the five places are as large as in EPSG:3011", () => {
  const known = { stureplan: 7.66, ostermalmstorg: 11.76, gyllenstiernsgatan: 8.53, tessinparken: 11.47, "universitetet-lappis": 35.83 };
  for (const [code, ha] of Object.entries(known)) {
    assert.ok(Math.abs(hectares(place(code)) - ha) <= 0.01, `${code} is ${hectares(place(code))}`);
  }
});

test("the way round does not change how large it is, and two corners enclose nothing", () => {
  const corners = square(CENTRE, 100);
  assert.equal(hectares([...corners].reverse()).toFixed(6), hectares(corners).toFixed(6));
  assert.equal(hectares(corners.slice(0, 2)), 0);
});

test("the five places do not cross themselves", () => {
  for (const code of ["stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"]) {
    assert.equal(crossing(place(code)), null, code);
  }
});

test("an hourglass crosses itself, and the two edges are named", () => {
  assert.deepEqual(crossing(ring([0, 0], [2, 2], [2, 0], [0, 2])), { first: 0, second: 2 });
});

test("a corner on another edge is a touch, and that too is refused", () => {
  assert.deepEqual(crossing(ring([0, 0], [4, 0], [4, 4], [2, 0], [0, 4])), { first: 0, second: 2 });
});

test("an edge that runs back over the one before it is told", () => {
  assert.deepEqual(crossing(ring([0, 0], [4, 0], [2, 0], [2, 4])), { first: 0, second: 1 });
  // and over the first, at the end of the ring
  assert.deepEqual(crossing(ring([2, 0], [4, 0], [4, 4], [0, 0])), null);
  assert.deepEqual(crossing(ring([0, 0], [4, 0], [4, 4], [2, 0])), { first: 0, second: 2 });
});

test("three corners on one line cross themselves, three others never", () => {
  assert.notEqual(crossing(ring([0, 0], [1, 0], [2, 0])), null);
  assert.equal(crossing(ring([0, 0], [1, 0], [1, 1])), null);
  assert.equal(crossing(ring([0, 0], [1, 0])), null);
});

test("a corner between two others on a straight edge is no crossing", () => {
  assert.equal(crossing(ring([0, 0], [1, 0], [2, 0], [2, 2], [0, 2])), null);
});

test("two thousand corners are looked at while a hand moves", () => {
  const many = Array.from({ length: 2000 }, (_, index) => {
    const angle = (index / 2000) * 2 * Math.PI;
    return { longitude: 18 + Math.cos(angle) / 50, latitude: 59 + Math.sin(angle) / 100 };
  });
  const before = performance.now();
  assert.equal(crossing(many), null);
  const whole = performance.now() - before;
  // an answer within half a second on a machine that is busy with other tests; alone it takes a tenth of that
  assert.ok(whole < 500, `${whole} ms`);
});
