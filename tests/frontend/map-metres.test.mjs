// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { metresBetween, metresOfDegree, metresPerPixel, movedByMetres, worldPoint } from "../../webapp/static/js/map/metres.mjs";

const SVAMPEN = { longitude: 18.072721, latitude: 59.336128 };
/** @param {number} one @param {number} other @param {number} slack */
const near = (one, other, slack) => assert.ok(Math.abs(one - other) <= slack, `${one} is not ${other}`);

test("a degree is as long as on the ellipsoid", () => {
  // WGS 84 at 60 degrees: 111,412.24 m of latitude, 55,799.98 m of longitude
  near(metresOfDegree(60).north, 111412.24, 0.5);
  near(metresOfDegree(60).east, 55800, 1);
});

test("two points 100 m apart in EPSG:3011 are 100 m apart", () => {
  // Svampen is E 154138.853, N 6580115.342; 100 m east and north of it, computed with PROJ
  near(metresBetween(SVAMPEN, { longitude: 18.07447803, latitude: 59.33612701 }), 100, 0.01);
  near(metresBetween(SVAMPEN, { longitude: 18.07272292, latitude: 59.33702566 }), 100, 0.01);
});

test("one metre there and one metre back is where one was", () => {
  const there = movedByMetres(SVAMPEN, { east: 1, north: 1 });
  near(metresBetween(SVAMPEN, there), Math.SQRT2, 1e-4);
  const back = movedByMetres(there, { east: -1, north: -1 });
  near(metresBetween(SVAMPEN, back), 0, 1e-5);
});

test("east changes the longitude alone, north the latitude alone", () => {
  assert.equal(movedByMetres(SVAMPEN, { east: 10, north: 0 }).latitude, SVAMPEN.latitude);
  assert.equal(movedByMetres(SVAMPEN, { east: 0, north: 10 }).longitude, SVAMPEN.longitude);
  assert.ok(movedByMetres(SVAMPEN, { east: 10, north: 0 }).longitude > SVAMPEN.longitude);
  assert.ok(movedByMetres(SVAMPEN, { east: 0, north: 10 }).latitude > SVAMPEN.latitude);
});

test("a pixel shows half as many metres one zoom nearer", () => {
  near(metresPerPixel(0, 0), 156543.034, 0.001);
  near(metresPerPixel(59.336, 18) * 2, metresPerPixel(59.336, 17), 1e-12);
  near(metresPerPixel(60, 17), 0.597, 0.001);
});

test("the world's map begins in the north-west", () => {
  assert.deepEqual(worldPoint(0, 0), [128, 128]);
  near(worldPoint(-180, 0)[0], 0, 1e-9);
  near(worldPoint(180, 85.0511287798)[1], 0, 1e-6);
  assert.ok(worldPoint(18, 60)[1] < worldPoint(18, 59)[1]);
});
