// @ts-check
/**
 * The layer of the findings: draws what the page gives it and tells which one is pressed.
 *
 * @typedef {import("./ground.mjs").View} View
 * @typedef {import("./markers.mjs").Finding} Finding
 * @typedef {import("./metres.mjs").Position} Position
 */
import { boxAround } from "./boxes.mjs";
import { canvasClass } from "./canvas.mjs";
import { PILL_PX, arrange, drawable, pick } from "./markers.mjs";
import { worldPoint } from "./metres.mjs";
import { drawPins } from "./pins.mjs";
import { loadSymbols } from "./symbols.mjs";

/** Above the names of the ground, below Leaflet's controls. */
const PANE = "lyktaFindings";
const HEIGHT = "450";

const OPENED_AT = 18;
const CLEAR_PX = 6;

const symbols = loadSymbols(new URL("../../symbols/sprite.svg", import.meta.url));
const printing = matchMedia("print");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {any} L */
export function findingsClass(L) {
  const Canvas = canvasClass(L);

  return Canvas.extend({
    options: { pane: PANE },

    /** @param {{ pick_within_px: number, numbers_from_zoom: number }} config */
    initialize(config) {
      this._config = config;
      /** @type {Finding[]} */
      this._given = [];
      this._selected = null;
      this._position = null;
      this._symbols = new Map();
    },

    /** @param {any} map */
    beforeAdd(map) {
      if (!map.getPane(PANE)) map.createPane(PANE).style.zIndex = HEIGHT;
    },

    onAdd() {
      Canvas.prototype.onAdd.call(this);
      symbols.then((loaded) => {
        this._symbols = loaded;
        this._draw();
      });
    },

    getEvents() {
      return { ...Canvas.prototype.getEvents.call(this), click: this._press, mousemove: this._hover };
    },

    /**
     * Show these findings instead of the earlier ones. Rows that cannot or must not be drawn are left out.
     *
     * @param {Finding[]} findings
     */
    setData(findings) {
      this._given = drawable(findings);
      this._changed();
    },

    /**
     * Light the lantern behind one finding, or with null behind none. The view stays.
     *
     * @param {string | null} findingId
     */
    select(findingId) {
      this._selected = findingId;
      this._changed();
    },

    /** @param {(Position & { accuracy_m?: number | null }) | null} position */
    setPosition(position) {
      this._position = position;
      if (this._map) this.redraw();
    },

    /**
     * The findings that a press means: one, a pill's several, or none.
     *
     * @param {{ x: number, y: number }} point pixels from the corner of the map's element
     * @returns {Finding[]}
     */
    at({ x, y }) {
      const corner = this._map.layerPointToContainerPoint(this._corner);
      const point = { x: x - corner.x, y: y - corner.y };
      return pick(this._marks(this._view), point, this._config.pick_within_px)?.findings ?? [];
    },

    /**
     * What is drawn, as boxes that names keep clear of.
     *
     * @param {View} view
     */
    boxes(view) {
      return this._marks(view).map(({ as, x, y, size }) =>
        boxAround(x, y, size + CLEAR_PX, as === "pill" ? PILL_PX : size + CLEAR_PX),
      );
    },

    /** @param {View} view */
    _marks(view) {
      const spots = this._given.map((/** @type {Finding} */ finding) => ({ finding, ...onView(view, finding) }));
      return arrange(spots, { level: view.level, selected: this._selected });
    },

    _changed() {
      if (!this._map) return;
      this.redraw();
      this.fire("lykta:changed");
    },

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {import("./palette.mjs").Palette} palette
     */
    _paint(ctx, palette) {
      const view = /** @type {View} */ (this._view);
      const radius = (this._position?.accuracy_m ?? 0) / view.metresPerPixel;
      drawPins(ctx, {
        marks: this._marks(view),
        selected: this._selected,
        numbers: view.zoom >= this._config.numbers_from_zoom || printing.matches || this._map.getContainer().classList.contains("on-paper"),
        position: this._position ? { ...onView(view, this._position), radius } : null,
        symbols: this._symbols,
        palette,
      });
    },

    /** @param {{ containerPoint: { x: number, y: number } }} event */
    _press({ containerPoint }) {
      const found = this.at(containerPoint);
      if (found.length > 1) this._open(found);
      if (found.length !== 1) return;
      const detail = { finding_id: found[0].finding_id };
      this._map.getContainer().dispatchEvent(new CustomEvent("lykta:select", { bubbles: true, detail }));
    },

    /**
     * A pill opens by going nearer.
     *
     * @param {Finding[]} findings
     */
    _open(findings) {
      const bounds = L.latLngBounds(findings.map(({ latitude, longitude }) => [latitude, longitude]));
      const apart = Math.min(OPENED_AT, this._map.getBoundsZoom(bounds.pad(0.2)));
      const zoom = Math.min(Math.max(this._map.getZoom() + 1, apart), this._map.getMaxZoom());
      this._map.setView(bounds.getCenter(), zoom, { animate: !still.matches });
    },

    /** @param {{ containerPoint: { x: number, y: number } }} event */
    _hover({ containerPoint }) {
      this._map.getContainer().classList.toggle("is-over-finding", this.at(containerPoint).length > 0);
    },
  });
}

/**
 * @param {View} view
 * @param {Position} position
 */
function onView({ zoom, left, top }, { longitude, latitude }) {
  const [x, y] = worldPoint(longitude, latitude);
  return { x: x * 2 ** zoom - left, y: y * 2 ** zoom - top };
}
