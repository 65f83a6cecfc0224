// @ts-check
/**
 * The ground of several places at once, for a map that begins with the whole district: one layer, so that a street of two
 * basemaps is named once, and drawn as from `NEAREST` also from farther off.
 */
import { groundClass, namesClass } from "./basemap.mjs";
import { readGround } from "./ground.mjs";

/** Zooms below this look like it: there is little to see farther off, but parks, water and main streets tell where one is. */
const NEAREST = 14;

/** What names keep clear of on a map without findings. */
const NO_FINDINGS = { boxes: () => [], on() {} };

/**
 * Draw as if the map were no farther off than `NEAREST`.
 *
 * @param {any} layer
 * @param {() => void} paint
 */
function asFromNear(layer, paint) {
  const seen = layer._view;
  layer._view = { ...seen, level: Math.max(seen.level, NEAREST) };
  paint();
  layer._view = seen;
}

/**
 * One collection of what several basemaps hold; what two places share stands in both, and is taken once.
 *
 * @param {{ features: any[] }[]} collections GeoJSON, EPSG:4326
 * @returns {{ features: any[] }}
 */
export function together(collections) {
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const { features } of collections) {
    for (const { properties, geometry } of features) {
      found.set(JSON.stringify([properties?.kind, properties?.name, geometry]), { properties, geometry });
    }
  }
  return { features: [...found.values()] };
}

/** @param {any} L */
export function groundsClass(L) {
  const Ground = groundClass(L);

  return Ground.extend({
    /** @param {{ urls: string[] }} config */
    initialize(config) {
      Ground.prototype.initialize.call(this, { url: "" });
      this._urls = config.urls;
    },

    /** A basemap that cannot be had leaves its part of the map bare: drawing goes on without it. */
    async _fetch() {
      const answers = await Promise.allSettled(this._urls.map(read));
      this.features = readGround(together(answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))));
      if (this._map) this._draw();
      this.fire("lykta:ground");
    },

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {any} palette
     */
    _paint(ctx, palette) {
      asFromNear(this, () => Ground.prototype._paint.call(this, ctx, palette));
    },
  });
}

/** @param {any} L */
export function groundNamesClass(L) {
  const Names = namesClass(L);

  return Names.extend({
    /** @param {any} ground */
    initialize(ground) {
      Names.prototype.initialize.call(this, ground, NO_FINDINGS);
    },

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {any} palette
     */
    _paint(ctx, palette) {
      asFromNear(this, () => Names.prototype._paint.call(this, ctx, palette));
    },
  });
}

/** @param {string} url */
async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  return answer.json();
}
