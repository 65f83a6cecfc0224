// @ts-check
/**
 * Who moves the sight: the hand, GPS, or the form without a map. GPS follows only until a hand or a choice stops it.
 *
 * @typedef {import("./sight.mjs").Sight} Sight
 * @typedef {{ longitude: number, latitude: number, accuracyM: number }} Fix
 */

import { metresBetween } from "../map/metres.mjs";
import { byGps, byHand, nudged } from "./sight.mjs";

/** A map that was only resized or zoomed comes to rest this near to where it stood. */
const STILL_M = 0.05;

export class Aim {
  sight = /** @type {Sight | null} */ (null);
  fix = /** @type {Fix | null} */ (null);
  #following = false;
  #held = false;
  #listeners = /** @type {((aim: Aim, cause: "set" | "hand" | "fix") => void)[]} */ ([]);

  /** @param {(aim: Aim, cause: "set" | "hand" | "fix") => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /**
   * Put the sight somewhere; GPS leaves it there.
   *
   * @param {Sight} sight
   */
  set(sight) {
    this.#following = false;
    this.sight = sight;
    this.#tell("set");
  }

  /**
   * Let the sight begin in the middle of the map, if it stands nowhere yet. Nobody chose that point: GPS goes on.
   *
   * @param {{ longitude: number, latitude: number }} point
   */
  begin(point) {
    if (this.sight) return;
    this.sight = byHand(point);
    this.#tell("set");
    this.#followFix();
  }

  /**
   * The map was moved under the sight by a hand.
   *
   * @param {{ longitude: number, latitude: number }} point
   */
  moveTo(point) {
    if (this.sight && metresBetween(this.sight, point) < STILL_M) return;
    this.#following = false;
    this.sight = byHand(point);
    this.#tell("hand");
  }

  /** @param {{ east: number, north: number }} metres */
  nudge(metres) {
    if (this.sight) this.set(nudged(this.sight, metres));
  }

  /** Let the sight stand on the walker's position, now if it is known and from then on. */
  follow() {
    this.#following = true;
    this.#followFix();
  }

  /** @param {Fix} fix */
  take(fix) {
    this.fix = fix;
    this.#followFix();
    this.#tell("fix");
  }

  /**
   * While a finding is being described its point stands still, wherever the walker goes.
   *
   * @param {boolean} held
   */
  hold(held) {
    this.#held = held;
    if (!held) this.#followFix();
  }

  #followFix() {
    if (!this.#following || this.#held || !this.fix) return;
    this.sight = byGps(this.fix);
    this.#tell("set");
  }

  /** @param {"set" | "hand" | "fix"} cause */
  #tell(cause) {
    for (const listener of this.#listeners) listener(this, cause);
  }
}
