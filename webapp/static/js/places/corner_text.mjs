// @ts-check
/**
 * Corners as the form sends them: one to a row, latitude before longitude, an empty row before each hole.
 *
 * Only degrees are read here. The server reads metres of SWEREF 99 as well: it alone has the projection.
 *
 * @typedef {import("../map/metres.mjs").Position} Position
 * @typedef {{ outer: Position[], holes: Position[][] }} Shape
 */
import { rounded } from "./polygon.mjs";

const ROW = /^(-?\d{1,2}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)$/;
const SWEDISH_ROW = /^(-?\d{1,2},\d+)(?:\s*;\s*|,?\s+)(-?\d{1,3},\d+)$/;

/**
 * @param {Position} position
 * @returns {string} for example 59.336128, 18.072721
 */
export function cornerText({ longitude, latitude }) {
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
}

/** @param {Shape} shape */
export function shapeText({ outer, holes }) {
  return [outer, ...holes].map((ring) => ring.map(cornerText).join("\n")).join("\n\n");
}

/**
 * @param {string} text
 * @returns {Shape | null} null where a row is anything but degrees: the server says what is wrong with it
 */
export function readShape(text) {
  const blocks = text.trim().split(/\n\s*\n/).map((block) => block.split("\n").map((row) => row.trim()).filter(Boolean));
  const rings = blocks.map((rows) => rows.map(readRow));
  if (rings.flat().some((position) => position === null)) return null;
  const [outer = [], ...holes] = /** @type {Position[][]} */ (rings).map(opened);
  return { outer, holes };
}

/**
 * @param {string} row
 * @returns {Position | null}
 */
function readRow(row) {
  const [, first, second] = ROW.exec(row) ?? SWEDISH_ROW.exec(row) ?? [];
  if (first === undefined) return null;
  const [latitude, longitude] = [first, second].map((number) => Number(number.replace(",", ".")));
  return rounded({ longitude, latitude });
}

/**
 * Without the first corner again at the end.
 *
 * @param {Position[]} ring
 */
function opened(ring) {
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 1 && first.longitude === last?.longitude && first.latitude === last.latitude;
  return closed ? ring.slice(0, -1) : ring;
}
