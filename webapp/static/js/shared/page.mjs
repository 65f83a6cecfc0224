// @ts-check
/** The shared map: keeps the list, the map and the sentences about them to one and the same set of findings. */

import { Refusal, requestJson } from "../lib/api.mjs";
import { need } from "../lib/dom.mjs";
import { browserSurroundings, NoMore, Polling } from "../lib/polling.mjs";
import { Feed } from "./feed.mjs";
import { isFiltered } from "./filters.mjs";
import { FilterForm } from "./form.mjs";
import { anchorOf, List } from "./list.mjs";
import { MapView } from "./map.mjs";
import { News } from "./news.mjs";
import { countKinds, inOrder } from "./rows.mjs";
import { countsOf, emptinessOf, expiryOf, kindCountsOf, newsOf, silenceOf } from "./sentences.mjs";

const INTERVAL_MS = 5_000;

/** @param {HTMLElement} main */
function start(main) {
  const now = () => new Date();
  const form = new FilterForm(need("form.filters", main), { now, onChange: refilter });
  const words = form.words();
  const url = String(main.dataset.changesUrl);
  const feed = new Feed((question, etag) => requestJson(fetch, url + question, { etag }));
  const list = new List(need("[data-rows]", main), { words, now, onSelect: (id) => select(id, { pan: true }) });
  const map = new MapView(need("#map", main), { onSelect: (id) => select(id, { pan: false }) });
  const news = new News(now());
  const polling = new Polling(read, { intervalMs: INTERVAL_MS, failed: tellFailure }, browserSurroundings);
  let updated = /** @type {Date | null} */ (null);
  let sent = location.hash;

  async function read() {
    const reading = await feed.read();
    updated = now();
    say("[data-feed-note]", "");
    if (reading?.whole) news.seen(updated);
    else if (reading) news.take(reading);
    if (reading) show();
    say("[data-counts]", countsOf(feed.rows.size, updated));
    if (sent) openNamed();
  }

  function show() {
    list.show(feed.rows, news.ids);
    map.show(inOrder(feed.rows));
    list.element.removeAttribute("aria-busy");
    const empty = need("[data-empty]", main);
    empty.hidden = feed.rows.size > 0;
    empty.textContent = emptinessOf(isFiltered(form.filters()));
    say("[data-kind-counts]", kindCountsOf(countKinds(feed.rows), words));
    const count = news.ids.size;
    need("[data-live]", main).classList.toggle("on", count > 0);
    say("[data-live-text]", count ? newsOf(count, news.since) : "");
    need("[data-live-show]", main).hidden = count === 0;
  }

  /**
   * @param {string} id
   * @param {{ pan: boolean }} options pan: bring the finding into the middle of the map
   */
  function select(id, { pan }) {
    const finding = feed.rows.get(id);
    if (!finding) return;
    list.select(id);
    map.select(id, { pan });
    history.replaceState(null, "", `${location.pathname}${location.search}#${anchorOf(finding)}`);
  }

  /** Open the row that the address named when the page was opened: a colleague has sent it. */
  function openNamed() {
    const named = inOrder(feed.rows).find((finding) => `#${anchorOf(finding)}` === sent);
    sent = "";
    if (!named) return;
    select(named.finding_id, { pan: true });
    list.goTo(named.finding_id);
  }

  /** @param {import("./filters.mjs").Filters} filters */
  function refilter(filters) {
    list.element.setAttribute("aria-busy", "true");
    feed.filterBy(filters);
    void polling.now();
  }

  /** @param {unknown} error */
  function tellFailure(error) {
    if (error instanceof NoMore) {
      feed.forget();
      show();
      need("[data-empty]", main).hidden = true;
      say("[data-counts]", "");
      say("[data-feed-note]", expiryOf());
    } else {
      say("[data-feed-note]", refusalOf(error) || silenceOf(updated));
    }
  }

  /**
   * Set a sentence, but only where it is another one: a screen reader reads a status anew each time it is written.
   *
   * @param {string} selector
   * @param {string} sentence
   */
  function say(selector, sentence) {
    const place = need(selector, main);
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  need("[data-live-show]", main).addEventListener("click", () => {
    const [first] = inOrder(feed.rows).filter((finding) => news.ids.has(finding.finding_id));
    news.seen(now());
    show();
    if (!first) return;
    select(first.finding_id, { pan: true });
    list.goTo(first.finding_id);
  });
  document.addEventListener("visibilitychange", () => void polling.wake());
  addEventListener("online", () => void polling.wake());
  feed.filterBy(form.filters());
  void polling.now();
}

/**
 * What the server found wrong with the question: only the reader can put that right.
 *
 * @param {unknown} error
 */
function refusalOf(error) {
  if (!(error instanceof Refusal) || error.status >= 500) return "";
  const faults = error.problem.errors ?? [];
  return faults.map(({ message }) => message).join(" ") || error.message;
}

start(need('[data-module="shared-map"]'));
