// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { cursorSeq, nextBatch, readChanges, readUpload } from "../../webapp/static/js/tablet/exchange.mjs";
import { changedFields, create, edit, withdraw } from "../../webapp/static/js/tablet/operation.mjs";
import { NotJoined, NotSaved, keep, pendingOf, rowsOf } from "../../webapp/static/js/tablet/outbox.mjs";
import { uuid7 } from "../../webapp/static/js/tablet/uuid7.mjs";
import { InvalidAnswer } from "../../webapp/static/js/lib/api.mjs";
import { memoryStore } from "./memory_store.mjs";
import { joined, maker } from "./tablet_parts.mjs";

const CONTENT = { kind: "unsafe", category: "lighting", severity: 2, text: "Mörkt" };
const POSITION = { longitude: 18.072721, latitude: 59.336128, position_method: "crosshair" };

test("a UUID of version 7 begins with the time and says its version and variant", () => {
  const id = uuid7(0x0192_3456_789a, (bytes) => bytes.fill(0xff));
  assert.equal(id, "01923456-789a-7fff-bfff-ffffffffffff");
});

test("a new finding becomes an operation with its fields, its time and no base", () => {
  const op = create(maker(), { content: CONTENT, position: POSITION, group: "Blå" });
  assert.deepEqual(op, {
    op_id: "id-2",
    walk_id: "walk-1",
    finding_id: "id-1",
    kind: "create",
    base: {},
    fields: { ...CONTENT, ...POSITION, group: "Blå", observed_at: "2026-11-26T17:42:00.000Z" },
    photos: [],
    client_time: "2026-11-26T17:42:00.000Z",
    clock_offset_ms: -1500,
    schema: 1,
    app: "test",
  });
});

test("a restricted finding has a need and no point, no method and no group", () => {
  const op = create(maker(), { content: { category: "vulnerable_people", need: "contact" }, position: null, group: "Blå" });
  assert.deepEqual(op.fields, { category: "vulnerable_people", need: "contact", observed_at: "2026-11-26T17:42:00.000Z" });
});

test("an edit names for each field the operation that wrote it last", () => {
  const finding = { finding_id: "f", writers: { kind: "op-a", text: "op-b" } };
  const op = edit(maker(), finding, { text: "Mörkare", severity: 3 });
  assert.deepEqual(op.base, { text: "op-b" });
  assert.deepEqual(op.fields, { text: "Mörkare", severity: 3 });
});

test("only fields that differ are an edit, and nothing written is the same as nothing there", () => {
  assert.deepEqual(changedFields({ kind: "unsafe", text: null }, { kind: "unsafe", text: null, severity: undefined }), {});
  assert.deepEqual(changedFields({ kind: "unsafe", text: "Mörkt" }, { kind: "safe", text: null }), { kind: "safe", text: null });
});

test("operations are numbered 1, 2, 3 per device in the transaction that stores them, also when two are saved at once", async () => {
  const store = memoryStore();
  await joined(store);
  const make = maker();
  await Promise.all([1, 2, 3].map(() => keep(store, create(make, { content: CONTENT, position: POSITION }))));
  const rows = await rowsOf(store, "walk-1");
  assert.deepEqual(rows.map((row) => row.op.dseq), [1, 2, 3]);
  assert.ok(rows.every((row) => row.op.device_id === "device-1" && row.result === null));
});

test("saving the same operation again after a lost connection keeps its number and makes no second one", async () => {
  const store = memoryStore();
  await joined(store);
  const op = create(maker(), { content: CONTENT, position: POSITION });
  await keep(store, op);
  const row = await keep(store, op);
  assert.equal(row.op.dseq, 1);
  assert.equal((await rowsOf(store, "walk-1")).length, 1);
});

test("nothing counts as saved when the store forgets it after having said yes", async () => {
  const store = memoryStore();
  await joined(store);
  const forgetful = { ...store, read: async () => undefined };
  await assert.rejects(keep(/** @type {any} */ (forgetful), create(maker(), { content: CONTENT, position: POSITION })), NotSaved);
});

