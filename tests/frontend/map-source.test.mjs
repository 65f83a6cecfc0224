// @ts-check
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../webapp/static/js/map/", import.meta.url);
const sources = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), "utf8") }));

test("the map writes no markup and runs no text", () => {
  assert.ok(sources.length > 10);
  for (const { name, text } of sources) {
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|bindPopup|bindTooltip|\beval\b|new Function/, name);
  }
});

test("the map names no address outside", () => {
  for (const { name, text } of sources) assert.doesNotMatch(text, /https?:\/\//, name);
});

test("the colours of the map stand in the style sheet", () => {
  for (const { name, text } of sources) assert.doesNotMatch(text, /#[0-9a-f]{6}\b|rgba?\(/i, name);
});
