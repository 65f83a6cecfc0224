// @ts-check
/** Parts of a tablet for tests: a clock that stands, ids in order, a device that has joined walk-1. */

export const NOW = Date.parse("2026-11-26T17:42:00Z");

/** @param {string} [prefix] */
export function maker(prefix = "id-") {
  let count = 0;
  return { walkId: "walk-1", app: "test", now: () => NOW, newId: () => `${prefix}${(count += 1)}`, clockOffsetMs: () => -1500 };
}

/**
 * @param {import("../../webapp/static/js/tablet/database.mjs").Store} store
 * @param {Record<string, unknown>} [other]
 */
export function joined(store, other = {}) {
  const identity = { token: "token-1", device_id: "device-1", expires: "2026-12-30T00:00:00Z", role: "participant" };
  const record = { key: "joined:walk-1", walk: { id: "walk-1" }, group: null, refused: false, former: [], ...identity, ...other };
  return store.write(["meta"], (tx) => tx.put("meta", record));
}
