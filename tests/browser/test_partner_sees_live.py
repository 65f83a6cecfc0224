"""A partner without an account: the list and the map of a place, live, filtered, on any screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Served, join_tablet
from tests.browser.tablet_page import open_tablet, pinned
from tests.browser.test_pages_for_everyone import COORDINATOR_PAGES, OPEN_PAGES
from tests.conftest import Tablet

pytestmark = pytest.mark.browser

WITHIN_MS = 10_000

# what the map draws at a point of the earth, by its own answer to a press there
DRAWN_AT = """([longitude, latitude]) => {
  const { map, findings } = window.shown;
  return findings.at(map.latLngToContainerPoint([latitude, longitude])).map((finding) => finding.finding_id);
}"""

# where the reader is: view of the map, scroll of list and page, the selected row
PLACE_OF_READER = """() => {
  const { lat, lng } = window.shown.map.getCenter();
  const rows = document.querySelector("[data-rows]");
  const scrolled = [];
  for (let element = rows; element; element = element.parentElement) scrolled.push(element.scrollTop);
  const selected = rows.querySelector("[aria-current]")?.closest("li").dataset.finding ?? null;
  return { lat, lng, zoom: window.shown.map.getZoom(), scrolled, selected, address: location.href };
}"""

# how many pixels have the lantern's light: its colour, half transparent
LIT = """() => {
  const probe = document.createElement("i");
  probe.style.color = "var(--lantern)";
  window.shown.map.getContainer().append(probe);
  const lantern = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  let lit = 0;
  for (const canvas of document.querySelectorAll("#map canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      const light = data[i + 3] > 60 && data[i + 3] < 160;
      if (light && lantern.every((part, n) => Math.abs(data[i + n] - part) < 8)) lit += 1;
    }
  }
  return lit;
}"""


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """Give a running server with an empty folder."""
    return serve()


def open_shared(context: BrowserContext, served: Served, place: str = "tessinparken") -> Page:
    """Open a partner's link and wait for list and map."""
    page = context.new_page()
    answer = page.goto(served.link(served.house.secret("partner", place=place)))
    assert answer is not None
    assert "Lampa" not in answer.text()
    page.locator("[data-rows]:not([aria-busy])").wait_for()
    page.evaluate("async () => { window.shown = await window.lykta.mounted; }")
    page.locator("#map canvas").first.wait_for()
    return page


def pin_rows(tablet: Tablet, count: int, **fields: Any) -> None:
    """Pin findings in a line, ten metres apart."""
    creates = []
    for number in range(count):
        operation = tablet.operation("create")
        operation["fields"] = {
            "kind": "unsafe",
            "category": "lighting",
            "text": f"Lampa {number + 1} lyser inte.",
            "longitude": round(18.0930 + number * 0.00018, 6),
            "latitude": 59.3428,
            "position_method": "crosshair",
            "observed_at": tablet.house.clock.now.isoformat(),
        } | fields
        creates.append(operation)
    assert {result["result"] for result in tablet.send(*creates)} == {"applied"}


def rows(page: Page) -> list[str]:
    return page.locator("[data-rows] .finding-title").all_inner_texts()


def wait_for_rows(page: Page, count: int) -> None:
    page.wait_for_function(
        "(count) => document.querySelectorAll('[data-rows]:not([aria-busy]) > li').length === count", arg=count
    )


def test_a_pin_appears_by_itself_and_the_reader_stays_where_they_are(
    served: Served, open_context: Callable[..., BrowserContext]
) -> None:
    house = served.house
    walk = house.plan()
    pin_rows(house.join(walk), 25)
    tablet = open_tablet(open_context(), served, walk)
    page = open_shared(open_context(width=1440, height=900), served)
    assert len(rows(page)) == 25
    assert page.get_by_text("25 iakttagelser. Uppdaterad 18.42").is_visible()

    page.locator("[data-rows] li").nth(11).get_by_role("link").click()
    # scrolling, selecting and panning have come to rest
    page.wait_for_function("() => !document.querySelector('#map .leaflet-pan-anim')")
    page.evaluate("() => window.shown.map.setZoom(19, { animate: false })")
    before = page.evaluate(PLACE_OF_READER)
    assert before["selected"]
    assert max(before["scrolled"]) > 0

    tablet.aim_at("59,3429", "18,0971")
    tablet.pin("safe", "street_life", text="Här möts folk på kvällen.")
    tablet.says("Allt skickat")
    new = next(found for found in pinned(house) if found.kind == "safe")
    page.clock.fast_forward(WITHIN_MS)
    wait_for_rows(page, 26)
    row = page.locator(f'[data-finding="{new.finding_id}"]')
    assert "Här möts folk på kvällen." in row.inner_text()
    assert row.get_by_text("Ny", exact=True).is_visible()
    assert page.locator("[data-live-text]").inner_text() == "1 ny sedan 18.42"
    assert page.evaluate(PLACE_OF_READER) == before

    page.locator("[data-live-show]").click()
    page.wait_for_function("(id) => document.activeElement.closest('li')?.dataset.finding === id", arg=new.finding_id)
    page.wait_for_function("() => !document.querySelector('#map .leaflet-pan-anim')")
    assert page.evaluate(DRAWN_AT, [new.longitude, new.latitude]) == [new.finding_id]

    tablet.button("Ångra").click()
    tablet.says("Allt skickat")
    page.clock.fast_forward(WITHIN_MS)
    wait_for_rows(page, 25)
    assert page.evaluate(DRAWN_AT, [new.longitude, new.latitude]) == []
    assert "Här möts folk" not in page.content()


