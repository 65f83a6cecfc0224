// @ts-check
/**
 * Send what waits and read what is new, again and again, whatever fails. Saving never waits for this.
 *
 * @typedef {import("./database.mjs").Store} Store
 * @typedef {{ phase: "starting" | "resting" | "sending" | "waiting" | "not_joined", sent: number, total: number,
 *   cause: null | "no_answer" | "bad_answer" | "refused" | "storage" }} State
 * @typedef {{
 *   walkId: string,
 *   store: Store,
 *   request: (path: string, options?: import("../lib/api.mjs").Options) => Promise<import("../lib/api.mjs").Answer>,
 *   now: () => number,
 *   random: () => number,
 *   later: (ms: number, work: () => void) => () => void,
 *   visible: () => boolean,
 *   alone: (work: () => Promise<void>) => Promise<void>,
 *   report: (state: State) => void,
 *   changed: () => void,
 * }} Parts
 *   `later` gives back its own cancelling; `alone` keeps other windows from sending the same at the same time
 */

import { InvalidAnswer, NoAnswer, Refusal } from "../lib/api.mjs";
import { backoffMs, jitteredMs } from "../lib/backoff.mjs";
import { StorageFailed } from "./database.mjs";
import { BATCH_OPERATIONS, clockOffsetMs, cursorSeq, nextBatch, readChanges, readUpload, uploadBody } from "./exchange.mjs";
import { tokenFor } from "./joining.mjs";
import { feedOf, joinedKey, pendingOf, rowsOf, takeChanges, takeUpload } from "./outbox.mjs";

const POLL_VISIBLE_MS = 15_000;
const POLL_HIDDEN_MS = 60_000;
const MOST_PAGES = 50;

/** The server put an older copy in place: all is sent and read again, once per round. */
class Stale extends Error {
  name = "Stale";
}

/** @param {Parts} parts */
export function startSync(parts) {
  let failures = 0;
  let running = false;
  let again = false;
  let stopped = false;
  /** @type {() => void} */
  let cancel = () => {};
  /** @type {{ since: string | null, etag: string | null }} */
  const feedTag = { since: null, etag: null };

  async function run() {
    if (running || stopped) {
      again = true;
      return;
    }
    running = true;
    again = false;
    cancel();
    let wait = jitteredMs(parts.visible() ? POLL_VISIBLE_MS : POLL_HIDDEN_MS, parts.random);
    try {
      await parts.alone(() => round(parts, feedTag));
      failures = 0;
    } catch (error) {
      failures += 1;
      wait = backoffMs(failures, parts.random);
      parts.report({ phase: "waiting", sent: 0, total: 0, cause: causeOf(error) });
    }
    running = false;
    if (stopped) return;
    // something was saved meanwhile: it must not wait for the next round, unless the last one failed
    if (again && failures === 0) wait = 0;
    cancel = parts.later(wait, run);
  }

  cancel = parts.later(0, run);
  return {
    /** Try at once: something was saved, the page came back into view, the network seems to be back. */
    wake: run,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/**
 * One round: everything up, then everything new down.
 *
 * @param {Parts} parts
 * @param {{ since: string | null, etag: string | null }} feedTag
 */
export async function round(parts, feedTag) {
  const joined = await parts.store.read(["meta"], (tx) => tx.get("meta", joinedKey(parts.walkId)));
  if (!joined) {
    parts.report({ phase: "not_joined", sent: 0, total: 0, cause: null });
    return;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await upload(parts, joined);
      await download(parts, joined, feedTag);
      break;
    } catch (error) {
      // a server that calls everything stale for ever must not keep the tablet busy
      if (!(error instanceof Stale) || attempt > 1) throw error;
      feedTag.since = feedTag.etag = null;
      parts.changed();
    }
  }
  parts.report({ phase: "resting", sent: 0, total: 0, cause: null });
}

/**
 * @param {Parts} parts
 * @param {import("./joining.mjs").Joined} joined
 */
async function upload({ walkId, store, request, now, report, changed }, joined) {
  let limit = BATCH_OPERATIONS;
  let sent = 0;
  /** @type {Map<string, Refusal>} */
  const refused = new Map();
  for (;;) {
    const pending = pendingOf(await rowsOf(store, walkId));
    const batch = nextBatch(pending.filter((row) => !refused.has(row.device_id)), { operations: limit });
    if (batch.length === 0) break;
    report({ phase: "sending", sent, total: sent + pending.length, cause: null });
    const feed = await feedOf(store, walkId);
    const device = batch[0].device_id;
    let answer;
    try {
      const body = uploadBody(batch, { seen: feed.head, pending: pending.length });
      answer = readUpload((await request(`walks/${walkId}/operations`, { method: "POST", body, token: tokenFor(joined, device) })).body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 413 && batch.length > 1) limit = Math.floor(batch.length / 2);
      else if (error.status === 401 || error.status === 403) {
        // an expired identity must not stand in the way of the one that is valid
        refused.set(device, error);
        if (device === joined.device_id) await markRefused(store, joined.key);
      } else throw error;
      continue;
    }
    const { settled, stale } = await takeUpload(store, walkId, answer, { nowMs: now(), offsetMs: clockOffsetMs(answer.server_time, now()) });
    sent += settled;
    changed();
    if (stale) throw new Stale("the server is another than it was");
    if (settled === 0) throw new InvalidAnswer("the server stored nothing of the batch; it stays here");
  }
  for (const error of refused.values()) throw error;
}

/**
 * @param {Parts} parts
 * @param {import("./joining.mjs").Joined} joined
 * @param {{ since: string | null, etag: string | null }} feedTag
 */
async function download({ walkId, store, request, now, changed }, joined, feedTag) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { cursor } = await feedOf(store, walkId);
    const query = cursor === null ? "" : `?since=${encodeURIComponent(cursor)}`;
    const etag = feedTag.since === cursor ? feedTag.etag : null;
    const { status, body, etag: fresh } = await request(`walks/${walkId}/changes${query}`, { token: joined.token, etag });
    if (status === 304) return;
    const answer = readChanges(body);
    const { taken, stale } = await takeChanges(store, walkId, answer, cursor, clockOffsetMs(answer.server_time, now()));
    if (stale) throw new Stale("the server is another than it was");
    Object.assign(feedTag, { since: cursor, etag: fresh });
    if (!taken) return;
    if (answer.findings.length > 0 || cursor === null) changed();
    if (answer.next === cursor || cursorSeq(answer.next) >= answer.head[0]) return;
  }
}

/**
 * @param {Store} store
 * @param {string} key
 */
function markRefused(store, key) {
  return store.write(["meta"], async (tx) => {
    const joined = await tx.get("meta", key);
    if (joined) await tx.put("meta", { ...joined, refused: true });
  });
}

/**
 * @param {unknown} error
 * @returns {NonNullable<State["cause"]>}
 */
function causeOf(error) {
  if (error instanceof NoAnswer) return "no_answer";
  if (error instanceof StorageFailed) return "storage";
  if (error instanceof Refusal && (error.status === 401 || error.status === 403)) return "refused";
  return "bad_answer";
}
