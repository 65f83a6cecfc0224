// @ts-check
/**
 * Finish a map that the Folium script has set up: its layers, its controls, and what pages may ask of it.
 *
 * The words of the controls come from the page's own element, which is translated: data-zoom-in, data-zoom-out and
 * data-attribution, whose corner is data-attribution-position.
 *
 * @typedef {import("./metres.mjs").Position} Position
 */
import { groundClass, namesClass } from "./basemap.mjs";
import { findingsClass } from "./findings.mjs";
import { movedByMetres } from "./metres.mjs";

/**
 * @param {Record<string, any>} lykta gets `centre`, `moveByMetres` and `setPosition`
 * @param {{ L: any, map: any, places: { basemap: any, findings: any } }} given
 *   Leaflet, the map, and the empty layers that stand where ours belong
 * @returns {{ map: any, basemap: any, findings: any }}
 */
export function mount(lykta, { L, map, places }) {
  const findings = new (findingsClass(L))(places.findings.config);
  const basemap = new (groundClass(L))(places.basemap.config);
  places.basemap.addLayer(basemap).addLayer(new (namesClass(L))(basemap, findings));
  places.findings.addLayer(findings);
  controls(L, map, places.basemap.config.attribution);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) calm(map);

  Object.assign(lykta, {
    centre,
    moveByMetres,
    setPosition: (/** @type {(Position & { accuracy_m: number }) | null} */ position) => findings.setPosition(position),
  });
  return { map, basemap, findings };
}

/**
 * Where the middle of the map is: the position of the sight.
 *
 * @param {any} map
 * @returns {Position}
 */
export function centre(map) {
  const { lat, lng } = map.getCenter();
  return { longitude: lng, latitude: lat };
}

/**
 * Move the middle of the map, to the centimetre and at once.
 *
 * @param {any} map
 * @param {number} east metres
 * @param {number} north metres
 */
export function moveByMetres(map, east, north) {
  const { latitude, longitude } = movedByMetres(centre(map), { east, north });
  // an ordinary pan goes by whole pixels, and a metre may be less than one
  map.setView([latitude, longitude], map.getZoom(), { reset: true });
}

/**
 * Nothing glides for who wants it so; zooms are stilled by the style sheet.
 *
 * @param {any} map
 */
function calm(map) {
  const { panBy } = map;
  map.options.inertia = false;
  map.panBy = (/** @type {any} */ offset, /** @type {any} */ options) => {
    return panBy.call(map, offset, { ...options, animate: false });
  };
}

/**
 * @param {any} L
 * @param {any} map
 * @param {string} attribution used where the page gives no wording of its own
 */
function controls(L, map, attribution) {
  const { zoomIn, zoomOut, attributionPosition, ...words } = map.getContainer().dataset;
  if (zoomIn && zoomOut) L.control.zoom({ position: "topright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  // as text: Leaflet's own control would write it as markup
  const Attribution = L.Control.extend({
    onAdd() {
      const element = L.DomUtil.create("div", "map-attr");
      element.textContent = words.attribution || attribution;
      return element;
    },
  });
  new Attribution({ position: attributionPosition || "bottomright" }).addTo(map);
}
