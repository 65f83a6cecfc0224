// @ts-check
/** The device's position, asked for only when the walker wants it. Everything works without. */

import { _ } from "../lib/i18n.mjs";

/** @type {PositionOptions} */
const OPTIONS = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 20_000 };
const DENIED = 1;

export class Locator {
  #watch = /** @type {number | null} */ (null);

  /**
   * @param {{ geolocation: Geolocation | undefined, permissions: Permissions | undefined }} device
   * @param {{ fix: (fix: import("./aim.mjs").Fix) => void, fail: (sentence: string) => void }} tell
   */
  constructor({ geolocation, permissions }, tell) {
    this.geolocation = geolocation;
    this.permissions = permissions;
    this.tell = tell;
  }

  /** Start without asking, where the walker has allowed it before. */
  async startIfAllowed() {
    try {
      const permission = await this.permissions?.query({ name: "geolocation" });
      if (permission?.state !== "granted") return false;
    } catch {
      return false;
    }
    this.start();
    return true;
  }

  /** Start; the browser asks the walker. A new call asks again. */
  start() {
    if (!this.geolocation) {
      this.tell.fail(_("Enheten kan inte visa var du är. Flytta siktet för hand."));
      return;
    }
    if (this.#watch !== null) this.geolocation.clearWatch(this.#watch);
    this.#watch = this.geolocation.watchPosition(
      ({ coords: { longitude, latitude, accuracy } }) => this.tell.fix({ longitude, latitude, accuracyM: accuracy }),
      ({ code }) => this.tell.fail(code === DENIED ? _("Plats är inte tillåten. Flytta siktet för hand.") : _("Din plats hittas inte just nu. Flytta siktet för hand.")),
      OPTIONS,
    );
  }
}
