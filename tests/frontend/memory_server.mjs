// @ts-check
/** A server in memory that logs operations once each, as sync.md says, and answers as the real one does. */

import { NoAnswer, Refusal } from "../../webapp/static/js/lib/api.mjs";

/** @param {{ serverId?: string, epoch?: string }} [names] */
export function memoryServer({ serverId = "server-1", epoch = "epoch-1" } = {}) {
  /** @type {any[]} */
  const log = [];
  /** @type {Map<string, any>} */
  const findings = new Map();
  /** @type {any[]} */
  const requests = [];
  const server = {
    log,
    findings,
    requests,
    epoch,
    /** Answers to give instead of working, first one first. @type {((body: any) => any)[]} */
    faults: /** @type {((body: any) => any)[]} */ ([]),
    /** Outcome other than applied, by op_id. @type {Map<string, any>} */
    verdicts: new Map(),
    now: Date.parse("2026-11-26T17:42:05Z"),
    head: () => [log.length, `chain${log.length}`],
    request,
  };

  /**
   * @param {string} path
   * @param {{ method?: string, body?: any, token?: string | null, etag?: string | null }} options
   */
  async function request(path, { method = "GET", body, token, etag } = {}) {
    const asked = JSON.parse(JSON.stringify({ path, method, body, token, etag }));
    requests.push(asked);
    const fault = server.faults.shift();
    if (fault) return fault(asked);
    return method === "POST" ? upload(body) : changes(path);
  }

  /** @param {[number, string] | null} seen */
  const stale = (seen) => seen !== null && (seen[0] > log.length || seen[1] !== `chain${seen[0]}`);

  /** @param {any} body */
  function upload(body) {
    const isStale = stale(body.seen);
    const results = body.operations.map((/** @type {any} */ op) => {
      const known = log.findIndex((row) => row.op_id === op.op_id);
      if (known >= 0) return { op_id: op.op_id, result: "duplicate", rseq: known + 1, reason: log[known].outcome, errors: [] };
      const verdict = server.verdicts.get(op.op_id) ?? { result: "applied" };
      if (verdict.result === "retry") return { op_id: op.op_id, ...verdict, rseq: null, reason: null };
      log.push({ ...op, outcome: verdict.result });
      if (verdict.result === "applied") apply(op);
      return { op_id: op.op_id, reason: null, ...verdict, rseq: log.length };
    });
    return answer({ server_id: serverId, server_time: new Date(server.now).toISOString(), backup_horizon: 0, stale: isStale, results });
  }

  /** @param {any} op */
  function apply(op) {
    const known = findings.get(op.finding_id) ?? { finding_id: op.finding_id, number: findings.size + 1, own: true, withdrawn: false, writers: {}, light: "darkness", near: "Hedinsgatan" };
    const writers = { ...known.writers };
    for (const field of Object.keys(op.fields)) writers[field] = op.op_id;
    findings.set(op.finding_id, { ...known, ...op.fields, writers, withdrawn: known.withdrawn || op.kind === "withdraw", changed: log.length });
  }

  /** @param {string} path */
  function changes(path) {
    const since = new URL(path, "http://lykta.test").searchParams.get("since");
    const [seq, chain] = since ? [Number.parseInt(since, 10), since.slice(since.indexOf(".") + 1)] : [0, ""];
    if (since && stale([seq, chain])) return answer({ server_time: new Date(server.now).toISOString(), next: since, stale: true, findings: [], missing_photos: [] });
    const changed = [...findings.values()].filter((finding) => finding.changed > seq);
    return answer({ server_time: new Date(server.now).toISOString(), next: server.head().join("."), stale: false, findings: changed, missing_photos: [] });
  }

  /** @param {any} body */
  function answer(body) {
    return { status: 200, etag: null, body: JSON.parse(JSON.stringify({ epoch: server.epoch, head: server.head(), ...body })) };
  }

  return server;
}

/** No coverage. */
export const silence = () => {
  throw new NoAnswer("nothing came back");
};

/** @param {number} status */
export const refusal = (status) => () => {
  throw new Refusal(status, {});
};
