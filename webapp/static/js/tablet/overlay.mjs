// @ts-check
/**
 * What the walker sees: the server's view overlaid with the device's own operations that it does not hold yet.
 *
 * @typedef {import("./outbox.mjs").Row} Row
 * @typedef {{ finding_id: string, number: number | null, kind: string, category: string, severity: number | null,
 *   text: string | null, longitude: number | null, latitude: number | null, accuracy_m: number | null,
 *   position_method: string | null, observed_at: string, light: string | null, near: string | null, own: boolean,
 *   writers: Record<string, string>, waiting: boolean, trouble: Trouble | null, note: "late" | "conflict" | null, order: number }} Item
 * @typedef {{ op_id: string, kind: string, reason: unknown, fields: Record<string, any> }} Trouble
 *   an own operation that the server holds back, with what was meant
 */

const FIELDS = ["kind", "category", "severity", "text", "longitude", "latitude", "accuracy_m", "position_method", "observed_at"];
/** Outcomes that the server keeps beside its view: without the overlay they would vanish from the walker's eyes. */
const BESIDE = new Set(["parked", "late", "quarantined"]);

/**
 * @param {Record<string, any>[]} snapshots the server's view, tombstones included
 * @param {Row[]} rows own operations, oldest first
 * @param {{ seq: number, isRestricted: (category: string) => boolean }} known `seq`: log number up to which the view was read
 * @returns {Item[]} own unsent ones first, then by falling number; without withdrawn and restricted ones
 */
export function overlay(snapshots, rows, { seq, isRestricted }) {
  /** @type {Map<string, any>} */
  const items = new Map();
  for (const snapshot of snapshots) items.set(snapshot.finding_id, fromServer(snapshot));
  for (const row of rows) lay(items, row, { seq, isRestricted });
  return [...items.values()]
    .filter((item) => !item.withdrawn && !isRestricted(item.category))
    .map(({ withdrawn: _withdrawn, onDevice: _onDevice, ...item }) => item)
    .sort((a, b) => (b.number ?? Infinity) - (a.number ?? Infinity) || b.order - a.order);
}

/**
 * @param {Map<string, any>} items
 * @param {Row} row
 * @param {{ seq: number, isRestricted: (category: string) => boolean }} known
 */
function lay(items, row, { seq, isRestricted }) {
  const { op, result } = row;
  // acknowledged but not yet in the view that was read: still ours to show, or it would blink away for a moment
  const unread = result === null || (row.rseq ?? 0) > seq;
  const aside = BESIDE.has(result ?? "");
  if (op.kind === "create") {
    if (isRestricted(String(op.fields.category))) return;
    if (!items.has(op.finding_id) && (unread || aside)) items.set(op.finding_id, fromCreate(row));
  }
  const item = items.get(op.finding_id);
  if (!item) return;
  item.order = row.order;
  // what the server holds back altogether has no other view than ours
  const shown = unread || aside || item.onDevice;
  if (op.kind === "edit" && shown && result !== "quarantined") write(item, op.fields, op.op_id);
  if (op.kind === "withdraw" && shown && result !== "quarantined") item.withdrawn = true;
  item.waiting ||= result === null;
  // the last word counts: a later operation that was not held back has mended an earlier one
  item.trouble = result === "quarantined" && !row.dismissed ? { op_id: op.op_id, kind: op.kind, reason: row.reason, fields: op.fields } : null;
  item.note = result === "late" || result === "conflict" ? result : null;
}

/** @param {Record<string, any>} snapshot */
function fromServer(snapshot) {
  return { ...snapshot, writers: { ...snapshot.writers }, waiting: false, trouble: null, note: null, order: 0 };
}

/** @param {Row} row */
function fromCreate({ op, order }) {
  const item = { finding_id: op.finding_id, number: null, light: null, near: null, own: true, writers: {}, waiting: false, trouble: null, note: null, order, withdrawn: false, onDevice: true };
  for (const field of FIELDS) Object.assign(item, { [field]: null });
  write(item, op.fields, op.op_id);
  return item;
}

/**
 * @param {any} item
 * @param {Record<string, unknown>} fields
 * @param {string} opId
 */
function write(item, fields, opId) {
  for (const [field, value] of Object.entries(fields)) {
    if (FIELDS.includes(field)) item[field] = value;
    item.writers[field] = opId;
  }
  // the server's words for the old place do not hold for a new one
  if ("longitude" in fields && item.number !== null) item.near = null;
}
