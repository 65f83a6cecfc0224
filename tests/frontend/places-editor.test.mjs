// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { metresBetween } from "../../webapp/static/js/map/metres.mjs";
import { Editor } from "../../webapp/static/js/places/editor.mjs";
import { shownCorners, shownEdges } from "../../webapp/static/js/places/handles.mjs";
import { actionOf } from "../../webapp/static/js/places/keys.mjs";
import { apart } from "../../webapp/static/js/places/place_labels.mjs";
import { hectares } from "../../webapp/static/js/places/polygon.mjs";
import { chosenOf, figuresOf, warningsOf, wayOf } from "../../webapp/static/js/places/sentences.mjs";

const SVAMPEN = { longitude: 18.072721, latitude: 59.336128 };
/** @param {number} step */
const corner = (step) => ({ longitude: 18.07 + step / 1000, latitude: 59.33 });
/** @param {number} count */
const drawn = (count) => new Editor({ outer: Array.from({ length: count }, (_, step) => corner(step)), holes: [] });

test("corners that are set one after the other stand in that order", () => {
  const editor = drawn(0);
  for (const step of [0, 1, 2]) editor.set(corner(step));
  assert.deepEqual(editor.draft.outer, [corner(0), corner(1), corner(2)]);
  assert.equal(editor.draft.selected, 2);
});

test("a corner is set after the chosen one", () => {
  const editor = drawn(3);
  editor.select(0);
  editor.set(SVAMPEN);
  assert.deepEqual(editor.draft.outer[1], SVAMPEN);
  assert.equal(editor.draft.selected, 1);
});

test("ten metres by key are one step back", () => {
  const editor = drawn(3);
  editor.select(1);
  for (let metre = 0; metre < 10; metre += 1) editor.nudge({ east: 0, north: 1 });
  assert.ok(Math.abs(metresBetween(corner(1), editor.draft.outer[1]) - 10) < 0.6);
  editor.undo();
  assert.deepEqual(editor.draft.outer[1], corner(1));
  editor.redo();
  assert.ok(metresBetween(corner(1), editor.draft.outer[1]) > 9);
});

test("a drag is one step, and the next drag another", () => {
  const editor = drawn(3);
  editor.drag(0, corner(5));
  editor.drag(0, corner(6));
  editor.drop();
  editor.drag(0, corner(7));
  editor.drop();
  editor.undo();
  assert.deepEqual(editor.draft.outer[0], corner(6));
  editor.undo();
  assert.deepEqual(editor.draft.outer[0], corner(0));
});

test("after a corner is taken away the one before it is chosen", () => {
  const editor = drawn(3);
  editor.remove(2);
  assert.equal(editor.draft.selected, 1);
  editor.remove(0);
  assert.equal(editor.draft.selected, 0);
  editor.remove(0);
  assert.deepEqual(editor.draft, { outer: [], holes: [], selected: null });
});

test("a corner after a lonely one stands beside it, not on it", () => {
  const editor = drawn(1);
  editor.addAfter(0);
  assert.ok(Math.abs(metresBetween(...editor.draft.outer) - 20) < 0.2);
});

test("the square to begin with is four hectares, and undone at once", () => {
  const editor = drawn(0);
  editor.begin(SVAMPEN);
  assert.ok(Math.abs(hectares(editor.draft.outer) - 4) < 0.01);
  editor.undo();
  assert.equal(editor.draft.outer.length, 0);
});

test("to choose a corner is no step of its own", () => {
  const editor = drawn(3);
  editor.select(2);
  assert.equal(editor.canUndo, false);
});

test("listeners are told what changed", () => {
  const editor = drawn(3);
  /** @type {string[]} */
  const heard = [];
  editor.onChange((_draft, cause) => heard.push(cause));
  editor.select(0);
  editor.select(0);
  editor.drag(0, SVAMPEN);
  editor.drop();
  editor.nudge({ east: 1, north: 0 });
  assert.deepEqual(heard, ["choice", "drag", "shape", "shape"]);
});

