// @ts-check
/** What a key means while the map or the group of kinds has the focus. */

/** @type {Record<string, { east: number, north: number }>} */
const ARROWS = {
  ArrowUp: { east: 0, north: 1 },
  ArrowDown: { east: 0, north: -1 },
  ArrowLeft: { east: -1, north: 0 },
  ArrowRight: { east: 1, north: 0 },
};
const STEP_M = 1;
const LONG_STEP_M = 10;

/**
 * @typedef {{ do: "move", east: number, north: number } | { do: "kind", index: number } | { do: "pin" }} Action
 *   moves are in metres; `index` counts the kinds from 0
 */

/**
 * @param {{ key: string, shiftKey?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean }} event
 * @param {{ where: "map" | "kinds", kinds: number }} focus where the focus is, and how many kinds there are
 * @returns {Action | null} null: the key is not ours, leave it to the browser
 */
export function actionOf(event, { where, kinds }) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const direction = ARROWS[event.key];
  if (direction) {
    const step = event.shiftKey ? LONG_STEP_M : STEP_M;
    // + 0 turns the -0 of a product into 0
    return { do: "move", east: direction.east * step + 0, north: direction.north * step + 0 };
  }
  if (/^[1-9]$/.test(event.key) && Number(event.key) <= kinds) return { do: "kind", index: Number(event.key) - 1 };
  // in the group a button has the focus, and Enter is that button's
  if (event.key === "Enter" && where === "map") return { do: "pin" };
  return null;
}
