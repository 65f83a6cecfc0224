// @ts-check
/** Ask again and again, but only while somebody looks, not all at the same moment, and seldom when it fails. */

import { jitteredMs } from "./backoff.mjs";

const LONGEST_WAIT_MS = 60_000;

/** Thrown by a task that must not be run again. */
export class NoMore extends Error {
  name = "NoMore";
}

/**
 * @typedef {object} Surroundings What the rhythm depends on; a test brings its own.
 * @property {() => boolean} visible is the page in view?
 * @property {(run: () => void, waitMs: number) => any} later setTimeout
 * @property {(timer: any) => void} cancel clearTimeout
 * @property {() => number} random 0 ≤ value < 1
 */

/**
 * How long to wait after so many failures in a row: the interval, doubled for each failure up to a minute, a fifth more or less.
 *
 * @param {number} intervalMs
 * @param {number} failures
 * @param {() => number} random
 */
export function waitMs(intervalMs, failures, random) {
  const mean = Math.min(intervalMs * 2 ** Math.min(failures, 10), Math.max(intervalMs, LONGEST_WAIT_MS));
  return jitteredMs(mean, random);
}

/** One task in its rhythm. A failure is told to `failed` and slows the rhythm; a page out of view rests until `wake`. */
export class Polling {
  #failures = 0;
  #timer = /** @type {any} */ (null);
  #running = /** @type {Promise<void> | null} */ (null);
  #again = false;
  #over = false;

  /**
   * @param {() => Promise<void>} task
   * @param {{ intervalMs: number, failed: (error: unknown) => void }} options
   * @param {Surroundings} surroundings
   */
  constructor(task, { intervalMs, failed }, surroundings) {
    this.task = task;
    this.intervalMs = intervalMs;
    this.failed = failed;
    this.surroundings = surroundings;
  }

  /** Run the task now; while it is running, once more right after it. Resolves when no run is left. */
  now() {
    if (this.#over) return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.surroundings.cancel(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** The page has come into view: ask at once. */
  async wake() {
    if (this.surroundings.visible()) await this.now();
  }

  /** Never run again. */
  stop() {
    this.#over = true;
    this.surroundings.cancel(this.#timer);
  }

  async #run() {
    do {
      this.#again = false;
      try {
        await this.task();
        this.#failures = 0;
      } catch (error) {
        if (error instanceof NoMore) this.stop();
        this.#failures += 1;
        this.failed(error);
      }
    } while (this.#again && !this.#over);
    if (this.#over) return;
    this.#timer = this.surroundings.later(() => {
      if (this.surroundings.visible()) void this.now();
    }, waitMs(this.intervalMs, this.#failures, this.surroundings.random));
  }
}

/** @type {Surroundings} */
export const browserSurroundings = {
  visible: () => document.visibilityState === "visible",
  later: (run, wait) => setTimeout(run, wait),
  cancel: (timer) => clearTimeout(timer),
  random: Math.random,
};
