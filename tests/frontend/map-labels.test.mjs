// @ts-check
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { boxAround, overlap, within } from "../../webapp/static/js/map/boxes.mjs";
import { namedLines } from "../../webapp/static/js/map/chains.mjs";
import { readGround } from "../../webapp/static/js/map/ground.mjs";
import { metresPerPixel, worldPoint } from "../../webapp/static/js/map/metres.mjs";
import { drawNames } from "../../webapp/static/js/map/names.mjs";

const FOLDER = new URL("../../geodata/datasets/basemap/", import.meta.url);
const AREAS = JSON.parse(readFileSync(new URL("../areas.geojson", FOLDER), "utf8")).features;
const PLACES = readdirSync(FOLDER).map((name) => {
  const code = name.replace(".geojson", "");
  const features = readGround(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
  return { code, features, lines: namedLines(features), centre: AREAS.find((/** @type {any} */ area) => area.properties.code === code).properties.centre };
});
const ZOOMS = [14, 15, 16, 17, 18, 19];
const SCREENS = { narrow: { width: 390, height: 420 }, wide: { width: 1440, height: 900 } };
const MARKER_PX = 40;

/** @param {[number, number]} centre @param {number} level @param {{ width: number, height: number }} screen */
function viewOf([longitude, latitude], level, { width, height }) {
  const margin = { x: Math.ceil(width / 5), y: Math.ceil(height / 5) };
  const [x, y] = worldPoint(longitude, latitude).map((part) => part * 2 ** level);
  return {
    zoom: level,
    level,
    left: Math.round(x - width / 2 - margin.x),
    top: Math.round(y - height / 2 - margin.y),
    width: width + 2 * margin.x,
    height: height + 2 * margin.y,
    window: { x: margin.x, y: margin.y, width, height },
    metresPerPixel: metresPerPixel(latitude, level),
  };
}

/** Notes what is written and how it is turned; letters as wide as those of the real face are on average. */
function pen() {
  let angle = 0;
  /** @type {number[]} */
  const kept = [];
  /** @type {number[]} */
  const angles = [];
  const still = () => {};
  return {
    angles,
    font: "",
    measureText(/** @type {string} */ text) {
      return { width: text.length * 0.52 * parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? "12") };
    },
    save: () => kept.push(angle),
    restore: () => (angle = kept.pop() ?? 0),
    rotate: (/** @type {number} */ turn) => (angle += turn),
    fillText: () => angles.push(angle),
    translate: still, strokeText: still, beginPath: still, moveTo: still, lineTo: still, arc: still, roundRect: still, stroke: still, fill: still,
  };
}

/** Findings where they hurt most: on every station and square, and scattered. */
function findings(/** @type {any[]} */ features, /** @type {any} */ view) {
  const scale = 2 ** view.zoom;
  const boxes = features
    .filter(({ kind }) => kind === "station" || kind === "square")
    .map(({ west, north }) => boxAround(west * scale - view.left, north * scale - view.top, MARKER_PX));
  for (let step = 0; step < 12; step += 1) {
    boxes.push(boxAround(view.window.x + ((step * 389) % view.window.width), view.window.y + ((step * 263) % view.window.height), MARKER_PX));
  }
  return boxes;
}

/** @param {(scene: { found: ReturnType<typeof drawNames>, features: any[], markers: any[], view: any, drawn: ReturnType<typeof pen>, place: any }) => void} check */
function everywhere(check) {
  for (const place of PLACES) {
    for (const screen of Object.values(SCREENS)) {
      for (const level of ZOOMS) {
        for (const busy of [false, true]) {
          const view = viewOf(place.centre, level, screen);
          const markers = busy ? findings(place.features, view) : [];
          const drawn = pen();
          const { features, lines } = place;
          const found = drawNames(/** @type {any} */ (drawn), { features, lines, view, palette: /** @type {any} */ ({ face: "sans-serif" }), markers, remembered: new Map() });
          check({ found, features, markers, view, drawn, place: `${place.code} at ${level} on ${screen.width}` });
        }
      }
    }
  }
}