test("a device that has not joined cannot save, and no number is used up", async () => {
  const store = memoryStore();
  await assert.rejects(keep(store, create(maker(), { content: CONTENT, position: POSITION })), NotJoined);
  assert.equal(store.content.meta.size, 0);
});

test("a new finding takes its draft with it, an edit leaves the draft alone", async () => {
  const store = memoryStore();
  await joined(store);
  const draft = () => store.write(["drafts"], (tx) => tx.put("drafts", { walk_id: "walk-1" }));
  await draft();
  await keep(store, withdraw(maker(), "f"));
  assert.equal(store.content.drafts.size, 1);
  await keep(store, create(maker("other-"), { content: CONTENT, position: POSITION }), { dropDraft: true });
  assert.equal(store.content.drafts.size, 0);
});

test("a batch is the oldest 50, of one device, and below the limit in bytes", () => {
  const row = (/** @type {number} */ order, /** @type {string} */ device, text = "") => /** @type {any} */ ({ order, device_id: device, op: { text } });
  const many = Array.from({ length: 60 }, (_, index) => row(index, index % 6 === 5 ? "old" : "new"));
  const batch = nextBatch(many);
  assert.equal(batch.length, 50);
  assert.equal(batch[0].order, 0);
  assert.ok(batch.every((each) => each.device_id === "new"));
  const heavy = [row(0, "d", "å".repeat(100)), row(1, "d", "å".repeat(100))];
  assert.equal(nextBatch(heavy, { bytes: 300 }).length, 1);
  assert.equal(nextBatch(heavy, { bytes: 1 }).length, 1, "one operation always goes");
  assert.deepEqual(nextBatch([]), []);
});

const FRAME = { server_id: "s", epoch: "e", server_time: "2026-11-26T17:42:00Z", head: [1, "c"], backup_horizon: 0, stale: false };

test("an answer without its frame, or with a result that does not exist, is no answer", () => {
  const whole = { ...FRAME, results: [{ op_id: "o", result: "applied", rseq: 1 }] };
  assert.deepEqual(readUpload(whole).results, [{ op_id: "o", result: "applied", rseq: 1, reason: null }]);
  const wrong = [
    null,
    [],
    "<html>",
    { results: [] },
    { ...whole, head: [1] },
    { ...whole, stale: undefined },
    { ...whole, backup_horizon: "0" },
    { ...whole, results: [{ op_id: "o", result: "rejected", rseq: 1 }] },
    { ...whole, results: [{ op_id: "o", result: "applied" }] },
  ];
  for (const body of wrong) assert.throws(() => readUpload(body), InvalidAnswer, JSON.stringify(body));
});

test("a duplicate counts as what it became the first time, with the faults it had then", () => {
  const errors = [{ field: "fields.text", code: "too_long", message: "Texten är för lång." }];
  const results = [
    { op_id: "a", result: "duplicate", rseq: 1, reason: "applied", errors: [] },
    { op_id: "b", result: "duplicate", rseq: 2, reason: "quarantined", errors },
    { op_id: "c", result: "quarantined", rseq: 3, reason: "too_long", errors },
  ];
  assert.deepEqual(
    readUpload({ ...FRAME, results }).results.map(({ result, reason }) => [result, reason]),
    [["applied", null], ["quarantined", errors], ["quarantined", errors]],
  );
});

test("a page of changes needs its cursor and an id for each finding", () => {
  const page = { next: "12.ab", stale: false, epoch: "e", head: [12, "ab"], findings: [{ finding_id: "f" }] };
  assert.equal(readChanges(page), page);
  assert.throws(() => readChanges({ ...page, next: "ab" }), InvalidAnswer);
  assert.throws(() => readChanges({ ...page, findings: [{}] }), InvalidAnswer);
  assert.deepEqual([cursorSeq("12.ab"), cursorSeq(null)], [12, 0]);
});

test("what waits is told oldest first, by the device's own order and not by any clock", async () => {
  const rows = /** @type {any[]} */ ([{ order: 2, result: null }, { order: 1, result: null }, { order: 3, result: "applied" }]);
  assert.deepEqual(pendingOf(rows).map((row) => row.order), [1, 2]);
});