def test_a_row_and_its_point_are_selected_together(served: Served, open_context: Callable[..., BrowserContext]) -> None:
    house = served.house
    pin_rows(house.join(house.plan()), 12)
    page = open_shared(open_context(width=1440, height=900, reduced_motion="reduce"), served)
    third, ninth = (found for found in pinned(house) if found.number in {3, 9})
    page.evaluate("() => window.shown.map.setZoom(18, { animate: false })")
    assert page.evaluate(LIT) == 0
    page.locator(f'[data-finding="{third.finding_id}"] a').click()
    page.wait_for_function(f"() => ({LIT})() > 0", polling=200)
    centre = page.evaluate("() => window.shown.map.getCenter()")
    assert (centre["lng"], centre["lat"]) == (
        pytest.approx(third.longitude, abs=1e-5),
        pytest.approx(third.latitude, abs=1e-5),
    )
    page.evaluate("(at) => window.shown.map.setView(at, 19, { animate: false })", [ninth.latitude, ninth.longitude])
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(f'[data-finding="{ninth.finding_id}"] [aria-current]').wait_for()
    assert page.locator("[aria-current=true]").count() == 1
    assert page.url.endswith(f"#nr-{ninth.number}")

    # a colleague who is sent the address sees the same row
    colleague = page.context.new_page()
    colleague.goto(page.url)
    colleague.locator(f'[data-finding="{ninth.finding_id}"] [aria-current]').wait_for()


def test_filters_stay_in_the_address_through_reload_and_back(
    served: Served, open_context: Callable[..., BrowserContext]
) -> None:
    house = served.house
    tablet = house.join(house.plan())
    long_ago = (house.clock.now - timedelta(days=20)).isoformat()
    pin_rows(tablet, 3)
    pin_rows(tablet, 2, kind="safe", category="street_life")
    pin_rows(tablet, 1, category="vegetation", observed_at=long_ago)
    page = open_shared(open_context(width=1440, height=900), served)
    wait_for_rows(page, 6)
    assert page.locator("[data-kind-counts]").inner_text() == "Otryggt 4 · Tryggt, bevara 2"

    page.locator("label.chip", has_text="Otryggt").click()
    wait_for_rows(page, 4)
    page.locator("summary", has_text="Period").click()
    page.get_by_label("Från och med").fill("2026-11-20")
    page.get_by_label("Från och med").press("Escape")
    wait_for_rows(page, 3)
    assert page.url.endswith("?sort=unsafe&fran=2026-11-20")
    page.locator("summary", has_text="Kategori").click()
    page.get_by_label("Kategori", exact=True).select_option("vegetation")
    page.get_by_text("Inga träffar. Ta bort ett filter.").wait_for()
    page.get_by_label("Kategori", exact=True).select_option("lighting")
    wait_for_rows(page, 3)

    # what comes in and does not fit stays away; what fits appears
    pin_rows(tablet, 1, kind="suggestion")
    pin_rows(tablet, 1)
    page.clock.fast_forward(WITHIN_MS)
    wait_for_rows(page, 4)

    address = page.url
    page.reload()
    wait_for_rows(page, 4)
    page.get_by_role("link", name="Rapport").click()
    page.wait_for_url("**/rapport")
    page.go_back()
    wait_for_rows(page, 4)
    assert page.url == address
    assert page.get_by_label("Otryggt").is_checked()
    assert page.locator("[data-shows=category]").inner_text() == "Belysning"
    page.get_by_role("link", name="Ta bort filter").click()
    wait_for_rows(page, 8)
    assert page.url.endswith("/plats/tessinparken")


def too_wide(page: Page) -> list[str]:
    """Give what makes a page scroll sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .map((element) => element.outerHTML.slice(0, 120))"""
    )
    return found


def test_a_telephone_has_the_map_above_the_list(serve: Callable[..., Served], open_context: Callable[..., Any]) -> None:
    served = serve(demo=True)
    page = open_shared(open_context(width=390, height=844), served)
    above, below = page.locator("#map").bounding_box(), page.locator("[data-rows]").bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    # both are seen at once
    assert below["y"] < 844 - 60
    assert above["height"] >= 200


def test_no_page_scrolls_sideways_at_four_hundred_per_cent(
    serve: Callable[..., Served], open_context: Callable[..., Any], watch: Any
) -> None:
    watch.expected.append("404")
    served = serve(demo=True)
    page = open_context(width=320, height=640).new_page()
    for path in (*OPEN_PAGES, f"/forsta-start/{served.house.hand_out('setup')}"):
        page.goto(f"{served.url}{path}")
        assert too_wide(page) == [], path
    page.goto(served.link(served.house.secret("coordinator")))
    for path in COORDINATOR_PAGES:
        page.goto(f"{served.url}{path}")
        if page.locator("[data-rows]").count():
            page.locator("[data-rows] li").first.wait_for()
        assert too_wide(page) == [], path

    walk = served.house.plan()
    join_tablet(page, served, walk_id=walk.walk_id)
    for selector in ("[data-kind]", "[data-more]", '[data-category="vulnerable_people"]'):
        page.locator(selector).first.click()
        assert too_wide(page) == [], selector
    page.locator("[data-back]:visible").click()
    page.locator('[data-category="other"]').click()
    page.locator("#save-text").fill("Trygghetsvandringsiakttagelseformulär " * 3)
    assert too_wide(page) == [], "save"
    page.locator('[type="submit"]:visible').click()
    page.get_by_text("Sparad.").wait_for()
    assert too_wide(page) == [], "receipt"
    page.locator('[data-opens="place"]').click()
    assert too_wide(page) == [], "without the map"
    page.locator("[data-back]:visible").click()
    page.locator(".sheet-list").click()
    assert too_wide(page) == [], "list"
    page.locator('[data-do="edit"]:visible').first.click()
    assert too_wide(page) == [], "edit"
