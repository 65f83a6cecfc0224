// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { readCoordinate, readDegrees } from "../../webapp/static/js/tablet/coordinate.mjs";
import { byCoordinate, byGps, byHand, byLandmark, nudged, positionFields } from "../../webapp/static/js/tablet/sight.mjs";
import { elevationDeg, lightAt } from "../../webapp/static/js/tablet/sun.mjs";

const SVAMPEN = { longitude: 18.072721, latitude: 59.336128 };

test("degrees are read with comma or dot, with a degree sign and a letter of the compass", () => {
  assert.equal(readDegrees("59,336128"), 59.336128);
  assert.equal(readDegrees(" 18.0727° Ö"), 18.0727);
  assert.equal(readDegrees("−18,5"), -18.5);
  for (const wrong of ["", "norr", "59,3,3", "1e5", "NaN", "59°20'10''"]) assert.equal(readDegrees(wrong), null, wrong);
});

test("a coordinate that can be read is a point in degrees", () => {
  assert.deepEqual(readCoordinate({ latitude: "59,336128", longitude: "18,072721" }), { point: SVAMPEN, faults: null });
});

test("both fields' faults are told at once, each with an example", () => {
  const { faults } = readCoordinate({ latitude: "", longitude: "öst" });
  assert.match(faults?.latitude ?? "", /59,3361/);
  assert.match(faults?.longitude ?? "", /18,0727/);
});

test("latitude and longitude in each other's fields are noticed", () => {
  const { faults } = readCoordinate({ latitude: "18,07", longitude: "59,33" });
  assert.match(faults?.latitude ?? "", /bytt plats/);
});

test("a latitude beyond the pole is refused", () => {
  const { faults } = readCoordinate({ latitude: "95", longitude: "18" });
  assert.match(faults?.latitude ?? "", /mellan -90 och 90/);
});

test("a nudge of 10 m east and north moves the point by 10 m of WGS 84 at Svampen", () => {
  // one degree at latitude 59.336128 is 56,914 m east and 111,401 m north (pyproj.Geod, WGS84)
  const moved = nudged(byGps({ ...SVAMPEN, accuracyM: 6 }), { east: 10, north: 10 });
  assert.ok(Math.abs((moved.longitude - SVAMPEN.longitude) * 56_914 - 10) < 0.005);
  assert.ok(Math.abs((moved.latitude - SVAMPEN.latitude) * 111_401 - 10) < 0.005);
  assert.equal(moved.method, "crosshair");
});

test("the method tells how the sight came where it stands, and only GPS carries an accuracy", () => {
  assert.deepEqual(positionFields(byGps({ ...SVAMPEN, accuracyM: 6.25 })), { ...SVAMPEN, accuracy_m: 6.3, position_method: "gps" });
  assert.deepEqual(positionFields(byHand(SVAMPEN)), { ...SVAMPEN, position_method: "crosshair" });
  assert.deepEqual(positionFields(byLandmark({ name: "Svampen", ...SVAMPEN })), { ...SVAMPEN, position_method: "landmark" });
  assert.deepEqual(positionFields(byCoordinate(SVAMPEN)), { ...SVAMPEN, position_method: "coordinate" });
});

test("positions are written with six decimals, a tenth of a metre", () => {
  const fields = positionFields(byHand({ longitude: 18.0727214999, latitude: 59.33612849 }));
  assert.deepEqual([fields.longitude, fields.latitude], [18.072721, 59.336128]);
});

/** Minute, found by halving, at which the sun passes a height between two UTC times. */
function passes(/** @type {number} */ height, /** @type {string} */ from, /** @type {string} */ to) {
  let [low, high] = [Date.parse(from), Date.parse(to)];
  const rising = elevationDeg(SVAMPEN, high) > elevationDeg(SVAMPEN, low);
  while (high - low > 1000) {
    const middle = (low + high) / 2;
    if (elevationDeg(SVAMPEN, middle) > height === rising) high = middle;
    else low = middle;
  }
  return high;
}

// published times for Stureplan (maps.md), told in UTC: sunrise and sunset are at -0.833 degrees, civil dusk at -6
for (const [name, height, from, to, expected] of /** @type {[string, number, string, string, string][]} */ ([
  ["sunrise in December", -0.833, "2026-12-21T06:00Z", "2026-12-21T10:00Z", "2026-12-21T07:44Z"],
  ["sunset in December", -0.833, "2026-12-21T12:00Z", "2026-12-21T16:00Z", "2026-12-21T13:48Z"],
  ["civil dusk in December", -6, "2026-12-21T13:00Z", "2026-12-21T17:00Z", "2026-12-21T14:44Z"],
  ["sunrise in June", -0.833, "2026-06-21T00:00Z", "2026-06-21T04:00Z", "2026-06-21T01:31Z"],
  ["sunset in June", -0.833, "2026-06-21T18:00Z", "2026-06-21T22:00Z", "2026-06-21T20:08Z"],
  ["civil dusk in June", -6, "2026-06-21T19:00Z", "2026-06-21T22:50Z", "2026-06-21T21:42Z"],
])) {
  test(`${name} at Stureplan is within two minutes of the published time`, () => {
    assert.ok(Math.abs(passes(height, from, to) - Date.parse(expected)) <= 120_000, new Date(passes(height, from, to)).toISOString());
  });
}

test("an evening walk in November is in darkness, noon in daylight, half past three in December in twilight", () => {
  assert.equal(lightAt(SVAMPEN, Date.parse("2026-11-26T17:42:00Z")), "darkness");
  assert.equal(lightAt(SVAMPEN, Date.parse("2026-11-26T11:00:00Z")), "daylight");
  assert.equal(lightAt(SVAMPEN, Date.parse("2026-12-21T14:30:00Z")), "twilight");
});
