// @ts-check
/** The join page: one code, one button, and the walk opens. The device keeps its token and nothing about who holds it. */

import { NoAnswer, Refusal, requestJson } from "../lib/api.mjs";
import { need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { deviceStore } from "./database.mjs";
import { CODE_LENGTH, adopt, codeFault, plainCode } from "./joining.mjs";
import { joinedKey } from "./outbox.mjs";

const form = /** @type {HTMLFormElement} */ (need('[data-module="join"]'));
const code = /** @type {HTMLInputElement} */ (need("[name=code]", form));
const group = /** @type {HTMLInputElement} */ (need("[name=group]", form));
const button = /** @type {HTMLButtonElement} */ (need("[type=submit]", form));
const error = need("[data-error]", form);
const store = deviceStore(globalThis.indexedDB);

/** @param {string} sentence */
function tell(sentence) {
  need("[data-error-text]", error).textContent = sentence;
  error.hidden = sentence === "";
  if (code.type !== "hidden") code.setAttribute("aria-invalid", String(sentence !== ""));
  if (sentence) (code.type === "hidden" ? error : code).focus();
}

/** @returns {string | null} what is sent; null where the code cannot be right, and the reason is shown */
function readCode() {
  // the secret of the walk's QR came with the address: it is exact
  if (code.type === "hidden") return code.value;
  const plain = plainCode(code.value);
  const wrong = codeFault(plain);
  if (!wrong) return plain;
  if (wrong.fault === "empty") tell(_("Skriv koden från gruppledaren."));
  else if (wrong.fault === "character") tell(_("Koden har bara siffror och bokstäver, aldrig Å, Ä, Ö eller U. Läs den igen."));
  else tell(_("Koden har %(expected)s tecken, du har skrivit %(length)s.", { expected: CODE_LENGTH, length: wrong.length }));
  return null;
}

/** @param {any} answer */
async function remember(answer) {
  const label = group.value.trim() || null;
  await store.write(["meta"], async (tx) => {
    const known = (await tx.get("meta", joinedKey(answer.walk.id))) ?? null;
    await tx.put("meta", adopt(known, answer, { nowMs: Date.now(), group: label }));
  });
  const kept = await store.read(["meta"], (tx) => tx.get("meta", joinedKey(answer.walk.id)));
  if (!kept?.token) throw new Error("the device forgot the token");
}

/** @param {unknown} failure */
function whyNot(failure) {
  if (failure instanceof NoAnswer) return _("Ingen täckning. Gå dit det finns nät och försök igen.");
  if (!(failure instanceof Refusal)) return _("Servern svarade inte som den ska. Försök igen om en stund.");
  const { title = "", detail = "", errors = [] } = failure.problem;
  const sentences = [detail || title, ...errors.map(({ message }) => message)].filter(Boolean);
  return sentences.join(" ") || _("Servern svarade inte som den ska. Försök igen om en stund.");
}

async function join() {
  const value = readCode();
  if (value === null) return;
  tell("");
  button.disabled = true;
  try {
    const label = group.value.trim();
    const { body } = await requestJson(fetch.bind(globalThis), "/api/v1/anslut", { method: "POST", body: { code: value, ...(label ? { group: label } : {}) } });
    if (typeof body?.token !== "string" || typeof body?.device_id !== "string" || typeof body?.walk?.id !== "string") throw new Error("not an answer to joining");
    try {
      await remember(body);
    } catch {
      tell(_("Enheten kan inte spara. Stäng privat surfning eller frigör plats och försök igen."));
      return;
    }
    location.assign(`/vandring/${encodeURIComponent(body.walk.id)}`);
  } catch (failure) {
    tell(whyNot(failure));
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void join();
});
code.addEventListener("input", () => {
  error.hidden = true;
  code.removeAttribute("aria-invalid");
});
