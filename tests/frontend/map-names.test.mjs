// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { clipRing, free, middle, overlap, within } from "../../webapp/static/js/map/boxes.mjs";
import { extent, readGround, shown, streetWidth } from "../../webapp/static/js/map/ground.mjs";
import { rows } from "../../webapp/static/js/map/lettering.mjs";
import { wording } from "../../webapp/static/js/map/names.mjs";
import { axis, chord } from "../../webapp/static/js/map/shape.mjs";

const SQUARE = /** @type {[number, number][]} */ ([[0, 0], [10, 0], [10, 10], [0, 10]]);
const width = (/** @type {string} */ text) => text.length * 8;
/** @param {string} kind @param {string | null} name @param {string} type @param {any} coordinates @param {string} [rank] */
const feature = (kind, name, type, coordinates, rank) => ({ properties: { kind, name, class: rank ?? null }, geometry: { type, coordinates } });
/** @param {number} level @returns {any} */
const view = (level) => ({ zoom: level, level, left: 140 * 2 ** level, top: 76 * 2 ** level, width: 400, height: 400, metresPerPixel: 0.5 });

test("boxes that only touch are free of each other", () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  assert.equal(overlap(box, { x: 10, y: 0, width: 5, height: 5 }), false);
  assert.equal(overlap(box, { x: 9, y: 9, width: 5, height: 5 }), true);
  assert.equal(free([box], [{ x: 20, y: 0, width: 5, height: 5 }]), true);
  assert.equal(free([box], [{ x: 20, y: 0, width: 5, height: 5 }, box]), false);
  assert.equal(within(box, { x: 0, y: 0, width: 10, height: 10 }), true);
  assert.equal(within(box, { x: 1, y: 0, width: 10, height: 10 }), false);
});

test("a park is cut to what is seen of it, and its name stands in the middle of that", () => {
  const seen = clipRing([[-100, -100], [100, -100], [100, 100], [-100, 100]], { x: 0, y: 0, width: 50, height: 50 });
  assert.deepEqual(middle(seen), { x: 25, y: 25, size: 2500 });
  assert.deepEqual(clipRing([[-20, -20], [-10, -20], [-10, -10]], { x: 0, y: 0, width: 50, height: 50 }), []);
});

test("the middle of an area far from the origin is exact", () => {
  const far = SQUARE.map(([x, y]) => /** @type {[number, number]} */ ([x + 1e8, y + 1e8]));
  assert.deepEqual(middle(far), { x: 1e8 + 5, y: 1e8 + 5, size: 100 });
});

test("a word fits across an area where the area is widest at that height", () => {
  assert.deepEqual(chord(SQUARE, 5), { x: 0, width: 10 });
  assert.equal(chord(SQUARE, 11), null);
  const horseshoe = /** @type {[number, number][]} */ ([[0, 0], [10, 0], [10, 10], [7, 10], [7, 3], [6, 3], [6, 10], [0, 10]]);
  assert.deepEqual(chord(horseshoe, 5), { x: 0, width: 6 });
});

test("the longer axis of a leaning strip runs along it", () => {
  const strip = /** @type {[number, number][]} */ ([[0, 0], [70, 70], [63, 77], [-7, 7]]);
  const { line, length, breadth } = axis(strip);
  const slope = Math.atan2(line[1][1] - line[0][1], line[1][0] - line[0][0]);
  assert.ok(Math.abs(Math.abs(slope) - Math.PI / 4) < 0.01);
  assert.ok(Math.abs(length - 99) < 0.2 && Math.abs(breadth - 9.9) < 0.2);
});

test("a station says its name, and its entrance only where entrances are told apart", () => {
  const name = "T-bana Gärdet, uppgång Brantingsgatan/Askrikegatan";
  const station = /** @type {any} */ ({ kind: "station", name });
  assert.equal(wording(station, 17), "Gärdet");
  assert.equal(wording(station, 18), "Gärdet, uppgång Brantingsgatan/Askrikegatan");
  assert.equal(wording(/** @type {any} */ ({ kind: "park", name: "T-bana, parken" }), 14), "T-bana, parken");
  assert.equal(wording(/** @type {any} */ ({ kind: "path", name: null }), 18), "");
});

test("a long name breaks after its comma, else near its middle, a short one not", () => {
  assert.deepEqual(rows("Stureplan", width), ["Stureplan"]);
  assert.deepEqual(rows("Hedvig Eleonora kyrkogård", width), ["Hedvig Eleonora", "kyrkogård"]);
  assert.deepEqual(rows("Östermalmstorg, uppgång Norrmalmstorg", width), ["Östermalmstorg,", "uppgång Norrmalmstorg"]);
  assert.deepEqual(rows("Universitetsbiblioteket", width), ["Universitetsbiblioteket"]);
});

test("the ground keeps every shape it can draw and skips what it does not know", () => {
  const ground = readGround({
    features: [
      feature("street", "Storgatan", "LineString", [[18, 59], [18.1, 59]], "main"),
      feature("park", "Parken", "Polygon", [[[18, 59], [18.1, 59], [18.1, 59.1], [18, 59]]]),
      feature("water", "Sjön", "MultiPolygon", [[[[18, 59], [18.1, 59], [18.1, 59.1], [18, 59]]], [[[18, 58], [18.1, 58], [18.1, 58.1], [18, 58]]]]),
      feature("station", "T-bana", "Point", [18, 59]),
      feature("path", null, "GeometryCollection", []),
    ],
  });
  assert.deepEqual(ground.map(({ shape, parts, rank, name }) => [shape, parts.length, rank, name]), [
    ["line", 1, "main", "Storgatan"],
    ["area", 1, "park", "Parken"],
    ["area", 2, "water", "Sjön"],
    ["point", 1, "station", "T-bana"],
  ]);
});

test("things come with the zoom of the look's table", () => {
  const [main, street, building, stop, odd] = readGround({
    features: [
      feature("street", "A", "Point", [18, 59.33], "main"),
      feature("street", "B", "Point", [18, 59.33], "street"),
      feature("building", "C", "Point", [18, 59.33]),
      feature("stop", "D", "Point", [18, 59.33]),
      feature("rumour", "E", "Point", [18, 59.33]),
    ],
  });
  /** @param {any} each @param {number} level */
  const at = (each, level) => {
    const scale = 2 ** level;
    return shown(each, { ...view(level), left: each.west * scale - 200, top: each.north * scale - 200 });
  };
  assert.deepEqual([14, 15, 16, 17].map((level) => at(main, level)), [true, true, true, true]);
  assert.deepEqual([14, 15, 16, 17].map((level) => at(street, level)), [false, true, true, true]);
  assert.deepEqual([14, 15, 16, 17].map((level) => at(building, level)), [false, false, true, true]);
  assert.deepEqual([14, 15, 16, 17].map((level) => at(stop, level)), [false, false, false, true]);
  assert.equal(at(odd, 20), false);
});

test("what lies beyond the canvas is not drawn", () => {
  const [far] = readGround({ features: [feature("park", "A", "Point", [19, 59.33])] });
  assert.equal(shown(far, view(17)), false);
  assert.equal(extent(far, view(17)).width, 0);
});

test("a street is as wide as it is, but never a hair", () => {
  assert.equal(streetWidth("main", { metresPerPixel: 0.5 }), 26);
  assert.equal(streetWidth("street", { metresPerPixel: 0.5 }), 17);
  assert.equal(streetWidth("main", { metresPerPixel: 8 }), 4.5);
  assert.equal(streetWidth("unheard-of", { metresPerPixel: 8 }), 3);
});
