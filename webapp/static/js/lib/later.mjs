// @ts-check
/** Do something later, unless it is called off. */

/**
 * @param {number} ms
 * @param {() => void} work
 * @returns {() => void} calls it off
 */
export function later(ms, work) {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
