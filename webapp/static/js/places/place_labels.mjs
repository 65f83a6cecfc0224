// @ts-check
/** The names of the other places, told from afar; nearer the streets are named instead. */

import { build } from "../lib/dom.mjs";

/** From this zoom on the streets have their names. */
const NEAR = 15;

const GAP_PX = 3;

/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

/**
 * Move labels that would cover each other downwards, each as little as it takes.
 *
 * @param {Box[]} boxes where they stand now; the first keeps its place
 * @returns {number[]} pixels by which each goes down
 */
export function apart(boxes) {
  /** @type {Box[]} */
  const taken = [];
  // taken apart by name: a browser's box has nothing of its own to spread
  return boxes.map(({ left, top, width, height }) => {
    const box = { left, top, width, height };
    for (let other; (other = taken.find((one) => covers(one, box))); ) box.top = other.top + other.height + GAP_PX;
    taken.push(box);
    return box.top - top;
  });
}

export class PlaceLabels {
  #map;
  #labels = /** @type {HTMLElement[]} */ ([]);

  /**
   * @param {any} L
   * @param {any} map
   * @param {{ name: string, corners: [number, number][] }[]} places corners as [latitude, longitude]
   */
  constructor(L, map, places) {
    this.#map = map;
    const fromNorth = [...places].sort((a, b) => b.corners[0][0] - a.corners[0][0]);
    for (const { name, corners } of fromNorth) {
      const html = build("span", { text: name });
      const icon = L.divIcon({ className: "place-label", html, iconSize: [0, 0] });
      L.marker(L.latLngBounds(corners).getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
      this.#labels.push(html);
    }
    map.on("zoomend resize", () => this.#arrange());
    document.fonts.ready.then(() => this.#arrange());
  }

  #arrange() {
    this.#map.getContainer().classList.toggle("is-far", this.#map.getZoom() < NEAR);
    for (const label of this.#labels) label.style.marginTop = "0";
    const downwards = apart(this.#labels.map((label) => label.getBoundingClientRect()));
    this.#labels.forEach((label, index) => {
      label.style.marginTop = `${downwards[index]}px`;
    });
  }
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function covers(one, other) {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}
