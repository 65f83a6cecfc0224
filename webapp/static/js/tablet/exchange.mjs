// @ts-check
/**
 * What is sent to the server and what counts as an answer from it. Anything else means that nothing is known.
 *
 * @typedef {import("./outbox.mjs").Row} Row
 * @typedef {import("./outbox.mjs").Head} Head
 * @typedef {{ op_id: string, result: import("./outbox.mjs").Outcome | "retry", rseq: number | null, reason: unknown }} Result
 *   `reason`: the server's faults {field, code, message}, or a bare code
 * @typedef {{ server_id: string, epoch: string, server_time: string, head: Head, backup_horizon: number, stale: boolean, results: Result[] }} UploadAnswer
 * @typedef {{ next: string, stale: boolean, epoch: string, head: Head, server_time?: string, findings: Record<string, any>[] }} ChangesAnswer
 */

import { InvalidAnswer } from "../lib/api.mjs";

export const BATCH_OPERATIONS = 50;
/** The server's limit is 256 kB; the frame around the operations needs a little of it. */
const BATCH_BYTES = 250_000;

const DURABLE = new Set(["applied", "merged", "conflict", "duplicate", "parked", "late", "quarantined"]);

/**
 * The next batch: oldest first, of one device (a device that joined twice has two), within the limits.
 * One operation always fits, because the form limits its text.
 *
 * @param {Row[]} pending oldest first
 * @param {{ operations?: number, bytes?: number }} [limits]
 * @returns {Row[]}
 */
export function nextBatch(pending, { operations = BATCH_OPERATIONS, bytes = BATCH_BYTES } = {}) {
  /** @type {Row[]} */
  const batch = [];
  let size = 0;
  for (const row of pending) {
    if (row.device_id !== pending[0].device_id) continue;
    size += new TextEncoder().encode(JSON.stringify(row.op)).length + 1;
    if (batch.length >= operations || (batch.length > 0 && size > bytes)) break;
    batch.push(row);
  }
  return batch;
}

/**
 * @param {Row[]} batch
 * @param {{ seen: Head | null, pending: number }} state
 */
export function uploadBody(batch, { seen, pending }) {
  return { device_id: batch[0].device_id, seen, pending, operations: batch.map((row) => row.op) };
}

/**
 * @param {any} body
 * @returns {UploadAnswer}
 * @throws {InvalidAnswer}
 */
export function readUpload(body) {
  const { server_id: serverId, results } = body ?? {};
  const whole = isFrame(body) && typeof serverId === "string" && Number.isInteger(body.backup_horizon) && Array.isArray(results);
  if (!whole || !results.every(isResult)) throw new InvalidAnswer("not an answer to an upload");
  return { ...body, results: results.map(plain) };
}

/**
 * A duplicate names what became of the operation the first time as its reason; that is what counts for the walker.
 *
 * @param {any} result
 * @returns {Result}
 */
function plain({ op_id, result, rseq = null, reason = null, errors }) {
  const first = result === "duplicate" && DURABLE.has(reason) ? reason : result;
  const why = Array.isArray(errors) && errors.length > 0 ? errors : first === result ? reason : null;
  return { op_id, result: first, rseq, reason: why };
}

/**
 * @param {any} body
 * @returns {ChangesAnswer}
 * @throws {InvalidAnswer}
 */
export function readChanges(body) {
  const whole = isFrame(body) && /^\d+\../.test(body.next) && Array.isArray(body.findings);
  if (!whole || !body.findings.every((/** @type {any} */ finding) => typeof finding?.finding_id === "string")) {
    throw new InvalidAnswer("not a page of changes");
  }
  return body;
}

/**
 * @param {string | null} cursor seq.chain
 * @returns {number} the log number up to which the server's view has been read, 0 for nothing
 */
export function cursorSeq(cursor) {
  return cursor === null ? 0 : Number.parseInt(cursor, 10);
}

/**
 * How far the server's clock is ahead of the device's.
 *
 * @param {unknown} serverTime ISO time out of an answer
 * @param {number} nowMs the device's clock when the answer came
 * @returns {number | null} milliseconds; null where the answer names no time
 */
export function clockOffsetMs(serverTime, nowMs) {
  const at = typeof serverTime === "string" ? Date.parse(serverTime) : Number.NaN;
  return Number.isFinite(at) ? at - nowMs : null;
}

/** @param {any} body */
function isFrame(body) {
  const head = body?.head;
  const isHead = Array.isArray(head) && head.length === 2 && Number.isInteger(head[0]) && typeof head[1] === "string";
  return isHead && typeof body.epoch === "string" && typeof body.stale === "boolean";
}

/** @param {any} result */
function isResult(result) {
  if (typeof result?.op_id !== "string") return false;
  return result.result === "retry" || (DURABLE.has(result.result) && Number.isInteger(result.rseq));
}
