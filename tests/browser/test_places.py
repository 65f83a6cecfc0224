"""Places in a real Chromium: drawn by finger, mouse and keyboard, with the same corners on the map and in the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.areas import builtin_area
from geodata.crs import to_metric
from tests.browser.conftest import Served
from tests.browser.test_keyboard import FOCUSED
from tests.browser.test_pages_for_everyone import look
from walks.place import Place
from walks.store.places import all_places

pytestmark = pytest.mark.browser

PLACES = "/samordning/platser"

# 4 hectares beside Tessinparken, of which nothing belongs to another place
ROWS = ("59.346000, 18.110000", "59.346000, 18.113500", "59.347800, 18.113500", "59.347800, 18.110000")

# Every control that Tab must reach, numbered in reading order: of the two kinds one, as the arrows reach the other.
NUMBER = """() => {
  const kinds = [...document.querySelectorAll("[name=kind]")];
  const one = kinds.find((radio) => radio.checked) ?? kinds[0];
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.type !== "hidden")
    .filter((element) => element.name !== "kind" || element === one);
  controls.forEach((element, number) => { element.dataset.nth = number; });
  return controls.length;
}"""

Open = Callable[..., Page]


@pytest.fixture
def opened(served: Served, open_context: Callable[..., Any], watch: Any) -> Open:
    """Open a page as the coordinator, and wait until its map stands."""
    # a refused form is an answer, though browsers call it an error
    watch.expected.append("400 (BAD REQUEST)")

    def go(path: str, **more: Any) -> Page:
        page: Page = open_context(**{"width": 1440, "height": 900, "reduced_motion": "reduce"} | more).new_page()
        page.goto(served.link(served.house.secret("coordinator")))
        page.goto(f"{served.url}{path}")
        if page.locator("#map").count() and more.get("java_script_enabled", True):
            page.locator("#map canvas").first.wait_for()
            page.locator(".m-draft").wait_for(state="attached")
        return page

    return go


def place_of(served: Served, code: str) -> Place | None:
    with served.house.store.reading() as connection:
        return next((item for item in all_places(connection) if item.code == code), None)


def corners(page: Page) -> list[str]:
    """The rows of the list, which must be those of the text that is sent."""
    rows = page.locator("[data-rows] .corner-at").all_inner_texts()
    assert "\n".join(rows) == page.locator("#corners").input_value()
    return rows


def metres(row: str) -> tuple[float, float]:
    latitude, longitude = (float(number) for number in row.split(", "))
    return to_metric(longitude, latitude)


def moved(before: str, after: str) -> tuple[float, float]:
    """Metres east and north from one row to another."""
    (east, north), (east_after, north_after) = metres(before), metres(after)
    return east_after - east, north_after - north


def handle(page: Page, number: int) -> Any:
    return page.locator(".corner-handle").filter(has_text=str(number)).first


def chosen(page: Page) -> str:
    """What the tools say is chosen, which must be the one row that is marked."""
    (row,) = page.locator("[data-rows] [aria-current]").all()
    words = page.locator("[data-chosen]").inner_text()
    assert (row.text_content() or "").startswith(words)
    return words


def says(page: Page, words: str) -> None:
    page.locator("[data-figures]", has_text=words).wait_for()


def drag(page: Page, number: int, *, by: tuple[int, int]) -> None:
    box = handle(page, number).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    page.mouse.move(x + by[0], y + by[1])
    page.mouse.up()


def write(page: Page, rows: tuple[str, ...]) -> None:
    """Paste corners as text, as somebody does who has them from elsewhere."""
    page.locator("[data-text] summary").click()
    page.locator("#corners").fill("\n".join(rows))
    page.locator("#corners").blur()


def test_pages_are_clean_wide_and_narrow_in_both_themes(opened: Open, served: Served) -> None:
    page = opened(PLACES)
    look(page, "list")
    for path in (f"{PLACES}/stureplan", f"{PLACES}/ny"):
        page.goto(f"{served.url}{path}")
        page.locator("#map canvas").first.wait_for()
        look(page, path)
    page.get_by_role("button", name="Spara platsen").click()
    page.get_by_role("alert").wait_for()
    look(page, "refused")
    two = [
        {
            "type": "Feature",
            "properties": {"namn": name},
            "geometry": {"type": "Polygon", "coordinates": [[[*reversed(point)] for point in ring]]},
        }
        for name, ring in (("Norr", ring_of(0.003)), ("Söder", ring_of(0)))
    ]
    page.goto(f"{served.url}{PLACES}")
    content = json.dumps({"type": "FeatureCollection", "features": two}).encode()
    page.set_input_files("#fil", {"name": "två.geojson", "mimeType": "application/json", "buffer": content})
    page.get_by_role("button", name="Läs in filen").click()
    page.get_by_role("heading", name="Vilket område gäller det?").wait_for()
    look(page, "choose")


def ring_of(north: float) -> list[list[float]]:
    ring = [[float(number) for number in row.split(", ")] for row in ROWS]
    return [[latitude + north, longitude] for latitude, longitude in [*ring, ring[0]]]


def test_a_place_is_drawn_by_pressing_on_the_map_and_saved(opened: Open, served: Served) -> None:
    page = opened(f"{PLACES}/ny")
    assert page.get_by_role("button", name="Sätt hörn").get_attribute("aria-pressed") == "true"
    box = page.locator("#map").bounding_box()
    assert box is not None
    for x, y in ((300, 300), (400, 300), (400, 420), (300, 400)):
        page.mouse.click(box["x"] + x, box["y"] + y)
    rows = corners(page)
    assert len(rows) == 4
    assert metres(rows[0])[0] < metres(rows[1])[0] and metres(rows[1])[1] > metres(rows[2])[1]
    says(page, "4 hörn.")

    page.get_by_label("Namn").fill("Provplatsen")
    page.get_by_label("Prioriterad plats för vandringar").check()
    page.get_by_role("button", name="Spara platsen").click()
    page.wait_for_url(f"**{PLACES}/provplatsen?klar=ny")

    saved = place_of(served, "provplatsen")
    assert saved is not None
    ring = saved.area.boundary["coordinates"][0]
    assert {f"{latitude:.6f}, {longitude:.6f}" for longitude, latitude in ring} == set(rows)
    # and its own map stands, with the ground bare
    page.goto(f"{served.url}/plats/provplatsen")
    page.locator("#map canvas").first.wait_for()


def test_the_square_to_begin_with_is_dragged_into_shape_and_undone(opened: Open) -> None:
    page = opened(f"{PLACES}/ny")
    page.get_by_role("button", name="Lägg en ruta mitt i kartan").click()
    says(page, "4,00 hektar, 4 hörn.")
    before = corners(page)

    drag(page, 3, by=(60, -40))

    after = corners(page)
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False, True]
    east, north = moved(before[2], after[2])
    assert east > 5 and north > 5
    assert chosen(page) == "Hörn 3"
    page.get_by_role("button", name="Ångra").click()
    assert corners(page) == before
    page.get_by_role("button", name="Gör om").click()
    assert corners(page) == after
    page.keyboard.press("Control+z")
    assert corners(page) == before


def test_the_middle_of_an_edge_takes_a_new_corner(opened: Open) -> None:
    page = opened(f"{PLACES}/tessinparken")
    before = corners(page)

    page.locator(".edge-handle").first.click()

    after = corners(page)
    assert len(after) == len(before) + 1
    assert [row for row in after if row not in before] == [
        page.locator("[data-rows] [aria-current] .corner-at").inner_text()
    ]


def test_what_is_chosen_on_the_map_is_chosen_in_the_list_and_the_other_way_round(opened: Open) -> None:
    page = opened(f"{PLACES}/tessinparken")
    handle(page, 4).click()
    assert chosen(page) == "Hörn 4"

    page.locator("[data-rows] button").nth(1).click()
    assert page.locator(".corner-handle.on").inner_text() == "2"
    assert page.locator("[data-rows] [aria-current]").count() == 1

    for _ in range(3):
        page.get_by_role("button", name="Flytta 1 meter norrut").click()
    page.get_by_role("button", name="Lägg till hörn efter").click()
    assert page.locator(".corner-handle.on").inner_text() == "3"
    page.get_by_role("button", name="Ta bort hörnet").click()
    assert page.locator(".corner-handle.on").inner_text() == "2"


def test_corners_are_moved_by_metres_added_and_removed_by_keyboard_alone(opened: Open, served: Served) -> None:
    page = opened(f"{PLACES}/ny")
    keys = page.keyboard
    page.locator("#map").focus()
    assert page.locator(".cross").is_visible()
    keys.press("Enter")
    for arrow in ("ArrowRight", "ArrowDown"):
        before = page.locator(".leaflet-map-pane").evaluate("(pane) => pane.style.transform")
        keys.press(arrow)
        page.wait_for_function(
            "(before) => document.querySelector('.leaflet-map-pane').style.transform !== before", arg=before
        )
        keys.press("Enter")
    assert len(corners(page)) == 3

    page.locator("[data-rows] button").first.focus()
    before = corners(page)
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight", "ArrowLeft", "Shift+ArrowDown"):
        keys.press(key)
    east, north = moved(before[0], corners(page)[0])
    # each metre is kept with six decimals of a degree: about a tenth of a metre
    assert east == pytest.approx(9, abs=0.2)
    assert north == pytest.approx(-8, abs=0.3)

    keys.press("+")
    assert len(corners(page)) == 4
    assert page.evaluate("() => document.activeElement.textContent").startswith("Hörn 2")
    keys.press("Delete")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Hörn 1")
    assert len(corners(page)) == 3
    keys.press("Control+z")
    assert len(corners(page)) == 4
    keys.press("Control+Shift+z")
    assert len(corners(page)) == 3

    for _ in range(3):
        page.locator("[data-rows] button").first.press("Delete")
    page.locator("[data-begin]").wait_for()
    assert corners(page) == []


@pytest.mark.parametrize("path", [PLACES, f"{PLACES}/tessinparken", f"{PLACES}/ny"])
@pytest.mark.parametrize("width", [1440, 390])
def test_tab_reaches_every_control_in_reading_order_and_the_focus_is_seen(opened: Open, path: str, width: int) -> None:
    page = opened(path, width=width)
    count = page.evaluate(NUMBER)
    assert count > 10
    page.locator(".skip").focus()
    reached, faults = ["0"], []
    while len(reached) < count:
        page.keyboard.press("Tab")
        number = page.evaluate("() => document.activeElement.dataset.nth ?? document.activeElement.outerHTML")
        # a date has a stop for each of its numbers
        if number == reached[-1]:
            continue
        reached.append(number)
        faults += [f"{fault}: {number}" for fault in (page.evaluate(FOCUSED) or {"faults": ["lost"]})["faults"]]
    assert reached == [str(number) for number in range(count)]
    assert faults == []


def test_a_boundary_that_crosses_itself_is_told_while_drawing_and_refused_with_all_its_corners(
    opened: Open, served: Served
) -> None:
    page = opened(f"{PLACES}/ny")
    write(page, (ROWS[0], ROWS[2], ROWS[1], ROWS[3]))
    says(page, "sträckan från hörn 1 möter den från hörn 3")
    assert page.locator("[data-figures][role=status]").count() == 1
    page.get_by_label("Namn").fill("Timglaset")

    page.get_by_role("button", name="Spara platsen").click()

    page.get_by_role("alert").get_by_text("korsar sig själv").wait_for()
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    page.locator(".m-draft").wait_for(state="attached")
    assert corners(page) == [ROWS[0], ROWS[2], ROWS[1], ROWS[3]]
    assert page.get_by_label("Namn").input_value() == "Timglaset"
    assert page.locator("#corners").is_visible()
    assert place_of(served, "timglaset") is None


def test_an_overlap_is_told_while_drawing_with_the_hectares_that_the_server_measures(opened: Open) -> None:
    page = opened(f"{PLACES}/ny")
    write(page, ("59.334400, 18.070500", "59.334400, 18.073500", "59.335900, 18.073500", "59.335900, 18.070500"))
    says(page, "hektar med Stureplan. Det är tillåtet")
    live = page.locator("[data-figures] .note").inner_text()

    page.get_by_role("button", name="Kontrollera utan att spara").click()
    page.get_by_role("alert").wait_for()
    page.locator(".m-draft").wait_for(state="attached")
    says(page, "hektar med Stureplan")
    measured = page.evaluate(
        """async () => {
          const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(
            new FormData(document.querySelector("form"))) });
          return new DOMParser().parseFromString(await answer.text(), "text/html")
            .querySelector("[data-figures] .note").textContent.trim();
        }"""
    )
    assert measured == live


def test_corners_in_metres_are_read_by_the_server_and_drawn(opened: Open) -> None:
    page = opened(f"{PLACES}/ny")
    given = [to_metric(float(row.split(", ")[1]), float(row.split(", ")[0])) for row in ROWS]
    write(page, tuple(f"{north:.3f}, {east:.3f}" for east, north in given))
    says(page, "Texten är inte latitud och longitud")
    page.get_by_label("Namn").fill("Hamnen")
    page.get_by_label("Platssamverkan", exact=True).check()

    page.get_by_role("button", name="Kontrollera utan att spara").click()

    page.get_by_text("Den är läst som SWEREF 99 18 00.").wait_for()
    page.locator(".m-draft").wait_for(state="attached")
    assert corners(page) == list(ROWS)


def test_a_finger_moves_a_corner_and_finds_it_within_48_px(opened: Open) -> None:
    page = opened(f"{PLACES}/tessinparken", width=390, height=844, has_touch=True, is_mobile=True)
    box = handle(page, 4).bounding_box()
    assert box["width"] >= 48 and box["height"] >= 48
    seen = handle(page, 4).locator("span").bounding_box()
    assert seen["width"] >= 24 and seen["height"] >= 24
    before = corners(page)
    page.locator(".editor-map").evaluate("(part) => part.scrollIntoView()")
    box = handle(page, 4).bounding_box()
    # beside the middle, as fingers are
    x, y = box["x"] + 30, box["y"] + 34
    session = page.context.new_cdp_session(page)
    for kind, step in (("touchStart", 0), ("touchMove", 10), ("touchMove", 25), ("touchEnd", 25)):
        points = [] if kind == "touchEnd" else [{"x": x + step, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    page.wait_for_function("(row) => !document.querySelector('#corners').value.includes(row)", arg=before[3])
    after = corners(page)
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1
    east, north = moved(before[3], after[3])
    assert east > 5 and abs(north) < 2
    for button in page.locator("[data-tools] button").all():
        target = button.bounding_box()
        assert target is not None and target["width"] >= 48 and target["height"] >= 48


@pytest.mark.parametrize("path", [PLACES, f"{PLACES}/stureplan", f"{PLACES}/ny"])
@pytest.mark.parametrize("size", [(320, 256), (390, 844), (820, 1180), (1440, 900)])
def test_nothing_is_cut_off_at_any_width_nor_at_four_times_the_size(
    opened: Open, path: str, size: tuple[int, int]
) -> None:
    """A window of 1280 by 1024 at 400 % is 320 by 256."""
    page = opened(path, width=size[0], height=size[1])
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((element) => !element.closest("#map, .vh, thead") && element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_form_works_without_scripts(opened: Open, served: Served) -> None:
    page = opened(f"{PLACES}/ny", java_script_enabled=False)
    assert not page.locator("#map").is_visible()
    page.get_by_label("Namn").fill("Utan skript")
    page.get_by_label("Platssamverkan", exact=True).check()
    page.locator("#corners").fill("\n".join(ROWS))
    page.get_by_role("button", name="Spara platsen").click()
    page.get_by_text("Platsen är tillagd").wait_for()
    assert place_of(served, "utan-skript") is not None
    page.locator("#corners").fill("\n".join(ROWS[:3]))
    page.get_by_role("button", name="Spara som ny version").click()
    page.get_by_text("Sparat. Version 2 gäller").wait_for()


def test_the_shared_map_begins_with_what_was_found_just_outside_the_place(
    served: Served, open_context: Callable[..., Any]
) -> None:
    tablet = served.house.join(served.house.plan("tessinparken"))
    tablet.pin(longitude=18.0930, latitude=59.3440)

    context = open_context(width=390, height=844, reduced_motion="reduce")
    page = context.new_page()
    page.goto(served.link(served.house.secret("partner", place="tessinparken")))
    page.locator("[data-rows] li").first.wait_for()
    page.locator("#map canvas").first.wait_for()
    shown = "(at) => lykta.mounted.then(({ map }) => map.getBounds().contains(at))"
    page.wait_for_function(shown, arg=[59.3440, 18.0930])
    for longitude, latitude in builtin_area("tessinparken").boundary["coordinates"][0]:
        assert page.evaluate(shown, [latitude, longitude])
