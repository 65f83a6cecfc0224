// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = await readFile(new URL("../../webapp/static/js/sw.js", import.meta.url), "utf-8");
const ORIGIN = "https://lykta.test";
const TABLET = '<main data-module="tablet"><script src="/static/r2/js/tablet/page.mjs">';

/** The service worker with a network and a cache that the test holds in its hands. */
function worker() {
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  /** @type {Map<string, Response>} */
  const kept = new Map();
  /** @type {Map<string, () => any>} */
  const network = new Map();
  const path = (/** @type {any} */ key) => new URL(typeof key === "string" ? key : key.url, ORIGIN).pathname;
  const cache = {
    match: async (/** @type {any} */ key) => kept.get(path(key))?.clone(),
    put: async (/** @type {any} */ key, /** @type {Response} */ answer) => void kept.set(path(key), answer),
    delete: async (/** @type {any} */ key) => kept.delete(path(key)),
    keys: async () => [...kept.keys()].map((key) => ({ url: ORIGIN + key })),
  };
  /** @type {string[]} */
  const asked = [];
  const fetch = async (/** @type {any} */ request) => {
    asked.push(path(request));
    const answer = network.get(path(request));
    if (!answer) throw new TypeError("no network");
    return answer();
  };
  const addEventListener = (/** @type {string} */ name, /** @type {any} */ listener) => (listeners[name] = listener);
  const self = { location: new URL(`${ORIGIN}/sw.js?v=r2`), caches: { open: async () => cache }, fetch, addEventListener, URL, AbortController, setTimeout, clearTimeout, clients: { claim: async () => {} } };
  vm.runInNewContext(SOURCE, self);

  /**
   * @param {string} address
   * @param {{ method?: string, mode?: string }} [how]
   * @returns {Promise<Response> | null} null: the worker leaves the request alone
   */
  function ask(address, { method = "GET", mode = "no-cors" } = {}) {
    /** @type {Promise<Response> | null} */
    let answer = null;
    listeners.fetch({ request: { url: ORIGIN + address, method, mode }, respondWith: (/** @type {any} */ given) => (answer = given) });
    return answer;
  }
  /** @param {any} data */
  async function tell(data) {
    /** @type {Promise<void>[]} */
    const work = [];
    listeners.message({ data, waitUntil: (/** @type {Promise<void>} */ each) => work.push(each) });
    await Promise.all(work);
  }
  const page = (/** @type {string} */ address) => /** @type {Promise<Response>} */ (ask(address, { mode: "navigate" }));
  return { ask, tell, page, kept, network, asked };
}

test("joining, signing in, the API, POST and everything unknown are left alone", () => {
  const { ask } = worker();
  for (const address of ["/anslut", "/anslut/secret", "/delning/secret", "/forsta-start/secret", "/logga-in", "/api/v1/walks/w/changes", "/plats/tessinparken", "/", "/static"]) {
    assert.equal(ask(address, { mode: "navigate" }), null, address);
  }
  assert.equal(ask("/static/r2/js/theme.js", { method: "POST" }), null);
  assert.equal(ask("/vandring/w"), null, "only as a page, never as data");
});

test("an asset is fetched once and comes from the device after that", async () => {
  const { ask, network, asked } = worker();
  network.set("/kartor/ab.js", () => new Response("map"));
  assert.equal(await (await ask("/kartor/ab.js"))?.text(), "map");
  network.clear();
  assert.equal(await (await ask("/kartor/ab.js"))?.text(), "map");
  assert.deepEqual(asked, ["/kartor/ab.js"]);
});

test("a missing asset is not kept", async () => {
  const { ask, network, kept } = worker();
  network.set("/kartor/ab.js", () => new Response("", { status: 404 }));
  await ask("/kartor/ab.js");
  assert.equal(kept.size, 0);
});

test("the tablet page comes from the network while it answers, and from the device when it does not", async () => {
  const { page, network } = worker();
  network.set("/vandring/w", () => new Response(`${TABLET} new`));
  assert.match(await (await page("/vandring/w")).text(), /new/);
  network.clear();
  assert.match(await (await page("/vandring/w")).text(), /new/);
  await assert.rejects(page("/vandring/other"), { name: "TypeError" });
});

test("a login page or a server in trouble neither replaces the kept page nor is shown instead of it", async () => {
  const { page, network } = worker();
  network.set("/vandring/w", () => new Response(TABLET));
  await page("/vandring/w");
  network.set("/vandring/w", () => new Response("<h1>Wifi</h1>"));
  assert.equal(await (await page("/vandring/w")).text(), TABLET);
  network.set("/vandring/w", () => new Response("", { status: 503 }));
  assert.equal((await page("/vandring/w")).status, 200);
  network.set("/vandring/w", () => new Response("gone", { status: 404 }));
  assert.equal((await page("/vandring/w")).status, 404, "the server's own word counts");
});

test("what the page is made of is kept, and older releases go once all of it is there", async () => {
  const { tell, kept, network } = worker();
  kept.set("/static/r1/js/theme.js", new Response("old"));
  kept.set("/vandring/old", new Response('<main data-module="tablet"><script src="/static/r1/x.mjs">'));
  kept.set("/kartor/ab.js", new Response("map"));
  network.set("/vandring/w", () => new Response(TABLET));
  const shell = { type: "shell", page: "/vandring/w", urls: ["/static/r2/js/tablet/page.mjs", "/api/v1/places"], release: "r2" };
  await tell(shell);
  assert.ok(kept.has("/static/r1/js/theme.js"), "not complete yet: nothing goes");
  network.set("/static/r2/js/tablet/page.mjs", () => new Response("page"));
  await tell(shell);
  assert.deepEqual([...kept.keys()].sort(), ["/kartor/ab.js", "/static/r2/js/tablet/page.mjs", "/vandring/w"]);
});
