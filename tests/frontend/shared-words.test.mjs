// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { lightWord, severityText } from "../../webapp/static/js/lib/finding_words.mjs";
import { clockText, dayText, isoDay, momentText } from "../../webapp/static/js/lib/format.mjs";
import { addressOf, isFiltered, NO_FILTERS, questionOf, readFilters } from "../../webapp/static/js/shared/filters.mjs";
import * as sentences from "../../webapp/static/js/shared/sentences.mjs";
import { finding } from "./shared_findings.mjs";

const NOW = new Date("2026-11-26T18:00:00Z");
const WORDS = {
  kinds: new Map([["unsafe", "Otryggt"], ["safe", "Tryggt, bevara"], ["suggestion", "Förslag"]]),
  categories: new Map([["", "Alla kategorier"], ["lighting", "Belysning"]]),
};

test("times are those of Stockholm, in winter and in summer", () => {
  assert.equal(clockText(new Date("2026-11-26T17:42:00Z")), "18.42");
  assert.equal(clockText(new Date("2026-06-26T17:42:00Z")), "19.42");
  assert.equal(clockText(new Date("2026-11-25T23:05:00Z")), "00.05");
  assert.equal(isoDay(new Date("2026-11-25T23:05:00Z")), "2026-11-26");
});

test("a day has its year only where that is not the present one", () => {
  assert.equal(dayText(new Date("2026-11-12T18:00:00Z"), NOW), "12 nov");
  assert.equal(dayText(new Date("2025-11-12T18:00:00Z"), NOW), "12 nov 2025");
});

test("of today the clock counts, of other days the day", () => {
  assert.equal(momentText(new Date("2026-11-26T17:42:00Z"), NOW), "i dag 18.42");
  assert.equal(momentText(new Date("2026-11-25T17:42:00Z"), NOW), "25 nov");
});

test("filters survive the way into the address and back", () => {
  const filters = { kind: "unsafe", category: "lighting", from: "2026-01-01", to: "2026-12-31" };
  assert.equal(addressOf(filters), "?sort=unsafe&kategori=lighting&fran=2026-01-01&till=2026-12-31");
  assert.deepEqual(readFilters(new URLSearchParams(addressOf(filters))), filters);
  assert.equal(addressOf(NO_FILTERS), "");
  assert.deepEqual(readFilters(new URLSearchParams("")), NO_FILTERS);
  assert.deepEqual([isFiltered(filters), isFiltered(NO_FILTERS)], [true, false]);
});

test("what a filter holds cannot become another word of the address", () => {
  assert.equal(addressOf({ ...NO_FILTERS, category: "a&sort=safe" }), "?kategori=a%26sort%3Dsafe");
});

test("the server is asked in its own words, with the cursor last", () => {
  assert.equal(questionOf({ ...NO_FILTERS, kind: "safe", to: "2026-12-31" }, "12.ab"), "?kind=safe&to=2026-12-31&since=12.ab");
  assert.equal(questionOf(NO_FILTERS, null), "");
});

test("a row is headed by the walker's words, else by kind and category", () => {
  assert.equal(sentences.titleOf(finding(1, { text: " Mörkt under arkaden " }), WORDS), "Mörkt under arkaden");
  assert.equal(sentences.titleOf(finding(1, { text: "  " }), WORDS), "Otryggt: belysning");
  assert.equal(sentences.titleOf(finding(1, { category: "new_code" }), WORDS), "Otryggt: new_code");
});

test("below it stand what, where, when and the light, each where it is known and not said already", () => {
  assert.equal(sentences.detailsOf(finding(1, { text: "Mörkt", near: "Svampen" }), WORDS, NOW), "Belysning · Svampen · i dag 18.42, mörker");
  assert.equal(sentences.detailsOf(finding(1), WORDS, NOW), "i dag 18.42, mörker");
  assert.equal(sentences.detailsOf(finding(1, { longitude: null, latitude: null, near: "Svampen", light: "" }), WORDS, NOW), "Utan punkt · i dag 18.42");
});

test("a light is a word, and none where it is not known", () => {
  assert.deepEqual(["daylight", "twilight", "darkness", "dusk", ""].map(lightWord), ["dagsljus", "skymning", "mörker", "", ""]);
});

test("severity is a word beside the size", () => {
  assert.equal(severityText(4), "Allvar 4 av 4");
  assert.equal(severityText(null), "");
});

test("counts are sentences, for none, one and many", () => {
  const updated = new Date("2026-11-26T17:42:00Z");
  assert.equal(sentences.countsOf(0, updated), "0 iakttagelser. Uppdaterad 18.42");
  assert.equal(sentences.countsOf(1, updated), "1 iakttagelse. Uppdaterad 18.42");
  assert.equal(sentences.countsOf(23, updated), "23 iakttagelser. Uppdaterad 18.42");
  assert.equal(sentences.newsOf(1, updated), "1 ny sedan 18.42");
  assert.equal(sentences.newsOf(2, updated), "2 nya sedan 18.42");
  assert.equal(sentences.kindCountsOf(new Map([["suggestion", 5], ["unsafe", 12]]), WORDS), "Otryggt 12 · Förslag 5");
  assert.equal(sentences.kindCountsOf(new Map(), WORDS), "");
});

test("emptiness, silence and an ended link say what to do", () => {
  assert.equal(sentences.emptinessOf(true), "Inga träffar. Ta bort ett filter.");
  assert.equal(sentences.emptinessOf(false), "Inga iakttagelser än. De visas här när någon sätter en på kartan.");
  assert.equal(sentences.silenceOf(new Date("2026-11-26T17:42:00Z")), "Ingen kontakt med servern. Listan visar läget 18.42. Försöker igen.");
  assert.equal(sentences.silenceOf(null), "Ingen kontakt med servern. Försöker igen.");
  assert.equal(sentences.expiryOf(), "Länken gäller inte längre. Be samordnaren om en ny.");
});

test("a period is told by its ends", () => {
  assert.equal(sentences.periodOf({ ...NO_FILTERS, from: "2026-01-01", to: "2026-12-31" }, NOW), "1 jan–31 dec");
  assert.equal(sentences.periodOf({ ...NO_FILTERS, from: "2025-01-01" }, NOW), "Från 1 jan 2025");
  assert.equal(sentences.periodOf({ ...NO_FILTERS, to: "2026-12-31" }, NOW), "Till 31 dec");
  assert.equal(sentences.periodOf(NO_FILTERS, NOW), "");
});
