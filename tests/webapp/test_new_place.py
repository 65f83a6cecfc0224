"""A place that was added works everywhere the five do, without a basemap and with one."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from geodata.areas import Area, area_ha
from geodata.basemap import Basemap
from tests.conftest import House
from tests.walks.ground_examples import square, well
from walks.access import ADMINISTRATOR, SYSTEM
from walks.demo import remove_demo
from walks.place import RESERVED_CODES, Place
from walks.placing import add_place, change_place, replace_basemap
from walks.store.places import place_on
from webapp.reporting import area_report

CODE = "norra-parken"
NAME = 'Norra "parken" <b>{{7*7}}</b>'


def add(house: House, **more: Any) -> Place:
    asked: dict[str, Any] = {"code": CODE, "name": NAME, "kind": "walk_area", "boundary": square()}
    asked |= {"valid_from": date(2026, 3, 1)} | more
    with house.store.writing() as connection:
        return add_place(connection, SYSTEM, **asked, now=house.clock.now, new_id=house.context.new_id)


def change(house: House, boundary: dict[str, Any], valid_from: date) -> Place:
    now, new_id = house.clock.now, house.context.new_id
    with house.store.writing() as connection:
        return change_place(
            connection,
            SYSTEM,
            CODE,
            name=NAME,
            kind="walk_area",
            boundary=boundary,
            valid_from=valid_from,
            now=now,
            new_id=new_id,
        )


def draw(house: House, basemap: Basemap, code: str = CODE) -> Place:
    with house.store.writing() as connection:
        now, new_id = house.clock.now, house.context.new_id
        return replace_basemap(connection, SYSTEM, code, basemap=basemap, now=now, new_id=new_id)


def attribution_of(page: str) -> str:
    (found,) = re.findall(r'data-attribution="([^"]*)"', page)
    return html.unescape(str(found))


def test_a_walk_is_planned_joined_and_pinned_at_a_place_without_a_basemap(house: House) -> None:
    add(house)
    coordinator = house.coordinator()
    assert f'value="{CODE}"' in coordinator.get("/samordning").get_data(as_text=True)
    form = {"place": CODE, "date": "2026-11-26", "time": "18.00"}
    assert coordinator.post("/samordning/vandringar", data=form).status_code == 303
    tablet = house.join(house.plan(CODE))

    finding = tablet.pin(longitude=18.096, latitude=59.343)
    page = tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)

    assert html.escape(NAME, quote=True).replace("&quot;", "&#34;") in page
    assert re.findall(r"<option data-longitude", page) == []
    assert attribution_of(page) == ""
    partner = house.partner(CODE)
    assert attribution_of(partner.get(f"/plats/{CODE}").get_data(as_text=True)) == ""
    (shown,) = partner.get(f"/api/v1/places/{CODE}/findings").get_json()["features"]
    assert (shown["id"], shown["properties"]["near"]) == (finding, None)
    report = partner.get(f"/plats/{CODE}/rapport").get_data(as_text=True)
    assert "1 iakttagelse" in report
    assert "<b>{{7*7}}</b>" not in report
    assert CODE in json.dumps(house.client().get("/api/v1/places").get_json())


def test_its_name_never_enters_the_map_script_and_its_boundary_does(house: House) -> None:
    add(house)
    client = house.partner(CODE)

    (script,) = re.findall(r'src="(/kartor/[0-9a-f]{16}\.js)"', client.get(f"/plats/{CODE}").get_data(as_text=True))
    text = client.get(script).get_data(as_text=True)

    assert "Norra" not in text
    assert "7*7" not in text
    assert "59.342" in text


def test_every_form_of_the_report_can_be_fetched(house: House) -> None:
    add(house)
    house.join(house.plan(CODE)).pin(longitude=18.096, latitude=59.343)
    coordinator = house.coordinator()

    page = coordinator.get(f"/plats/{CODE}/rapport").get_data(as_text=True)
    links = re.findall(rf'href="(/plats/{CODE}/rapport\.[^"]+)"', page)

    assert len(links) >= 3
    assert [coordinator.get(html.unescape(link)).status_code for link in links] == [200] * len(links)


def test_a_link_to_another_place_does_not_open_it(house: House) -> None:
    add(house)

    assert house.partner("tessinparken").get(f"/plats/{CODE}").status_code == 404


def test_once_it_has_a_basemap_its_names_can_be_chosen_and_its_maker_and_month_are_shown(house: House) -> None:
    add(house)
    draw(house, well(schematic=True))
    tablet = house.join(house.plan(CODE))
    tablet.pin(longitude=18.096, latitude=59.343)

    page = tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)
    partner = house.partner(CODE)

    assert re.findall(r"<option data-longitude=[^>]+>([^<]+)</option>", page) == ["Brunnen"]
    assert attribution_of(page) == "Schematisk karta. © Gatukontoret. Kartdata från december 2020."
    assert attribution_of(partner.get(f"/plats/{CODE}").get_data(as_text=True)) == attribution_of(page)
    (shown,) = partner.get(f"/api/v1/places/{CODE}/findings").get_json()["features"]
    assert shown["properties"]["near"] == "Brunnen"
    assert "© Gatukontoret" in partner.get(f"/plats/{CODE}/rapport").get_data(as_text=True)


def test_a_pin_is_judged_by_the_boundary_of_now(house: House) -> None:
    add(house)
    tablet = house.join(house.plan(CODE))
    far: dict[str, Any] = {"longitude": 18.096, "latitude": 59.3488}
    operation = tablet.operation("create", category="lighting", position_method="crosshair")
    operation["fields"] |= {"kind": "safe", "observed_at": house.clock.now.isoformat(), **far}
    assert [item["reason"] for item in tablet.send(operation)] == ["too_far"]

    change(house, square(north=0.004), date(2026, 11, 1))

    tablet.pin(**far)


def area_on(house: House, day: date) -> Area:
    with house.store.reading() as connection:
        return place_on(connection, CODE, day).area


@pytest.mark.parametrize(
    ("since", "until", "version", "changed"),
    [
        (None, date(2026, 8, 31), 1, ()),
        (date(2026, 1, 1), date(2026, 9, 1), 2, (date(2026, 9, 1),)),
        (date(2026, 9, 1), date(2026, 9, 30), 2, ()),
        (date(2026, 9, 2), None, 2, ()),
        (None, None, 2, (date(2026, 9, 1),)),
    ],
)
def test_a_report_counts_against_the_boundary_that_its_period_ended_with(
    house: House, since: date | None, until: date | None, version: int, changed: tuple[date, ...]
) -> None:
    add(house)
    before = area_ha(area_on(house, date(2026, 6, 1)))
    change(house, square(size=0.004), date(2026, 9, 1))

    made = area_report(house.store, ADMINISTRATOR, CODE, since=since, until=until, now=house.clock.now)

    assert made.place.version == made.report.place_version == version
    assert made.report.place_valid_from == {1: date(2026, 3, 1), 2: date(2026, 9, 1)}[version]
    assert made.report.boundary_changed_on == changed
    assert made.report.area_ha == pytest.approx(before * {1: 1, 2: 4}[version], rel=0.001)


def test_the_report_of_an_old_period_keeps_its_hectares_and_figures_after_an_edit(house: House) -> None:
    add(house)
    house.clock.now -= timedelta(days=120)
    tablet = house.join(house.plan(CODE))
    tablet.pin(longitude=18.096, latitude=59.343)
    tablet.pin(longitude=18.0975, latitude=59.343)
    house.clock.now += timedelta(days=120)

    def july() -> Any:
        return area_report(
            house.store, ADMINISTRATOR, CODE, since=date(2026, 7, 1), until=date(2026, 8, 31), now=house.clock.now
        ).report

    before = july()
    change(house, square(size=0.004), date(2026, 11, 26))
    now = area_report(house.store, ADMINISTRATOR, CODE, since=None, until=None, now=house.clock.now).report

    assert july() == before
    assert (before.boundary.inside, before.boundary.outside) == (1, 1)
    assert (now.boundary.inside, now.boundary.outside) == (2, 0)
    page = house.coordinator().get(f"/plats/{CODE}/rapport?fran=2026-01-01").get_data(as_text=True)
    assert "Gränsen är version 2, som gäller från 26 november 2026." in page
    assert "Gränsen ändrades 26 november 2026." in page


def test_no_code_can_stand_where_an_address_has_a_word_of_its_own(house: House) -> None:
    addresses = [rule.rule.strip("/").split("/") for rule in house.app.url_map.iter_rules()]
    words = {
        other[place]
        for address in addresses
        for place, part in enumerate(address)
        if part == "<code>"
        for other in addresses
        if len(other) > place and other[:place] == address[:place] and not other[place].startswith("<")
    }

    assert words <= RESERVED_CODES


def test_a_demo_that_is_taken_away_leaves_the_places(demo_house: House) -> None:
    add(demo_house)
    draw(demo_house, well())

    remove_demo(demo_house.store, now=demo_house.clock.now, new_id=demo_house.context.new_id)

    codes = [item["code"] for item in demo_house.client().get("/api/v1/places").get_json()["places"]]
    assert codes[-1] == CODE
    assert len(codes) == 6
