"""A walker with a tablet: three taps from map to saved, and nothing lost by GPS, network, slips or second thoughts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Served, tablet_ready
from tests.browser.tablet_page import TAPS, TabletPage, needs, open_tablet, pinned, reload

pytestmark = pytest.mark.browser

IN_THE_PARK = {"longitude": 18.096, "latitude": 59.3428}

# what a finger may press, as the rectangle it must hit
TOO_SMALL = """() => [...document.querySelectorAll("button, a[href], select, textarea, .opt, .chip")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".skip"))
  .map((element) => ({ element, box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 48 || box.height < 48)
  .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width.toFixed()} x ${box.height.toFixed()}`)"""


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """Give a running server with an empty folder."""
    return serve()


@pytest.fixture
def touched(open_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Give a maker of tablets that are touched."""

    def make(**more: Any) -> BrowserContext:
        context = open_context(width=820, height=1180, has_touch=True, **more)
        context.add_init_script(TAPS)
        return context

    return make


def taps(page: Page) -> int:
    count: int = page.evaluate("() => window.lyktaTaps")
    return count


def drag_map(page: Page, *, right: int, down: int) -> None:
    """Move the map under the sight by hand, once it rests."""
    page.wait_for_function("() => !document.querySelector('#map .leaflet-zoom-anim')")
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def test_three_taps_lead_from_the_map_to_a_saved_finding(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    house = served.house
    walk = house.plan()
    code = house.secret("participant", walk=walk.walk_id)
    page = touched().new_page()
    page.goto(f"{served.url}/anslut")
    page.get_by_label("Kod").fill(f" {code[:4]}-{code[4:]} ".lower())
    page.get_by_role("button", name="Gå med").tap()
    page.wait_for_url(f"**/vandring/{walk.walk_id}")
    tablet_ready(page)
    tablet = TabletPage(page, walk.walk_id)
    assert page.evaluate(TOO_SMALL) == []

    before = taps(page)
    tablet.button("Otryggt").tap()
    assert page.evaluate(TOO_SMALL) == []
    tablet.button("Belysning").tap()
    assert page.evaluate(TOO_SMALL) == []
    tablet.button("Spara").tap()
    tablet.receipt.get_by_text("Sparad.").wait_for()
    assert taps(page) - before == 3
    assert tablet.receipt.inner_text() == "Sparad. Otryggt, belysning, 18.42, mörker."
    tablet.says("Allt skickat 18.42")
    (found,) = pinned(house)
    assert (found.kind, found.category, found.position_method) == ("unsafe", "lighting", "crosshair")
    assert timedelta(0) <= found.observed_at - house.clock.now < timedelta(minutes=1)

    tablet.button("Ångra").tap()
    tablet.receipt.get_by_text("Ångrad.").wait_for()
    tablet.says("Allt skickat")
    assert pinned(house) == []
    tablet.open_list()
    page.get_by_text("Inga iakttagelser än. Sätt den första med siktet.").wait_for()
    tablet.back()

    # the second thought comes too late: the button is gone, the finding is not
    tablet.pin("suggestion", "vegetation")
    tablet.button("Ångra").wait_for()
    page.clock.fast_forward(10_000)
    tablet.button("Ångra").wait_for(state="hidden")
    tablet.says("Allt skickat")
    assert [found.kind for found in pinned(house)] == ["suggestion"]


def test_the_sight_stands_on_the_position_until_a_hand_moves_it(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    house = served.house
    outdoors = touched(geolocation={**IN_THE_PARK, "accuracy": 8}, permissions=["geolocation"])
    tablet = open_tablet(outdoors, served, house.plan())
    page = tablet.page
    page.get_by_text("Din position, ±8 m").first.wait_for()
    tablet.choose("safe", "street_life")
    # who walks on while describing still means the place where the describing began
    outdoors.set_geolocation({"longitude": 18.0965, "latitude": 59.3431, "accuracy": 5})
    tablet.save()
    page.get_by_text("Din position, ±5 m").first.wait_for()

    outdoors.set_geolocation({"longitude": 18.0967, "latitude": 59.3432, "accuracy": 60})
    page.get_by_text("Osäker position, ±60 m. Flytta siktet för hand.").first.wait_for()
    drag_map(page, right=60, down=0)
    page.locator('[data-step="kind"] [data-sight-text]').filter(has_text="Siktet 59,").wait_for()
    tablet.pin("unsafe", "sightlines")
    tablet.says("Allt skickat")

    by_gps, by_hand = pinned(house)
    assert (by_gps.longitude, by_gps.latitude) == (IN_THE_PARK["longitude"], IN_THE_PARK["latitude"])
    assert (by_gps.position_method, by_gps.accuracy_m) == ("gps", 8)
    assert (by_hand.position_method, by_hand.accuracy_m) == ("crosshair", None)
    # the map went to the right, so the sight went west
    assert by_hand.longitude < 18.0967
    assert by_hand.latitude == pytest.approx(59.3432, abs=1e-5)


def test_a_walker_who_says_no_to_positions_places_the_sight_by_hand(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    tablet = open_tablet(touched(), served, served.house.plan())
    tablet.page.get_by_role("button", name="Visa min position").tap()
    tablet.page.get_by_text("Plats är inte tillåten. Flytta siktet för hand.").first.wait_for()
    drag_map(tablet.page, right=-40, down=30)
    tablet.pin()
    tablet.says("Allt skickat")
    assert [found.position_method for found in pinned(served.house)] == ["crosshair"]


def test_danger_shows_the_number_to_ring_and_a_long_text_is_refused_but_kept(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    tablet = open_tablet(touched(), served, served.house.plan())
    page = tablet.page
    tablet.choose("safe", "lighting")
    assert not page.locator('form[data-step="save"] [data-severities]').is_visible()
    tablet.back()
    tablet.back()
    tablet.choose("unsafe", "lighting")
    notice = page.get_by_text("Ring 112 eller felanmäl direkt").first
    assert not notice.is_visible()
    tablet.button("4 Akut").tap()
    assert notice.is_visible()

    text = page.locator("#save-text")
    long = "Lampan är sönder. " * 111 + "Sol"
    assert len(long) == 2001
    text.fill(long)
    tablet.button("Spara").tap()
    error = page.locator("#save-text-error")
    assert error.inner_text() == "Texten är för lång. Högst 2\u00a0000 tecken, ta bort 1."
    assert text.get_attribute("aria-invalid") == "true"
    assert text.input_value() == long
    assert tablet.uploads() == []
    text.press("Control+End")
    text.press("Backspace")
    assert not error.is_visible()
    tablet.save()
    tablet.says("Allt skickat")
    (found,) = pinned(served.house)
    assert (found.severity, found.text) == (4, long[:-1])


def test_a_pin_too_far_away_tells_why_and_is_mended(served: Served, touched: Callable[..., BrowserContext]) -> None:
    tablet = open_tablet(touched(), served, served.house.plan())
    page = tablet.page
    # 375 m west of the place
    tablet.aim_at("59,3428", "18,086")
    tablet.pin(text="Häcken skymmer gången.")
    tablet.says("1 kunde inte skickas.")
    assert pinned(served.house) == []
    tablet.button("Rätta").tap()
    (row,) = tablet.rows.all()
    reason = row.locator("[data-entry-reason]").inner_text()
    assert "300" in reason, reason
    row.get_by_role("button", name="Rätta").tap()
    assert page.locator("[data-edit-trouble]").inner_text() == reason
    assert page.locator("#edit-text").input_value() == "Häcken skymmer gången."
    page.evaluate("async () => { window.shown = await window.lykta.mounted; }")
    page.get_by_role("button", name="Zooma ut").tap()
    page.wait_for_function("() => window.shown.map.getZoom() === 17")
    drag_map(page, right=-300, down=0)
    page.locator("[data-edit-moved]").filter(has_text="Flyttas").wait_for()
    page.get_by_role("button", name="Spara ändringar").tap()
    page.locator('[data-step="list"]').wait_for()
    tablet.says("Allt skickat")
    assert not tablet.rows.first.locator("[data-entry-trouble]").is_visible()
    (found,) = pinned(served.house)
    assert (found.text, found.position_method) == ("Häcken skymmer gången.", "crosshair")


def test_a_need_is_saved_without_a_point_and_never_shown_again(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    outdoors = touched(geolocation={**IN_THE_PARK, "accuracy": 8}, permissions=["geolocation"])
    tablet = open_tablet(outdoors, served, served.house.plan())
    page = tablet.page
    tablet.choose("unsafe", "vulnerable_people")
    tablet.button("Spara").tap()
    page.get_by_text("Välj det som stämmer bäst.").wait_for()
    page.get_by_role("radio").first.check()
    page.locator("#need-text").fill("Sover i porten.")
    tablet.save()
    assert tablet.receipt.inner_text() == "Sparad. 18.42. Delas inte och visas inte igen."
    tablet.says("Allt skickat")

    (sent,) = tablet.uploads()
    assert set(sent["fields"]) == {"category", "need", "text", "observed_at"}
    assert [item.text for item in needs(served.house)] == ["Sover i porten."]
    assert pinned(served.house) == []
    reload(tablet)
    tablet.open_list()
    assert tablet.rows.count() == 0
    assert "Sover i porten" not in page.content()


def test_own_findings_are_changed_and_withdrawn_and_those_of_others_only_read(
    served: Served, touched: Callable[..., BrowserContext]
) -> None:
    house = served.house
    walk = house.plan()
    other = house.join(walk)
    other.pin(text="Trasig lampa vid gångvägen.", severity=2)
    tablet = open_tablet(touched(), served, walk)
    page = tablet.page
    tablet.pin(text="Mörkt vid trappan.")
    tablet.pin("safe", "street_life")
    tablet.says("Allt skickat")
    tablet.open_list()
    assert tablet.rows.count() == 3
    foreign = tablet.rows.filter(has_text="Trasig lampa")
    assert foreign.get_by_role("button").count() == 0
    assert not foreign.get_by_text("Din", exact=True).is_visible()

    tablet.rows.filter(has_text="Mörkt vid trappan.").get_by_role("button", name="Ändra").tap()
    page.locator(".pick-kind label", has_text="Förslag").tap()
    page.locator("#edit-category").select_option("vegetation")
    page.locator("#edit-text").fill("Klipp häcken vid trappan.")
    page.locator("#map").tap(position={"x": 300, "y": 200})
    page.locator("[data-edit-moved]").filter(has_text="Flyttas").wait_for()
    page.get_by_role("button", name="Spara ändringar").tap()
    tablet.rows.filter(has_text="Klipp häcken vid trappan.").wait_for()
    withdrawn = tablet.rows.filter(has_text="Tryggt, bevara")
    withdrawn.get_by_role("button", name="Återta").tap()
    withdrawn.get_by_role("button", name="Behåll").tap()
    withdrawn.get_by_role("button", name="Återta").tap()
    withdrawn.get_by_role("button", name="Ja, återta").tap()
    withdrawn.wait_for(state="hidden")
    tablet.says("Allt skickat")

    first, second = pinned(house)
    assert first.text == "Trasig lampa vid gångvägen."
    assert (second.kind, second.category, second.text) == ("suggestion", "vegetation", "Klipp häcken vid trappan.")
    # nothing of what was not changed was sent
    (edit,) = [operation for operation in tablet.uploads() if operation["kind"] == "edit"]
    assert set(edit["fields"]) == {"kind", "category", "text", "longitude", "latitude"}

    shown = tablet.rows.all_inner_texts()
    reload(tablet)
    tablet.open_list()
    assert tablet.rows.all_inner_texts() == shown


def test_without_a_network_pins_are_kept_and_afterwards_sent_once(
    served: Served, touched: Callable[..., BrowserContext], watch: Any
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    outdoors = touched()
    tablet = open_tablet(outdoors, served, served.house.plan())
    page = tablet.page
    # who has not pinned before has every part of the page on the device too
    tablet.asked.clear()
    outdoors.set_offline(True)
    tablet.pin(text="Mörkt under bron.")
    tablet.says("Ingen täckning.", "1 väntar, sparad på enheten")
    tablet.pin("suggestion", "accessibility", text="Ledstång saknas.")
    tablet.says("Ingen täckning.", "2 väntar, sparade på enheten")
    tablet.open_list()
    assert tablet.rows.count() == 2
    assert tablet.rows.get_by_text("Sparad på enheten").count() == 2
    tablet.back()
    # nothing was asked for but what the sending itself tries
    api = f"{served.url}/api/v1/walks/{tablet.walk_id}/"
    assert [request.url for request in tablet.asked if not request.url.startswith(api)] == []
    assert pinned(served.house) == []

    # back in coverage, and the first answer is lost on its way
    lost: list[str] = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/operations", lose, times=1)
    outdoors.set_offline(False)
    tablet.says("Allt skickat")
    assert len(lost) == 1
    texts = [found.text for found in pinned(served.house)]
    assert Counter(texts) == {"Mörkt under bron.": 1, "Ledstång saknas.": 1}
    sent = Counter(operation["op_id"] for operation in tablet.uploads())
    assert len(sent) == 2
    assert min(sent.values()) > 1
