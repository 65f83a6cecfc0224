// @ts-check
/** A device store in memory with the promises of the real one: all of a transaction, or nothing. */

const KEYS = { operations: ["op_id"], server_view: ["walk_id", "finding_id"], drafts: ["walk_id"], meta: ["key"] };

/** @param {any} value */
const copy = (value) => structuredClone(value);

/** @returns {import("../../webapp/static/js/tablet/database.mjs").Store & { content: Record<string, Map<string, any>>, writes: number }} */
export function memoryStore() {
  const content = Object.fromEntries(Object.keys(KEYS).map((name) => [name, new Map()]));
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /**
   * @param {any} stores
   * @param {Record<string, Map<string, any>>} of
   */
  function transaction(stores, of) {
    /** @param {string} name */
    const open = (name) => {
      if (!stores.includes(name)) throw new DOMException(`${name} is not part of the transaction`, "NotFoundError");
      return of[name];
    };
    return {
      get: async (/** @type {any} */ name, /** @type {any} */ key) => copy(open(name).get(JSON.stringify([key].flat()))),
      ofWalk: async (/** @type {any} */ name, /** @type {string} */ walkId) => copy([...open(name).values()].filter((row) => row.walk_id === walkId)),
      put: async (/** @type {any} */ name, /** @type {any} */ value) => {
        const key = KEYS[/** @type {keyof typeof KEYS} */ (name)].map((part) => value[part]);
        open(name).set(JSON.stringify(key), copy(value));
      },
      delete: async (/** @type {any} */ name, /** @type {any} */ key) => open(name).delete(JSON.stringify([key].flat())),
    };
  }

  const store = {
    content,
    writes: 0,
    read: (/** @type {any} */ stores, /** @type {any} */ work) => work(transaction(stores, content)),
    write: (/** @type {any} */ stores, /** @type {any} */ work) => {
      const run = async () => {
        const draft = Object.fromEntries(Object.entries(content).map(([name, rows]) => [name, new Map(rows)]));
        const result = await work(transaction(stores, draft));
        Object.assign(content, draft);
        store.writes += 1;
        return result;
      };
      // writers follow each other, as IndexedDB's do
      const turn = last.then(run);
      last = turn.catch(() => {});
      return turn;
    },
  };
  return store;
}
