// @ts-check
/**
 * Where the sight stands and how it came there. The sight decides a finding's position; GPS only suggests.
 *
 * @typedef {"gps" | "crosshair" | "landmark" | "coordinate"} Method
 * @typedef {{ longitude: number, latitude: number, method: Method, accuracyM: number | null, near: string | null }} Sight
 *   degrees, EPSG:4326; the accuracy is that of the GPS fix and null for every other method
 */

import { movedByMetres } from "../map/metres.mjs";

/** A fix with a wider circle than this asks the walker to place the sight by hand. */
const TRUSTED_ACCURACY_M = 30;

/** Six decimals are 0.1 m: more would pretend to know what no device knows. */
const DECIMALS = 1e6;

/**
 * Nudge the sight by hand.
 *
 * @param {Sight} sight
 * @param {{ east: number, north: number }} metres
 * @returns {Sight}
 */
export function nudged(sight, { east, north }) {
  return byHand(movedByMetres(sight, { east, north }));
}

/**
 * @param {{ longitude: number, latitude: number }} point
 * @returns {Sight}
 */
export function byHand({ longitude, latitude }) {
  return { longitude, latitude, method: "crosshair", accuracyM: null, near: null };
}

/**
 * @param {{ longitude: number, latitude: number, accuracyM: number }} fix
 * @returns {Sight}
 */
export function byGps({ longitude, latitude, accuracyM }) {
  return { longitude, latitude, method: "gps", accuracyM, near: null };
}

/**
 * @param {{ name: string, longitude: number, latitude: number }} feature
 * @returns {Sight}
 */
export function byLandmark({ name, longitude, latitude }) {
  return { longitude, latitude, method: "landmark", accuracyM: null, near: name };
}

/**
 * @param {{ longitude: number, latitude: number }} point
 * @returns {Sight}
 */
export function byCoordinate({ longitude, latitude }) {
  return { longitude, latitude, method: "coordinate", accuracyM: null, near: null };
}

/**
 * GPS does not know well enough: the walker is asked to place the sight by hand.
 *
 * @param {Sight | null} sight
 */
export function isUnsure(sight) {
  return sight !== null && sight.accuracyM !== null && sight.accuracyM > TRUSTED_ACCURACY_M;
}

/**
 * The sight as fields of an operation; the accuracy is left out where there is none.
 *
 * @param {Sight} sight
 */
export function positionFields({ longitude, latitude, method, accuracyM }) {
  return {
    longitude: Math.round(longitude * DECIMALS) / DECIMALS,
    latitude: Math.round(latitude * DECIMALS) / DECIMALS,
    ...(accuracyM === null ? {} : { accuracy_m: Math.round(accuracyM * 10) / 10 }),
    position_method: method,
  };
}
