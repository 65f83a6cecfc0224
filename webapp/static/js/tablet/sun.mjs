// @ts-check
/**
 * The light at a point and a time, computed on the device so that the receipt is right without a network.
 *
 * The server's own stamp is the one that counts. Sun position after NOAA's solar calculator (J. Meeus, Astronomical
 * Algorithms, 1991, chapters 25 and 28), good to 0.01° between 1900 and 2100; refraction is in the threshold.
 */

const DAY_MS = 86_400_000;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const SUNRISE_DEG = -0.8;
const CIVIL_DUSK_DEG = -6;

/** @param {number} degrees */
const sin = (degrees) => Math.sin((degrees * Math.PI) / 180);
/** @param {number} degrees */
const cos = (degrees) => Math.cos((degrees * Math.PI) / 180);
/** @param {number} ratio */
const asin = (ratio) => (Math.asin(Math.max(-1, Math.min(1, ratio))) * 180) / Math.PI;

/**
 * @param {{ longitude: number, latitude: number }} point degrees, EPSG:4326
 * @param {number} atMs milliseconds since 1970-01-01 UTC
 * @returns {number} height of the sun's centre above the horizon in degrees, without refraction
 */
export function elevationDeg({ longitude, latitude }, atMs) {
  const days = (atMs - J2000_MS) / DAY_MS;
  const anomaly = 357.52911 + 0.98560028 * days;
  const centre = 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly);
  const ecliptic = 280.46646 + 0.98564736 * days + centre - 0.00569;
  const tilt = 23.439291 - 0.00000036 * days;
  const declination = asin(sin(tilt) * sin(ecliptic));
  const ascension = (Math.atan2(cos(tilt) * sin(ecliptic), cos(ecliptic)) * 180) / Math.PI;
  const sidereal = 280.46061837 + 360.98564736629 * days;
  const hourAngle = sidereal + longitude - ascension;
  return asin(sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hourAngle));
}

/**
 * @param {{ longitude: number, latitude: number }} point degrees, EPSG:4326
 * @param {number} atMs
 * @returns {"daylight" | "twilight" | "darkness"}
 */
export function lightAt(point, atMs) {
  const elevation = elevationDeg(point, atMs);
  if (elevation > SUNRISE_DEG) return "daylight";
  return elevation > CIVIL_DUSK_DEG ? "twilight" : "darkness";
}
