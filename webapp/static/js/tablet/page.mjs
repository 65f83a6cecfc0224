// @ts-check
/** The tablet page: joins the parts. Each part knows its own business and nothing of the others. */

import { requestJson } from "../lib/api.mjs";
import { all, need } from "../lib/dom.mjs";
import { _ } from "../lib/i18n.mjs";
import { later } from "../lib/later.mjs";
import { Aim } from "./aim.mjs";
import { Capture } from "./capture.mjs";
import { deviceStore } from "./database.mjs";
import { Drafts, offerDraft } from "./draft.mjs";
import { Editing } from "./editing.mjs";
import { contentFields } from "./form.mjs";
import { attachKeyboard } from "./keyboard.mjs";
import { List } from "./list.mjs";
import { Locator } from "./locator.mjs";
import { NotJoined } from "./outbox.mjs";
import { Panels } from "./panels.mjs";
import { reasonText } from "./reasons.mjs";
import { Receipt } from "./receipt.mjs";
import { keepShell, release } from "./shell.mjs";
import { byHand, positionFields } from "./sight.mjs";
import { SightLine } from "./sight_line.mjs";
import { SightMap } from "./sight_map.mjs";
import { StatusLine } from "./status_line.mjs";
import { startSync } from "./sync.mjs";
import { uuid7 } from "./uuid7.mjs";
import { Walk } from "./walk.mjs";
import { WithoutMap } from "./without_map.mjs";
import { Words } from "./words.mjs";

const VIBRATE_MS = 20;

const main = need('[data-module="tablet"]');
const walkId = String(main.dataset.walk);
const now = () => Date.now();
const newId = () => uuid7(now(), (bytes) => crypto.getRandomValues(bytes));

const words = new Words(main);
const store = deviceStore(globalThis.indexedDB);
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel(`lykta-${walkId}`) : null;
const walk = new Walk({ walkId, app: release(), store, now, newId, isRestricted: (code) => words.isRestricted(code), tellOthers: () => others?.postMessage("changed") });
const aim = new Aim();
const panels = new Panels(main);
const receipt = new Receipt(main);
const drafts = new Drafts(store, walkId, now);
const capture = new Capture(main, { panels, words, save, changed: formChanged, leaving });
const editing = new Editing(/** @type {HTMLFormElement} */ (panels.panel("edit")), aim, saveEdit);
const list = new List(main, { words, now, mayEdit: (item) => walk.mayEdit(item), edit: openEdit, withdraw: withdrawFromList, leave: (opId) => walk.leave(opId) });
const sightLine = new SightLine(main, aim, now);
const status = new StatusLine(main, { mend: openTrouble, retry: () => void walk.refresh().then(() => walk.wakeSync()) });
const map = new SightMap(need("#map", main), aim, { onOpen: openFinding });
const locator = new Locator({ geolocation: navigator.geolocation, permissions: navigator.permissions }, { fix: (fix) => aim.take(fix), fail: (sentence) => sightLine.tell(sentence) });
new WithoutMap(panels.panel("place"), aim, () => capture.back());
attachKeyboard(main, { aim, capture, panels, map });

/** The finding whose receipt is shown, lit on the map. */
let lit = /** @type {string | null} */ (null);
let askedToStay = false;

/**
 * @param {import("./form.mjs").Form} form
 * @returns {Promise<string | null>} why it could not be saved
 */
async function save(form) {
  const sight = aim.sight;
  if (!form.restricted && !sight) return _("Siktet står ingenstans än. Gå tillbaka och välj Utan karta.");
  try {
    const position = form.restricted || !sight ? null : positionFields(sight);
    const { op } = await walk.record({ content: contentFields(form), position });
    drafts.forget();
    const at = new Date(op.client_time);
    lit = form.restricted ? null : op.finding_id;
    receipt.show(words.receipt(form, { at, light: sightLine.lightAt(at.getTime()) }), () => void undo(op.finding_id));
    navigator.vibrate?.(VIBRATE_MS);
    askToStay();
    showWalk(walk.view);
    return null;
  } catch (error) {
    return whyNotSaved(error);
  }
}

/** Ask the browser once not to clear the store when the device runs full. */
function askToStay() {
  if (askedToStay) return;
  askedToStay = true;
  navigator.storage?.persist?.().catch(() => {});
}

/** @param {string} findingId */
async function undo(findingId) {
  try {
    await walk.withdraw(findingId);
    receipt.show({ strong: _("Ångrad."), rest: _("Iakttagelsen är återtagen.") }, null);
  } catch (error) {
    receipt.show({ strong: _("Inte ångrad."), rest: whyNotSaved(error) }, () => void undo(findingId));
  }
  panels.heading("kind")?.focus();
}

/**
 * @param {import("./overlay.mjs").Item} item
 * @param {Record<string, unknown>} wanted
 */
