// @ts-check
/** The walk's findings as a list: the same content as the map, and the way to change the own ones. */

import { all, need } from "../lib/dom.mjs";
import { lightWord, severityText } from "../lib/finding_words.mjs";
import { momentText } from "../lib/format.mjs";
import { reasonText } from "./reasons.mjs";
import { lightAt } from "./sun.mjs";

/** @typedef {import("./overlay.mjs").Item} Item */

export class List {
  #drawn = /** @type {Map<string, { says: string, entry: HTMLElement }>} */ (new Map());

  /**
   * @param {HTMLElement} main
   * @param {{
   *   words: import("./words.mjs").Words, now: () => number, mayEdit: (item: Item) => boolean, edit: (item: Item) => void,
   *   withdraw: (item: Item) => Promise<void>, leave: (opId: string) => Promise<void>,
   * }} parts
   */
  constructor(main, parts) {
    this.main = main;
    this.parts = parts;
    this.entries = need("[data-entries]", main);
    this.template = /** @type {HTMLTemplateElement} */ (need("#entry", main));
  }

  /** @param {Item[]} items */
  show(items) {
    for (const count of all("[data-count]", this.main)) count.textContent = String(items.length);
    need("[data-empty]", this.main).hidden = items.length > 0;
    const before = this.#drawn;
    this.#drawn = new Map(items.map((item) => [item.finding_id, this.#draw(item, before.get(item.finding_id))]));
    for (const [id, { entry }] of before) if (!this.#drawn.has(id)) entry.remove();
    let at = this.entries.firstElementChild;
    for (const { entry } of this.#drawn.values()) {
      if (entry === at) at = entry.nextElementSibling;
      else this.entries.insertBefore(entry, at);
    }
  }

  /**
   * @param {string} findingId
   * @returns {HTMLElement | null} what to put the focus on to read this finding
   */
  title(findingId) {
    const entry = all(".entry", this.entries).find(({ dataset }) => dataset.finding === findingId);
    return entry ? need("[data-entry-title]", entry) : null;
  }

  /**
   * Draw only what says something else than before: whoever reads an entry, or is about to answer it, keeps the place.
   *
   * @param {Item} item
   * @param {{ says: string, entry: HTMLElement } | undefined} drawn
   */
  #draw(item, drawn) {
    const says = JSON.stringify(item);
    if (drawn?.says === says) return drawn;
    const entry = this.#entry(item);
    if (drawn) takePlace(entry, drawn.entry);
    return { says, entry };
  }

  /** @param {Item} item */
  #entry(item) {
    const entry = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.template.content.cloneNode(true)).firstElementChild);
    const { words, mayEdit } = this.parts;
    entry.dataset.finding = item.finding_id;
    need("[data-entry-mark]", entry).append(...this.#symbols(item));
    need("[data-entry-number]", entry).textContent = item.number === null ? "" : String(item.number);
    need("[data-entry-title]", entry).textContent = words.title(item.kind, item.category);
    need("[data-entry-where]", entry).textContent = this.#where(item);
    show(entry, "[data-entry-text]", Boolean(item.text)).textContent = item.text;
    show(entry, "[data-entry-own]", item.own);
    show(entry, "[data-entry-waiting]", item.waiting);
    show(entry, "[data-entry-late]", item.note === "late");
    show(entry, "[data-entry-conflict]", item.note === "conflict");
    show(entry, "[data-entry-trouble]", item.trouble !== null);
    need("[data-entry-reason]", entry).textContent = item.trouble ? reasonText(item.trouble.reason) : "";
    show(entry, '[data-do="mend"]', mayEdit(item));
    show(entry, '[data-do="leave"]', item.trouble?.kind !== "create");
    show(entry, '[data-do="edit"]', item.trouble === null);
    show(entry, "[data-entry-actions]", mayEdit(item));
    const name = item.number === null ? words.title(item.kind, item.category) : String(item.number);
    for (const button of all("[data-do]", entry)) {
      button.setAttribute("aria-label", `${button.textContent}, ${name}`);
      button.addEventListener("click", () => void this.#do(String(button.dataset.do), item, entry));
    }
    return entry;
  }

  /**
   * @param {string} action
   * @param {Item} item
   * @param {HTMLElement} entry
   */
  async #do(action, item, entry) {
    const confirm = need("[data-entry-confirm]", entry);
    if (action === "edit" || action === "mend") this.parts.edit(item);
    if (action === "leave" && item.trouble) await this.parts.leave(item.trouble.op_id);
    if (action === "withdraw") {
      confirm.hidden = false;
      need('[data-do="keep"]', confirm).focus();
    }
    if (action === "keep") {
      confirm.hidden = true;
      need('[data-do="withdraw"]', entry).focus();
    }
    if (action === "confirm") await this.parts.withdraw(item);
  }

  /** @param {Item} item */
  #symbols({ kind, category }) {
    const originals = [`[data-kind="${CSS.escape(kind)}"] svg`, `[data-category="${CSS.escape(category)}"] svg`];
    return originals.map((selector) => this.main.querySelector(selector)?.cloneNode(true)).filter((node) => node !== undefined);
  }

  /** @param {Item} item */
  #where({ near, observed_at: observedAt, longitude, latitude, severity, light }) {
    const at = new Date(observedAt);
    const known = light ?? (longitude === null || latitude === null ? null : lightAt({ longitude, latitude }, at.getTime()));
    const moment = momentText(at, new Date(this.parts.now()));
    return [near, known ? `${moment}, ${lightWord(known)}` : moment, severityText(severity)].filter(Boolean).join(" · ");
  }
}

/**
 * Put an entry where an older one of the same finding stands, with its open question and the focus.
 *
 * @param {HTMLElement} entry
 * @param {HTMLElement} older
 */
function takePlace(entry, older) {
  need("[data-entry-confirm]", entry).hidden = need("[data-entry-confirm]", older).hidden;
  const focused = older.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  older.replaceWith(entry);
  if (!focused) return;
  const same = focused.dataset.do ? need(`[data-do="${focused.dataset.do}"]`, entry) : null;
  (same?.checkVisibility() ? same : need("[data-entry-title]", entry)).focus();
}

/**
 * @param {HTMLElement} entry
 * @param {string} selector
 * @param {boolean} shown
 */
function show(entry, selector, shown) {
  const element = need(selector, entry);
  element.hidden = !shown;
  return element;
}
