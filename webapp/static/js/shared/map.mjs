// @ts-check
/** The findings on the map. The list works before the map has come, and without it. */

/** Room between the outermost finding and the edge, as the map script leaves around the boundary. */
const ROOM_PX = 24;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class MapView {
  #mounted = /** @type {{ map: any, findings: any, boundary: any } | null} */ (null);
  #findings = /** @type {import("./rows.mjs").Finding[]} */ ([]);
  #read = false;
  #framed = false;
  #selected = /** @type {string | null} */ (null);

  /**
   * @param {HTMLElement} element what the map stands in
   * @param {{ onSelect: (id: string) => void }} options
   */
  constructor(element, { onSelect }) {
    element.addEventListener("lykta:select", (event) => {
      onSelect(/** @type {CustomEvent<{ finding_id: string }>} */ (event).detail.finding_id);
    });
    void this.#mount(element);
  }

  /** @param {import("./rows.mjs").Finding[]} findings in the order of their numbers; those without a point are not drawn */
  show(findings) {
    this.#findings = findings;
    this.#read = true;
    this.#draw();
  }

  /**
   * Light the lantern behind one finding.
   *
   * @param {string} id
   * @param {{ pan: boolean }} options pan: bring it into the middle of the view
   */
  select(id, { pan }) {
    this.#selected = id;
    if (!this.#mounted) return;
    this.#mounted.findings.select(id);
    const finding = this.#findings.find(({ finding_id }) => finding_id === id);
    if (!pan || !finding || finding.latitude === null || finding.longitude === null) return;
    this.#mounted.map.panTo([finding.latitude, finding.longitude], { animate: !still.matches });
  }

  #draw() {
    if (!this.#mounted) return;
    this.#mounted.findings.setData(this.#findings);
    if (this.#read && !this.#framed) this.#frame();
  }

  /** The first view shows the whole place, and what was found just outside it. Later ones are the reader's own. */
  #frame() {
    const { map, boundary } = /** @type {{ map: any, boundary: any }} */ (this.#mounted);
    this.#framed = true;
    const points = this.#findings
      .filter(({ latitude, longitude }) => latitude !== null && longitude !== null)
      .map(({ latitude, longitude }) => [latitude, longitude]);
    // a marker right at the edge is half a marker
    const seen = map.getBounds().pad(-0.03);
    if (points.every((point) => seen.contains(point))) return;
    for (const point of points) boundary.extend(point);
    map.fitBounds(boundary, { padding: [ROOM_PX, ROOM_PX], animate: false });
  }

  /** @param {HTMLElement} element */
  async #mount(element) {
    // absent where the map's scripts could not be had: the list says the same, so the page goes on without it
    const lykta = /** @type {any} */ (globalThis).lykta;
    this.#mounted = (await lykta?.mounted.catch(() => null)) ?? null;
    if (!this.#mounted) return;
    this.#draw();
    if (this.#selected) this.select(this.#selected, { pan: true });
    // a message above the map takes some of its height without the window changing
    new ResizeObserver(() => this.#mounted?.map.invalidateSize()).observe(element);
    this.#printWith(element, this.#mounted.map);
  }

  /**
   * Draw the map for paper before it is printed: a canvas does not follow the style sheet by itself, and paper has
   * another size and is always day.
   *
   * @param {HTMLElement} element
   * @param {any} map
   */
  #printWith(element, map) {
    const root = document.documentElement.dataset;
    let theme = root.theme;
    addEventListener("beforeprint", () => {
      theme = root.theme;
      root.theme = "light";
      element.classList.add("on-paper");
      map.invalidateSize({ animate: false });
    });
    addEventListener("afterprint", () => {
      root.theme = theme;
      element.classList.remove("on-paper");
      map.invalidateSize({ animate: false });
    });
  }
}
