// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { readGround } from "../../webapp/static/js/map/ground.mjs";
import { drawGround } from "../../webapp/static/js/map/painting.mjs";

/** Notes each stroke and fill with its colour, dash and how many lines its path has. */
class Pen {
  /** @type {{ did: string, colour: string, dash: number[], lines: number }[]} */
  strokes = [];
  strokeStyle = "";
  fillStyle = "";
  dash = /** @type {number[]} */ ([]);
  save() {}
  restore() {
    this.dash = [];
  }
  setLineDash(/** @type {number[]} */ dash) {
    this.dash = dash;
  }
  stroke(/** @type {any} */ path) {
    this.strokes.push({ did: "stroke", colour: this.strokeStyle, dash: this.dash, lines: path.lines });
  }
  fill(/** @type {any} */ path) {
    this.strokes.push({ did: "fill", colour: this.fillStyle, dash: [], lines: path.lines });
  }
}

globalThis.Path2D = /** @type {any} */ (
  class {
    lines = 0;
    moveTo() {
      this.lines += 1;
    }
    rect() {
      this.lines += 1;
    }
    roundRect() {
      this.lines += 1;
    }
    lineTo() {}
    arc() {}
    closePath() {}
  }
);

const PALETTE = /** @type {any} */ (new Proxy({}, { get: (_, name) => name }));
const AREA = [[[18, 59.33], [18.0002, 59.33], [18.0002, 59.3301], [18, 59.33]]];
const LINE = [[18, 59.33], [18.0003, 59.3301]];
/** @param {string} kind @param {Record<string, any>} known @param {string} type @param {any} coordinates */
const feature = (kind, known, type, coordinates) => ({ properties: { kind, name: null, class: null, ...known }, geometry: { type, coordinates } });

/** @param {any[]} features @param {number} level */
function drawn(features, level) {
  const ground = readGround({ features });
  const scale = 2 ** level;
  const view = /** @type {any} */ ({ zoom: level, level, left: ground[0].west * scale - 200, top: ground[0].north * scale - 200, width: 400, height: 400, metresPerPixel: 78271 / 2 ** level });
  const pen = new Pen();
  drawGround(/** @type {any} */ (pen), { features: ground, view, palette: PALETTE });
  return pen.strokes.filter(({ lines }) => lines > 0);
}

test("a thousand houses are a few paths, none of them long", () => {
  const houses = Array.from({ length: 1000 }, () => feature("building", {}, "Polygon", AREA));
  const strokes = drawn(houses, 17);
  assert.deepEqual([...new Set(strokes.map(({ did, colour }) => `${did} ${colour}`))], ["fill building", "stroke buildingLine"]);
  assert.ok(strokes.length <= 20 && strokes.every(({ lines }) => lines <= 100));
  assert.equal(strokes.reduce((sum, { lines }) => sum + lines, 0), 2 * 1000);
});

test("the ground is drawn from the bottom: park, block, square, water, house, street, named house, path, steps", () => {
  const strokes = drawn(
    [
      feature("steps", { class: "steps" }, "LineString", LINE),
      feature("path", { class: "path" }, "LineString", LINE),
      feature("building", { name: "Slottet" }, "Polygon", AREA),
      feature("street", { name: "Gatan", class: "main" }, "LineString", LINE),
      feature("building", {}, "Polygon", AREA),
      feature("water", {}, "Polygon", AREA),
      feature("square", {}, "Polygon", AREA),
      feature("block", {}, "Polygon", AREA),
      feature("park", {}, "Polygon", AREA),
    ],
    18,
  );
  const fills = strokes.filter(({ did }) => did === "fill").map(({ colour }) => colour);
  assert.deepEqual(fills, ["park", "block", "square", "water", "building", "keyBuilding"]);
  const order = strokes.map(({ colour }) => colour);
  assert.ok(order.indexOf("building") < order.indexOf("streetLine", order.indexOf("water")));
  assert.ok(order.indexOf("street") < order.indexOf("keyBuilding"));
  assert.ok(order.indexOf("keyBuilding") < order.indexOf("path"));
});

test("what is known to have no lamps is told from zoom 17 by dashes, what nobody has said is not", () => {
  const street = (/** @type {any} */ lit) => feature("street", { name: "Gatan", class: "street", lit }, "LineString", LINE);
  const dashes = (/** @type {any[]} */ features, /** @type {number} */ level) => drawn(features, level).filter(({ colour }) => colour === "unlit");
  assert.equal(dashes([street(false)], 17).length, 1);
  assert.deepEqual(dashes([street(false)], 16), []);
  assert.deepEqual(dashes([street(true), street(undefined)], 18), []);
  const path = feature("path", { class: "path", lit: false }, "LineString", LINE);
  assert.deepEqual(drawn([path], 17).map(({ colour }) => colour), ["street", "unlit"]);
});

test("steps are a ladder from zoom 18, and doors, benches and lamps are seen", () => {
  const point = (/** @type {string} */ kind) => feature(kind, {}, "Point", [18, 59.33]);
  const things = [feature("steps", { class: "steps" }, "LineString", LINE), point("entrance"), point("bench"), point("lamp")];
  assert.deepEqual(drawn(things, 17), []);
  const strokes = drawn(things, 18);
  assert.ok(strokes.some(({ colour, dash }) => colour === "path" && dash.length === 2));
  assert.deepEqual(strokes.filter(({ did }) => did === "fill").map(({ colour }) => colour), ["label", "path", "lamp"]);
});

test("a stream that is drawn as a line is water", () => {
  assert.deepEqual(drawn([feature("water", {}, "LineString", LINE)], 16).map(({ did, colour }) => [did, colour]), [["stroke", "waterLine"]]);
});

test("areas that lie over each other are filled as one, whichever way round each was drawn", () => {
  const ring = /** @type {[number, number][]} */ ([[18, 59], [18, 59.1], [18.1, 59.1], [18.1, 59], [18, 59]]);
  const hole = /** @type {[number, number][]} */ ([[18.04, 59.04], [18.06, 59.04], [18.06, 59.06], [18.04, 59.04]]);
  const turn = (/** @type {[number, number][]} */ points) => Math.sign(points.slice(1).reduce((sum, [x, y], index) => sum + (x - points[index][0]) * (y + points[index][1]), 0));
  for (const rings of [[ring, hole], [[...ring].reverse(), hole], [ring, [...hole].reverse()]]) {
    const [{ parts }] = readGround({ features: [feature("park", {}, "Polygon", rings)] });
    assert.equal(turn(parts[0]), -turn(parts[1]));
    assert.equal(turn(parts[0]), turn(readGround({ features: [feature("park", {}, "Polygon", [ring])] })[0].parts[0]));
  }
});
