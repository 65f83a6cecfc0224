// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { joined, namedLines } from "../../webapp/static/js/map/chains.mjs";
import { readGround } from "../../webapp/static/js/map/ground.mjs";

/** @typedef {[number, number]} Point */
/** @param {string} name @param {string} rank @param {Point[]} coordinates @param {string} [kind] */
const line = (name, rank, coordinates, kind = "street") => ({ properties: { kind, class: rank, name }, geometry: { type: "LineString", coordinates } });

test("pieces that meet end to end are one line, whichever way each was drawn", () => {
  const pieces = /** @type {Point[][]} */ ([[[0, 0], [10, 0]], [[20, 0], [10, 0]], [[20, 0], [30, 1]]]);
  const [one, ...others] = joined(pieces);
  assert.deepEqual(others, []);
  const run = one[0][0] === 0 ? one : [...one].reverse();
  assert.deepEqual(run, [[0, 0], [10, 0], [20, 0], [30, 1]]);
});

test("where several meet the straightest two go on in each other", () => {
  const pieces = /** @type {Point[][]} */ ([[[0, 0], [10, 0]], [[10, 0], [20, 1]], [[10, 0], [10, 10]]]);
  assert.deepEqual(joined(pieces).map((run) => run.length).sort(), [2, 3]);
});

test("a corner is not straight on", () => {
  assert.equal(joined([[[0, 0], [10, 0]], [[10, 0], [10, 10]]]).length, 2);
});

test("a ring and a circle of pieces come out once", () => {
  assert.equal(joined([[[0, 0], [10, 0], [10, 10], [0, 0]]]).length, 1);
  const circle = Array.from({ length: 12 }, (_, index) => {
    const at = (/** @type {number} */ turn) => /** @type {Point} */ ([Math.round(100 * Math.cos(turn)), Math.round(100 * Math.sin(turn))]);
    return [at((index * Math.PI) / 6), at(((index + 1) * Math.PI) / 6)];
  });
  const runs = joined(circle);
  assert.equal(runs.length, 1);
  assert.equal(runs[0].length, 13);
});

test("nothing is lost and nothing is told twice", () => {
  const pieces = /** @type {Point[][]} */ ([[[0, 0], [5, 0]], [[5, 0], [9, 1]], [[5, 0], [9, -1]], [[9, 1], [12, 4]], [[40, 40], [50, 50]], [[7, 7]]]);
  const length = (/** @type {Point[]} */ run) => run.slice(1).reduce((sum, [x, y], index) => sum + Math.hypot(x - run[index][0], y - run[index][1]), 0);
  const total = (/** @type {Point[][]} */ runs) => runs.reduce((sum, run) => sum + length(run), 0);
  assert.ok(Math.abs(total(joined(pieces)) - total(pieces)) < 1e-9);
});

test("a name stands once, with the greatest street that bears it and its longest run first", () => {
  const ground = readGround({
    features: [
      line("Storgatan", "street", [[18, 59], [18.001, 59]]),
      line("Storgatan", "main", [[18.001, 59], [18.002, 59]]),
      line("Storgatan", "street", [[18.1, 59], [18.1001, 59]]),
      line("Storgatan", "path", [[18, 59.1], [18.1, 59.1]], "path"),
      line(/** @type {any} */ (null), "street", [[18, 59], [18, 59.1]]),
    ],
  });
  const lines = namedLines(ground);
  assert.deepEqual(lines.map(({ kind, rank, parts }) => [kind, rank, parts.map((part) => part.length)]), [
    ["street", "main", [3, 2]],
    ["path", "path", [2]],
  ]);
  assert.ok(lines[0].west < lines[0].east);
});
