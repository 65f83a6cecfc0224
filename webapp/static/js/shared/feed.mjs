// @ts-check
/** Read a place's feed of changes: all that fits the filters first, then what has changed since. */

import { Refusal } from "../lib/api.mjs";
import { NoMore } from "../lib/polling.mjs";
import { NO_FILTERS, questionOf } from "./filters.mjs";
import { merge } from "./rows.mjs";

/**
 * Answers that mean: this browser may not see the place, and asking again will not help.
 * Absent and forbidden are both 404.
 */
const CLOSED = new Set([401, 403, 404, 410]);

/**
 * @typedef {import("./rows.mjs").Merged & { whole: boolean }} Reading `whole` where everything was read anew
 * @typedef {(question: string, etag: string | null) => Promise<import("../lib/api.mjs").Answer>} Ask
 */

export class Feed {
  rows = /** @type {import("./rows.mjs").Rows} */ (new Map());
  #filters = NO_FILTERS;
  #next = /** @type {string | null} */ (null);
  #etag = /** @type {string | null} */ (null);

  /** @param {Ask} ask */
  constructor(ask) {
    this.ask = ask;
  }

  /** @param {import("./filters.mjs").Filters} filters */
  filterBy(filters) {
    this.#filters = filters;
    this.#next = this.#etag = null;
  }

  /** Hold nothing any more. */
  forget() {
    this.rows = new Map();
    this.#next = this.#etag = null;
  }

  /**
   * Ask once. The rows shown until then stay until the answer is here.
   *
   * @returns {Promise<Reading | null>} null where nothing is new, or the filters changed while the answer was under way
   * @throws {NoMore} If the place is closed to this browser.
   * @throws {import("../lib/api.mjs").NoAnswer | import("../lib/api.mjs").InvalidAnswer | Refusal}
   */
  async read() {
    const filters = this.#filters;
    const since = this.#next;
    const answer = await this.#asked(questionOf(filters, since));
    if (filters !== this.#filters || answer.status === 304) return null;
    const { findings, next, stale } = answer.body;
    // stale: the server's log is not the one we followed, and what we hold may never have happened in it
    const whole = !since || stale;
    const merged = merge(whole ? new Map() : this.rows, findings);
    // an ETag is worth something only for the question it answered
    this.#etag = next === since ? answer.etag : null;
    this.#next = next;
    this.rows = merged.rows;
    return { ...merged, whole };
  }

  /** @param {string} question */
  async #asked(question) {
    try {
      return await this.ask(question, this.#etag);
    } catch (error) {
      if (error instanceof Refusal && CLOSED.has(error.status)) throw new NoMore("closed", { cause: error });
      throw error;
    }
  }
}
