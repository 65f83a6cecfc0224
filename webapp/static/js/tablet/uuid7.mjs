// @ts-check
/** Identifiers made on the device (UUID version 7, RFC 9562): unique without asking anybody, and in order of time. */

/**
 * @param {number} nowMs milliseconds since 1970-01-01 UTC
 * @param {(bytes: Uint8Array) => Uint8Array} fillRandom for example `(b) => crypto.getRandomValues(b)`
 * @returns {string} 36 lower-case characters
 */
export function uuid7(nowMs, fillRandom) {
  const bytes = fillRandom(new Uint8Array(16));
  let left = Math.max(0, Math.floor(nowMs));
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = left % 256;
    left = Math.floor(left / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
