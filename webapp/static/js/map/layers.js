// @ts-check
/**
 * window.lykta: the two layers that the Folium map script names, and the door through which a page's modules get them.
 *
 * A classic script, because the map script after it is one and calls `lykta.basemap`, `lykta.findings` and
 * `lykta.mount` at once. The layers it gives are places to be filled: what is drawn stands in the modules beside this
 * file, and `lykta.mounted` resolves when they are on the map.
 */
(() => {
  "use strict";

  /** @type {any} Leaflet carries no types of its own */
  const L = Reflect.get(window, "L");
  const modules = import("./mount.mjs");

  /** @type {(mounted: any) => void} */
  let stands;
  /** @type {(reason: unknown) => void} */
  let fails;
  const mounted = new Promise((resolve, reject) => {
    stands = resolve;
    fails = reject;
  });

  const lykta = {
    /** @param {{ url: string } | { urls: string[] }} config the basemap of one place, or those of several */
    basemap: (config) => Object.assign(L.layerGroup(), { config }),

    /** @param {{ pick_within_px: number, numbers_from_zoom: number }} config */
    findings: (config) => Object.assign(L.layerGroup(), { config }),

    /** Resolves with { L, map, basemap, findings } when the layers stand; rejects where their modules cannot be had. */
    mounted,

    /**
     * The last line of a map script.
     *
     * @param {any} map
     * @param {{ basemap: any, findings?: any }} places
     */
    mount(map, places) {
      modules.then(({ mount }) => mount({ L, map, places })).then(stands, fails);
    },
  };

  Object.assign(window, { lykta });
})();
