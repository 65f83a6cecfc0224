"""The whole capture by keyboard alone: everything is reached, seen and undone, and the sight goes by metres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.crs import to_metric
from tests.browser.conftest import Served, tablet_ready
from tests.browser.tablet_page import TabletPage, open_tablet, pinned

pytestmark = pytest.mark.browser

MOST_TABS = 90

# Every control that can be pressed now. Of radio buttons with one name the Tab key reaches one, the arrows the rest;
# what a script alone focuses (tabindex -1) is no stop.
CONTROLS = """() => {
  const groups = new Set();
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  return controls.filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.disabled || element.type === "hidden") return false;
    if (element.type !== "radio") return true;
    const first = !groups.has(element.name);
    groups.add(element.name);
    return first;
  }).map((element) => (element.type === "radio" ? `radio ${element.name}` : element.outerHTML.slice(0, 140)));
}"""

# What has the focus, and why it could not be seen: no ring, outside the window, or under something else.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = element.type === "radio" ? `radio ${element.name}` : element.outerHTML.slice(0, 140);
  const shown = element.type === "radio" ? element.closest("label") : element;
  // the outline is for systems that paint their own colours, and is transparent elsewhere: the ring is a shadow
  const ringed = ({ boxShadow }) => / 0px 0px 0px [35]px/.test(boxShadow);
  const rings = [getComputedStyle(shown), getComputedStyle(shown, "::after")];
  const box = shown.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const there = left < right && top < bottom && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const faults = [];
  if (!rings.some(ringed)) faults.push("no ring");
  if (!there) faults.push("outside the window");
  else if (!shown.contains(there) && !there.contains(shown)) faults.push("under " + there.outerHTML.slice(0, 60));
  return { name, faults };
}"""


