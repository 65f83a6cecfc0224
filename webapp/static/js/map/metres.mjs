// @ts-check
/**
 * Metres and degrees within a walk's place. WGS 84, degrees in, degrees out.
 *
 * Right to a centimetre over a few hundred metres. Not for areas or reports: those are measured in EPSG:3011.
 *
 * @typedef {{ longitude: number, latitude: number }} Position degrees, EPSG:4326
 */

/** Metres of the whole equator in the web's map projection. */
const EQUATOR_M = 40075016.686;

/** Side of the world at zoom 0, in pixels. */
const WORLD_PX = 256;

/**
 * Metres of one degree, after the US NGA's series for the length of a degree on the ellipsoid.
 *
 * @param {number} latitude degrees
 */
export function metresOfDegree(latitude) {
  const phi = (latitude * Math.PI) / 180;
  return {
    north: 111132.954 - 559.822 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
    east: 111412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
  };
}

/**
 * The position so many metres east and north of another.
 *
 * @param {Position} from
 * @param {{ east: number, north: number }} metres
 * @returns {Position}
 */
export function movedByMetres(from, { east, north }) {
  const degree = metresOfDegree(from.latitude);
  return { longitude: from.longitude + east / degree.east, latitude: from.latitude + north / degree.north };
}

/**
 * Metres between two positions that lie close together.
 *
 * @param {Position} from
 * @param {Position} to
 */
export function metresBetween(from, to) {
  const degree = metresOfDegree((from.latitude + to.latitude) / 2);
  return Math.hypot((to.longitude - from.longitude) * degree.east, (to.latitude - from.latitude) * degree.north);
}

/**
 * Metres that one pixel shows, at a latitude and zoom of the web's map projection.
 *
 * @param {number} latitude degrees
 * @param {number} zoom
 */
export function metresPerPixel(latitude, zoom) {
  return (EQUATOR_M * Math.cos((latitude * Math.PI) / 180)) / (WORLD_PX * 2 ** zoom);
}

/**
 * A position in the web's map projection, in pixels of zoom 0 from the north-west corner of the world.
 *
 * @param {number} longitude degrees
 * @param {number} latitude degrees
 * @returns {[number, number]}
 */
export function worldPoint(longitude, latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [
    ((longitude + 180) / 360) * WORLD_PX,
    (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD_PX,
  ];
}
