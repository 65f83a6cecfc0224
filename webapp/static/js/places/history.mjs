// @ts-check
/** What was done, so that it can be undone: a line of states with a present one. */

/** Undone further back than this is nothing. */
const MOST = 200;

/** @template State */
export class History {
  #past = /** @type {State[]} */ ([]);
  #future = /** @type {State[]} */ ([]);
  #present;
  #step = /** @type {string | null} */ (null);

  /** @param {State} present */
  constructor(present) {
    this.#present = present;
  }

  get present() {
    return this.#present;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * Go on to another state.
   *
   * @param {State} next
   * @param {string | null} [step] what belongs to one step, as the many metres of one corner by its arrow keys, is undone
   *   as one
   */
  do(next, step = null) {
    if (step === null || step !== this.#step) this.#past = [...this.#past, this.#present].slice(-MOST);
    this.#step = step;
    this.#future = [];
    this.#present = next;
  }

  /**
   * Change the present state without a step of its own: another corner is chosen, for one.
   *
   * @param {State} present
   */
  amend(present) {
    this.#present = present;
    this.#step = null;
  }

  undo() {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.#present);
    this.#present = before;
    this.#step = null;
  }

  redo() {
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.#present);
    this.#present = after;
    this.#step = null;
  }
}
