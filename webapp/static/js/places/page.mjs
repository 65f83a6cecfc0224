// @ts-check
/** The editor of a place: keeps map, list and text to one and the same polygon, and says what is to be known about it. */

import { all, build, need } from "../lib/dom.mjs";
import { CornerList } from "./corner_list.mjs";
import { readShape, shapeText } from "./corner_text.mjs";
import { Editor } from "./editor.mjs";
import { WAYS, actionOf } from "./keys.mjs";
import { sharedHectares } from "./overlap.mjs";
import { crossing, hectares } from "./polygon.mjs";
import { PolygonMap } from "./polygon_map.mjs";
import { chosenOf, figuresOf, holesOf, unreadOf, warningsOf } from "./sentences.mjs";

/** A hand that moves is not interrupted by sentences. */
const SAY_AFTER_MS = 350;

/** @param {HTMLElement} main */
function start(main) {
  const form = need("form", main);
  const text = /** @type {HTMLTextAreaElement} */ (need("#corners", main));
  /** @type {{ name: string, corners: [number, number][] }[]} */
  const neighbours = JSON.parse(main.dataset.neighbours ?? "[]");
  const rings = neighbours.map(({ name, corners }) => ({
    name,
    corners: corners.map(([latitude, longitude]) => ({ longitude, latitude })),
  }));
  const given = readShape(text.value);
  const editor = new Editor(given ?? { outer: [], holes: [] });
  const map = new PolygonMap(need("#map", main), editor);
  const list = new CornerList(need("[data-rows]", main), editor, { onChoose: (index) => map.bringIntoView(index) });
  const figures = need("[data-figures]", main);
  const drawing = need('[data-do="drawing"]', main);
  let changed = false;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @type {Record<string, () => void>} */
  const deeds = {
    add: () => editor.draft.selected !== null && editor.addAfter(editor.draft.selected),
    remove: () => {
      if (editor.draft.selected === null) return;
      editor.remove(editor.draft.selected);
      // its own button is gone with the last corner
      if (editor.draft.outer.length === 0) need('[data-do="square"]', main).focus();
    },
    undo: () => editor.undo(),
    redo: () => editor.redo(),
    whole: () => map.showWhole(),
    drawing: () => setDrawing(!map.isDrawing),
    square: () => {
      const centre = map.centre();
      if (!centre) return;
      editor.begin(centre);
      setDrawing(false);
      map.showWhole();
      list.focus(0);
    },
  };

  /** @param {boolean} on */
  function setDrawing(on) {
    map.draw(on);
    drawing.setAttribute("aria-pressed", String(on));
    drawing.classList.toggle("on", on);
  }

  function show() {
    const { outer, selected } = editor.draft;
    need("[data-chosen]", main).textContent = chosenOf(selected);
    for (const button of all("[data-tools] button", main)) toggle(button, selected === null);
    toggle(need('[data-do="undo"]', main), !editor.canUndo);
    toggle(need('[data-do="redo"]', main), !editor.canRedo);
    need("[data-begin]", main).hidden = outer.length > 0;
    for (const part of all("[data-tools], [data-rows], [data-keys]", main)) part.hidden = outer.length === 0;
    need("[data-history]", main).hidden = !editor.canUndo && !editor.canRedo;
  }

  function say() {
    const { outer, holes } = editor.draft;
    const crossed = crossing(outer);
    const size = crossed ? null : hectares(outer) - holes.reduce((sum, hole) => sum + hectares(hole), 0);
    const shared = crossed ? [] : rings.map(({ name, corners }) => ({ name, hectares: sharedHectares(outer, corners) }));
    const { faults, notes } = warningsOf({ count: outer.length, crossing: crossed, shared });
    figures.replaceChildren(
      build("p", { class: "num" }, [build("b", { text: figuresOf({ count: outer.length, hectares: size, holes: holes.length }) })]),
      ...faults.map((sentence) => build("p", { class: "note note-warn", text: sentence })),
      ...[...notes, holesOf(holes.length)].filter(Boolean).map((sentence) => build("p", { class: "note", text: sentence })),
    );
    main.classList.toggle("is-crossed", crossed !== null);
  }

  function sayLater() {
    clearTimeout(timer);
    timer = setTimeout(say, SAY_AFTER_MS);
  }

  editor.onChange((draft, cause) => {
    if (cause !== "choice") {
      changed = true;
      text.value = shapeText(draft);
      sayLater();
    }
    show();
  });

  text.addEventListener("change", () => {
    const read = readShape(text.value);
    if (read) {
      editor.replace(read);
      // a whole polygon was pasted: the next press on the map chooses
      setDrawing(read.outer.length === 0);
      map.showWhole({ unless: "in view" });
    } else {
      changed = true;
      figures.replaceChildren(build("p", { class: "note note-warn", text: unreadOf() }));
    }
  });

  form.addEventListener("click", ({ target }) => {
    const button = /** @type {HTMLElement} */ (target).closest("button");
    if (button?.getAttribute("aria-disabled") === "true") return;
    if (button?.dataset.do) deeds[button.dataset.do]?.();
    if (button?.dataset.move) editor.nudge(WAYS[button.dataset.move]);
  });

  form.addEventListener("keydown", (event) => {
    const place = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || place.matches("input, textarea")) return;
    const action = actionOf(event);
    const onMap = place.id === "map";
    if (action?.do === "undo" || action?.do === "redo") deeds[action.do]();
    else if (onMap && action?.do === "remove") deeds.remove();
    else if (onMap && event.key === "Enter" && map.isDrawing) setInTheMiddle();
    else return;
    event.preventDefault();
  });

  function setInTheMiddle() {
    const centre = map.centre();
    if (centre) editor.set(centre);
  }

  form.addEventListener("submit", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  main.classList.add("is-live");
  // what is wrong with the rows stays in view beside them
  /** @type {HTMLDetailsElement} */ (need("[data-text]", main)).open = given === null || text.getAttribute("aria-invalid") === "true";
  setDrawing(given !== null && given.outer.length === 0);
  show();
  if (given) say();
  void map.connect(/** @type {any} */ (globalThis).lykta?.mounted, neighbours);
}

/**
 * Off, but still where the focus is: a button that is disabled under a finger takes the keyboard's place with it.
 *
 * @param {HTMLElement} button
 * @param {boolean} off
 */
function toggle(button, off) {
  button.setAttribute("aria-disabled", String(off));
}

start(need('[data-module="place-editor"]'));
