// @ts-check
/** The list of findings: one row each, in the order of numbers, changed in place so that focus and scroll stay. */

import { build } from "../lib/dom.mjs";
import { severityText } from "../lib/finding_words.mjs";
import { _ } from "../lib/i18n.mjs";
import { marker, notedRing } from "./marker.mjs";
import { inOrder } from "./rows.mjs";
import { detailsOf, titleOf } from "./sentences.mjs";

/**
 * @typedef {import("./rows.mjs").Finding} Finding
 * @typedef {import("./rows.mjs").Rows} Rows
 */

/** Name of a row in the address, so that a partner can send a colleague to one finding. */
export const anchorOf = (/** @type {Finding} */ finding) => `nr-${finding.number}`;

export class List {
  #items = /** @type {Map<string, HTMLElement>} */ (new Map());
  #drawn = /** @type {Map<string, Finding>} */ (new Map());
  #selected = /** @type {string | null} */ (null);

  /**
   * @param {HTMLElement} element the <ul>
   * @param {{ words: import("./sentences.mjs").Words, now: () => Date, onSelect: (id: string) => void }} options
   */
  constructor(element, { words, now, onSelect }) {
    this.element = element;
    this.words = words;
    this.now = now;
    element.addEventListener("click", (event) => {
      const item = /** @type {Element} */ (event.target).closest("li");
      if (!item) return;
      event.preventDefault();
      onSelect(/** @type {string} */ (item.dataset.finding));
    });
  }

  /**
   * Show exactly these rows.
   *
   * @param {Rows} rows
   * @param {ReadonlySet<string>} fresh ids the reader has not been shown
   */
  show(rows, fresh) {
    for (const [id, item] of this.#items) {
      if (rows.has(id)) continue;
      item.remove();
      this.#items.delete(id);
      this.#drawn.delete(id);
    }
    let before = this.element.firstElementChild;
    for (const finding of inOrder(rows)) {
      const item = this.#item(finding);
      item.classList.toggle("is-new", fresh.has(finding.finding_id));
      if (item === before) before = item.nextElementSibling;
      else this.element.insertBefore(item, before);
    }
  }

  /**
   * Mark one row as the selected one. The list does not move.
   *
   * @param {string | null} id
   */
  select(id) {
    if (this.#selected) this.#mark(this.#selected, false);
    this.#selected = id;
    if (id) this.#mark(id, true);
  }

  /**
   * Bring a row into view and give it the focus.
   *
   * @param {string} id
   */
  goTo(id) {
    const item = this.#items.get(id);
    item?.scrollIntoView({ block: "center" });
    item?.querySelector("a")?.focus({ preventScroll: true });
  }

  /** @param {Finding} finding */
  #item(finding) {
    const id = finding.finding_id;
    const existing = this.#items.get(id);
    if (existing && this.#drawn.get(id) === finding) return existing;
    const item = existing ?? build("li", { "data-finding": id });
    item.id = anchorOf(finding);
    this.#fill(item, finding);
    this.#items.set(id, item);
    this.#drawn.set(id, finding);
    if (id === this.#selected) this.#mark(id, true);
    return item;
  }

  /**
   * Write a row's content. The link stays the same element, or a reader who stands on it would lose the place.
   *
   * @param {HTMLElement} item
   * @param {Finding} finding
   */
  #fill(item, finding) {
    const link = item.querySelector("a") ?? item.appendChild(build("a", { class: "finding" }));
    link.setAttribute("href", `#${anchorOf(finding)}`);
    const severity = severityText(finding.severity);
    const status = build("span", { class: "st" });
    status.append(notedRing(), _("Noterad"));
    const sign = build("span", { class: "finding-sign" });
    sign.append(marker(finding));
    link.replaceChildren(
      sign,
      build("span", { class: "finding-text" }, [
        build("span", { class: "finding-title" }, [
          build("span", { class: "finding-number num", text: String(finding.number) }),
          document.createTextNode(` ${titleOf(finding, this.words)}`),
        ]),
        build("span", { class: "s muted" }, [
          build("span", { class: "vh", text: `${this.words.kinds.get(finding.kind) ?? finding.kind}. ` }),
          document.createTextNode(detailsOf(finding, this.words, this.now())),
        ]),
        build("span", { class: "finding-status" }, [
          status,
          severity ? build("span", { class: "s", text: severity }) : null,
          build("span", { class: "tag tag-new", text: _("Ny") }),
        ]),
      ]),
    );
  }

  /**
   * @param {string} id
   * @param {boolean} on
   */
  #mark(id, on) {
    const link = this.#items.get(id)?.querySelector("a");
    if (on) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}
