// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { NoAnswer, Refusal } from "../../webapp/static/js/lib/api.mjs";
import { NoMore } from "../../webapp/static/js/lib/polling.mjs";
import { Feed } from "../../webapp/static/js/shared/feed.mjs";
import { NO_FILTERS } from "../../webapp/static/js/shared/filters.mjs";
import { News } from "../../webapp/static/js/shared/news.mjs";
import { countKinds, inOrder, merge } from "../../webapp/static/js/shared/rows.mjs";
import { finding, gone } from "./shared_findings.mjs";

/** @param {import("../../webapp/static/js/shared/rows.mjs").Finding[]} findings */
const rowsOf = (...findings) => merge(new Map(), findings).rows;

test("a snapshot adds a row, a later one changes it, a withdrawn one takes it away", () => {
  const first = merge(new Map(), [finding(1), finding(2)]);
  assert.deepEqual([first.added, first.removed], [["f1", "f2"], []]);
  const second = merge(first.rows, [finding(2, { text: "Mörkt" }), finding(3), gone(1)]);
  assert.deepEqual([second.added, second.removed], [["f3"], ["f1"]]);
  assert.deepEqual([...second.rows.keys()].sort(), ["f2", "f3"]);
  assert.equal(second.rows.get("f2")?.text, "Mörkt");
});

test("laying the same feed twice changes nothing, and what did not change stays the same object", () => {
  const first = merge(new Map(), [finding(1), finding(2)]);
  const again = merge(first.rows, [finding(1), finding(2)]);
  assert.deepEqual([again.added, again.removed], [[], []]);
  assert.equal(again.rows.get("f1"), first.rows.get("f1"));
});

test("of two snapshots of one finding in a feed the last counts", () => {
  assert.deepEqual(merge(new Map(), [finding(1), gone(1)]).added, []);
  assert.equal(rowsOf(finding(1), finding(1, { text: "Senare" })).get("f1")?.text, "Senare");
});

test("a withdrawn finding that was never shown is no news", () => {
  const { added, removed } = merge(rowsOf(finding(1)), [gone(9)]);
  assert.deepEqual([added, removed], [[], []]);
});

test("merging leaves the rows it was given as they were", () => {
  const rows = rowsOf(finding(1));
  merge(rows, [gone(1), finding(2)]);
  assert.deepEqual([...rows.keys()], ["f1"]);
});

test("rows stand in the order of their numbers, whatever order they came in", () => {
  const rows = rowsOf(finding(10), finding(2), finding(1));
  assert.deepEqual(inOrder(rows).map(({ number }) => number), [1, 2, 10]);
});

test("kinds are counted over the rows that are shown", () => {
  const rows = rowsOf(finding(1), finding(2, { kind: "safe" }), finding(3));
  assert.deepEqual([...countKinds(rows)].sort(), [["safe", 1], ["unsafe", 2]]);
});

test("news counts what came since the reader looked, without what was taken away again", () => {
  const opened = new Date("2026-11-26T17:30:00Z");
  const news = new News(opened);
  news.take(merge(rowsOf(finding(1)), [finding(2), finding(3)]));
  news.take(merge(rowsOf(finding(2), finding(3)), [gone(3)]));
  assert.deepEqual([...news.ids], ["f2"]);
  assert.equal(news.since, opened);
  const looked = new Date("2026-11-26T17:42:00Z");
  news.seen(looked);
  assert.deepEqual([news.ids.size, news.since], [0, looked]);
});

/**
 * A server that gives its answers in order and remembers the questions.
 *
 * @param {...(object | Error)} answers
 */
function server(...answers) {
  const asked = /** @type {[string, string | null][]} */ ([]);
  return {
    asked,
    ask: async (/** @type {string} */ question, /** @type {string | null} */ etag) => {
      asked.push([question, etag]);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { status: 200, etag: `e${asked.length}`, ...answer };
    },
  };
}
const body = (/** @type {string} */ next, /** @type {object[]} */ findings, stale = false) => ({ body: { next, findings, stale } });

test("a feed reads all first and then only what has changed since", async () => {
  const { ask, asked } = server(body("2.a", [finding(1)]), body("3.b", [finding(2)]), body("3.b", []), { status: 304, body: null });
  const feed = new Feed(ask);
  feed.filterBy({ ...NO_FILTERS, kind: "unsafe" });
  assert.equal((await feed.read())?.whole, true);
  const second = await feed.read();
  assert.deepEqual([second?.whole, second?.added], [false, ["f2"]]);
  await feed.read();
  assert.equal(await feed.read(), null);
  assert.deepEqual(asked, [
    ["?kind=unsafe", null],
    ["?kind=unsafe&since=2.a", null],
    ["?kind=unsafe&since=3.b", null],
    ["?kind=unsafe&since=3.b", "e3"],
  ]);
  assert.deepEqual([...feed.rows.keys()], ["f1", "f2"]);
});

test("other filters begin anew, and rows that no longer fit are gone", async () => {
  const { ask, asked } = server(body("2.a", [finding(1), finding(2, { kind: "safe" })]), body("2.a", [finding(2, { kind: "safe" })]));
  const feed = new Feed(ask);
  await feed.read();
  feed.filterBy({ ...NO_FILTERS, kind: "safe" });
  assert.deepEqual([...feed.rows.keys()], ["f1", "f2"], "the old rows stay until the answer is here");
  assert.equal((await feed.read())?.whole, true);
  assert.deepEqual([...feed.rows.keys()], ["f2"]);
  assert.deepEqual(asked.at(-1), ["?kind=safe", null]);
});

test("an answer to a question that is no longer asked is thrown away", async () => {
  /** @type {(answer: any) => void} */
  let answer = () => {};
  const feed = new Feed(() => new Promise((resolve) => (answer = resolve)));
  const reading = feed.read();
  feed.filterBy({ ...NO_FILTERS, category: "litter" });
  answer({ status: 200, etag: null, ...body("2.a", [finding(1)]) });
  assert.equal(await reading, null);
  assert.equal(feed.rows.size, 0);
});

test("a server with another log replaces all that was shown", async () => {
  const { ask, asked } = server(body("9.a", [finding(1), finding(2)]), body("3.z", [finding(2)], true), body("3.z", []));
  const feed = new Feed(ask);
  await feed.read();
  assert.equal((await feed.read())?.whole, true);
  assert.deepEqual([...feed.rows.keys()], ["f2"]);
  await feed.read();
  assert.equal(asked.at(-1)?.[0], "?since=3.z");
});

test("a closed place ends the asking, other trouble does not", async () => {
  for (const status of [401, 403, 404, 410]) await assert.rejects(new Feed(server(new Refusal(status, {})).ask).read(), NoMore);
  for (const trouble of [new Refusal(500, {}), new Refusal(429, {}), new NoAnswer("cut")])
    await assert.rejects(new Feed(server(trouble).ask).read(), (error) => error === trouble);
});

test("what was read is forgotten when the place is closed", async () => {
  const feed = new Feed(server(body("2.a", [finding(1)])).ask);
  await feed.read();
  feed.forget();
  assert.equal(feed.rows.size, 0);
});
