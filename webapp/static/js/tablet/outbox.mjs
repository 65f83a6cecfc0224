// @ts-check
/**
 * The device's own operations and what the server has said of each. Nothing is ever deleted here: the server's backup
 * horizon decides that, and it is 0.
 *
 * @typedef {import("./database.mjs").Store} Store
 * @typedef {import("./database.mjs").Transaction} Transaction
 * @typedef {import("./operation.mjs").Intention} Intention
 * @typedef {import("./operation.mjs").Operation} Operation
 * @typedef {"applied" | "merged" | "conflict" | "duplicate" | "parked" | "late" | "quarantined"} Outcome
 * @typedef {{ op_id: string, walk_id: string, device_id: string, order: number, op: Operation,
 *   result: Outcome | null, rseq: number | null, reason: unknown, dismissed?: boolean }} Row
 *   `order` counts the operations of this walk on this device; `result` is null while nothing is known; `dismissed`: the
 *   walker has seen that it was held back and leaves it at that
 * @typedef {[number, string]} Head number and chain of the log's last row
 * @typedef {{ key: string, cursor: string | null, head: Head | null, epoch: string | null, server_id: string | null,
 *   backup_horizon: number, clock_offset_ms: number | null, sent_at: number | null }} Feed
 *   what this device knows of the server's log, for one walk
 */

/** The store answered "done" but does not hold what was put in: nothing may be called saved. */
export class NotSaved extends Error {
  name = "NotSaved";
}

/** This device has no token for the walk: it must join first. */
export class NotJoined extends Error {
  name = "NotJoined";
}

/** @param {string} walkId */
export const joinedKey = (walkId) => `joined:${walkId}`;
/** @param {string} walkId */
const counterKey = (walkId) => `counter:${walkId}`;
/** @param {string} walkId */
const feedKey = (walkId) => `feed:${walkId}`;

/**
 * Store an operation with its number, and read it back. Only after this may the page say "sparad".
 *
 * @param {Store} store
 * @param {Intention} intention
 * @param {{ dropDraft?: boolean }} [options] a new finding takes the draft it grew from with it
 * @returns {Promise<Row>}
 * @throws {NotJoined | NotSaved | import("./database.mjs").StorageFailed}
 */
export async function keep(store, intention, { dropDraft = false } = {}) {
  const walkId = intention.walk_id;
  const row = await store.write(["operations", "meta", "drafts"], async (tx) => {
    // the work may run again after a lost connection whose commit had succeeded: the same operation keeps its number
    const known = await tx.get("operations", intention.op_id);
    if (known) return /** @type {Row} */ (known);
    const joined = await tx.get("meta", joinedKey(walkId));
    if (!joined) throw new NotJoined(`no token for walk ${walkId}; join it with its code`);
    const counter = (await tx.get("meta", counterKey(walkId))) ?? { key: counterKey(walkId), order: 0, dseq: {} };
    const deviceId = joined.device_id;
    counter.order += 1;
    counter.dseq[deviceId] = (counter.dseq[deviceId] ?? 0) + 1;
    const op = { ...intention, device_id: deviceId, dseq: counter.dseq[deviceId] };
    /** @type {Row} */
    const fresh = { op_id: op.op_id, walk_id: walkId, device_id: deviceId, order: counter.order, op, result: null, rseq: null, reason: null };
    await tx.put("operations", fresh);
    await tx.put("meta", counter);
    if (dropDraft) await tx.delete("drafts", walkId);
    return fresh;
  });
  const found = await store.read(["operations"], (tx) => tx.get("operations", row.op_id));
  if (JSON.stringify(found?.op) !== JSON.stringify(row.op)) throw new NotSaved(`operation ${row.op_id} is not in the device store`);
  return row;
}

/**
 * All operations of a walk, oldest first.
 *
 * @param {Store} store
 * @param {string} walkId
 * @returns {Promise<Row[]>}
 */
export async function rowsOf(store, walkId) {
  return ordered(await store.read(["operations"], (tx) => tx.ofWalk("operations", walkId)));
}

/**
 * @param {Row[]} rows
 * @returns {Row[]}
 */
export function ordered(rows) {
  return [...rows].sort((a, b) => a.order - b.order);
}

/**
 * @param {Row[]} rows
 * @returns {Row[]} those of which nothing is known, oldest first
 */
export function pendingOf(rows) {
  return ordered(rows.filter((row) => row.result === null));
}

/**
 * Leave an operation that was held back as it is, and speak of it no more. It stays in the store.
 *
 * @param {Store} store
 * @param {string} opId
 */
export function dismiss(store, opId) {
  return store.write(["operations"], async (tx) => {
    const row = await tx.get("operations", opId);
    if (row) await tx.put("operations", { ...row, dismissed: true });
  });
}

/**
 * @param {Store} store
 * @param {string} walkId
 * @returns {Promise<Feed>}
 */
