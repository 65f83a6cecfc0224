// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY_FORM, afterSaving, aside, back, chooseCategory, chooseKind, contentFields, faults, resumed, worthKeeping } from "../../webapp/static/js/tablet/form.mjs";
import { actionOf } from "../../webapp/static/js/tablet/keys.mjs";

const LIGHTING = { code: "lighting", restricted: false };
const RESTRICTED = { code: "vulnerable_people", restricted: true };

test("kind and category lead to the save step in two choices", () => {
  const form = chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING);
  assert.equal(form.step, "save");
  assert.deepEqual(faults(form), {});
  assert.deepEqual(contentFields(form), { kind: "unsafe", category: "lighting" });
});

test("going back loses nothing that was written or chosen", () => {
  let form = { ...chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING), text: "Mörkt vid trappan", severity: 3 };
  form = back(form);
  assert.equal(form.step, "category");
  form = back(form);
  assert.equal(form.step, "kind");
  assert.equal(back(form), form);
  form = chooseCategory(chooseKind(form, "unsafe"), LIGHTING);
  assert.deepEqual(contentFields(form), { kind: "unsafe", category: "lighting", severity: 3, text: "Mörkt vid trappan" });
});

test("back from a category among the thirteen more leads to those thirteen", () => {
  const more = aside(chooseKind(EMPTY_FORM, "safe"), "more");
  const form = chooseCategory(more, { code: "street_life", restricted: false });
  assert.equal(back(form).step, "more");
  assert.equal(back(back(form)).step, "category");
});

test("back from the list leads to the step one came from", () => {
  const form = aside(chooseKind(EMPTY_FORM, "safe"), "list");
  assert.equal(back(form).step, "category");
});

test("from the list to a change and back again, the finding that was begun is still where it was", () => {
  const begun = chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING);
  const editing = aside(aside(begun, "list"), "edit");
  assert.equal(back(editing).step, "list");
  assert.equal(back(back(editing)).step, "save");
  assert.deepEqual(aside(editing, "list").trail, ["kind", "category", "save"], "a step that was passed is gone back to");
});

test("a draft goes on at its words, whatever was open beside them", () => {
  const begun = chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING);
  assert.equal(resumed(aside(begun, "list")).step, "save");
  assert.equal(back(resumed(begun)).step, "category");
  assert.equal(resumed(chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), RESTRICTED)).step, "need");
  assert.equal(resumed({ ...EMPTY_FORM, text: "Mörkt" }).step, "kind");
});

test("severity is sent for unsafe only, and is kept while the kind is something else", () => {
  const form = { ...chooseCategory(chooseKind(EMPTY_FORM, "safe"), LIGHTING), severity: 2 };
  assert.deepEqual(contentFields(form), { kind: "safe", category: "lighting" });
  assert.equal(contentFields({ ...form, kind: "unsafe" }).severity, 2);
});

test("a restricted finding carries a need and perhaps a text, never a kind or a severity", () => {
  const chosen = chooseCategory(aside(chooseKind(EMPTY_FORM, "unsafe"), "more"), RESTRICTED);
  assert.equal(chosen.step, "need");
  assert.deepEqual(faults(chosen), { need: "missing" });
  const form = { ...chosen, need: "contact", text: "  Vid porten ", severity: 4 };
  assert.deepEqual(contentFields(form), { category: "vulnerable_people", need: "contact", text: "Vid porten" });
});

test("2,000 characters are enough and 2,001 are too many, counted as people count them", () => {
  const form = chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING);
  assert.deepEqual(faults({ ...form, text: "🌳".repeat(2_000) }), {});
  assert.deepEqual(faults({ ...form, text: "a".repeat(2_001) }), { text: "too_long" });
});

test("after saving the form is empty and the last category is kept in mind, but not a restricted one", () => {
  const saved = afterSaving(chooseCategory(chooseKind(EMPTY_FORM, "unsafe"), LIGHTING));
  assert.deepEqual(saved, { ...EMPTY_FORM, lastCategory: "lighting" });
  assert.equal(afterSaving(chooseCategory(chooseKind(saved, "unsafe"), RESTRICTED)).lastCategory, "lighting");
});

test("a form with nothing but a kind is not worth a draft", () => {
  assert.equal(worthKeeping(chooseKind(EMPTY_FORM, "unsafe")), false);
  assert.equal(worthKeeping({ ...EMPTY_FORM, text: "Mörkt" }), true);
});

test("arrow keys move the sight 1 m, with Shift 10 m", () => {
  const onMap = /** @type {const} */ ({ where: "map", kinds: 3 });
  assert.deepEqual(actionOf({ key: "ArrowUp" }, onMap), { do: "move", east: 0, north: 1 });
  assert.deepEqual(actionOf({ key: "ArrowLeft", shiftKey: true }, onMap), { do: "move", east: -10, north: 0 });
  assert.deepEqual(actionOf({ key: "ArrowDown" }, { where: "kinds", kinds: 3 }), { do: "move", east: 0, north: -1 });
});

test("1, 2 and 3 choose a kind, 4 and combinations with Ctrl are left to the browser", () => {
  const inGroup = /** @type {const} */ ({ where: "kinds", kinds: 3 });
  assert.deepEqual(actionOf({ key: "3" }, inGroup), { do: "kind", index: 2 });
  assert.equal(actionOf({ key: "4" }, inGroup), null);
  assert.equal(actionOf({ key: "1", ctrlKey: true }, inGroup), null);
});

test("Enter pins on the map, and presses the button that has the focus in the group", () => {
  assert.deepEqual(actionOf({ key: "Enter" }, { where: "map", kinds: 3 }), { do: "pin" });
  assert.equal(actionOf({ key: "Enter" }, { where: "kinds", kinds: 3 }), null);
});