test("no two names overlap, at any zoom of any place, on a narrow or a wide screen", () => {
  everywhere(({ found: { labels }, place }) => {
    labels.forEach(({ words, boxes }, index) => {
      for (const other of labels.slice(index + 1)) {
        assert.ok(!boxes.some((box) => other.boxes.some((taken) => overlap(box, taken))), `${words} and ${other.words}: ${place}`);
      }
    });
  });
});

test("no name and no sign lies under a finding or outside what is seen", () => {
  everywhere(({ found: { labels, signs }, markers, view, place }) => {
    for (const { words, boxes } of labels) {
      assert.ok(!boxes.some((box) => markers.some((marker) => overlap(box, marker))), `${words}: ${place}`);
      assert.ok(boxes.every((box) => overlap(box, view.window)), `${words}: ${place}`);
    }
    assert.ok(!signs.some((box) => markers.some((marker) => overlap(box, marker))), place);
  });
});

test("no name is written over a sign", () => {
  everywhere(({ found: { labels, signs }, place }) => {
    for (const { words, boxes } of labels) assert.ok(!boxes.some((box) => signs.some((sign) => overlap(box, sign))), `${words}: ${place}`);
  });
});

test("no name stands on its head, and a name is told once in a view, and once more for a stop or station that bears it", () => {
  everywhere(({ found: { labels }, features, drawn, place }) => {
    assert.ok(drawn.angles.every((angle) => angle > -Math.PI / 2 - 0.4 && angle < Math.PI / 2 + 0.4), place);
    for (const { words } of labels) {
      const alike = labels.filter((label) => label.words === words).length;
      const signed = ["stop", "station"].filter((sign) => features.some(({ kind, name }) => kind === sign && name?.includes(words)));
      assert.ok(alike <= 1 + signed.length, `${words}: ${place}`);
    }
  });
});

test("from zoom 16 every place tells its streets, and its park, water or square from afar", () => {
  const told = new Map(PLACES.map(({ code }) => [code, new Set()]));
  everywhere(({ found: { labels }, place }) => labels.forEach(({ words }) => told.get(place.split(" ")[0])?.add(words)));
  for (const [code, words] of [
    ["stureplan", ["Humlegården", "Stureplan", "Birger Jarlsgatan", "Kungsgatan", "Svampen", "Östermalmstorg"]],
    ["ostermalmstorg", ["Östermalmstorg", "Nybrogatan", "Hedvig Eleonora kyrkogård"]],
    ["gyllenstiernsgatan", ["Gyllenstiernsgatan", "Valhallavägens allé", "Karlavägen"]],
    ["tessinparken", ["Tessinparken", "Hedinsgatan", "Gärdet"]],
    ["universitetet-lappis", ["Lappkärret", "Universitetet", "Gångstråk Universitetet–Lappis"]],
  ]) {
    for (const word of words) assert.ok(told.get(/** @type {string} */ (code))?.has(word), `${word} at ${code}: ${[...(told.get(/** @type {string} */ (code)) ?? [])].join(", ")}`);
  }
});

test("a station under a finding stands aside, where it can still be seen", () => {
  const place = PLACES.find(({ code }) => code === "tessinparken");
  assert.ok(place);
  const station = /** @type {any} */ (place.features.find(({ kind, name }) => kind === "station" && name?.includes("Gärdet")));
  const [longitude, latitude] = [18.0978, 59.3448];
  const view = viewOf([longitude, latitude], 18, SCREENS.wide);
  const scale = 2 ** view.zoom;
  const [x, y] = [station.west * scale - view.left, station.north * scale - view.top];
  const marker = boxAround(x, y, 34);
  const { signs } = drawNames(/** @type {any} */ (pen()), { features: [station], lines: [], view, palette: /** @type {any} */ ({ face: "sans-serif" }), markers: [marker], remembered: new Map() });
  assert.equal(signs.length, 1);
  assert.ok(!overlap(signs[0], marker) && within(signs[0], view.window));
  assert.ok(Math.hypot(signs[0].x - x, signs[0].y - y) < 60);
});
