// @ts-check
/**
 * Where findings stand on the screen at each zoom: alone, as one pill, or fanned out; and which one a finger means.
 *
 * @typedef {{
 *   finding_id: string, number: number, kind: string, category: string, severity: number | null,
 *   longitude: number, latitude: number, pending?: boolean,
 * }} Finding EPSG:4326
 * @typedef {{ finding: Finding, x: number, y: number }} Spot a finding and its point on the canvas
 * @typedef {{
 *   as: "pill" | "shape" | "marker", findings: Finding[],
 *   x: number, y: number, fromX: number, fromY: number, size: number,
 * }} Mark what is drawn, in pixels: its middle, its width, and the point it belongs to; a leader line joins middle and
 *   point where they differ
 */

import { boxAround, overlap } from "./boxes.mjs";

/** Kinds and what they look like: nothing else is ever drawn. */
export const KINDS = ["unsafe", "safe", "suggestion"];

/** Never on a map, whatever it was given: these are people, not places. */
const NEVER_DRAWN = "vulnerable_people";

/** Width of a marker at each severity, pixels: size, not colour, says how grave it is. */
const SIZES = [28, 24, 28, 34, 42];
const SHAPE_PX = 14;
export const PILL_PX = 30;
const FAN_PX = 24;

/** Findings this near each other share a pill, by zoom; below the first zoom all share one. */
const JOIN_PX = /** @type {Record<number, number>} */ ({ 15: 48, 16: 32, 17: 20 });
const LOWEST_JOINING = 15;
const MARKERS_FROM = 17;
const FANS_FROM = 18;
const ALWAYS_FULL = 4;

/**
 * The findings that can be drawn: with a kind, a point, and not restricted.
 *
 * @param {Finding[]} rows
 * @returns {Finding[]}
 */
export function drawable(rows) {
  return rows.filter(
    ({ kind, category, longitude, latitude }) =>
      category !== NEVER_DRAWN && KINDS.includes(kind) && Number.isFinite(longitude) && Number.isFinite(latitude),
  );
}

/**
 * Width of a marker.
 *
 * @param {number | null | undefined} severity 1 to 4, or none
 * @returns {number} pixels
 */
export function markerSize(severity) {
  return SIZES[severity ?? 0] ?? SIZES[0];
}

/**
 * What to draw for findings at a zoom, in drawing order: grave ones over slight ones.
 *
 * @param {Spot[]} spots
 * @param {{ level: number, selected?: string | null }} at selected stands alone, so that its disc is its own
 * @returns {Mark[]}
 */
export function arrange(spots, { level, selected = null }) {
  const ordered = [...spots].sort(
    (one, other) =>
      (one.finding.severity ?? 0) - (other.finding.severity ?? 0) || other.finding.number - one.finding.number,
  );
  const alone = ordered.filter(({ finding }) => standsAlone(finding, level, selected));
  const groups = grouped(ordered.filter((spot) => !alone.includes(spot)), level);
  const marks = groups.flatMap((group) => {
    if (group.length === 1) return [single(group[0], level)];
    return level >= FANS_FROM ? fan(group) : [pill(group)];
  });
  return [...marks, ...alone.map((spot) => marker(spot))];
}

/**
 * The mark that a press means: the nearest whose middle lies within reach.
 *
 * @param {Mark[]} marks
 * @param {{ x: number, y: number }} point
 * @param {number} withinPx
 * @returns {Mark | null}
 */
export function pick(marks, { x, y }, withinPx) {
  let best = null;
  let least = withinPx;
  for (const mark of marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    // of two equally near the one drawn last lies on top
    if (distance <= least) [best, least] = [mark, distance];
  }
  return best;
}

/**
 * @param {Finding} finding
 * @param {number} level
 * @param {string | null} selected
 */
function standsAlone({ finding_id, severity }, level, selected) {
  if (level < LOWEST_JOINING) return false;
  return finding_id === selected || (level === 16 && severity === ALWAYS_FULL);
}

/**
 * @param {Spot[]} spots
 * @param {number} level
 * @returns {Spot[][]}
 */
function grouped(spots, level) {
  if (level < LOWEST_JOINING) return spots.length ? [spots] : [];
  const reach = JOIN_PX[level] ?? SHAPE_PX;
  /** @type {Spot[][]} */
  const groups = [];
  for (const spot of spots) {
    const near = groups.find(([first]) => Math.hypot(first.x - spot.x, first.y - spot.y) < reach);
    if (near) near.push(spot);
    else groups.push([spot]);
  }
  return level < FANS_FROM ? apart(groups) : groups;
}

/**
 * Join groups whose pills would cover each other.
 *
 * @param {Spot[][]} groups
 * @returns {Spot[][]}
 */
function apart(groups) {
  const pills = groups.filter((group) => group.length > 1);
  const boxes = pills.map((group) => pillBox(pill(group)));
  for (let first = 0; first < pills.length; first += 1) {
    const second = boxes.findIndex((box, index) => index > first && overlap(box, boxes[first]));
    if (second < 0) continue;
    const joined = [...pills[first], ...pills[second]];
    return apart([joined, ...groups.filter((group) => group !== pills[first] && group !== pills[second])]);
  }
  return groups;
}

/** @param {Mark} mark */
function pillBox({ x, y, size }) {
  return boxAround(x, y, size, PILL_PX);
}

/** @param {Spot[]} group */
function centre(group) {
  return {
    x: group.reduce((sum, { x }) => sum + x, 0) / group.length,
    y: group.reduce((sum, { y }) => sum + y, 0) / group.length,
  };
}

/**
 * @param {Spot[]} group
 * @returns {Mark}
 */
function pill(group) {
  const { x, y } = centre(group);
  const findings = group.map(({ finding }) => finding);
  const kinds = new Set(findings.map(({ kind }) => kind)).size;
  return { as: "pill", findings, x, y, fromX: x, fromY: y, size: 20 + 9 * String(findings.length).length + 15 * kinds };
}

/**
 * Spread markers that cover each other on a ring around their middle, in order of number from the top.
 *
 * @param {Spot[]} group
 * @returns {Mark[]}
 */
function fan(group) {
  const { x, y } = centre(group);
  const radius = Math.max(FAN_PX, (group.length * 32) / (2 * Math.PI));
  return group.map((spot, index) => {
    const angle = (2 * Math.PI * index) / group.length - Math.PI / 2;
    return { ...marker(spot), x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

/**
 * @param {Spot} spot
 * @param {number} level
 * @returns {Mark}
 */
function single(spot, level) {
  return level >= MARKERS_FROM ? marker(spot) : { ...marker(spot), as: "shape", size: SHAPE_PX };
}

/**
 * @param {Spot} spot
 * @returns {Mark}
 */
function marker({ finding, x, y }) {
  return { as: "marker", findings: [finding], x, y, fromX: x, fromY: y, size: markerSize(finding.severity) };
}
