// @ts-check
/** The filters of the shared map: one noun with two spellings, the page's address and the question to the server. */

/**
 * @typedef {{ kind: string, category: string, from: string, to: string }} Filters "" where nothing is chosen; days as ISO 8601
 */

/** @type {[keyof Filters, string][]} */
const IN_ADDRESS = [
  ["kind", "sort"],
  ["category", "kategori"],
  ["from", "fran"],
  ["to", "till"],
];

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ kind: "", category: "", from: "", to: "" });

/**
 * Read filters from the words of the address (or of the form, which has the same).
 *
 * @param {URLSearchParams} words
 * @returns {Filters}
 */
export function readFilters(words) {
  const filters = { ...NO_FILTERS };
  for (const [name, word] of IN_ADDRESS) filters[name] = words.get(word) ?? "";
  return filters;
}

/**
 * @param {Filters} filters
 * @returns {string} for example ?sort=unsafe, or "" without filters
 */
export function addressOf(filters) {
  const words = new URLSearchParams();
  for (const [name, word] of IN_ADDRESS) if (filters[name]) words.set(word, filters[name]);
  const search = words.toString();
  return search && `?${search}`;
}

/**
 * @param {Filters} filters
 * @param {string | null} since where the last answer ended; null asks for all
 * @returns {string} for example ?kind=unsafe&since=12.ab
 */
export function questionOf(filters, since) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) words.set(name, value);
  if (since) words.set("since", since);
  const search = words.toString();
  return search && `?${search}`;
}

/** @param {Filters} filters */
export function isFiltered(filters) {
  return Object.values(filters).some(Boolean);
}