export function feedOf(store, walkId) {
  return store.read(["meta"], (tx) => readFeed(tx, walkId));
}

/**
 * Take in an upload's answer in one transaction: results, head, epoch and clock.
 *
 * @param {Store} store
 * @param {string} walkId
 * @param {import("./exchange.mjs").UploadAnswer} answer
 * @param {{ nowMs: number, offsetMs: number | null }} clock
 * @returns {Promise<{ settled: number, stale: boolean }>} how many operations are now known to be stored
 */
export function takeUpload(store, walkId, answer, { nowMs, offsetMs }) {
  return store.write(["operations", "server_view", "meta"], async (tx) => {
    const known = await readFeed(tx, walkId);
    const stale = isStale(known, answer);
    const feed = stale ? await forgetServer(tx, known, walkId) : known;
    let settled = 0;
    // also a stale answer's results count: that server has stored them
    for (const { op_id, result, rseq, reason } of answer.results) {
      if (result === "retry") continue;
      const row = await tx.get("operations", op_id);
      if (!row || row.result !== null) continue;
      await tx.put("operations", { ...row, result, rseq, reason });
      settled += 1;
    }
    await tx.put("meta", {
      ...feed,
      head: later(feed.head, answer.head),
      epoch: answer.epoch,
      server_id: answer.server_id,
      backup_horizon: answer.backup_horizon,
      clock_offset_ms: offsetMs ?? feed.clock_offset_ms,
      sent_at: settled ? nowMs : feed.sent_at,
    });
    return { settled, stale };
  });
}

/**
 * Take in a page of the feed: snapshots and cursor in one transaction.
 *
 * @param {Store} store
 * @param {string} walkId
 * @param {import("./exchange.mjs").ChangesAnswer} answer
 * @param {string | null} since the cursor that was asked for
 * @param {number | null} [offsetMs] how far the server's clock is ahead: known before the first finding is sent
 * @returns {Promise<{ taken: boolean, stale: boolean }>} `taken` is false where another window was faster
 */
export function takeChanges(store, walkId, answer, since, offsetMs = null) {
  return store.write(["operations", "server_view", "meta"], async (tx) => {
    const known = await readFeed(tx, walkId);
    if (isStale(known, answer)) {
      await tx.put("meta", { ...(await forgetServer(tx, known, walkId)), epoch: answer.epoch });
      return { taken: false, stale: true };
    }
    if (known.cursor !== since) return { taken: false, stale: false };
    if (since === null) await clearView(tx, walkId);
    for (const finding of answer.findings) await tx.put("server_view", { ...finding, walk_id: walkId });
    const clock = { clock_offset_ms: offsetMs ?? known.clock_offset_ms };
    await tx.put("meta", { ...known, ...clock, cursor: answer.next, head: later(known.head, answer.head), epoch: answer.epoch });
    return { taken: true, stale: false };
  });
}

/**
 * @param {Transaction} tx
 * @param {string} walkId
 * @returns {Promise<Feed>}
 */
async function readFeed(tx, walkId) {
  const empty = { key: feedKey(walkId), cursor: null, head: null, epoch: null, server_id: null, backup_horizon: 0, clock_offset_ms: null, sent_at: null };
  return (await tx.get("meta", feedKey(walkId))) ?? empty;
}

/**
 * The server is not the one we knew: an older copy was put in place, or another server stands at the address.
 *
 * @param {Feed} known
 * @param {{ stale: boolean, epoch: string, server_id?: string }} answer
 */
function isStale(known, { stale, epoch, server_id: serverId }) {
  const otherEpoch = known.epoch !== null && known.epoch !== epoch;
  const otherServer = known.server_id !== null && serverId !== undefined && known.server_id !== serverId;
  return stale || otherEpoch || otherServer;
}

/**
 * Forget every acknowledgement, the head and the cursor: all that the device holds is sent again and all is read again.
 *
 * @param {Transaction} tx
 * @param {Feed} feed
 * @param {string} walkId
 * @returns {Promise<Feed>}
 */
async function forgetServer(tx, feed, walkId) {
  for (const row of await tx.ofWalk("operations", walkId)) await tx.put("operations", { ...row, result: null, rseq: null, reason: null });
  const cleared = { ...feed, cursor: null, head: null, epoch: null, server_id: null };
  await tx.put("meta", cleared);
  return cleared;
}

/**
 * @param {Transaction} tx
 * @param {string} walkId
 */
async function clearView(tx, walkId) {
  for (const finding of await tx.ofWalk("server_view", walkId)) await tx.delete("server_view", [walkId, finding.finding_id]);
}

/**
 * @param {Head | null} known
 * @param {Head} learnt
 * @returns {Head} answers may overtake each other; the head only goes forward
 */
function later(known, learnt) {
  return known && known[0] > learnt[0] ? known : learnt;
}