def tab_round(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab from the top of the page until it begins anew; give what was reached, and what could not be seen."""
    page.evaluate("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); scrollTo(0, 0); }")
    page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    reached: list[str] = []
    faults: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused: dict[str, Any] | None = page.evaluate(FOCUSED)
        if reached and focused is not None and focused["name"] == reached[-1]:
            # a date has a stop for each of its numbers
            continue
        if focused is None or focused["name"] in reached:
            break
        reached.append(focused["name"])
        faults += [f"{fault}: {focused['name']}" for fault in focused["faults"]]
    return reached, faults


def assert_all_reached(page: Page, where: str) -> None:
    expected: list[str] = page.evaluate(CONTROLS)
    reached, faults = tab_round(page)
    assert [name for name in expected if name not in reached] == [], f"{where}: never reached"
    assert not faults, f"{where}: {faults}"
    # in reading order, as the document has them
    assert [name for name in reached if name in expected] == expected, where


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a control with this name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(name) => (document.activeElement?.textContent ?? '').trim().startsWith(name)", name):
            return
    raise AssertionError(f"Tab never came to {name}")


def at_heading(page: Page, words: str) -> None:
    """Wait until the focus is on a heading that begins so: a screen reader then says what the step is about."""
    page.wait_for_function(
        """(words) => {
          const { activeElement: there } = document;
          return there.matches("h2") && there.textContent.trim().startsWith(words);
        }""",
        arg=words,
    )


@pytest.fixture
def tablet(serve: Callable[..., Served], open_context: Callable[..., Any]) -> TabletPage:
    """Give a joined tablet at a walk of an empty folder; its house is `tablet.house`."""
    served = serve()
    made = open_tablet(open_context(), served, served.house.plan())
    made.house = served.house  # type: ignore[attr-defined]
    return made


def test_tab_reaches_everything_in_reading_order_and_the_focus_is_always_seen(
    serve: Callable[..., Served], open_context: Callable[..., Any]
) -> None:
    served = serve(demo=True)
    walk = served.house.plan()
    page = open_context(reduced_motion="reduce").new_page()
    for path in ("/", "/anslut", "/hjalp"):
        page.goto(f"{served.url}{path}")
        assert_all_reached(page, path)
    page.goto(served.link(served.house.secret("partner", place="tessinparken")))
    page.locator("[data-rows] li").first.wait_for()
    assert_all_reached(page, "shared map")
    page.goto(f"{served.url}/plats/tessinparken/rapport")
    assert_all_reached(page, "report")

    page.goto(f"{served.url}/anslut/{served.house.secret('join', walk=walk.walk_id)}")
    tab_to(page, "Gå med")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vandring/*")
    tablet_ready(page)
    assert_all_reached(page, "tablet: kinds")
    page.locator("[data-kind]").first.press("Enter")
    assert_all_reached(page, "tablet: categories")
    page.locator("[data-more]").press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.category") == "walking_surface"
    assert_all_reached(page, "tablet: more categories")
    page.locator('[data-category="vulnerable_people"]').press("Enter")
    assert_all_reached(page, "tablet: need")
    page.keyboard.press("Escape")
    page.locator('[data-category="other"]').press("Enter")
    assert_all_reached(page, "tablet: save")
    page.locator('[type="submit"]:visible').press("Enter")
    page.get_by_text("Sparad.").wait_for()
    # the demo is dark and the walk is on: the receipt is news, and comes first
    at_heading(page, "Sparad.")
    page.locator('[data-opens="place"]').press("Enter")
    assert_all_reached(page, "tablet: without the map")
    page.keyboard.press("Escape")
    page.locator(".sheet-list").press("Enter")
    assert_all_reached(page, "tablet: list")
    page.locator('[data-do="edit"]:visible').first.press("Enter")
    assert_all_reached(page, "tablet: edit")


def test_arrows_move_the_sight_by_metres_and_keys_pin(tablet: TabletPage) -> None:
    page, keys = tablet.page, tablet.page.keyboard
    tablet.aim_at("59.3428", "18.096")
    page.locator("#map").focus()
    for _ in range(3):
        keys.press("ArrowUp")
    keys.press("Shift+ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("ArrowLeft")
    keys.press("Shift+ArrowDown")
    page.locator("[data-sight-live]").filter(has_text="Siktet flyttat 7 m söderut, 19 m österut.").wait_for(
        state="attached"
    )
    keys.press("Enter")
    at_heading(page, "Vad ser du vid siktet?")
    keys.press("1")
    at_heading(page, "Vad gäller det?")
    tab_to(page, "Belysning")
    keys.press("Enter")
    at_heading(page, "Otryggt, belysning")
    # Enter at the map pins: the words are chosen, the place is looked at once more
    page.locator("#map").focus()
    keys.press("Enter")
    at_heading(page, "Sparad.")
    keys.press("2")
    assert page.locator('[data-step="category"] [data-mark="safe"]').first.is_visible()
    keys.press("Escape")
    keys.press("3")
    assert page.locator('[data-step="category"] [data-mark="suggestion"]').first.is_visible()
    keys.press("Escape")
    tablet.says("Allt skickat")

    (found,) = pinned(tablet.house)  # type: ignore[attr-defined]
    assert (found.kind, found.category, found.position_method) == ("unsafe", "lighting", "crosshair")
    from_east, from_north = to_metric(18.096, 59.3428)
    east, north = to_metric(found.longitude, found.latitude)
    # six decimals of a degree are a tenth of a metre
    assert east - from_east == pytest.approx(19, abs=0.12)
    assert north - from_north == pytest.approx(-7, abs=0.12)


def test_escape_goes_back_step_by_step_and_nothing_is_lost(tablet: TabletPage) -> None:
    page, keys = tablet.page, tablet.page.keyboard
    page.locator("#map").focus()
    keys.press("1")
    tab_to(page, "Belysning")
    keys.press("Enter")
    tab_to(page, "3")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("Släckt lykta 1 2 3")
    keys.press("Escape")
    at_heading(page, "Vad gäller det?")
    keys.press("Escape")
    at_heading(page, "Vad ser du vid siktet?")
    keys.press("Escape")
    at_heading(page, "Vad ser du vid siktet?")
    keys.press("1")
    tab_to(page, "Trafik")
    keys.press("Enter")
    assert page.locator("#save-text").input_value() == "Släckt lykta 1 2 3"
    tab_to(page, "Spara")
    keys.press("Enter")
    at_heading(page, "Sparad.")
    tablet.says("Allt skickat")
    (found,) = pinned(tablet.house)  # type: ignore[attr-defined]
    assert (found.category, found.severity, found.text) == ("traffic", 3, "Släckt lykta 1 2 3")


def test_without_the_map_the_sight_goes_to_a_name_or_a_coordinate(tablet: TabletPage) -> None:
    page, keys = tablet.page, tablet.page.keyboard
    page.locator("#map").focus()
    tab_to(page, "Utan karta")
    keys.press("Enter")
    at_heading(page, "Ange platsen utan karta")
    page.get_by_label("Vid", exact=True).focus()
    keys.type("Erik D")
    chosen = page.get_by_label("Vid", exact=True).evaluate("(field) => ({ ...field.selectedOptions[0].dataset })")
    tab_to(page, "Ställ siktet där")
    keys.press("Enter")
    assert tablet.sight == "Vid Erik Dahlbergsgatan"
    keys.press("1")
    tab_to(page, "Belysning")
    keys.press("Enter")
    tab_to(page, "Spara")
    keys.press("Enter")

    for latitude, longitude in (("59,3431", "18,0955"), ("59.3432", "18.0957"), ("18,09", "59,34"), ("femtionio", "")):
        tab_to(page, "Utan karta")
        keys.press("Enter")
        for name, degrees in (("Latitud", latitude), ("Longitud", longitude)):
            page.get_by_label(name).focus()
            keys.press("Control+a")
            keys.type(degrees or " ")
        keys.press("Enter")
        if latitude.startswith("59"):
            at_heading(page, "Vad ser du vid siktet?")
            keys.press("3")
            tab_to(page, "Växtlighet")
            keys.press("Enter")
            tab_to(page, "Spara")
            keys.press("Enter")
            page.locator("[data-receipt-text]").get_by_text("Förslag, växtlighet").wait_for()
        else:
            # said at the field, which keeps its words and has the focus
            field = page.get_by_label("Latitud")
            assert field.get_attribute("aria-invalid") == "true"
            assert page.locator("#place-latitude-error").inner_text() != ""
            assert (field.input_value(), field.evaluate("(field) => field === document.activeElement")) == (
                latitude,
                True,
            )
            keys.press("Escape")
    tablet.says("Allt skickat")

    beside, comma, dot = pinned(tablet.house)  # type: ignore[attr-defined]
    assert [found.position_method for found in (beside, comma, dot)] == ["landmark", "coordinate", "coordinate"]
    assert (beside.longitude, beside.latitude) == (
        pytest.approx(float(chosen["longitude"]), abs=1e-6),
        pytest.approx(float(chosen["latitude"]), abs=1e-6),
    )
    assert (comma.latitude, comma.longitude) == (59.3431, 18.0955)
    assert (dot.latitude, dot.longitude) == (59.3432, 18.0957)