test("arrows are metres, with shift ten", () => {
  assert.deepEqual(actionOf({ key: "ArrowUp" }), { do: "move", way: { east: 0, north: 1 } });
  assert.deepEqual(actionOf({ key: "ArrowLeft", shiftKey: true }), { do: "move", way: { east: -10, north: 0 } });
  assert.deepEqual(actionOf({ key: "Delete" }), { do: "remove" });
  assert.deepEqual(actionOf({ key: "+" }), { do: "add" });
  assert.deepEqual(actionOf({ key: "z", ctrlKey: true }), { do: "undo" });
  assert.deepEqual(actionOf({ key: "Z", metaKey: true, shiftKey: true }), { do: "redo" });
  assert.deepEqual(actionOf({ key: "y", ctrlKey: true }), { do: "redo" });
  for (const key of ["Tab", "Enter", " ", "a", "Escape"]) assert.equal(actionOf({ key }), null, key);
  assert.equal(actionOf({ key: "ArrowUp", ctrlKey: true }), null);
  assert.equal(actionOf({ key: "ArrowUp", altKey: true }), null);
});

test("of corners that lie close together one has a handle, and the chosen one always", () => {
  const points = [{ x: 10, y: 10 }, { x: 20, y: 10 }, { x: 200, y: 10 }];
  const view = { width: 400, height: 400 };
  assert.deepEqual(shownCorners(points, { selected: null, ...view }), [0, 2]);
  assert.deepEqual(shownCorners(points, { selected: 1, ...view }), [1, 2]);
});

test("corners out of view have no handle, the chosen one has", () => {
  const points = [{ x: 10, y: 10 }, { x: 900, y: 10 }, { x: 10, y: -300 }];
  assert.deepEqual(shownCorners(points, { selected: null, width: 400, height: 400 }), [0]);
  assert.deepEqual(shownCorners(points, { selected: 1, width: 400, height: 400 }), [0, 1]);
});

test("a map is never covered with more handles than it can bear", () => {
  const points = Array.from({ length: 2000 }, (_, index) => ({ x: (index % 50) * 30, y: Math.floor(index / 50) * 30 }));
  assert.equal(shownCorners(points, { selected: 1999, width: 1500, height: 1200 }).length, 150);
});

test("an edge takes a new corner where there is room between its ends", () => {
  const points = [{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 30 }];
  assert.deepEqual(shownEdges(points, [0, 1, 2]), [0, 2]);
  assert.deepEqual(shownEdges(points, [0, 2]), [2]);
  assert.deepEqual(shownEdges(points.slice(0, 1), [0]), []);
});

test("labels that would cover each other go down, others stay", () => {
  const box = (/** @type {number} */ left, /** @type {number} */ top) => ({ left, top, width: 100, height: 20 });
  assert.deepEqual(apart([box(0, 0), box(50, 5), box(300, 0), box(50, 10)]), [0, 18, 0, 36]);
});

test("what is said tells size, corners and what stands in the way", () => {
  assert.equal(figuresOf({ count: 0, hectares: 0, holes: 0 }), "Inga hörn än.");
  assert.equal(figuresOf({ count: 2, hectares: 0, holes: 0 }), "2 av minst tre hörn.");
  assert.equal(figuresOf({ count: 9, hectares: 7.6612, holes: 0 }), "7,66 hektar, 9 hörn.");
  assert.equal(figuresOf({ count: 9, hectares: 7.6612, holes: 1 }), "7,66 hektar, 9 hörn, ett hål.");
  assert.equal(figuresOf({ count: 4, hectares: null, holes: 0 }), "4 hörn.");
  const { faults, notes } = warningsOf({
    count: 4,
    crossing: { first: 0, second: 2 },
    shared: [{ name: "Stureplan", hectares: 0.424 }, { name: "Tessinparken", hectares: 0.001 }],
  });
  assert.equal(faults.length, 1);
  assert.match(faults[0], /från hörn 1 möter den från hörn 3/);
  assert.equal(notes.length, 1);
  assert.match(notes[0], /0,42 hektar med Stureplan/);
  assert.equal(warningsOf({ count: 2001, crossing: null, shared: [] }).faults.length, 1);
  assert.equal(chosenOf(2), "Hörn 3");
  assert.equal(wayOf(84.4), "84 m till nästa");
});
