// @ts-check
/**
 * Finish a map that the Folium script has set up: its layers and its controls.
 *
 * The words of the controls come from the page's own element, which is translated: data-zoom-in, data-zoom-out and
 * data-attribution, whose corner is data-attribution-position. Folium knows no words.
 */
import { groundClass, namesClass } from "./basemap.mjs";
import { findingsClass } from "./findings.mjs";
import { groundNamesClass, groundsClass } from "./several.mjs";

/**
 * @param {{ L: any, map: any, places: { basemap: any, findings?: any } }} given
 *   Leaflet, the map, and the empty layers that stand where ours belong; findings only on a map that shows them
 * @returns {{ L: any, map: any, basemap: any, findings: any, boundary: any }} findings is null on a map without them;
 *   boundary is the box around the outlines that the script has drawn
 */
export function mount({ L, map, places }) {
  const { basemap, findings } = places.findings ? ofPlace(L, places) : ofDistrict(L, places);
  controls(L, map);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) calm(map);
  return { L, map, basemap, findings, boundary: boundaryOf(L, map) };
}

/**
 * @param {any} L
 * @param {any} map
 */
function boundaryOf(L, map) {
  const box = L.latLngBounds([]);
  map.eachLayer((/** @type {any} */ layer) => layer instanceof L.Polygon && box.extend(layer.getBounds()));
  return box;
}

/**
 * @param {any} L
 * @param {any} places
 */
function ofPlace(L, places) {
  const findings = new (findingsClass(L))(places.findings.config);
  const basemap = new (groundClass(L))(places.basemap.config);
  places.basemap.addLayer(basemap).addLayer(new (namesClass(L))(basemap, findings));
  places.findings.addLayer(findings);
  return { basemap, findings };
}

/**
 * @param {any} L
 * @param {any} places
 */
function ofDistrict(L, places) {
  const basemap = new (groundsClass(L))(places.basemap.config);
  places.basemap.addLayer(basemap).addLayer(new (groundNamesClass(L))(basemap));
  return { basemap, findings: null };
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
 */
function controls(L, map) {
  const { zoomIn, zoomOut, attribution, attributionPosition } = map.getContainer().dataset;
  if (zoomIn && zoomOut) L.control.zoom({ position: "topright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  // a place without a basemap shows nobody's work
  if (!attribution) return;
  // as text: Leaflet's own control would write it as markup
  const Attribution = L.Control.extend({
    onAdd() {
      const element = L.DomUtil.create("div", "map-attr");
      element.textContent = attribution;
      return element;
    },
  });
  new Attribution({ position: attributionPosition || "bottomright" }).addTo(map);
}
