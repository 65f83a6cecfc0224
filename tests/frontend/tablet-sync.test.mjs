// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidAnswer } from "../../webapp/static/js/lib/api.mjs";
import { backoffMs, jitteredMs } from "../../webapp/static/js/lib/backoff.mjs";
import { create } from "../../webapp/static/js/tablet/operation.mjs";
import { feedOf, keep, pendingOf, rowsOf } from "../../webapp/static/js/tablet/outbox.mjs";
import { overlay } from "../../webapp/static/js/tablet/overlay.mjs";
import { round, startSync } from "../../webapp/static/js/tablet/sync.mjs";
import { memoryServer, refusal, silence } from "./memory_server.mjs";
import { memoryStore } from "./memory_store.mjs";
import { NOW, joined, maker } from "./tablet_parts.mjs";

const FIELDS = { content: { kind: "unsafe", category: "lighting" }, position: { longitude: 18.07, latitude: 59.33, position_method: "crosshair" } };

/** A tablet on walk-1 with a server; `save` keeps a finding, `turn` makes one round. */
async function tablet(server = memoryServer()) {
  const store = memoryStore();
  await joined(store);
  const make = maker();
  /** @type {any[]} */
  const states = [];
  /** @type {any} */
  const parts = {
    walkId: "walk-1", store, now: () => NOW, random: () => 0, visible: () => true, changed: () => {},
    request: (/** @type {string} */ path, /** @type {any} */ options) => server.request(path, options),
    alone: (/** @type {any} */ work) => work(),
    report: (/** @type {any} */ state) => states.push(state),
  };
  const tag = { since: null, etag: null };
  const pending = async () => pendingOf(await rowsOf(store, "walk-1")).length;
  const save = (count = 1) => Promise.all(Array.from({ length: count }, () => keep(store, create(make, FIELDS))));
  const view = async () => {
    const snapshots = await store.read(["server_view"], (tx) => tx.ofWalk("server_view", "walk-1"));
    const feed = await feedOf(store, "walk-1");
    return overlay(snapshots, await rowsOf(store, "walk-1"), { seq: Number.parseInt(feed.cursor ?? "0", 10), isRestricted: () => false });
  };
  return { store, server, states, parts, pending, save, view, turn: () => round(parts, tag) };
}

const uploads = (/** @type {any} */ server) => server.requests.filter((/** @type {any} */ each) => each.method === "POST");

test("120 findings go up in batches of 50, oldest first, each once, and come back in the view", async () => {
  const { server, save, turn, pending, view, states } = await tablet();
  await save(120);
  await turn();
  assert.deepEqual(uploads(server).map((each) => each.body.operations.length), [50, 50, 20]);
  assert.deepEqual(server.log.map((op) => op.dseq), Array.from({ length: 120 }, (_, index) => index + 1));
  assert.deepEqual(uploads(server).map((each) => each.body.pending), [120, 70, 20]);
  assert.equal(await pending(), 0);
  assert.ok((await view()).every((item) => item.number !== null && !item.waiting));
  assert.deepEqual(states.filter((state) => state.phase === "sending").map((state) => [state.sent, state.total]), [[0, 120], [50, 120], [100, 120]]);
  assert.equal(states.at(-1).phase, "resting");
});

test("every request carries the head that was last learnt, also one learnt from an upload", async () => {
  const { server, save, turn } = await tablet();
  await save(51);
  await turn();
  assert.deepEqual(uploads(server).map((each) => each.body.seen), [null, [50, "chain50"]]);
  await turn();
  assert.equal(server.requests.at(-1).path, "walks/walk-1/changes?since=51.chain51");
});

const LOGIN_PAGE = () => {
  throw new InvalidAnswer("expected JSON, got text/html");
};

for (const [name, fault] of /** @type {[string, any][]} */ ([
  ["no coverage", silence],
  ["a server error", refusal(500)],
  ["a login page", LOGIN_PAGE],
  ["an answer of another shape", () => ({ status: 200, etag: null, body: { ok: true } })],
  ["an answer about nobody's operations", () => ({ status: 200, etag: null, body: { server_id: "x", epoch: "epoch-1", server_time: "", head: [0, ""], backup_horizon: 0, stale: false, results: [] } })],
])) {
  test(`${name}: nothing is known, all stays pending, and the next round sends it`, async () => {
    const { server, save, turn, pending } = await tablet();
    await save(3);
    server.faults.push(fault);
    await assert.rejects(turn());
    assert.equal(await pending(), 3);
    if (name.includes("nobody")) return;
    await turn();
    assert.equal(await pending(), 0);
    assert.equal(server.log.length, 3);
  });
}

