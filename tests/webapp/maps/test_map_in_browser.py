"""The whole map in a real Chromium, under the pages' policy: script by Folium, layers by us, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request

from geodata.areas import builtin_areas
from tests.webapp.maps.conftest import Site

pytestmark = [
    pytest.mark.browser,
    # from a plug-in of pytest-playwright, not from us
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]

CODES = [area.code for area in builtin_areas()]
TABLET = {"width": 820, "height": 1180}

VIOLATIONS = (
    "window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));"
)

# the colour of the canvases, laid over each other as the reader sees them, at a position
COLOUR = """([longitude, latitude]) => {
  const { map } = window.shown;
  const at = map.latLngToContainerPoint([latitude, longitude]);
  const box = map.getContainer().getBoundingClientRect();
  let colour = "none";
  for (const canvas of document.querySelectorAll(".lykta-canvas")) {
    const place = canvas.getBoundingClientRect();
    const scale = canvas.width / place.width;
    const [x, y] = [(box.left + at.x - place.left) * scale, (box.top + at.y - place.top) * scale];
    const [red, green, blue, alpha] = canvas.getContext("2d").getImageData(Math.round(x), Math.round(y), 1, 1).data;
    if (alpha === 255) colour = "#" + [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
  }
  return colour;
}"""

# the position so many pixels to the right of another
RIGHT_OF = """([longitude, latitude, right]) => {
  const { map } = window.shown;
  const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
  const { lat, lng } = map.containerPointToLatLng([x + right, y]);
  return [lng, lat];
}"""

IN_HUMLEGARDEN = [18.0725, 59.3395]
IN_LAPPKARRET = [18.0686, 59.3685]
STUREPLAN = {"longitude": 18.0741, "latitude": 59.3355}

Open = Callable[..., Page]


def finding(number: int, **changes: Any) -> dict[str, Any]:
    plain = {"finding_id": f"f{number}", "number": number, "kind": "unsafe", "category": "lighting", "severity": 4}
    return {**plain, **STUREPLAN, **changes}


@pytest.fixture
def opened(page: Page, map_site: Site) -> Open:
    """Open the map of a place and wait until it is drawn; `page.talk` is what the console and the policy said."""

    def open_map(code: str = "stureplan", *, theme: str = "light") -> Page:
        talk: list[str] = []
        asked: list[str] = []
        page.talk, page.asked = talk, asked  # type: ignore[attr-defined]

        def hear(message: ConsoleMessage) -> None:
            talk.append(message.text)

        def fail(error: Error) -> None:
            talk.append(str(error))

        def ask(request: Request) -> None:
            asked.append(request.url)

        page.on("console", hear)
        page.on("pageerror", fail)
        page.on("request", ask)
        page.add_init_script(VIOLATIONS)
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]
        page.goto(map_site.page(code, theme=theme))
        page.wait_for_function("() => document.documentElement.dataset.ready")
        return page

    return open_map


def settled(page: Page) -> None:
    """Wait until what was asked for has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def show(page: Page, *findings: dict[str, Any]) -> None:
    page.evaluate("(findings) => window.shown.findings.setData(findings)", list(findings))
    settled(page)


def go(
    page: Page, *, zoom: float, longitude: float = STUREPLAN["longitude"], latitude: float = STUREPLAN["latitude"]
) -> None:
    page.evaluate(
        "([at, zoom]) => window.shown.map.setView(at, zoom, { animate: false })", [[latitude, longitude], zoom]
    )
    settled(page)


def press(page: Page, *, longitude: float, latitude: float, right: float = 0) -> None:
    place = page.evaluate("(at) => window.shown.map.latLngToContainerPoint(at)", [latitude, longitude])
    page.mouse.click(place["x"] + right, place["y"])


@pytest.mark.parametrize("theme", ["light", "night"])
@pytest.mark.parametrize("code", CODES)
def test_a_map_breaks_no_rule_says_nothing_and_calls_nobody(
    code: str, theme: str, opened: Open, map_site: Site
) -> None:
    page = opened(code, theme=theme)
    show(page, finding(1), finding(2, kind="safe"), finding(3, kind="suggestion", pending=True))
    for zoom in (14, 15, 16, 17, 18, 19, 20):
        page.evaluate("(zoom) => window.shown.map.setZoom(zoom, { animate: false })", zoom)
    settled(page)
    assert page.evaluate("() => refused") == []
    assert page.talk == []  # type: ignore[attr-defined]
    assert [url for url in page.asked if not url.startswith(map_site.address)] == []  # type: ignore[attr-defined]
    assert Axe().run(page).violations_count == 0


def test_the_park_is_drawn(opened: Open) -> None:
    assert opened().evaluate(COLOUR, IN_HUMLEGARDEN) == "#cbe3c5"


def test_water_is_drawn(opened: Open) -> None:
    page = opened("universitetet-lappis")
    lakes = page.evaluate("() => window.shown.basemap.features.filter(({ kind }) => kind === 'water').length")
    go(page, zoom=18, longitude=IN_LAPPKARRET[0], latitude=IN_LAPPKARRET[1])
    assert lakes == 1
    assert page.evaluate(COLOUR, IN_LAPPKARRET) == "#b9d8ea"


def test_the_theme_turns_the_map_without_a_reload(opened: Open) -> None:
    page = opened()
    page.evaluate("() => { document.documentElement.dataset.theme = 'night'; }")
    settled(page)
    assert page.evaluate(COLOUR, IN_HUMLEGARDEN) == "#16301f"


def test_the_boundary_takes_its_colour_from_the_style_sheet(opened: Open) -> None:
    page = opened()
    stroke = "() => getComputedStyle(document.querySelector('.m-bound')).stroke"
    by_day = page.evaluate(stroke)
    page.evaluate("() => { document.documentElement.dataset.theme = 'night'; }")
    assert (by_day, page.evaluate(stroke)) == ("rgb(14, 76, 95)", "rgb(111, 176, 194)")


def test_a_pressed_marker_tells_which_one_it_is(opened: Open) -> None:
    page = opened()
    go(page, zoom=18)
    show(page, finding(1), finding(2, longitude=STUREPLAN["longitude"] + 0.001))
    press(page, **STUREPLAN, right=20)
    press(page, **STUREPLAN, right=60)
    assert page.evaluate("() => window.shown.pressed") == ["f1"]


def test_a_pressed_pill_opens_by_going_nearer(opened: Open) -> None:
    page = opened()
    go(page, zoom=15)
    show(page, finding(1), finding(2, longitude=STUREPLAN["longitude"] + 0.0001))
    press(page, **STUREPLAN)
    page.wait_for_function("() => window.shown.map.getZoom() >= 18")
    assert page.evaluate("() => window.shown.pressed") == []


def test_the_selected_finding_stands_in_the_light_of_the_lantern(opened: Open) -> None:
    page = opened()
    go(page, zoom=18)
    show(page, finding(1))
    # the disc's edge: 0.94 times the 42 px of a marker of severity 4
    beside = page.evaluate(RIGHT_OF, [*STUREPLAN.values(), 42 * 0.94])
    before = page.evaluate(COLOUR, beside)
    page.evaluate("() => window.shown.findings.select('f1')")
    settled(page)
    assert page.evaluate(COLOUR, beside) == "#14242b" != before
    page.evaluate("() => window.shown.findings.select(null)")
    settled(page)
    assert page.evaluate(COLOUR, beside) == before


def test_people_are_not_drawn_even_if_they_are_given(opened: Open) -> None:
    page = opened()
    go(page, zoom=18)
    show(page, finding(1, category="vulnerable_people"), finding(2, longitude=None, latitude=None))
    press(page, **STUREPLAN)
    assert page.evaluate("() => window.shown.pressed") == []
    place = "(at) => window.shown.findings.at(window.shown.map.latLngToContainerPoint(at))"
    assert page.evaluate(place, [STUREPLAN["latitude"], STUREPLAN["longitude"]]) == []


def test_the_walkers_own_position_is_drawn_and_taken_away(opened: Open) -> None:
    page = opened()
    go(page, zoom=19)
    before = page.evaluate(COLOUR, [*STUREPLAN.values()])
    page.evaluate("(position) => window.shown.findings.setPosition(position)", {**STUREPLAN, "accuracy_m": 6})
    settled(page)
    assert page.evaluate(COLOUR, [*STUREPLAN.values()]) == "#ffc53d"
    page.evaluate("() => window.shown.findings.setPosition(null)")
    settled(page)
    assert page.evaluate(COLOUR, [*STUREPLAN.values()]) == before


def test_the_canvases_stay_on_the_ground_while_a_zoom_is_under_way(opened: Open) -> None:
    page = opened()
    misses = page.evaluate(
        """() => {
          const { map, basemap } = window.shown;
          const place = L.latLng(59.3375, 18.071);
          const { left, top, zoom } = basemap._view;
          const drawn = map.project(place, zoom).subtract([left, top]);
          const canvas = document.querySelector(".lykta-canvas");
          return [[16.3, 59.337, 18.07], [17.6, 59.335, 18.075], [19, 59.3375, 18.071]].map(([next, lat, lng]) => {
            const center = L.latLng(lat, lng);
            map.fire("zoomanim", { center, zoom: next });
            const { a: scale, e: x, f: y } = new DOMMatrix(getComputedStyle(canvas).transform);
            const expected = map._latLngToNewLayerPoint(place, next, center);
            return expected.distanceTo(drawn.multiplyBy(scale).add([x, y]));
          });
        }"""
    )
    # the style may still be on its way to the new transform: Leaflet's class for it is not set here
    assert max(misses) < 1.5


def test_a_pan_beyond_the_margin_leaves_no_bare_ground(opened: Open) -> None:
    page = opened()
    page.mouse.move(700, 600)
    page.mouse.down()
    for x in range(700, 100, -60):
        page.mouse.move(x, 600)
        settled(page)
    right_edge = page.evaluate(
        "() => document.querySelector('.lykta-canvas').getBoundingClientRect().right - window.innerWidth"
    )
    page.mouse.up()
    assert right_edge >= 0


def test_the_keyboard_moves_the_map(opened: Open) -> None:
    page = opened()
    before = page.evaluate("() => window.shown.map.getCenter().lng")
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(before) => window.shown.map.getCenter().lng > before + 1e-5", arg=before)


def test_who_wants_no_motion_sees_none(page: Page, opened: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened()
    before = page.evaluate("() => window.shown.map.getCenter().lng")
    after = page.evaluate("() => { window.shown.map.panBy([80, 0]); return window.shown.map.getCenter().lng; }")
    assert after > before + 1e-5
    assert page.evaluate("() => window.shown.map.options.inertia") is False
    assert page.evaluate("() => document.querySelector('.leaflet-pan-anim')") is None


def test_the_controls_speak_the_language_of_the_page_and_fit_a_finger(opened: Open) -> None:
    page = opened()
    for name in ("Zooma in", "Zooma ut"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None and box["width"] >= 48 and box["height"] >= 48
    assert page.get_by_text("© Den som ritade kartan", exact=True).is_visible()
    assert page.get_by_text("Leaflet").count() == 0


def test_the_page_s_attribution_is_the_only_one_and_is_written_as_text(opened: Open, page: Page) -> None:
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {}, true);"
        "new MutationObserver(() => { const map = document.getElementById('map');"
        " if (map) map.dataset.attribution = '<img src=x onerror=\"window.ran = 1\">'; })"
        ".observe(document, { childList: true, subtree: true });"
    )
    opened()
    assert page.locator(".map-attr").inner_text().startswith("<img")
    assert page.evaluate("() => window.ran") is None


def test_a_symbol_of_the_sheet_is_drawn_on_a_page(opened: Open) -> None:
    box = opened().evaluate(
        "() => { const { width, height } = document.querySelector('use').getBBox(); return [width, height]; }"
    )
    assert min(box) > 10


def test_numbers_stand_on_paper_at_any_zoom(opened: Open) -> None:
    page = opened()
    go(page, zoom=18)
    show(page, finding(1))
    picture = "() => [...document.querySelectorAll('.lykta-canvas')].at(-1).toDataURL()"
    on_screen = page.evaluate(picture)
    page.emulate_media(media="print")
    settled(page)
    assert page.evaluate(picture) != on_screen
    page.emulate_media(media="screen")
    settled(page)
    assert page.evaluate(picture) == on_screen


def test_a_wish_for_more_contrast_reaches_the_names(opened: Open) -> None:
    page = opened()
    picture = "() => document.querySelectorAll('.lykta-canvas')[1].toDataURL()"
    before = page.evaluate(picture)
    page.emulate_media(contrast="more")
    settled(page)
    assert page.evaluate(picture) != before


def test_without_its_ground_the_map_takes_pins_and_asks_again_when_there_is_a_network(
    page: Page, map_site: Site
) -> None:
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.route("**/*.geojson", lambda route: route.abort())
    page.goto(map_site.page("stureplan"))
    page.wait_for_function("() => window.shown")
    go(page, zoom=18)
    show(page, finding(1))
    press(page, **STUREPLAN)
    assert page.evaluate("() => window.shown.pressed") == ["f1"]
    assert page.evaluate("() => window.shown.basemap.features.length") == 0
    page.unroute("**/*.geojson")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.shown.basemap.features.length > 0")


def test_where_the_modules_cannot_be_had_the_page_is_told(page: Page, map_site: Site) -> None:
    page.route("**/mount.mjs", lambda route: route.abort())
    page.goto(map_site.page("stureplan"))
    told = page.evaluate("() => lykta.mounted.then(() => 'stands', () => 'fails')")
    assert told == "fails"
