// @ts-check
/** What has come since the reader last looked: a set of ids and the time they count from. */

export class News {
  #ids = /** @type {Set<string>} */ (new Set());

  /** @param {Date} since */
  constructor(since) {
    this.since = since;
  }

  /** @returns {ReadonlySet<string>} in the order in which they came */
  get ids() {
    return this.#ids;
  }

  /**
   * Take in what a merge brought and what it took away.
   *
   * @param {import("./rows.mjs").Merged} merged
   */
  take({ added, removed }) {
    for (const id of added) this.#ids.add(id);
    for (const id of removed) this.#ids.delete(id);
  }

  /**
   * The reader has seen all there is.
   *
   * @param {Date} now
   */
  seen(now) {
    this.#ids.clear();
    this.since = now;
  }
}