async function saveEdit(item, wanted) {
  try {
    const differs = await walk.amend(item, wanted);
    receipt.hide();
    capture.back();
    list.title(item.finding_id)?.focus();
    if (differs) navigator.vibrate?.(VIBRATE_MS);
    return null;
  } catch (error) {
    return whyNotSaved(error);
  }
}

/** @param {unknown} error */
function whyNotSaved(error) {
  if (error instanceof NotJoined) return _("Enheten är inte med i vandringen. Gå med med koden, det du skrev står kvar.");
  return _("Kan inte spara på enheten. Det du skrev står kvar. Stäng andra flikar eller frigör plats och försök igen.");
}

/** @param {import("./overlay.mjs").Item} item */
async function withdrawFromList(item) {
  await walk.withdraw(item.finding_id).catch(() => {});
  panels.heading("list")?.focus();
}

/** @param {import("./overlay.mjs").Item} item */
function openEdit(item) {
  editing.open(item);
  capture.open("edit");
  map.approach();
  showWalk(walk.view);
}

/** @param {string} findingId */
function openFinding(findingId) {
  if (capture.form.step !== "kind") return false;
  capture.open("list", { focus: list.title(findingId) });
  return true;
}

function openTrouble() {
  const item = walk.view.items.find(({ trouble }) => trouble);
  if (item) capture.open("list", { focus: list.title(item.finding_id) });
}

/** @param {import("./form.mjs").Step} step */
function leaving(step) {
  if (step === "edit") editing.close();
}

/** @param {import("./form.mjs").Form} form */
function formChanged(form) {
  const describing = form.step !== "kind" && form.step !== "list" && form.step !== "place";
  aim.hold(describing);
  sightLine.pin(describing && form.step !== "edit" ? form.kind : null);
  // a new finding begins, and the last one is no news any more
  if (form.step === "category" || form.step === "place") {
    receipt.hide();
    if (lit) {
      lit = null;
      showWalk(walk.view);
    }
  }
  if (form.step !== "edit") drafts.keep(form, aim.sight);
}

/** @param {import("./walk.mjs").View} view */
function showWalk(view) {
  list.show(view.items);
  map.show(view.items, editing.findingId ?? lit);
  const troubles = view.items.flatMap(({ trouble }) => (trouble ? [reasonText(trouble.reason)] : []));
  status.show({ sync: view.sync, waiting: view.waiting, sentAt: view.sentAt, troubles, storageFailed: view.storageFailed });
}

/** @param {import("./draft.mjs").Draft} draft */
function resumeDraft({ form, sight }) {
  if (sight) aim.set(sight);
  capture.restore(form);
}

function dropDraft() {
  drafts.drop();
  panels.heading("kind")?.focus();
}

async function start() {
  walk.onChange(showWalk);
  for (const button of all("[data-opens]")) button.addEventListener("click", () => capture.open(/** @type {any} */ (button.dataset.opens)));
  for (const button of all("[data-locate]", main)) {
    button.addEventListener("click", () => {
      aim.follow();
      map.approach();
      locator.start();
    });
  }
  others?.addEventListener("message", () => void walk.refresh());
  await walk.refresh();
  const last = walk.view.items.find((item) => item.own && item.longitude !== null && item.latitude !== null);
  if (last) aim.set(byHand({ longitude: Number(last.longitude), latitude: Number(last.latitude) }));
  const located = await locator.startIfAllowed();
  if (located) aim.follow();
  if (last || located) map.approach();
  void map.connect(/** @type {any} */ (globalThis).lykta?.mounted);
  const draft = await drafts.open();
  // whoever has begun something new meanwhile is not asked about the old
  if (draft && capture.form.step === "kind") offerDraft(main, draft, { resume: resumeDraft, drop: dropDraft, now: now() });

  const sync = startSync({
    walkId,
    store,
    now,
    random: Math.random,
    request: (path, options) => requestJson((...call) => fetch(...call), `/api/v1/${path}`, options),
    later,
    visible: () => document.visibilityState === "visible",
    alone: oneAtATime,
    report: (state) => walk.report(state),
    changed: () => void walk.refresh().then(() => others?.postMessage("changed")),
  });
  walk.wakeSync = () => void sync.wake();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") walk.wakeSync();
    else drafts.flush();
  });
  addEventListener("online", () => walk.wakeSync());
  void keepShell();
}

/**
 * One window sends at a time, where the browser can tell; sending twice would only be a waste.
 *
 * @param {() => Promise<void>} work
 */
async function oneAtATime(work) {
  if (!navigator.locks) return work();
  await navigator.locks.request(`lykta-sync-${walkId}`, { ifAvailable: true }, (lock) => (lock ? work() : walk.refresh()));
}

void start();
