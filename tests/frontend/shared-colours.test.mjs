// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const CSS = readFileSync(new URL("../../webapp/static/css/tokens.css", import.meta.url), "utf8");

/** @typedef {Record<string, string>} Theme colours by name, #rrggbb */

/** @returns {Record<"day" | "night", Theme>} */
function themes() {
  const found = { day: /** @type {Theme} */ ({}), night: /** @type {Theme} */ ({}) };
  // the main block alone: what paper and a wish for more contrast change comes after it
  const block = CSS.slice(CSS.indexOf("/* Paper and ink */"), CSS.indexOf("@media (prefers-contrast"));
  for (const [, name, value] of block.matchAll(/--([\w-]+):\s*([^;]+);/g)) {
    const both = /^var\(--day, (#[0-9a-f]{6})\) var\(--night, (#[0-9a-f]{6})\)$/.exec(value);
    const one = /^#[0-9a-f]{6}$/.test(value) ? value : "";
    if (both || one) [found.day[name], found.night[name]] = both ? [both[1], both[2]] : [one, one];
  }
  return found;
}

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Contrast of two colours, WCAG 2.1.
 *
 * @param {string} one
 * @param {string} other
 */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * @param {string[]} pairs "ink paper surface" is ink on paper and ink on surface
 * @param {number} least
 */
function assertContrast(pairs, least) {
  for (const [theme, colours] of Object.entries(themes()))
    for (const pair of pairs) {
      const [front, ...grounds] = pair.split(" ");
      for (const ground of grounds) {
        assert.ok(colours[front] && colours[ground], `${front} and ${ground} are colours`);
        const ratio = contrast(colours[front], colours[ground]);
        assert.ok(ratio >= least, `${front} on ${ground}, ${theme}: ${ratio.toFixed(2)}, at least ${least}`);
      }
    }
}

test("the measure is right: black on white is 21", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
});

test("text is read on every ground it stands on", () => {
  assertContrast(
    [
      "ink paper surface sunken fjord-soft lantern-soft unsafe-soft safe-soft suggestion-soft",
      "ink-2 paper surface sunken fjord-soft info-soft",
      "ink-3 paper surface sunken",
      "link paper surface fjord-soft",
      "on-fjord fjord fjord-hover fjord-press",
      "on-fjord-soft fjord-soft",
      "on-lantern lantern",
      "ok surface",
      "warn surface",
      "danger surface",
      "on-ok-soft ok-soft",
      "on-warn-soft warn-soft",
      "on-danger-soft danger-soft",
      "on-info-soft info-soft",
      "on-signal ok warn danger",
      "unsafe-line surface unsafe-soft",
      "safe-line surface safe-soft",
      "suggestion-line surface suggestion-soft",
      "on-unsafe unsafe",
      "on-safe safe",
      "on-suggestion suggestion",
      "on-sky-day sky-day",
      "on-sky-twilight sky-twilight",
      "on-sky-dark sky-dark",
      "map-label map-land map-street map-building map-square",
      "map-label-park map-park",
      "map-label-water map-water",
      "map-label-key map-key-building",
      "on-map-transit map-transit",
    ],
    4.5,
  );
});

test("symbols, lines and the focus are seen on every ground they stand on", () => {
  const maps = "map-land map-building map-street map-park map-water map-square";
  assertContrast(
    [
      "line-strong surface paper sunken",
      "fjord surface",
      "fjord-edge surface paper",
      "focus-outer surface paper map-land",
      "focus-inner fjord focus-outer",
      `ring ${maps}`,
      `unsafe ${maps}`,
      `safe ${maps}`,
      "map-boundary map-land",
      "map-route map-street",
      "map-transit map-land",
      "map-path map-park map-land",
    ],
    3,
  );
});

test("by day the gold square is carried by its ink edge", () => {
  const { day } = themes();
  for (const ground of ["map-land", "map-building", "map-street", "map-park", "map-water", "map-square"])
    assert.ok(contrast(day["suggestion-key"], day[ground]) >= 3, ground);
});

test("no style sheet but tokens.css names a colour of its own", () => {
  for (const sheet of ["base", "desk", "shared"]) {
    const text = readFileSync(new URL(`../../webapp/static/css/${sheet}.css`, import.meta.url), "utf8");
    assert.deepEqual(text.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi) ?? [], [], sheet);
  }
});
