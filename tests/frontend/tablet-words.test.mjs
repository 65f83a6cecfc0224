// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { adopt, codeFault, plainCode, tokenFor } from "../../webapp/static/js/tablet/joining.mjs";
import { reasonText } from "../../webapp/static/js/tablet/reasons.mjs";
import { paced, statusLine } from "../../webapp/static/js/tablet/status.mjs";

const RESTING = /** @type {const} */ ({ phase: "resting", sent: 0, total: 0, cause: null });
/** @param {Record<string, any>} facts */
const line = (facts) => {
  const { tone, strong, text, action } = statusLine({ sync: RESTING, waiting: 0, sentAt: null, troubles: [], storageFailed: false, ...facts });
  return [tone, `${strong} ${text}`.trim(), action];
};
const trouble = (/** @type {any} */ cause) => ({ phase: "waiting", sent: 0, total: 0, cause });

test("the status line tells what the network does and where the words are", () => {
  assert.deepEqual(line({ sentAt: Date.parse("2026-11-26T17:42:00Z") }), ["ok", "Allt skickat 18.42", null]);
  assert.deepEqual(line({}), ["ok", "Allt skickat", null]);
  assert.deepEqual(line({ sync: trouble("no_answer"), waiting: 3 }), ["off", "Ingen täckning. 3 väntar, sparade på enheten", null]);
  assert.deepEqual(line({ sync: trouble("no_answer"), waiting: 1 }), ["off", "Ingen täckning. 1 väntar, sparad på enheten", null]);
  assert.deepEqual(line({ sync: trouble("bad_answer"), waiting: 2 }), ["off", "Servern svarar inte. 2 väntar, sparade på enheten", null]);
  assert.deepEqual(line({ sync: { phase: "sending", sent: 1, total: 3, cause: null }, waiting: 2 }), ["busy", "Skickar 2 av 3 …", null]);
});

test("the status line has the way out beside it", () => {
  assert.deepEqual(line({ troubles: ["Texten är för lång."] }), ["off", "1 kunde inte skickas. Texten är för lång.", "mend"]);
  assert.equal(line({ storageFailed: true, sync: trouble("no_answer") })[1], "Kan inte spara på enheten. Det du skrev står kvar. Stäng andra flikar eller frigör plats.");
  assert.deepEqual(line({ sync: trouble("refused"), waiting: 1 }), ["off", "Anslutningen gäller inte längre. 1 väntar, sparad på enheten", "join"]);
  assert.equal(line({ sync: { phase: "not_joined", sent: 0, total: 0, cause: null } })[2], "join");
});

test("messages are said at most every 10 s, the last of them late but not lost", () => {
  /** @type {string[]} */
  const said = [];
  let now = 0;
  /** @type {(() => void) | null} */
  let timer = null;
  const later = (/** @type {number} */ _ms, /** @type {() => void} */ work) => {
    timer = work;
    return () => (timer = null);
  };
  const say = paced((text) => said.push(text), { everyMs: 10_000, now: () => now, later });
  say("a");
  now = 2_000;
  say("b");
  say("c");
  assert.deepEqual(said, ["a"]);
  now = 10_000;
  /** @type {any} */ (timer)();
  assert.deepEqual(said, ["a", "c"]);
  now = 60_000;
  say("c");
  assert.deepEqual(said, ["a", "c"], "the same message twice is said once");
});

test("a code is read as people type it", () => {
  assert.equal(plainCode(" k7pm-2o lI "), "K7PM2011");
  assert.equal(codeFault("K7PM2011"), null);
  assert.deepEqual(codeFault(""), { fault: "empty", length: 0 });
  assert.deepEqual(codeFault("K7PM"), { fault: "length", length: 4 });
  assert.deepEqual(codeFault("K7PM20U1"), { fault: "character", length: 8 });
});

const ANSWER = { token: "new", device_id: "device-2", walk: { id: "walk-1" }, expires: "2026-12-27T00:00:00Z", role: "participant" };
const NOW = { nowMs: Date.parse("2026-11-26T17:00:00Z"), group: null };
const first = adopt(null, { ...ANSWER, token: "old", device_id: "device-1" }, { ...NOW, group: "Blå" });

test("who joins the same walk again keeps the identity, so that own findings stay own", () => {
  const again = adopt(first, ANSWER, NOW);
  assert.deepEqual([again.token, again.device_id, again.group, again.former], ["old", "device-1", "Blå", []]);
});

test("an identity that was refused, is out of date or has another role gives way, and keeps its token for what waits", () => {
  const refused = adopt({ ...first, refused: true }, ANSWER, NOW);
  const late = adopt({ ...first, expires: "2026-11-01T00:00:00Z" }, ANSWER, NOW);
  const leader = adopt(first, { ...ANSWER, role: "leader" }, NOW);
  for (const each of [refused, late, leader]) {
    assert.deepEqual([each.token, each.device_id, each.refused], ["new", "device-2", false]);
    assert.deepEqual([tokenFor(each, "device-1"), tokenFor(each, "device-2")], ["old", "new"]);
  }
});

test("why something was held back is told in the server's own sentences, each once", () => {
  const fault = (/** @type {string} */ message) => ({ field: "fields.x", code: "x", message });
  assert.equal(reasonText([fault("Flytta siktet."), fault("Korta texten."), fault("Flytta siktet.")]), "Flytta siktet. Korta texten.");
  assert.match(reasonText("too_far"), /Kontrollera uppgifterna/);
  assert.match(reasonText(null), /Kontrollera uppgifterna/);
});
