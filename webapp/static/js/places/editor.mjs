// @ts-check
/**
 * The polygon that is being drawn, and which of its corners is chosen. Map, list and text show it and change it alike.
 *
 * @typedef {import("../map/metres.mjs").Position} Position
 * @typedef {{ outer: Position[], holes: Position[][], selected: number | null }} Draft
 * @typedef {"shape" | "choice" | "drag"} Cause what changed: the polygon, the chosen corner, or a corner under a finger
 */
import { movedByMetres } from "../map/metres.mjs";
import { History } from "./history.mjs";
import { inserted, midpoint, nudged, placed, removed, square } from "./polygon.mjs";

/** Side of the square to begin with: 4 hectares, about half of Stureplan. */
const SQUARE_M = 200;

/** How far from a lonely corner the next one is set. */
const BESIDE_M = 20;

export class Editor {
  #history;
  #drags = 0;
  #listeners = /** @type {((draft: Draft, cause: Cause) => void)[]} */ ([]);

  /** @param {{ outer: Position[], holes: Position[][] }} shape */
  constructor({ outer, holes }) {
    this.#history = new History(/** @type {Draft} */ ({ outer, holes, selected: null }));
  }

  get draft() {
    return this.#history.present;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** @param {(draft: Draft, cause: Cause) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @param {number | null} index */
  select(index) {
    if (index === this.draft.selected) return;
    this.#history.amend({ ...this.draft, selected: index });
    this.#tell("choice");
  }

  /**
   * Move the chosen corner; what is moved without a pause is undone as one step.
   *
   * @param {{ east: number, north: number }} metres
   */
  nudge(metres) {
    const { outer, selected } = this.draft;
    if (selected !== null) this.#do({ outer: nudged(outer, selected, metres) }, `nudge ${selected}`);
  }

  /**
   * A corner follows a finger or the mouse.
   *
   * @param {number} index
   * @param {Position} position
   */
  drag(index, position) {
    const { outer, holes } = this.draft;
    this.#history.do({ outer: placed(outer, index, position), holes, selected: index }, `drag ${this.#drags}`);
    this.#tell("drag");
  }

  /** The finger is lifted. */
  drop() {
    this.#drags += 1;
    this.#tell("shape");
  }

  /**
   * Set the next corner: after the chosen one, else after the last.
   *
   * @param {Position} position
   */
  set(position) {
    const { outer, selected } = this.draft;
    this.#insert(selected ?? outer.length - 1, position);
  }

  /**
   * Set a corner in the middle of the edge that begins at one.
   *
   * @param {number} index
   */
  addAfter(index) {
    const { outer } = this.draft;
    const [only] = outer;
    this.#insert(index, outer.length === 1 ? movedByMetres(only, { east: BESIDE_M, north: 0 }) : midpoint(outer, index));
  }

  /** @param {number} index */
  remove(index) {
    const outer = removed(this.draft.outer, index);
    // the one before it, so that several are taken away in a row
    this.#do({ outer, selected: outer.length === 0 ? null : Math.max(0, index - 1) });
  }

  /** @param {Position} centre */
  begin(centre) {
    this.#do({ outer: square(centre, SQUARE_M), selected: 0 });
  }

  /** @param {{ outer: Position[], holes: Position[][] }} shape */
  replace({ outer, holes }) {
    this.#do({ outer, holes, selected: null });
  }

  undo() {
    this.#history.undo();
    this.#tell("shape");
  }

  redo() {
    this.#history.redo();
    this.#tell("shape");
  }

  /**
   * @param {number} index
   * @param {Position} position
   */
  #insert(index, position) {
    this.#do({ outer: inserted(this.draft.outer, index, position), selected: index + 1 });
  }

  /**
   * @param {Partial<Draft>} change
   * @param {string | null} [step]
   */
  #do(change, step = null) {
    this.#history.do({ ...this.draft, ...change }, step);
    this.#tell("shape");
  }

  /** @param {Cause} cause */
  #tell(cause) {
    for (const listener of this.#listeners) listener(this.draft, cause);
  }
}
