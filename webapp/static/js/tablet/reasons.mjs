// @ts-check
/** Why the server holds an operation back: its own sentences, which say what to do. */

import { _ } from "../lib/i18n.mjs";

/**
 * @param {unknown} reason the server's list of faults {field, code, message}, a bare code, or nothing
 * @returns {string}
 */
export function reasonText(reason) {
  const faults = Array.isArray(reason) ? reason : [];
  const sentences = faults.map((fault) => fault?.message).filter((message) => typeof message === "string" && message !== "");
  if (sentences.length === 0) return _("Servern kunde inte ta emot den. Kontrollera uppgifterna och spara igen.");
  return [...new Set(sentences)].join(" ");
}
