// @ts-check
/**
 * The colours and the face of the map, read from the style sheet: one set of values for screen, night and print.
 *
 * @typedef {ReturnType<typeof readPalette>} Palette
 */

const COLOURS = /** @type {const} */ ({
  block: "--map-block",
  blockLine: "--map-block-line",
  building: "--map-building",
  buildingLine: "--map-building-line",
  keyBuilding: "--map-key-building",
  keyBuildingLine: "--line-strong",
  street: "--map-street",
  streetLine: "--map-street-line",
  path: "--map-path",
  unlit: "--map-unlit",
  lamp: "--map-lamp",
  square: "--map-square",
  park: "--map-park",
  parkLine: "--map-park-line",
  water: "--map-water",
  waterLine: "--map-water-line",
  label: "--map-label",
  labelPark: "--map-label-park",
  labelWater: "--map-label-water",
  labelKey: "--map-label-key",
  labelHalo: "--map-label-halo",
  transit: "--map-transit",
  onTransit: "--on-map-transit",
  halo: "--halo",
  ring: "--ring",
  ink: "--ink",
  surface: "--surface",
  lantern: "--lantern",
  selectedLine: "--map-selected-line",
  positionLine: "--map-position-line",
  warn: "--warn",
  onSignal: "--on-signal",
  unsafe: "--unsafe",
  onUnsafe: "--on-unsafe",
  unsafeKey: "--unsafe-key",
  safe: "--safe",
  onSafe: "--on-safe",
  safeKey: "--safe-key",
  suggestion: "--suggestion",
  onSuggestion: "--on-suggestion",
  suggestionKey: "--suggestion-key",
});

/**
 * Read what the style sheet says now. A canvas does not follow a change by itself: read again and redraw.
 *
 * @param {Element} element
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const colours = /** @type {Record<keyof typeof COLOURS, string>} */ ({});
  for (const [name, property] of Object.entries(COLOURS)) {
    colours[/** @type {keyof typeof COLOURS} */ (name)] = style.getPropertyValue(property).trim();
  }
  return { ...colours, face: style.getPropertyValue("--font").trim() || "sans-serif" };
}

/**
 * Call back whenever the colours may have changed: theme, contrast, print, or the face arriving.
 *
 * @param {() => void} changed
 * @returns {() => void} stop listening
 */
export function watchPalette(changed) {
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = ["(prefers-contrast: more)", "(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
  for (const query of media) query.addEventListener("change", changed);
  document.fonts.addEventListener("loadingdone", changed);
  return () => {
    theme.disconnect();
    for (const query of media) query.removeEventListener("change", changed);
    document.fonts.removeEventListener("loadingdone", changed);
  };
}
