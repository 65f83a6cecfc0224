// @ts-check
/** A finding's sign as the map has it: shape for the kind, pictogram for the category, size for the severity. */

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = new URL("../../symbols/sprite.svg", import.meta.url).href;

/** Side of the drawn shape in pixels by severity, in smaller steps than on the map: the column has one width. */
const SIDES_PX = [28, 24, 28, 32, 36];

/** Side of the symbols' box, and how wide the shape within it is: the margin leaves room for rings. */
const BOX = 40;
const SHAPE = 28;

/** Left, top and side of the pictogram within the box: the middle of a triangle's weight lies low. */
const PICTOGRAMS = { unsafe: ["-7.7", "-4.2", "15.4"], others: ["-9", "-9", "18"] };

/**
 * Build the sign. It repeats what the words beside it say, so it is hidden from screen readers.
 *
 * @param {import("./rows.mjs").Finding} finding
 * @returns {SVGElement}
 */
export function marker({ kind, category, severity }) {
  const side = String(Math.round((SIDES_PX[severity ?? 0] * BOX) / SHAPE));
  const [x, y, inner] = kind === "unsafe" ? PICTOGRAMS.unsafe : PICTOGRAMS.others;
  const half = -BOX / 2;
  const sign = svg("svg", { class: `mk mk-${kind}`, viewBox: `${half} ${half} ${BOX} ${BOX}`, width: side, height: side, "aria-hidden": "true" });
  sign.append(
    svg("use", { class: "mk-fill", href: `${SPRITE}#m-${kind}`, x: String(half), y: String(half), width: String(BOX), height: String(BOX) }),
    svg("use", { class: "mk-ic", href: `${SPRITE}#c-${category}`, x, y, width: inner, height: inner }),
  );
  return sign;
}

/** The ring that says "Noterad": an open circle. */
export function notedRing() {
  const ring = svg("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" });
  ring.append(svg("circle", { class: "o", cx: "9", cy: "9", r: "6.5" }));
  return ring;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function svg(name, attributes) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
