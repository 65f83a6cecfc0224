// @ts-check
/** One request with a JSON answer, where everything that is not such an answer is an error with a name. */

/** Nothing came back: no coverage, a cut connection, a time-out. */
export class NoAnswer extends Error {
  name = "NoAnswer";
}

/** Something came back that is not what was asked for: a login page, broken JSON, another shape. */
export class InvalidAnswer extends Error {
  name = "InvalidAnswer";
}

/**
 * The server said no, in its own form (application/problem+json).
 *
 * @typedef {{ title?: string, detail?: string, errors?: { field: string, message: string }[] }} Problem
 */
export class Refusal extends Error {
  name = "Refusal";

  /**
   * @param {number} status
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.detail || problem.title || `status ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * @typedef {{ method?: string, body?: unknown, token?: string | null, etag?: string | null, timeoutMs?: number }} Options
 * @typedef {{ status: number, body: any, etag: string | null }} Answer
 */

/**
 * Ask for JSON. A 304 answers with `body: null`.
 *
 * @param {typeof globalThis.fetch} fetch
 * @param {string} url
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 * @throws {NoAnswer | InvalidAnswer | Refusal}
 */
export async function requestJson(fetch, url, { method = "GET", body, token, etag, timeoutMs = 20_000 } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (etag) headers["If-None-Match"] = etag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), timeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      // findings do not belong in the browser's own cache: the device store is their only place
      cache: "no-store",
      signal: waiting.signal,
    });
    if (answer.status === 304) return { status: 304, body: null, etag: etag ?? null };
    return await readAnswer(answer);
  } catch (error) {
    if (error instanceof InvalidAnswer || error instanceof Refusal) throw error;
    throw new NoAnswer(`no answer from ${url}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Response} answer
 * @returns {Promise<Answer>}
 */
async function readAnswer(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  const text = await answer.text();
  if (!/^application\/([\w.-]+\+)?json\b/i.test(kind)) {
    if (answer.ok) throw new InvalidAnswer(`expected JSON, got ${kind || "nothing named"}`);
    throw new Refusal(answer.status, {});
  }
  let body;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InvalidAnswer("the answer is not whole JSON", { cause: error });
  }
  if (!answer.ok) throw new Refusal(answer.status, body && typeof body === "object" ? body : {});
  return { status: answer.status, body, etag: answer.headers.get("ETag") };
}
