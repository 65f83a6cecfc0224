// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Aim } from "../../webapp/static/js/tablet/aim.mjs";
import { StorageFailed } from "../../webapp/static/js/tablet/database.mjs";
import { byHand } from "../../webapp/static/js/tablet/sight.mjs";
import { Walk } from "../../webapp/static/js/tablet/walk.mjs";
import { memoryStore } from "./memory_store.mjs";
import { NOW, joined } from "./tablet_parts.mjs";

const FOUND = { content: { kind: "unsafe", category: "lighting", text: "Mörkt" }, position: { longitude: 18.07, latitude: 59.33, position_method: "crosshair" } };

/** @param {{ store?: any, identity?: Record<string, unknown> }} [options] */
async function walker({ store = memoryStore(), identity = {} } = {}) {
  await joined(store, identity);
  let count = 0;
  let told = 0;
  const walk = new Walk({ walkId: "walk-1", app: "test", store, isRestricted: (code) => code === "vulnerable_people", now: () => NOW, newId: () => `id-${(count += 1)}`, tellOthers: () => (told += 1) });
  let woken = 0;
  walk.wakeSync = () => (woken += 1);
  await walk.refresh();
  return { walk, store, told: () => told, woken: () => woken };
}

test("a saved finding is in view, waits, wakes the sending and tells other windows", async () => {
  const { walk, told, woken } = await walker({ identity: { group: "Blå" } });
  const { op } = await walk.record(FOUND);
  assert.equal(op.fields.group, "Blå");
  assert.deepEqual([walk.view.items.length, walk.view.waiting, walk.view.items[0].waiting], [1, 1, true]);
  assert.deepEqual([told(), woken()], [1, 1]);
});

test("the same finding twice is two findings, unless the first could not be saved: then it is one", async () => {
  const store = memoryStore();
  const { walk } = await walker({ store });
  await walk.record(FOUND);
  await walk.record(FOUND);
  assert.equal(walk.view.items.length, 2);
  // the disk took it, and the word of it was lost
  const { write } = store;
  store.write = async (/** @type {any} */ stores, /** @type {any} */ work) => {
    await write(stores, work);
    throw new StorageFailed("lost");
  };
  await assert.rejects(walk.record(FOUND), StorageFailed);
  assert.equal(walk.view.storageFailed, true);
  store.write = write;
  await walk.record(FOUND);
  assert.deepEqual([walk.view.items.length, walk.view.storageFailed], [3, false]);
});

test("the line stays red until something was saved again, although the store can be read", async () => {
  const store = memoryStore();
  const { walk } = await walker({ store });
  const { write } = store;
  store.write = () => Promise.reject(new StorageFailed("full"));
  await assert.rejects(walk.record(FOUND));
  await walk.refresh();
  assert.equal(walk.view.storageFailed, true);
  store.write = write;
  await walk.record(FOUND);
  assert.equal(walk.view.storageFailed, false);
});

test("an edit that changes nothing saves nothing; one that moves the point sends both numbers", async () => {
  const { walk, store } = await walker();
  await walk.record(FOUND);
  const [item] = walk.view.items;
  assert.equal(await walk.amend(item, { kind: "unsafe", category: "lighting", severity: null, text: "Mörkt" }), false);
  assert.equal(store.content.operations.size, 1);
  assert.equal(await walk.amend(item, { longitude: 18.07, latitude: 59.331, position_method: "crosshair", accuracy_m: null }), true);
  const { op } = [...store.content.operations.values()][1];
  assert.deepEqual([op.kind, op.fields, op.base], ["edit", { longitude: 18.07, latitude: 59.331 }, { longitude: "id-2", latitude: "id-2" }]);
});

test("a withdrawn finding is gone from view at once", async () => {
  const { walk } = await walker();
  const { op } = await walk.record(FOUND);
  await walk.withdraw(op.finding_id);
  assert.deepEqual([walk.view.items.length, walk.view.waiting], [0, 2]);
});

test("only own findings may be edited, except by the walk's leader", async () => {
  const other = /** @type {any} */ ({ own: false });
  assert.equal((await walker()).walk.mayEdit(other), false);
  assert.equal((await walker({ identity: { role: "leader" } })).walk.mayEdit(other), true);
  assert.equal((await walker()).walk.mayEdit(/** @type {any} */ ({ own: true })), true);
});

test("a new try after a failure changes the line only when it gets through", async () => {
  const { walk } = await walker();
  const sending = (/** @type {number} */ sent) => /** @type {const} */ ({ phase: "sending", sent, total: 60, cause: null });
  walk.report(sending(0));
  assert.equal(walk.view.sync.phase, "sending");
  walk.report({ phase: "waiting", sent: 0, total: 0, cause: "no_answer" });
  walk.report(sending(0));
  assert.equal(walk.view.sync.cause, "no_answer");
  walk.report(sending(50));
  assert.equal(walk.view.sync.phase, "sending");
});

const FIX = { longitude: 18.1, latitude: 59.3, accuracyM: 6 };

test("a map that comes before the first fix does not stop the sight from following it", () => {
  const aim = new Aim();
  aim.follow();
  aim.begin({ longitude: 18.096, latitude: 59.3428 });
  assert.equal(aim.sight?.method, "crosshair");
  aim.take({ longitude: 18.097, latitude: 59.343, accuracyM: 6 });
  assert.deepEqual([aim.sight?.longitude, aim.sight?.method], [18.097, "gps"]);
});

test("a map that comes after the sight was chosen leaves it there", () => {
  const aim = new Aim();
  aim.set({ longitude: 18.1, latitude: 59.34, method: "landmark", accuracyM: null, near: "Svampen" });
  aim.begin({ longitude: 18.096, latitude: 59.3428 });
  assert.equal(aim.sight?.longitude, 18.1);
});

test("GPS moves the sight only while it is followed, and never while a finding is being described", () => {
  const aim = new Aim();
  aim.set(byHand({ longitude: 18, latitude: 59 }));
  aim.take(FIX);
  assert.equal(aim.sight?.method, "crosshair");
  aim.follow();
  assert.deepEqual([aim.sight?.method, aim.sight?.accuracyM], ["gps", 6]);
  aim.hold(true);
  aim.take({ ...FIX, longitude: 18.2 });
  assert.equal(aim.sight?.longitude, 18.1);
  aim.hold(false);
  assert.equal(aim.sight?.longitude, 18.2);
});

test("a hand on the map ends the following; a map that only comes to rest does not", () => {
  const aim = new Aim();
  aim.follow();
  aim.take(FIX);
  aim.moveTo({ longitude: 18.1 + 1e-7, latitude: 59.3 });
  assert.equal(aim.sight?.method, "gps");
  aim.moveTo({ longitude: 18.1005, latitude: 59.3 });
  aim.take({ ...FIX, longitude: 18.2 });
  assert.deepEqual([aim.sight?.method, aim.sight?.longitude], ["crosshair", 18.1005]);
});
