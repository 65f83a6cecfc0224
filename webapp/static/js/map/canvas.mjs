// @ts-check
/**
 * A Leaflet layer on one canvas: moves with the map while it pans and zooms, and is drawn anew when the map rests.
 *
 * @typedef {import("./ground.mjs").View} View
 */
import { metresPerPixel } from "./metres.mjs";
import { readPalette, watchPalette } from "./palette.mjs";

/** A canvas is this much larger than the map on each side: a short pan then shows no bare edge. */
const MARGIN = 0.2;

/** More pixels than this for one of the page are not seen, only paid for. */
const SHARPEST = 2;

/**
 * The class to extend: a subclass brings `_paint(ctx, palette)`, and finds what to draw for in `this._view`.
 *
 * @param {any} L
 */
export function canvasClass(L) {
  return L.Layer.extend({
    onAdd() {
      this._canvas = L.DomUtil.create("canvas", "lykta-canvas leaflet-zoom-animated", this.getPane());
      this._canvas.setAttribute("aria-hidden", "true");
      this._unwatch = watchPalette(() => this.redraw());
      this._reset();
    },

    onRemove() {
      this._unwatch();
      cancelAnimationFrame(this._frame);
      this._canvas.remove();
    },

    getEvents() {
      const { _reset: moveend, _reset: resize, _roam: move, _follow: zoom, _follow: zoomanim } = this;
      return { moveend, resize, move, zoom, zoomanim };
    },

    /** Draw once more before the next frame, however often it is asked for. */
    redraw() {
      cancelAnimationFrame(this._frame);
      this._frame = requestAnimationFrame(() => this._draw());
    },

    /** Lay the canvas over what the map shows now. */
    _reset() {
      const map = this._map;
      const size = map.getSize();
      const margin = size.multiplyBy(MARGIN).ceil();
      this._corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
      const origin = map.getPixelOrigin().add(this._corner);
      const zoom = map.getZoom();
      /** @type {View} */
      this._view = {
        zoom,
        level: Math.round(zoom),
        left: origin.x,
        top: origin.y,
        width: size.x + 2 * margin.x,
        height: size.y + 2 * margin.y,
        window: { x: margin.x, y: margin.y, width: size.x, height: size.y },
        metresPerPixel: metresPerPixel(map.getCenter().lat, zoom),
      };
      this._sharp = Math.min(devicePixelRatio || 1, SHARPEST);
      this._canvas.width = this._view.width * this._sharp;
      this._canvas.height = this._view.height * this._sharp;
      this._canvas.style.width = `${this._view.width}px`;
      this._canvas.style.height = `${this._view.height}px`;
      L.DomUtil.setPosition(this._canvas, this._corner);
      this._draw();
    },

    /** A pan beyond the margin would show the canvas's edge: lay it anew on the way. */
    _roam() {
      if (this._map.getZoom() !== this._view.zoom) return;
      const { window: seen } = this._view;
      const corner = this._map.layerPointToContainerPoint(this._corner);
      if (Math.abs(corner.x + seen.x) < seen.x && Math.abs(corner.y + seen.y) < seen.y) return;
      cancelAnimationFrame(this._frame);
      this._frame = requestAnimationFrame(() => this._map && this._reset());
    },

    /** Stretch the drawing along with a zoom that is under way. */
    _follow({ center = this._map.getCenter(), zoom = this._map.getZoom() }) {
      const scale = this._map.getZoomScale(zoom, this._view.zoom);
      const half = this._map.getSize().divideBy(2);
      const pane = L.DomUtil.getPosition(this._map.getPane("mapPane"));
      const origin = this._map.project(center, zoom).subtract(half).add(pane).round();
      const corner = L.point(this._view.left, this._view.top).multiplyBy(scale).subtract(origin);
      L.DomUtil.setTransform(this._canvas, corner, scale);
    },

    _draw() {
      if (!this._map) return;
      const ctx = this._canvas.getContext("2d");
      ctx.setTransform(this._sharp, 0, 0, this._sharp, 0, 0);
      ctx.clearRect(0, 0, this._view.width, this._view.height);
      this._paint(ctx, readPalette(this._map.getContainer()));
    },
  });
}
