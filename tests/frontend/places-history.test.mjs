// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../webapp/static/js/places/history.mjs";

test("every step is undone and done again", () => {
  const history = new History("a");
  history.do("b");
  history.do("c");
  history.undo();
  assert.deepEqual([history.present, history.canUndo, history.canRedo], ["b", true, true]);
  history.undo();
  assert.deepEqual([history.present, history.canUndo], ["a", false]);
  history.redo();
  history.redo();
  assert.deepEqual([history.present, history.canRedo], ["c", false]);
});

test("what is done after an undo takes the place of what was undone", () => {
  const history = new History("a");
  history.do("b");
  history.undo();
  history.do("c");
  assert.equal(history.canRedo, false);
  history.redo();
  assert.equal(history.present, "c");
});

test("many metres of one corner are one step", () => {
  const history = new History(0);
  history.do(1, "corner 1");
  history.do(2, "corner 1");
  history.do(3, "corner 2");
  history.undo();
  assert.equal(history.present, 2);
  history.undo();
  assert.equal(history.present, 0);
});

test("a step that was interrupted begins anew", () => {
  const history = new History({ at: 0, chosen: 0 });
  history.do({ at: 1, chosen: 0 }, "corner 1");
  history.amend({ at: 1, chosen: 1 });
  history.do({ at: 2, chosen: 1 }, "corner 1");
  history.undo();
  assert.deepEqual(history.present, { at: 1, chosen: 1 });
});

test("at the ends nothing happens", () => {
  const history = new History("a");
  history.undo();
  history.redo();
  assert.equal(history.present, "a");
});

test("it does not grow without end", () => {
  const history = new History(0);
  for (let step = 1; step <= 1000; step += 1) history.do(step);
  let undone = 0;
  while (history.canUndo) {
    history.undo();
    undone += 1;
  }
  assert.equal(undone, 200);
});
