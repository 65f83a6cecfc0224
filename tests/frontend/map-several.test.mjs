// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { together } from "../../webapp/static/js/map/several.mjs";

/** @param {string | null} name @param {number} at */
const street = (name, at) => ({
  type: "Feature",
  properties: { kind: "street", name },
  geometry: { type: "LineString", coordinates: [[at, 59], [at, 60]] },
});

test("what two basemaps share is drawn and named once", () => {
  const one = { features: [street("Sturegatan", 18.07), street("Kungsgatan", 18.06)] };
  const other = { features: [street("Sturegatan", 18.07), street("Linnégatan", 18.08)] };
  const names = together([one, other]).features.map(({ properties }) => properties.name);
  assert.deepEqual(names, ["Sturegatan", "Kungsgatan", "Linnégatan"]);
});

test("two parts of one street, and two streets without a name, all stay", () => {
  const found = together([{ features: [street("Sturegatan", 18.07), street("Sturegatan", 18.071), street(null, 18.1), street(null, 18.2)] }]);
  assert.equal(found.features.length, 4);
});

test("no basemap at all is an empty ground", () => {
  assert.deepEqual(together([]), { features: [] });
});