test("an answer that is cut after the server stored the batch doubles nothing", async () => {
  const { server, save, turn, pending } = await tablet();
  await save(2);
  server.faults.push((asked) => {
    void server.request(asked.path, asked);
    return silence();
  });
  await assert.rejects(turn());
  assert.equal(await pending(), 2);
  await turn();
  assert.equal(await pending(), 0);
  assert.equal(server.log.length, 2);
});

test("one operation the server holds back or wants again never harms its neighbours", async () => {
  const { server, save, turn, pending, view } = await tablet();
  const [first, second] = await save(3);
  server.verdicts.set(first.op_id, { result: "quarantined", reason: "too_far" });
  server.verdicts.set(second.op_id, { result: "retry" });
  await assert.rejects(turn(), InvalidAnswer, "the one that is wanted again is tried once more, then waits for the next round");
  assert.equal(await pending(), 1);
  assert.equal((await view()).find((item) => item.finding_id === first.op.finding_id)?.trouble?.reason, "too_far");
  server.verdicts.clear();
  await turn();
  assert.equal(await pending(), 0);
});

test("a batch that is too large is halved until it fits", async () => {
  const { server, save, turn, pending } = await tablet();
  await save(40);
  server.faults.push(refusal(413), refusal(413));
  await turn();
  assert.deepEqual(uploads(server).map((each) => each.body.operations.length), [40, 20, 10, 10, 10, 10]);
  assert.equal(await pending(), 0);
});

test("a server with an older copy gets everything again, and the view is read anew", async () => {
  const { server, save, turn, store, parts, view } = await tablet();
  await save(5);
  await turn();
  const restored = memoryServer({ epoch: "epoch-2" });
  for (const op of server.log.slice(0, 2)) await restored.request("", { method: "POST", body: { seen: null, operations: [op] } });
  restored.requests.length = 0;
  parts.request = restored.request;
  await turn();
  assert.equal(restored.log.length, 5);
  assert.equal(new Set(restored.log.map((op) => op.op_id)).size, 5);
  assert.ok(restored.requests.some((each) => each.path === "walks/walk-1/changes"), "read from the beginning");
  assert.equal((await feedOf(store, "walk-1")).epoch, "epoch-2");
  assert.equal((await view()).length, 5);
});

test("a stale answer to an upload keeps its own results and sends the rest again", async () => {
  const { server, save, turn, pending, parts } = await tablet();
  await save(3);
  await turn();
  const restored = memoryServer({ epoch: "epoch-1" });
  parts.request = restored.request;
  await save(1);
  await turn();
  assert.equal(restored.log.length, 4);
  assert.equal(await pending(), 0);
  assert.equal(server.log.length, 3);
});

for (const [name, other] of /** @type {[string, any][]} */ ([["another epoch", { epoch: "epoch-2" }], ["another server", { serverId: "server-2" }]])) {
  test(`${name} counts as stale even where the answer does not say so`, async () => {
    const { save, turn, parts, server } = await tablet();
    await save(2);
    await turn();
    const replaced = memoryServer(other);
    // it happens to hold the very head that the tablet has seen
    for (const op of server.log) await replaced.request("", { method: "POST", body: { seen: null, operations: [{ ...op, op_id: `other-${op.op_id}` }] } });
    parts.request = replaced.request;
    await save(1);
    await turn();
    assert.equal(replaced.log.filter((op) => !op.op_id.startsWith("other-")).length, 3);
  });
}

test("an answer that was overtaken does not turn the head back", async () => {
  const { server, save, turn, store, parts } = await tablet();
  await save(2);
  await turn();
  const old = await server.request("walks/walk-1/changes?since=1.chain1");
  parts.request = async (/** @type {string} */ path, /** @type {any} */ options) => {
    const answer = await server.request(path, options);
    return options?.method === "POST" ? answer : { ...answer, body: { ...answer.body, head: [1, "chain1"], next: old.body.next } };
  };
  await turn();
  assert.deepEqual((await feedOf(store, "walk-1")).head, [2, "chain2"]);
});

test("a server that calls everything stale is left in peace after one more try", async () => {
  const { server, save, turn, pending } = await tablet();
  await save(1);
  const stale = (/** @type {any} */ asked) => ({ status: 200, etag: null, body: { server_id: "server-1", epoch: "epoch-1", server_time: "", head: [1, "x"], backup_horizon: 0, stale: true, results: asked.body.operations.map((/** @type {any} */ op) => ({ op_id: op.op_id, result: "applied", rseq: 1 })) } });
  server.faults.push(stale, () => ({ status: 200, etag: null, body: { next: "1.x", stale: true, epoch: "epoch-1", head: [1, "x"], findings: [] } }));
  await assert.rejects(turn(), { name: "Stale" });
  assert.equal(server.requests.length, 2);
  await turn();
  assert.equal(await pending(), 0);
  assert.equal(server.log.length, 1);
});

