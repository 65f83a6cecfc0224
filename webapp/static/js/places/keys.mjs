// @ts-check
/** What a key means while a corner in the list, or the map, has the focus. */

/** @typedef {{ east: number, north: number }} Way metres */
/** @typedef {{ do: "move", way: Way } | { do: "remove" | "add" | "undo" | "redo" }} Action */

/** One metre each way. */
export const WAYS = /** @type {Record<string, Way>} */ ({
  north: { east: 0, north: 1 },
  south: { east: 0, north: -1 },
  west: { east: -1, north: 0 },
  east: { east: 1, north: 0 },
});

const ARROWS = /** @type {Record<string, Way>} */ ({
  ArrowUp: WAYS.north,
  ArrowDown: WAYS.south,
  ArrowLeft: WAYS.west,
  ArrowRight: WAYS.east,
});

const LONG_STEP_M = 10;

/**
 * @param {{ key: string, shiftKey?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean }} event
 * @returns {Action | null} null: the key is not ours, leave it to the browser
 */
export function actionOf({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() === "z") return { do: shiftKey ? "redo" : "undo" };
    return key.toLowerCase() === "y" ? { do: "redo" } : null;
  }
  const way = ARROWS[key];
  if (way) {
    const step = shiftKey ? LONG_STEP_M : 1;
    // + 0 turns the -0 of a product into 0
    return { do: "move", way: { east: way.east * step + 0, north: way.north * step + 0 } };
  }
  if (key === "Delete" || key === "Backspace") return { do: "remove" };
  if (key === "+" || key === "Insert") return { do: "add" };
  return null;
}
