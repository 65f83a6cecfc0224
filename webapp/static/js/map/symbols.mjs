// @ts-check
/**
 * The shapes of `symbols/sprite.svg` as paths for a canvas: one drawing of each symbol for page, map and print.
 *
 * @typedef {{ path: Path2D, width: number }} Stroke one part of a symbol and its own line width
 * @typedef {{ strokes: Stroke[], icon: { left: number, top: number, side: number } | null }} Symbol_
 *   icon: where a marker's pictogram stands, pixels from its point for a marker 28 px wide
 */

const LINE_PX = 2.2;

/**
 * Fetch the sheet and read every symbol of it.
 *
 * @param {string | URL} url
 * @returns {Promise<Map<string, Symbol_>>} by id: c- categories, i- actions, k- kinds, m- markers
 */
export async function loadSymbols(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the symbols at ${answer.url} answered ${answer.status}`);
  const sheet = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  return new Map([...sheet.querySelectorAll("symbol")].map((symbol) => [symbol.id, readSymbol(symbol)]));
}

/**
 * @param {Element} symbol
 * @returns {Symbol_}
 */
function readSymbol(symbol) {
  const place = symbol.getAttribute("data-icon")?.split(" ").map(Number);
  return {
    strokes: [...symbol.children].map((part) => ({
      path: readPath(part),
      width: Number(part.getAttribute("stroke-width") ?? LINE_PX),
    })),
    icon: place ? { left: place[0], top: place[1], side: place[2] } : null,
  };
}

/** @param {Element} part */
function readPath(part) {
  const number = (/** @type {string} */ name) => Number(part.getAttribute(name) ?? 0);
  const path = new Path2D(part.getAttribute("d") ?? undefined);
  if (part.localName === "circle") path.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
  if (part.localName === "rect") {
    path.roundRect(number("x"), number("y"), number("width"), number("height"), number("rx"));
  }
  return path;
}