test("a page of the feed that another window has already taken in is left alone", async () => {
  const { server, save, turn, store, parts } = await tablet();
  await save(1);
  await turn();
  const other = await tablet(server);
  await other.save(1);
  await other.turn();
  const before = (await feedOf(store, "walk-1")).cursor;
  parts.request = async (/** @type {string} */ path, /** @type {any} */ options) => {
    const answer = await server.request(path, options);
    await store.write(["meta"], async (tx) => tx.put("meta", { ...(await tx.get("meta", "feed:walk-1")), cursor: "9.elsewhere" }));
    return answer;
  };
  await turn();
  assert.notEqual(before, "9.elsewhere");
  assert.equal((await feedOf(store, "walk-1")).cursor, "9.elsewhere");
});

test("a token that is refused keeps everything, is remembered, and does not stop another identity's operations", async () => {
  const { server, save, turn, store, pending } = await tablet();
  await save(1);
  server.faults.push(refusal(401));
  await assert.rejects(turn(), { name: "Refusal" });
  assert.equal(store.content.meta.get('["joined:walk-1"]').refused, true);
  const former = [{ token: "token-1", device_id: "device-1", expires: null, role: "participant" }];
  await joined(store, { token: "token-2", device_id: "device-2", former });
  await save(1);
  server.faults.push(refusal(401));
  await assert.rejects(turn(), { name: "Refusal" });
  assert.deepEqual(uploads(server).slice(-2).map((each) => [each.token, each.body.device_id]), [["token-1", "device-1"], ["token-2", "device-2"]]);
  assert.equal(await pending(), 1);
  assert.equal(server.log.length, 1);
});

test("a device whose clock is wrong knows by how much before it has sent its first finding", async () => {
  const { server, store, turn } = await tablet();
  server.now = NOW + 86_400_000;
  await turn();
  assert.equal(uploads(server).length, 0);
  assert.equal((await feedOf(store, "walk-1")).clock_offset_ms, 86_400_000);
});

test("an unchanged feed answers 304 and costs nothing", async () => {
  const { server, save, turn, parts } = await tablet();
  await save(1);
  await turn();
  let changes = 0;
  parts.changed = () => (changes += 1);
  server.faults.push(() => ({ status: 304, body: null, etag: "x" }));
  await turn();
  assert.equal(changes, 0);
});

test("a device that has not joined asks the server nothing", async () => {
  const { server, turn, store, states } = await tablet();
  await store.write(["meta"], (tx) => tx.delete("meta", "joined:walk-1"));
  await turn();
  assert.equal(server.requests.length, 0);
  assert.equal(states.at(-1).phase, "not_joined");
});

/** A clock whose timers are run by the test. */
function timers() {
  /** @type {{ ms: number, work: () => any } | null} */
  let next = null;
  return {
    later: (/** @type {number} */ ms, /** @type {() => any} */ work) => {
      const timer = { ms, work };
      next = timer;
      return () => {
        if (next === timer) next = null;
      };
    },
    wait: () => next?.ms,
    run: async () => {
      const timer = next;
      next = null;
      await timer?.work();
    },
  };
}

test("rounds follow each other every 15 s, later and later after failures, and at once after saving", async () => {
  const { server, parts, save, pending, states } = await tablet();
  const clock = timers();
  const sync = startSync({ ...parts, later: clock.later });
  assert.equal(clock.wait(), 0);
  await clock.run();
  assert.equal(clock.wait(), 12_000, "15 s, a fifth less as random is 0");
  server.faults.push(silence, silence);
  await clock.run();
  assert.equal(clock.wait(), 1_000);
  assert.deepEqual([states.at(-1).phase, states.at(-1).cause], ["waiting", "no_answer"]);
  await clock.run();
  assert.equal(clock.wait(), 2_000);
  await save(1);
  await sync.wake();
  assert.equal(await pending(), 0);
  assert.equal(clock.wait(), 12_000);
  sync.stop();
  assert.equal(clock.wait(), undefined);
});

test("what is saved during a round starts another one at once", async () => {
  const { parts, save } = await tablet();
  const clock = timers();
  const sync = startSync({ ...parts, later: clock.later });
  const running = clock.run();
  await save(1);
  await sync.wake();
  await running;
  assert.equal(clock.wait(), 0);
});

test("waiting grows from 2 s to a minute, by half at random", () => {
  assert.deepEqual([1, 2, 3, 6, 40].map((failures) => backoffMs(failures, () => 0)), [1_000, 2_000, 4_000, 30_000, 30_000]);
  assert.equal(backoffMs(40, () => 0.999999), 60_000);
  assert.deepEqual([jitteredMs(15_000, () => 0), jitteredMs(15_000, () => 0.5)], [12_000, 15_000]);
});
