// @ts-check
/**
 * The layers of a place's basemap: the ground, and above the boundary its names, kept clear of the findings.
 */
import { canvasClass } from "./canvas.mjs";
import { namedLines } from "./chains.mjs";
import { readGround } from "./ground.mjs";
import { drawNames } from "./names.mjs";
import { drawGround } from "./painting.mjs";

/** Above the boundary (400), below the findings (450). */
const NAMES_PANE = "lyktaNames";
const NAMES_HEIGHT = "440";

/**
 * The ground: fetched once, drawn below everything else.
 *
 * @param {any} L
 */
export function groundClass(L) {
  const Canvas = canvasClass(L);

  return Canvas.extend({
    options: { pane: "tilePane" },

    /** @param {{ url: string }} config */
    initialize(config) {
      this._url = config.url;
      /** @type {import("./ground.mjs").Feature[]} empty until they are here */
      this.features = [];
    },

    onAdd() {
      Canvas.prototype.onAdd.call(this);
      if (!this.features.length) this._fetch();
    },

    /** Without its ground the map still takes pins; it is asked for again when there is a network. */
    async _fetch() {
      try {
        const answer = await fetch(this._url);
        if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
        this.features = readGround(await answer.json());
        this._draw();
        this.fire("lykta:ground");
      } catch {
        addEventListener("online", () => this._fetch(), { once: true });
      }
    },

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {import("./palette.mjs").Palette} palette
     */
    _paint(ctx, palette) {
      drawGround(ctx, { features: this.features, view: this._view, palette });
    },
  });
}

/**
 * The names: above the boundary, which often runs along the very street whose name one looks for.
 *
 * @param {any} L
 */
export function namesClass(L) {
  const Canvas = canvasClass(L);

  return Canvas.extend({
    options: { pane: NAMES_PANE },

    /**
     * @param {any} ground
     * @param {any} findings the layer whose markers the names keep clear of
     */
    initialize(ground, findings) {
      this._ground = ground;
      this._findings = findings;
      this._remembered = new Map();
      this._lines = { of: null, named: [] };
      const again = () => this._map && this.redraw();
      ground.on("lykta:ground", again);
      findings.on("lykta:changed", again);
    },

    /** @param {any} map */
    beforeAdd(map) {
      if (!map.getPane(NAMES_PANE)) map.createPane(NAMES_PANE).style.zIndex = NAMES_HEIGHT;
    },

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {import("./palette.mjs").Palette} palette
     */
    _paint(ctx, palette) {
      const markers = this._findings.boxes(this._view);
      const { features } = this._ground;
      if (this._lines.of !== features) this._lines = { of: features, named: namedLines(features) };
      const lines = this._lines.named;
      drawNames(ctx, { features, lines, view: this._view, palette, markers, remembered: this._remembered });
    },
  });
}
