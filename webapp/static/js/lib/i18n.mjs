// @ts-check
/**
 * Words of the interface: `_("Swedish sentence with %(name)s", { name })`.
 *
 * The Swedish sentences are the message ids. Another language names its catalogue in <meta name="lykta-catalogue">;
 * where that cannot be read, Swedish is shown: words must never stop a walker from saving.
 */

const PATIENCE_MS = 4_000;

/** @returns {Promise<Record<string, string>>} */
async function load() {
  const url = globalThis.document?.querySelector('meta[name="lykta-catalogue"]')?.getAttribute("content");
  if (!url) return {};
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { signal: waiting.signal });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

const catalogue = await load();

/**
 * Put values in the place of `%(name)s`.
 *
 * @param {string} sentence
 * @param {Record<string, string | number>} params
 */
export function fill(sentence, params) {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * @param {string} msgid Swedish sentence, the same in Python, Jinja and JavaScript
 * @param {Record<string, string | number>} [params]
 */
export function _(msgid, params = {}) {
  return fill(catalogue[msgid] || msgid, params);
}

/** Language of the page, for dates and lower case. */
export function language() {
  return globalThis.document?.documentElement.lang || "sv";
}
