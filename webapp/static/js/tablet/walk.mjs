// @ts-check
/**
 * The walk as this device knows it: what it saved, what the server said, and the view of both for the page.
 *
 * @typedef {import("./overlay.mjs").Item} Item
 * @typedef {{ items: Item[], waiting: number, sentAt: number | null, sync: import("./sync.mjs").State, storageFailed: boolean,
 *   joined: import("./joining.mjs").Joined | null }} View
 * @typedef {{
 *   walkId: string, app: string, store: import("./database.mjs").Store, isRestricted: (category: string) => boolean,
 *   now: () => number, newId: () => string, tellOthers: () => void,
 * }} Parts
 *   `tellOthers` lets other windows of this device read the store anew
 */

import { cursorSeq } from "./exchange.mjs";
import { changedFields, create, edit, withdraw } from "./operation.mjs";
import { NotJoined, dismiss, feedOf, joinedKey, keep, ordered, pendingOf } from "./outbox.mjs";
import { overlay } from "./overlay.mjs";

export class Walk {
  /** @type {View} */
  view = { items: [], waiting: 0, sentAt: null, sync: { phase: "starting", sent: 0, total: 0, cause: null }, storageFailed: false, joined: null };
  /** @type {() => void} */
  wakeSync = () => {};
  #parts;
  #offsetMs = /** @type {number | null} */ (null);
  #listeners = /** @type {((view: View) => void)[]} */ ([]);
  #saveFailed = false;
  #unsaved = /** @type {{ words: string, intention: import("./operation.mjs").Intention } | null} */ (null);

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {(view: View) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Read the store anew and show what it holds. */
  async refresh() {
    let news;
    try {
      news = await this.#read();
    } catch {
      news = { storageFailed: true };
    }
    this.#show(news);
  }

  /** @param {import("./sync.mjs").State} sync */
  report(sync) {
    // a try after a failure is not news before it has got through: the line would flicker all through a walk without coverage
    const trying = sync.phase === "sending" && sync.sent === 0 && this.view.sync.cause !== null;
    if (!trying) this.#show({ sync });
  }

  /**
   * Save a new finding on the device.
   *
   * @param {{ content: Record<string, unknown>, position: Record<string, unknown> | null }} what no position where it is restricted
   * @returns {Promise<import("./outbox.mjs").Row>} once it can no longer be lost
   */
  async record(what) {
    const words = JSON.stringify(what);
    // pressing "Spara" again after a failure means the same finding, which may have reached the disk after all
    if (this.#unsaved?.words !== words) {
      this.#unsaved = { words, intention: create(this.#maker(), { ...what, group: this.view.joined?.group }) };
    }
    const row = await this.#keep(this.#unsaved.intention, { dropDraft: true });
    this.#unsaved = null;
    return row;
  }

  /**
   * Save a change of a finding; nothing is saved where nothing differs.
   *
   * @param {Item} item
   * @param {Record<string, unknown>} wanted
   * @returns {Promise<boolean>} whether anything differed
   */
  async amend(item, wanted) {
    const changed = changedFields(item, wanted);
    if (Object.keys(changed).length === 0) return false;
    // a point is one thing: both numbers travel together
    if ("longitude" in changed || "latitude" in changed) Object.assign(changed, { longitude: wanted.longitude, latitude: wanted.latitude });
    await this.#keep(edit(this.#maker(), item, changed));
    return true;
  }

  /** @param {string} findingId */
  withdraw(findingId) {
    return this.#keep(withdraw(this.#maker(), findingId));
  }

  /** @param {string} opId an operation that was held back and may stay so */
  async leave(opId) {
    await dismiss(this.#parts.store, opId);
    await this.refresh();
  }

  /** @param {Item} item */
  mayEdit(item) {
    return item.own || this.view.joined?.role === "leader";
  }

  /** @returns {Promise<Partial<View>>} */
  async #read() {
    const { store, walkId, isRestricted } = this.#parts;
    const feed = await feedOf(store, walkId);
    const { rows, snapshots, joined } = await store.read(["operations", "server_view", "meta"], async (tx) => ({
      rows: ordered(await tx.ofWalk("operations", walkId)),
      snapshots: await tx.ofWalk("server_view", walkId),
      joined: (await tx.get("meta", joinedKey(walkId))) ?? null,
    }));
    this.#offsetMs = feed.clock_offset_ms;
    const items = overlay(snapshots, rows, { seq: cursorSeq(feed.cursor), isRestricted });
    return { items, waiting: pendingOf(rows).length, sentAt: feed.sent_at, joined, storageFailed: this.#saveFailed };
  }

  /** @returns {import("./operation.mjs").Maker} */
  #maker() {
    const { walkId, app, now, newId } = this.#parts;
    return { walkId, app, now, newId, clockOffsetMs: () => this.#offsetMs };
  }

  /**
   * @param {import("./operation.mjs").Intention} intention
   * @param {{ dropDraft?: boolean }} [options]
   */
  async #keep(intention, options) {
    let row;
    try {
      row = await keep(this.#parts.store, intention, options);
    } catch (error) {
      // red until something has been saved again: that the store can be read does not mean that it can be written
      this.#saveFailed = !(error instanceof NotJoined);
      this.#show({ storageFailed: this.#saveFailed });
      throw error;
    }
    this.#saveFailed = false;
    await this.refresh();
    this.#parts.tellOthers();
    this.wakeSync();
    return row;
  }

  /** @param {Partial<View>} news */
  #show(news) {
    this.view = { ...this.view, ...news };
    for (const listener of this.#listeners) listener(this.view);
  }
}
