// @ts-check
/**
 * The form of one finding as a chain of states: kind, category, save. Pure; the page shows what stands here.
 *
 * @typedef {"kind" | "category" | "more" | "save" | "need" | "place" | "edit" | "list"} Step
 * @typedef {{ step: Step, trail: Step[], kind: string | null, category: string | null, restricted: boolean,
 *   severity: number | null, text: string, need: string | null, lastCategory: string | null }} Form
 *   `trail`: the steps one came by; going back follows it
 */

/** The device's own limit, the same as the server's: a single operation then always fits into a request. */
export const TEXT_LIMIT = 2_000;

/** @type {Readonly<Form>} */
export const EMPTY_FORM = Object.freeze({
  step: "kind",
  trail: /** @type {Step[]} */ ([]),
  kind: null,
  category: null,
  restricted: false,
  severity: null,
  text: "",
  need: null,
  lastCategory: null,
});

/**
 * @param {Form} form
 * @param {Step} step
 * @returns {Form}
 */
function forward(form, step) {
  return { ...form, step, trail: [...form.trail, form.step] };
}

/**
 * @param {Form} form
 * @param {string} kind
 * @returns {Form}
 */
export function chooseKind(form, kind) {
  return forward({ ...form, kind }, "category");
}

/**
 * @param {Form} form
 * @param {{ code: string, restricted: boolean }} category
 * @returns {Form}
 */
export function chooseCategory(form, { code, restricted }) {
  return forward({ ...form, category: code, restricted }, restricted ? "need" : "save");
}

/**
 * Go to a step beside the chain: without a map, the list, more categories, editing. One that was passed is gone back to.
 *
 * @param {Form} form
 * @param {Step} step
 * @returns {Form}
 */
export function aside(form, step) {
  if (form.step === step) return form;
  const passed = form.trail.indexOf(step);
  return passed < 0 ? forward(form, step) : { ...form, step, trail: form.trail.slice(0, passed) };
}

/**
 * One step back. Nothing that was chosen or written is lost.
 *
 * @param {Form} form
 * @returns {Form}
 */
export function back(form) {
  return form.trail.length === 0 ? form : { ...form, step: form.trail[form.trail.length - 1], trail: form.trail.slice(0, -1) };
}

/**
 * Where a draft goes on: at its words, whatever was open beside them.
 *
 * @param {Form} draft
 * @returns {Form}
 */
export function resumed(draft) {
  if (!draft.category) return { ...draft, step: "kind", trail: [] };
  return { ...draft, step: draft.restricted ? "need" : "save", trail: ["kind", "category"] };
}

/**
 * After saving: empty, with the last category kept in mind so that it can be marked.
 *
 * @param {Form} form
 * @returns {Form}
 */
export function afterSaving(form) {
  return { ...EMPTY_FORM, lastCategory: form.restricted ? form.lastCategory : form.category };
}

/**
 * What stops the form from being saved, a code per field.
 *
 * @param {Form} form
 * @returns {{ kind?: "missing", category?: "missing", need?: "missing", text?: "too_long" }}
 */
export function faults(form) {
  return {
    ...(form.restricted || form.kind ? {} : { kind: /** @type {const} */ ("missing") }),
    ...(form.category ? {} : { category: /** @type {const} */ ("missing") }),
    ...(form.restricted && !form.need ? { need: /** @type {const} */ ("missing") } : {}),
    ...(characters(form.text.trim()) > TEXT_LIMIT ? { text: /** @type {const} */ ("too_long") } : {}),
  };
}

/**
 * The finding's own fields, without its position. A restricted one carries a need and perhaps a text, and nothing else.
 *
 * @param {Form} form
 * @returns {Record<string, unknown>}
 */
export function contentFields(form) {
  const text = form.text.trim();
  const words = text ? { text } : {};
  if (form.restricted) return { category: String(form.category), need: String(form.need), ...words };
  const severity = form.kind === "unsafe" && form.severity ? { severity: form.severity } : {};
  return { kind: String(form.kind), category: String(form.category), ...severity, ...words };
}

/**
 * Whether the form holds something worth keeping as a draft.
 *
 * @param {Form} form
 */
export function worthKeeping(form) {
  return Boolean(form.category || form.text.trim());
}

/**
 * Characters as the server counts them (code points, not UTF-16 units).
 *
 * @param {string} text
 */
export function characters(text) {
  return [...text].length;
}
