// @ts-check
/** The map under the sight. The sight's own coordinate is the truth; the map is put there, and tells when a hand moves it. */

import { byHand } from "./sight.mjs";

/** Near enough to tell two lamp posts apart. */
const CLOSE_ZOOM = 18;

export class SightMap {
  #leaflet = /** @type {any} */ (null);
  #findings = /** @type {any} */ (null);
  #placing = false;
  #near = false;
  #items = /** @type {import("./overlay.mjs").Item[]} */ ([]);
  #selected = /** @type {string | null} */ (null);

  /**
   * @param {HTMLElement} element
   * @param {import("./aim.mjs").Aim} aim
   * @param {{ onOpen: (findingId: string) => boolean }} options a finding was pressed; false: take the press as a place instead
   */
  constructor(element, aim, { onOpen }) {
    this.element = element;
    this.aim = aim;
    this.onOpen = onOpen;
    aim.onChange((_aim, cause) => {
      if (cause === "set") this.#place();
      if (cause === "fix") this.#showPosition();
    });
  }

  /**
   * Take the map over once it stands. Until then, and if it never does, the sheet works without it.
   *
   * @param {Promise<{ map: any, findings: any }> | undefined} mounted
   */
  async connect(mounted) {
    if (!mounted) return;
    const { map, findings } = await mounted;
    this.#leaflet = map;
    this.#findings = findings;
    // arrow keys belong to the sight, and a second tap must not zoom away from the first
    map.keyboard.disable();
    map.doubleClickZoom.disable();
    // whatever zooms, the sight stays on its point
    Object.assign(map.options, { scrollWheelZoom: "center", touchZoom: "center" });
    map.on("move", () => this.#moved());
    map.on("click", (/** @type {any} */ event) => this.#pressed(event));
    new ResizeObserver(() => this.#resized()).observe(this.element);
    this.aim.begin(this.#centre());
    this.#place(this.#near ? CLOSE_ZOOM : undefined);
    this.#showPosition();
    this.#showItems();
  }

  /**
   * @param {import("./overlay.mjs").Item[]} items
   * @param {string | null} selected
   */
  show(items, selected) {
    this.#items = items;
    this.#selected = selected;
    this.#showItems();
  }

  /** Go near enough to place the sight, if the map is not already there. */
  approach() {
    this.#near = true;
    if (this.#leaflet && this.#leaflet.getZoom() < CLOSE_ZOOM) this.#place(CLOSE_ZOOM);
  }

  /** @param {number} steps */
  zoom(steps) {
    this.#leaflet?.setZoom(this.#leaflet.getZoom() + steps, { animate: false });
  }

  #centre() {
    const { lat, lng } = this.#leaflet.getCenter();
    return { longitude: lng, latitude: lat };
  }

  /** @param {number} [zoom] */
  #place(zoom) {
    const { sight } = this.aim;
    if (!this.#leaflet || !sight) return;
    this.#placing = true;
    // reset: an ordinary pan goes by whole pixels, and a metre may be less than one
    this.#leaflet.setView([sight.latitude, sight.longitude], zoom ?? this.#leaflet.getZoom(), { reset: true, animate: false });
    this.#placing = false;
  }

  #moved() {
    if (!this.#placing) this.aim.moveTo(this.#centre());
  }

  /** The sheet grew or shrank: the point under the sight stays the same. */
  #resized() {
    if (this.element.clientWidth === 0 || this.element.clientHeight === 0) return;
    this.#placing = true;
    this.#leaflet.invalidateSize({ pan: false, animate: false });
    this.#placing = false;
    this.#place();
  }

  /** @param {{ containerPoint: { x: number, y: number }, latlng: { lat: number, lng: number } }} event */
  #pressed({ containerPoint, latlng }) {
    const found = this.#findings.at(containerPoint);
    // several in one pill: the layer goes nearer by itself
    if (found.length > 1) return;
    if (found.length === 1 && this.onOpen(found[0].finding_id)) return;
    this.aim.set(byHand({ longitude: latlng.lng, latitude: latlng.lat }));
  }

  #showPosition() {
    const { fix } = this.aim;
    if (fix) this.#findings?.setPosition({ longitude: fix.longitude, latitude: fix.latitude, accuracy_m: fix.accuracyM });
  }

  #showItems() {
    this.#findings?.setData(this.#items.map((item) => ({ ...item, number: item.number ?? "–", pending: item.waiting })));
    this.#findings?.select(this.#selected);
  }
}
