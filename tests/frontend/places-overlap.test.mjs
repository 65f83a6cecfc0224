// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { movedByMetres } from "../../webapp/static/js/map/metres.mjs";
import { sharedHectares } from "../../webapp/static/js/places/overlap.mjs";
import { hectares } from "../../webapp/static/js/places/polygon.mjs";

const ORIGIN = { longitude: 18.07, latitude: 59.336 };

/**
 * Corners in metres from one origin.
 *
 * @param {...[number, number]} points
 */
const ring = (...points) => points.map(([east, north]) => movedByMetres(ORIGIN, { east, north }));
/** @param {number} one @param {number} other */
const near = (one, other) => assert.ok(Math.abs(one - other) < 0.002 * Math.max(1, other), `${one} is not ${other}`);

const SQUARE = ring([0, 0], [200, 0], [200, 200], [0, 200]);

test("a place shares all of itself with itself", () => {
  near(sharedHectares(SQUARE, SQUARE), 4);
});

test("two squares that lie half over each other share half", () => {
  near(sharedHectares(SQUARE, ring([100, 0], [300, 0], [300, 200], [100, 200])), 2);
});

test("places that share an edge share no ground", () => {
  near(sharedHectares(SQUARE, ring([200, 0], [400, 0], [400, 200], [200, 200])), 0);
});

test("a place within another shares what it is itself", () => {
  const inner = ring([50, 50], [150, 60], [100, 150]);
  near(sharedHectares(SQUARE, inner), hectares(inner));
});

test("a square turned on its corner shares what geometry says", () => {
  // the diamond of half-width 150 around the middle of the square loses four corners of 50 by 100 / 2
  near(sharedHectares(SQUARE, ring([100, -50], [250, 100], [100, 250], [-50, 100])), (45_000 - 4 * 2_500) / 10_000);
});

test("a horseshoe shares its two arms, not the ground between them", () => {
  const horseshoe = ring([0, 0], [300, 0], [300, 300], [200, 300], [200, 100], [100, 100], [100, 300], [0, 300]);
  near(sharedHectares(horseshoe, ring([0, 200], [300, 200], [300, 300], [0, 300])), 2);
});

test("it does not matter which is named first, nor which way round it was drawn", () => {
  const other = ring([120, -40], [310, 90], [140, 220]);
  near(sharedHectares(SQUARE, other), sharedHectares([...other].reverse(), SQUARE));
  assert.ok(sharedHectares(SQUARE, other) > 0.5);
});

test("places far apart share nothing", () => {
  assert.equal(sharedHectares(SQUARE, ring([900, 0], [1000, 0], [1000, 90])), 0);
  assert.equal(sharedHectares(SQUARE, SQUARE.slice(0, 2)), 0);
});
