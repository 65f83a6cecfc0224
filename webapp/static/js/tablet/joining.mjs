// @ts-check
/**
 * Joining a walk: reading the code as people type it, and keeping the device's identity.
 *
 * @typedef {{ token: string, device_id: string, expires: string | null, role: string | null }} Identity
 * @typedef {Identity & { key: string, walk: Record<string, any>, group: string | null, refused: boolean, former: Identity[] }} Joined
 *   `former`: identities under which unsent operations may still wait
 */

import { joinedKey } from "./outbox.mjs";

/** Crockford's alphabet without the letters that are read as digits. */
const ALPHABET = /^[0-9A-HJKMNP-TV-Z]*$/;
export const CODE_LENGTH = 8;

/**
 * Forgive what a thumb and a dark street do to a code: case, spaces, hyphens, O for 0, I and L for 1.
 *
 * @param {string} written
 * @returns {string}
 */
export function plainCode(written) {
  return written.toUpperCase().replace(/[\s\-–—.·]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
}

/**
 * @param {string} code as `plainCode` gives it
 * @returns {null | { fault: "empty" | "length" | "character", length: number }} null: the code can be tried
 */
export function codeFault(code) {
  if (code === "") return { fault: "empty", length: 0 };
  if (!ALPHABET.test(code)) return { fault: "character", length: code.length };
  return code.length === CODE_LENGTH ? null : { fault: "length", length: code.length };
}

/**
 * Decide under which identity the device goes on after joining.
 *
 * Who joins the same walk twice keeps the identity that the server still accepts: under a new one the own findings
 * could no longer be edited from this device.
 *
 * @param {Joined | null} known
 * @param {{ token: string, device_id: string, walk: Record<string, any>, expires?: string, role?: string }} answer
 * @param {{ nowMs: number, group: string | null }} context
 * @returns {Joined}
 */
export function adopt(known, answer, { nowMs, group }) {
  const fresh = { token: answer.token, device_id: answer.device_id, expires: answer.expires ?? null, role: answer.role ?? null };
  const common = { key: joinedKey(answer.walk.id), walk: answer.walk, group: group ?? known?.group ?? null };
  if (!known) return { ...fresh, ...common, refused: false, former: [] };
  const valid = !known.refused && (known.expires === null || Date.parse(known.expires) > nowMs) && known.role === fresh.role;
  if (valid || known.device_id === fresh.device_id) return { ...known, ...common, ...(valid ? {} : fresh), refused: false };
  const { token, device_id, expires, role } = known;
  return { ...fresh, ...common, refused: false, former: [...known.former, { token, device_id, expires, role }] };
}

/**
 * @param {Joined} joined
 * @param {string} deviceId
 * @returns {string} the token under which an operation of this device is sent
 */
export function tokenFor(joined, deviceId) {
  return joined.former.find((identity) => identity.device_id === deviceId)?.token ?? joined.token;
}
