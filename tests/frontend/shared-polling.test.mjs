// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { NoMore, Polling, waitMs } from "../../webapp/static/js/lib/polling.mjs";

/** A page with a clock that stands still: timers run when the test says so. */
function page() {
  const timers = /** @type {{ run: () => void, wait: number }[]} */ ([]);
  const state = { visible: true };
  return {
    timers,
    state,
    surroundings: {
      visible: () => state.visible,
      later: (/** @type {() => void} */ run, /** @type {number} */ wait) => {
        const timer = { run, wait };
        timers.push(timer);
        return timer;
      },
      cancel: (/** @type {any} */ timer) => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      },
      random: () => 0.5,
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the wait keeps a fifth of play and doubles for each failure, up to a minute", () => {
  assert.deepEqual([waitMs(5000, 0, () => 0), waitMs(5000, 0, () => 0.5)], [4000, 5000]);
  assert.deepEqual([1, 2, 3, 4, 50].map((failures) => waitMs(5000, failures, () => 0.5)), [10_000, 20_000, 40_000, 60_000, 60_000]);
});

test("one run follows the other while the page is in view", async () => {
  const { timers, surroundings } = page();
  let runs = 0;
  const polling = new Polling(async () => void (runs += 1), { intervalMs: 5000, failed: assert.fail }, surroundings);
  await polling.now();
  assert.deepEqual([runs, timers.map(({ wait }) => wait)], [1, [5000]]);
  timers.shift()?.run();
  await settled();
  assert.deepEqual([runs, timers.length], [2, 1]);
});

test("a page out of view rests, and asks at once when it comes back", async () => {
  const { timers, state, surroundings } = page();
  let runs = 0;
  const polling = new Polling(async () => void (runs += 1), { intervalMs: 5000, failed: assert.fail }, surroundings);
  await polling.now();
  state.visible = false;
  timers.shift()?.run();
  await polling.wake();
  await settled();
  assert.deepEqual([runs, timers.length], [1, 0]);
  state.visible = true;
  await polling.wake();
  assert.deepEqual([runs, timers.length], [2, 1]);
});

test("failures are told and slow the rhythm, a success restores it", async () => {
  const { timers, surroundings } = page();
  const outcomes = [new Error("cut"), new Error("cut"), null];
  const told = /** @type {unknown[]} */ ([]);
  const task = async () => {
    const error = outcomes.shift();
    if (error) throw error;
  };
  const polling = new Polling(task, { intervalMs: 5000, failed: (error) => told.push(error) }, surroundings);
  const waits = [];
  for (let round = 0; round < 3; round += 1) {
    await polling.now();
    waits.push(timers.at(-1)?.wait);
  }
  assert.deepEqual([waits, told.length, timers.length], [[10_000, 20_000, 5000], 2, 1]);
});

test("a wish that comes during a run is answered by one more run, not by two at a time", async () => {
  const { surroundings } = page();
  const open = /** @type {(() => void)[]} */ ([]);
  const polling = new Polling(() => new Promise((resolve) => open.push(resolve)), { intervalMs: 5000, failed: assert.fail }, surroundings);
  const first = polling.now();
  void polling.now();
  void polling.now();
  assert.equal(open.length, 1);
  open[0]();
  await settled();
  assert.equal(open.length, 2);
  open[1]();
  await first;
  assert.equal(open.length, 2);
});

test("NoMore ends it for good", async () => {
  const { timers, surroundings } = page();
  let runs = 0;
  const told = /** @type {unknown[]} */ ([]);
  const task = async () => {
    runs += 1;
    throw new NoMore("closed");
  };
  const polling = new Polling(task, { intervalMs: 5000, failed: (error) => told.push(error) }, surroundings);
  await polling.now();
  await polling.now();
  await polling.wake();
  assert.deepEqual([runs, timers.length, told.length], [1, 0, 1]);
});
