// @ts-check
/**
 * The status line: what the network does, and where the words are. One sentence of each, and the way out beside it.
 *
 * @typedef {{ sync: import("./sync.mjs").State, waiting: number, sentAt: number | null, troubles: string[], storageFailed: boolean }} Facts
 *   `waiting`: unsent operations; `troubles`: why the server held something back, a sentence each
 * @typedef {{ tone: "ok" | "busy" | "off" | "bad", icon: "sent" | "wait" | "offline" | "warn", strong: string, text: string,
 *   action: null | "mend" | "join" | "retry" }} Line
 */

import { clockText } from "../lib/format.mjs";
import { _ } from "../lib/i18n.mjs";

/**
 * @param {Facts} facts
 * @returns {Line}
 */
export function statusLine({ sync, waiting, sentAt, troubles, storageFailed }) {
  if (storageFailed || sync.cause === "storage") {
    return { tone: "bad", icon: "warn", strong: _("Kan inte spara på enheten."), text: _("Det du skrev står kvar. Stäng andra flikar eller frigör plats."), action: "retry" };
  }
  if (sync.phase === "not_joined") {
    return { tone: "off", icon: "warn", strong: _("Enheten är inte med i vandringen."), text: _("Gå med med koden."), action: "join" };
  }
  if (sync.phase === "starting") {
    return { tone: "busy", icon: "wait", strong: _("Öppnar vandringen …"), text: waiting > 0 ? waitingText(waiting) : "", action: null };
  }
  if (sync.phase === "sending") {
    const text = _("%(sent)s av %(total)s …", { sent: Math.min(sync.sent + 1, sync.total), total: sync.total });
    return { tone: "busy", icon: "wait", strong: _("Skickar"), text, action: null };
  }
  if (sync.cause === "refused") {
    return { tone: "off", icon: "warn", strong: _("Anslutningen gäller inte längre."), text: waitingText(waiting), action: "join" };
  }
  if (sync.cause) {
    const strong = sync.cause === "no_answer" ? _("Ingen täckning.") : _("Servern svarar inte.");
    return { tone: "off", icon: "offline", strong, text: waitingText(waiting), action: null };
  }
  if (troubles.length > 0) {
    const strong = troubles.length === 1 ? _("1 kunde inte skickas.") : _("%(count)s kunde inte skickas.", { count: troubles.length });
    return { tone: "off", icon: "warn", strong, text: troubles[0], action: "mend" };
  }
  if (waiting > 0) return { tone: "busy", icon: "wait", strong: _("Skickar snart."), text: waitingText(waiting), action: null };
  return { tone: "ok", icon: "sent", strong: _("Allt skickat"), text: sentAt === null ? "" : clockText(new Date(sentAt)), action: null };
}

/** @param {number} count */
function waitingText(count) {
  if (count === 0) return _("Inget väntar.");
  return count === 1 ? _("1 väntar, sparad på enheten") : _("%(count)s väntar, sparade på enheten", { count });
}

/**
 * Let messages out at most so often, and only the last one of those that came too fast.
 *
 * @param {(text: string) => void} say
 * @param {{ everyMs: number, now: () => number, later: (ms: number, work: () => void) => () => void }} pace
 * @returns {(text: string) => void}
 */
export function paced(say, { everyMs, now, later }) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastText = "";
  let cancel = () => {};
  return (text) => {
    cancel();
    const speak = () => {
      if (text === lastText) return;
      lastAt = now();
      lastText = text;
      say(text);
    };
    const wait = lastAt + everyMs - now();
    if (wait <= 0) speak();
    else cancel = later(wait, speak);
  };
}
