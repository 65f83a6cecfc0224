// @ts-check
/**
 * What was begun and not saved yet, kept so that a crash, a call or an empty battery does not take it.
 *
 * @typedef {{ walk_id: string, saved_at: number, form: import("./form.mjs").Form, sight: import("./sight.mjs").Sight | null }} Draft
 */

import { need } from "../lib/dom.mjs";
import { momentText } from "../lib/format.mjs";
import { _ } from "../lib/i18n.mjs";
import { worthKeeping } from "./form.mjs";

const PAUSE_MS = 400;

export class Drafts {
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #latest = /** @type {Draft | null} */ (null);
  #stored = false;

  /**
   * @param {import("./database.mjs").Store} store
   * @param {string} walkId
   * @param {() => number} now
   */
  constructor(store, walkId, now) {
    this.store = store;
    this.walkId = walkId;
    this.now = now;
  }

  /** @returns {Promise<Draft | null>} */
  async open() {
    try {
      return (await this.store.read(["drafts"], (tx) => tx.get("drafts", this.walkId))) ?? null;
    } catch {
      return null;
    }
  }

  /**
   * Keep this state soon; a form with nothing in it takes the draft away.
   *
   * @param {import("./form.mjs").Form} form
   * @param {import("./sight.mjs").Sight | null} sight
   */
  keep(form, sight) {
    const draft = { walk_id: this.walkId, saved_at: this.now(), form, sight };
    this.#latest = worthKeeping(form) ? draft : null;
    clearTimeout(this.#timer);
    if (this.#latest || this.#stored) this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  /** The page is about to be left: now or never. */
  flush() {
    clearTimeout(this.#timer);
    const draft = this.#latest;
    this.#stored = draft !== null;
    const work = (/** @type {import("./database.mjs").Transaction} */ tx) => (draft ? tx.put("drafts", draft) : tx.delete("drafts", this.walkId));
    // a draft that cannot be kept must not get in the way of what is being written
    this.store.write(["drafts"], work).catch(() => {});
  }

  /** The finding was saved, and its draft went with it. */
  forget() {
    clearTimeout(this.#timer);
    this.#latest = null;
    this.#stored = false;
  }

  /** Throw away a draft from before. */
  drop() {
    this.forget();
    this.flush();
  }
}

/**
 * Offer what was left unsaved, with its time.
 *
 * @param {HTMLElement} main
 * @param {Draft} draft
 * @param {{ resume: (draft: Draft) => void, drop: () => void, now: number }} choices
 */
export function offerDraft(main, draft, { resume, drop, now }) {
  const box = need("[data-draft]", main);
  const time = momentText(new Date(draft.saved_at), new Date(now));
  need("[data-draft-text]", box).textContent = _("Ett utkast från %(time)s är inte sparat.", { time });
  box.hidden = false;
  /** @type {[string, () => void][]} */
  const choices = [["[data-draft-open]", () => resume(draft)], ["[data-draft-drop]", drop]];
  for (const [selector, choose] of choices) {
    need(selector, box).addEventListener("click", () => {
      box.hidden = true;
      choose();
    });
  }
}
