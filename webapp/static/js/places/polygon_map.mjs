// @ts-check
/** The polygon on the map: its corners are dragged, its edges take new ones, and a press sets the next where that is on. */

import { build } from "../lib/dom.mjs";
import { shownCorners, shownEdges } from "./handles.mjs";
import { PlaceLabels } from "./place_labels.mjs";
import { midpoint } from "./polygon.mjs";

/** @typedef {import("../map/metres.mjs").Position} Position */

/** What a finger can hit. */
const TOUCH_PX = 48;

/** Room around the polygon when the map is laid to it. */
const ROOM_PX = 48;

/** A polygon that fills less than a quarter of the map's width is looked at from nearer. */
const TOO_SMALL_ZOOMS = 2;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class PolygonMap {
  #L = /** @type {any} */ (null);
  #map = /** @type {any} */ (null);
  #area = /** @type {any} */ (null);
  #corners = /** @type {any} */ (null);
  #edges = /** @type {any} */ (null);
  #dragging = false;
  #drawing = false;

  /**
   * @param {HTMLElement} element
   * @param {import("./editor.mjs").Editor} editor
   */
  constructor(element, editor) {
    this.element = element;
    this.editor = editor;
  }

  /**
   * Take the map over once it stands. Until then, and if it never does, list and text work without it.
   *
   * @param {Promise<{ L: any, map: any }> | undefined} mounted
   * @param {{ name: string, corners: [number, number][] }[]} neighbours corners as [latitude, longitude]
   */
  async connect(mounted, neighbours) {
    const stands = await mounted?.catch(() => null);
    if (!stands) return;
    const { L, map } = stands;
    this.#L = L;
    this.#map = map;
    // two quick presses are two corners
    map.doubleClickZoom.disable();
    new PlaceLabels(L, map, neighbours);
    this.#area = L.polygon([], { className: "m-draft", interactive: false }).addTo(map);
    this.#edges = L.layerGroup().addTo(map);
    this.#corners = L.layerGroup().addTo(map);
    map.on("zoomend moveend resize", () => this.#draw());
    map.on("click", (/** @type {any} */ { latlng }) => this.#pressed(positionOf(latlng)));
    this.editor.onChange((_draft, cause) => this.#changed(cause));
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(this.element);
    this.#changed("shape");
    this.showWhole({ unless: "in view" });
  }

  get isDrawing() {
    return this.#drawing;
  }

  /** @param {boolean} drawing whether a press sets a corner */
  draw(drawing) {
    this.#drawing = drawing;
    this.element.classList.toggle("is-drawing", drawing);
  }

  /** The middle of the map, or null where there is none. */
  centre() {
    return this.#map ? positionOf(this.#map.getCenter()) : null;
  }

  /** @param {number} index */
  bringIntoView(index) {
    const corner = this.editor.draft.outer[index];
    if (!this.#map || !corner) return;
    this.#map.panInside(latLng(corner), { padding: [ROOM_PX, ROOM_PX], animate: !still.matches });
  }

  /** @param {{ unless?: "in view" }} [options] */
  showWhole({ unless } = {}) {
    const { outer } = this.editor.draft;
    if (!this.#map || outer.length === 0) return;
    const bounds = this.#L.latLngBounds(outer.map(latLng));
    const nearer = this.#map.getBoundsZoom(bounds) - this.#map.getZoom();
    if (unless === "in view" && this.#map.getBounds().contains(bounds) && nearer < TOO_SMALL_ZOOMS) return;
    this.#map.fitBounds(bounds, { padding: [ROOM_PX, ROOM_PX], maxZoom: 18, animate: false });
  }

  /** @param {import("./editor.mjs").Cause} cause */
  #changed(cause) {
    const { outer, holes } = this.editor.draft;
    if (cause !== "choice") this.#area.setLatLngs([outer, ...holes].map((ring) => ring.map(latLng)));
    if (!this.#dragging) this.#draw();
  }

  /** Lay handles on what is in view; not while one of them is under a finger. */
  #draw() {
    if (this.#dragging) return;
    const { outer, selected } = this.editor.draft;
    const size = this.#map.getSize();
    const points = outer.map((corner) => this.#map.latLngToContainerPoint(latLng(corner)));
    const shown = shownCorners(points, { selected, width: size.x, height: size.y });
    this.#corners.clearLayers();
    this.#edges.clearLayers();
    for (const index of shownEdges(points, shown)) this.#edges.addLayer(this.#edgeHandle(index));
    for (const index of shown) this.#corners.addLayer(this.#cornerHandle(index, index === selected));
  }

  /**
   * @param {number} index
   * @param {boolean} selected
   */
  #cornerHandle(index, selected) {
    const dot = build("span", { text: String(index + 1) });
    const handle = this.#handle(this.editor.draft.outer[index], selected ? "corner-handle on" : "corner-handle", dot, {
      draggable: true,
      zIndexOffset: selected ? 1000 : 0,
    });
    handle.on("click", () => this.editor.select(index));
    handle.on("dragstart", () => {
      this.#dragging = true;
      this.#edges.clearLayers();
      handle.getElement()?.classList.add("on");
    });
    handle.on("drag", () => this.editor.drag(index, positionOf(handle.getLatLng())));
    handle.on("dragend", () => {
      this.#dragging = false;
      this.editor.drop();
    });
    return handle;
  }

  /** @param {number} index the corner at which the edge begins */
  #edgeHandle(index) {
    const handle = this.#handle(midpoint(this.editor.draft.outer, index), "edge-handle", build("span"), {});
    handle.on("click", () => this.editor.addAfter(index));
    return handle;
  }

  /**
   * @param {Position} position
   * @param {string} className
   * @param {HTMLElement} html
   * @param {Record<string, unknown>} options
   */
  #handle(position, className, html, options) {
    const icon = this.#L.divIcon({ className, html, iconSize: [TOUCH_PX, TOUCH_PX] });
    // the list has the same corners for the keyboard
    return this.#L.marker(latLng(position), { icon, keyboard: false, ...options });
  }

  /** @param {Position} position */
  #pressed(position) {
    if (this.#drawing) this.editor.set(position);
    else this.editor.select(null);
  }
}

/** @param {Position} position @returns {[number, number]} */
function latLng({ longitude, latitude }) {
  return [latitude, longitude];
}

/** @param {{ lat: number, lng: number }} point @returns {Position} */
function positionOf({ lat, lng }) {
  return { longitude: lng, latitude: lat };
}
