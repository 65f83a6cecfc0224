// @ts-check
/** Let the page open without a network: register the service worker and tell it what the page is made of. */

const LATE_MS = 10_000;
const KEPT = /^\/(static|kartor)\//;

/** @returns {string} the release in this module's own address, /static/<release>/js/tablet/shell.mjs */
export function release() {
  return new URL(import.meta.url).pathname.split("/")[2] ?? "";
}

/** @param {ServiceWorkerContainer} workers */
async function tell(workers) {
  const { active } = await workers.ready;
  const parts = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const urls = parts.filter(({ origin, pathname }) => origin === location.origin && KEPT.test(pathname)).map(({ pathname }) => pathname);
  active?.postMessage({ type: "shell", page: location.pathname, urls: [...new Set(urls)], release: release() });
}

/** Failing here costs the reload without a network, never a finding: every error is left alone. */
export async function keepShell() {
  const workers = globalThis.navigator?.serviceWorker;
  if (!workers) return;
  try {
    await workers.register(`/sw.js?v=${encodeURIComponent(release())}`, { scope: "/vandring/", updateViaCache: "none" });
    await tell(workers);
    // what was still on its way, such as the ground of the map
    setTimeout(() => void tell(workers), LATE_MS);
  } catch {
    // a private window, a certificate the browser does not trust: the page works, only not from a dead start
  }
}
