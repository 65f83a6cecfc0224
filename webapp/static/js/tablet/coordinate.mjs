// @ts-check
/** Read a coordinate that somebody wrote by hand, with comma or dot (WGS 84, degrees). */

import { _ } from "../lib/i18n.mjs";

/**
 * @typedef {{ longitude: number, latitude: number }} Point degrees, EPSG:4326
 * @typedef {{ latitude?: string, longitude?: string }} Faults a sentence per field
 */

/**
 * @param {string} written
 * @returns {number | null} degrees, or null where it is no number
 */
export function readDegrees(written) {
  const plain = written.replace(/[\s°]/g, "").replace(/[NEÖ]$/i, "").replace("−", "-").replace(",", ".");
  if (!/^-?\d{1,3}(\.\d+)?$/.test(plain)) return null;
  return Number(plain);
}

/**
 * @param {{ latitude: string, longitude: string }} written
 * @returns {{ point: Point, faults: null } | { point: null, faults: Faults }}
 */
export function readCoordinate(written) {
  const latitude = readDegrees(written.latitude);
  const longitude = readDegrees(written.longitude);
  /** @type {Faults} */
  const faults = {};
  if (latitude === null) faults.latitude = _("Skriv latituden som ett tal, till exempel 59,3361.");
  else if (Math.abs(latitude) > 90) faults.latitude = _("Latituden ligger mellan -90 och 90. I Stockholm är den omkring 59.");
  if (longitude === null) faults.longitude = _("Skriv longituden som ett tal, till exempel 18,0727.");
  else if (Math.abs(longitude) > 180) faults.longitude = _("Longituden ligger mellan -180 och 180. I Stockholm är den omkring 18.");
  if (faults.latitude || faults.longitude || latitude === null || longitude === null) return { point: null, faults };
  // the commonest slip in Sweden: longitude 18 and latitude 59 in each other's fields
  if (latitude < 30 && longitude > 50) return { point: null, faults: { latitude: _("Latitud och longitud verkar ha bytt plats.") } };
  return { point: { longitude, latitude }, faults: null };
}
