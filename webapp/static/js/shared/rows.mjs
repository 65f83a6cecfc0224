// @ts-check
/** What the list and the map show, kept up to date from the server's feed of changes. */

/**
 * A finding as the server tells it.
 *
 * @typedef {object} Finding
 * @property {string} finding_id
 * @property {number} number within the place
 * @property {string} kind
 * @property {string} category
 * @property {number | null} severity 1–4
 * @property {string | null} text
 * @property {number | null} longitude WGS 84
 * @property {number | null} latitude WGS 84
 * @property {string} observed_at ISO 8601, UTC
 * @property {string} light
 * @property {string | null} near
 * @property {false} withdrawn
 */

/** @typedef {{ finding_id: string, number: number, withdrawn: true }} Gone what is left of a finding that is to disappear */

/** @typedef {ReadonlyMap<string, Finding>} Rows by finding_id */

/** @typedef {{ rows: Rows, added: string[], removed: string[] }} Merged */

/**
 * Lay a feed's snapshots over the rows. The last snapshot of a finding counts; one that is withdrawn, or no longer fits
 * what was asked for, says `withdrawn` and takes its row away. Laying the same feed twice changes nothing more.
 *
 * @param {Rows} rows
 * @param {(Finding | Gone)[]} snapshots
 * @returns {Merged}
 */
export function merge(rows, snapshots) {
  const next = new Map(rows);
  for (const snapshot of snapshots) {
    const shown = rows.get(snapshot.finding_id);
    if (snapshot.withdrawn) next.delete(snapshot.finding_id);
    // what says the same stays the same object: whoever draws it need not draw it again
    else next.set(snapshot.finding_id, shown && same(shown, snapshot) ? shown : snapshot);
  }
  const ids = [...new Set(snapshots.map((snapshot) => snapshot.finding_id))];
  return {
    rows: next,
    added: ids.filter((id) => next.has(id) && !rows.has(id)),
    removed: ids.filter((id) => !next.has(id) && rows.has(id)),
  };
}

/**
 * Put rows in the order of their numbers: the order of the report, and of the numbers on the map.
 *
 * @param {Rows} rows
 * @returns {Finding[]}
 */
export function inOrder(rows) {
  return [...rows.values()].sort((one, other) => one.number - other.number || (one.finding_id < other.finding_id ? -1 : 1));
}

/**
 * Count rows by kind.
 *
 * @param {Rows} rows
 * @returns {Map<string, number>}
 */
export function countKinds(rows) {
  const counts = new Map();
  for (const { kind } of rows.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/**
 * @param {Finding} one
 * @param {Finding} other
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
