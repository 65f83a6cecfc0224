// @ts-check
/**
 * Opens the tablet page without a network: /sw.js?v=<release>.
 *
 * Assets carry the release or a hash in their address and never change, so the first copy is the right one. Pages come
 * from the network while it answers. Nothing else is touched: no POST, no joining, no signing in, no API, no finding.
 */

/** @type {any} */
const worker = globalThis;

const CACHE = "lykta-shell";
const ASSETS = /^\/(?:static\/[^/]+|kartor)\//;
const PAGE = /^\/vandring\/[^/]+$/;
/** A network that is there and yet says nothing must not keep a walker waiting. */
const PATIENCE_MS = 4_000;

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (ASSETS.test(url.pathname)) event.respondWith(fromCache(request));
  else if (PAGE.test(url.pathname) && request.mode === "navigate") event.respondWith(fromNetwork(request));
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  const { type, page, urls, release } = event.data ?? {};
  if (type === "shell" && PAGE.test(page) && Array.isArray(urls) && release) event.waitUntil(keepShell({ page, urls, release }));
});

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await put(cache, request, answer.clone());
  return answer;
}

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function fromNetwork(request) {
  const cache = await caches.open(CACHE);
  const address = new URL(request.url).pathname;
  const kept = await cache.match(address);
  const waiting = new AbortController();
  const timer = kept ? setTimeout(() => waiting.abort(), PATIENCE_MS) : 0;
  try {
    const answer = await fetch(request, { signal: waiting.signal });
    if (await isTablet(answer)) await put(cache, address, answer.clone());
    // a server in trouble or a login page in between: what was kept still takes pins
    else if (kept && (answer.status >= 500 || answer.ok)) return kept;
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The page asked for, and not something that stood in the way.
 *
 * @param {Response} answer
 */
async function isTablet(answer) {
  if (!answer.ok || answer.redirected || answer.type === "opaqueredirect") return false;
  return (await answer.clone().text()).includes('data-module="tablet"');
}

/**
 * Keep what a page was made of when it loaded, and let go of what older releases left.
 *
 * @param {{ page: string, urls: string[], release: string }} shell the release is the page's: this worker may be an older one
 */
async function keepShell({ page, urls, release }) {
  const cache = await caches.open(CACHE);
  const wanted = urls.filter((url) => ASSETS.test(url));
  const missing = await Promise.all(wanted.map(async (url) => ((await cache.match(url)) ? null : url)));
  await Promise.all(missing.map((url) => url && fetch(url).then((answer) => (answer.ok ? put(cache, url, answer) : undefined)).catch(() => {})));
  if (!(await cache.match(page))) {
    const answer = await fetch(page).catch(() => null);
    if (answer && (await isTablet(answer))) await put(cache, page, answer);
  }
  const complete = await Promise.all([page, ...wanted].map((url) => cache.match(url)));
  if (complete.every(Boolean)) await letGo(cache, release);
}

/**
 * @param {Cache} cache
 * @param {string} release
 */
async function letGo(cache, release) {
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    const old = pathname.startsWith("/static/") && !pathname.startsWith(`/static/${release}/`);
    if (old) await cache.delete(request);
    else if (PAGE.test(pathname)) {
      // a page of an older release would open without its scripts: better the browser's own word that there is no network
      const kept = await cache.match(request);
      if (kept && !(await kept.text()).includes(`/static/${release}/`)) await cache.delete(request);
    }
  }
}

/**
 * A full disk must not stop the page from opening.
 *
 * @param {Cache} cache
 * @param {RequestInfo} key
 * @param {Response} answer
 */
async function put(cache, key, answer) {
  try {
    await cache.put(key, answer);
  } catch {
    // left out of the cache; the network has it
  }
}
