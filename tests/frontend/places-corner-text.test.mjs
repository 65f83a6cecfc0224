// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { cornerText, readShape, shapeText } from "../../webapp/static/js/places/corner_text.mjs";

const SVAMPEN = { longitude: 18.072721, latitude: 59.336128 };
const OTHER = { longitude: 18.0735, latitude: 59.337 };

test("a corner is written with the latitude first", () => {
  assert.equal(cornerText(SVAMPEN), "59.336128, 18.072721");
  assert.equal(cornerText(OTHER), "59.337000, 18.073500");
});

test("what is written is read back", () => {
  const shape = { outer: [SVAMPEN, OTHER, SVAMPEN, OTHER].slice(0, 3), holes: [[OTHER, SVAMPEN, { longitude: 18, latitude: 59 }]] };
  shape.outer[2] = { longitude: 18.1, latitude: 59.4 };
  assert.deepEqual(readShape(shapeText(shape)), shape);
});

test("rows are read as people write them", () => {
  for (const row of ["59.336128, 18.072721", "59.336128,18.072721", "59.336128 18.072721", "59.336128;\t18.072721", "59,336128 18,072721", "59,336128; 18,072721", "59,336128, 18,072721", "  59.336128,   18.072721  "]) {
    assert.deepEqual(readShape(row)?.outer, [SVAMPEN], row);
  }
});

test("the first corner again at the end is left out", () => {
  assert.equal(readShape("59.1, 18.1\n59.2, 18.1\n59.2, 18.2\n59.1, 18.1\n")?.outer.length, 3);
});

test("an empty text has no corners", () => {
  assert.deepEqual(readShape("  \n "), { outer: [], holes: [] });
});

test("what is no degrees is left to the server", () => {
  for (const row of ["6580115.342, 154138.853", "Svampen", "59.336128", "59,18", "59.3, 18.0, 7", "<b>"]) {
    assert.equal(readShape(`59.336128, 18.072721\n${row}`), null, row);
  }
});
