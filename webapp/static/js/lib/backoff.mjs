// @ts-check
/** How long to wait before the next try: longer for each failure, and never all browsers at the same moment. */

const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

/**
 * @param {number} failures failures in a row, 1 or more
 * @param {() => number} random 0 ≤ value < 1
 * @returns {number} milliseconds: between half and the whole of 2, 4, 8 … 60 s
 */
export function backoffMs(failures, random) {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(whole / 2 + (whole / 2) * random());
}

/**
 * @param {number} meanMs
 * @param {() => number} random
 * @returns {number} milliseconds, a fifth more or less than the mean
 */
export function jitteredMs(meanMs, random) {
  return Math.round(meanMs * (0.8 + 0.4 * random()));
}
