// @ts-check
/**
 * Build operations: what the walker meant, in the form that travels (sync.md). An operation is never changed afterwards.
 *
 * @typedef {"create" | "edit" | "withdraw"} Kind
 * @typedef {{ op_id: string, walk_id: string, finding_id: string, kind: Kind, base: Record<string, string>,
 *   fields: Record<string, unknown>, photos: string[], client_time: string, clock_offset_ms: number | null,
 *   schema: 1, app: string }} Intention
 *   an operation before the store has given it its device and number
 * @typedef {Intention & { device_id: string, dseq: number }} Operation
 * @typedef {{ walkId: string, app: string, now: () => number, newId: () => string, clockOffsetMs: () => number | null }} Maker
 *   clock and randomness come in as arguments, so that tests decide them
 */

export const SCHEMA = 1;

/**
 * @param {Maker} maker
 * @param {Kind} kind
 * @param {{ findingId: string, fields: Record<string, unknown>, base: Record<string, string> }} what
 * @returns {Intention}
 */
function intend(maker, kind, { findingId, fields, base }) {
  return {
    op_id: maker.newId(),
    walk_id: maker.walkId,
    finding_id: findingId,
    kind,
    base,
    fields,
    photos: [],
    client_time: new Date(maker.now()).toISOString(),
    clock_offset_ms: maker.clockOffsetMs(),
    schema: SCHEMA,
    app: maker.app,
  };
}

/**
 * A new finding.
 *
 * @param {Maker} maker
 * @param {{ content: Record<string, unknown>, position: Record<string, unknown> | null, group?: string | null }} what
 *   a restricted finding has no position and carries no group
 * @returns {Intention}
 */
export function create(maker, { content, position, group }) {
  const observed = { observed_at: new Date(maker.now()).toISOString() };
  const extra = position === null ? {} : { ...position, ...(group ? { group } : {}) };
  return intend(maker, "create", { findingId: maker.newId(), fields: { ...content, ...extra, ...observed }, base: {} });
}

/**
 * A change of a finding: only the fields that differ, each with the operation that wrote it last as far as this device knows.
 *
 * @param {Maker} maker
 * @param {{ finding_id: string, writers: Record<string, string> }} finding
 * @param {Record<string, unknown>} changed
 * @returns {Intention}
 */
export function edit(maker, finding, changed) {
  /** @type {Record<string, string>} */
  const base = {};
  for (const field of Object.keys(changed)) if (finding.writers[field]) base[field] = finding.writers[field];
  return intend(maker, "edit", { findingId: finding.finding_id, fields: changed, base });
}

/**
 * @param {Maker} maker
 * @param {string} findingId
 * @returns {Intention}
 */
export function withdraw(maker, findingId) {
  return intend(maker, "withdraw", { findingId, fields: {}, base: {} });
}

/**
 * The fields of `wanted` that differ from what stands in the finding. Nothing written and nothing chosen count as null.
 *
 * @param {Record<string, unknown>} finding
 * @param {Record<string, unknown>} wanted
 * @returns {Record<string, unknown>}
 */
export function changedFields(finding, wanted) {
  return Object.fromEntries(Object.entries(wanted).filter(([field, value]) => (finding[field] ?? null) !== (value ?? null)));
}
