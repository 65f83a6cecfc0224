// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { overlay } from "../../webapp/static/js/tablet/overlay.mjs";

const isRestricted = (/** @type {string} */ code) => code === "vulnerable_people";
const SERVER = {
  finding_id: "f1", number: 1, kind: "unsafe", category: "lighting", severity: 2, text: "Mörkt", longitude: 18.1, latitude: 59.3,
  accuracy_m: null, position_method: "crosshair", observed_at: "2026-11-26T17:00:00Z", light: "darkness", near: "Hedinsgatan",
  own: true, withdrawn: false, writers: { kind: "a", category: "a", severity: "a", text: "a", longitude: "a", latitude: "a" }, demo: false, changed: 4,
};

/**
 * @param {number} order
 * @param {string} kind
 * @param {string} finding
 * @param {Record<string, unknown>} fields
 * @param {Record<string, unknown>} [known]
 * @returns {any}
 */
const row = (order, kind, finding, fields, known = {}) => ({
  op_id: `op${order}`, order, result: null, rseq: null, reason: null, op: { op_id: `op${order}`, kind, finding_id: finding, fields }, ...known,
});
const FIELDS = { kind: "safe", category: "traffic", longitude: 18.2, latitude: 59.4, position_method: "gps", observed_at: "2026-11-26T17:42:00Z" };

/** @param {Record<string, any>[]} snapshots @param {any[]} rows */
const seen = (snapshots, rows, seq = 4) => overlay(snapshots, rows, { seq, isRestricted });

test("an own unsent finding stands first and waits; it can be edited, with itself as base", () => {
  const [mine, other] = seen([SERVER], [row(1, "create", "f2", FIELDS)]);
  assert.equal(mine.finding_id, "f2");
  assert.deepEqual([mine.waiting, mine.own, mine.number, mine.writers.kind], [true, true, null, "op1"]);
  assert.equal(other.waiting, false);
});

test("an own unsent edit covers the server's value, field by field", () => {
  const [item] = seen([SERVER], [row(1, "edit", "f1", { text: "Mörkare" })]);
  assert.deepEqual([item.text, item.category, item.waiting], ["Mörkare", "lighting", true]);
  assert.deepEqual([item.writers.text, item.writers.kind], ["op1", "a"]);
});

test("an acknowledged operation stays in view until the view that was read holds it", () => {
  const acknowledged = row(1, "create", "f2", FIELDS, { result: "applied", rseq: 5 });
  assert.equal(seen([SERVER], [acknowledged], 4).length, 2);
  assert.equal(seen([SERVER], [acknowledged], 5).length, 1, "read up to 5 without it: the server has taken it away");
});

test("once read, the server's value counts, not the own older edit", () => {
  const [item] = seen([{ ...SERVER, text: "Annan text" }], [row(1, "edit", "f1", { text: "Mörkare" }, { result: "conflict", rseq: 3 })]);
  assert.deepEqual([item.text, item.note, item.waiting], ["Annan text", "conflict", false]);
});

test("a withdrawn finding is gone from view, whether the device or the server says so", () => {
  assert.equal(seen([SERVER], [row(1, "withdraw", "f1", {})]).length, 0);
  assert.equal(seen([{ ...SERVER, withdrawn: true }], []).length, 0);
});

test("what is restricted is not shown again on the device", () => {
  assert.equal(seen([], [row(1, "create", "f2", { category: "vulnerable_people", need: "contact" })]).length, 0);
});

test("a finding the server holds back is shown with its reason and what was meant", () => {
  const [item] = seen([], [row(1, "create", "f2", FIELDS, { result: "quarantined", rseq: 3, reason: "too_far" })]);
  assert.deepEqual(item.trouble, { op_id: "op1", kind: "create", reason: "too_far", fields: FIELDS });
  assert.equal(item.category, "traffic");
});

test("mending ends the trouble, first while it waits and then for good", () => {
  const held = row(1, "create", "f2", FIELDS, { result: "quarantined", rseq: 3, reason: "too_far" });
  const [waiting] = seen([], [held, row(2, "edit", "f2", { longitude: 18.1 })]);
  assert.deepEqual([waiting.trouble, waiting.waiting, waiting.longitude], [null, true, 18.1]);
  const [mended] = seen([{ ...SERVER, finding_id: "f2" }], [held, row(2, "edit", "f2", { longitude: 18.1 }, { result: "applied", rseq: 4 })]);
  assert.deepEqual([mended.trouble, mended.waiting], [null, false]);
});

test("a held-back finding that was withdrawn does not come back when the withdrawal is read", () => {
  const held = row(1, "create", "f2", FIELDS, { result: "quarantined", rseq: 3 });
  assert.equal(seen([], [held, row(2, "withdraw", "f2", {}, { result: "applied", rseq: 4 })]).length, 0);
});

test("an edit the server holds back leaves the server's value in view, with the trouble beside it", () => {
  const [item] = seen([SERVER], [row(1, "edit", "f1", { text: "för lång" }, { result: "quarantined", rseq: 4, reason: "too_long" })]);
  assert.equal(item.text, "Mörkt");
  assert.equal(item.trouble?.fields.text, "för lång");
});

test("a trouble the walker has left at that is spoken of no more", () => {
  const [item] = seen([SERVER], [row(1, "edit", "f1", { text: "x" }, { result: "quarantined", rseq: 4, dismissed: true })]);
  assert.equal(item.trouble, null);
});

test("a late finding stays in view and says so", () => {
  const [item] = seen([], [row(1, "create", "f2", FIELDS, { result: "late", rseq: 3 })]);
  assert.equal(item.note, "late");
});

test("the highest number comes first after what has none yet", () => {
  const numbers = seen([SERVER, { ...SERVER, finding_id: "f3", number: 12 }], [row(1, "create", "f4", FIELDS), row(2, "create", "f5", FIELDS)]);
  assert.deepEqual(numbers.map((item) => item.finding_id), ["f5", "f4", "f3", "f1"]);
});
