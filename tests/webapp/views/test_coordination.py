"""The coordinator's desk: plan a walk, hand out its codes, begin and close it; it exists for nobody else."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient, House
from walks.access import ADMINISTRATOR, SYSTEM, scope_of
from walks.planning import move_walk
from walks.sharing import revoke
from walks.store.keys import all_keys
from walks.store.walks import walks_seen
from walks.walk import Walk

GOOD = {"place": "stureplan", "date": "2026-12-03", "time": "18:30"}


def plan(client: CheckingClient, **form: str) -> TestResponse:
    return client.post("/samordning/vandringar", data=GOOD | form)


def all_walks(house: House) -> list[Walk]:
    with house.store.reading() as connection:
        return walks_seen(connection, scope_of(SYSTEM, house.clock.now))


def desk(client: CheckingClient) -> str:
    return client.get("/samordning").get_data(as_text=True)


def card(page: str, walk: Walk) -> str:
    """The part of the desk that is about one walk."""
    return page.partition(f'id="vandring-{walk.walk_id}"')[2].partition("</article>")[0]


def move(client: CheckingClient, walk: Walk, state: str) -> TestResponse:
    return client.post(f"/samordning/vandringar/{walk.walk_id}/tillstand", data={"state": state})


def test_the_first_desk_says_that_there_is_nothing_yet_and_that_this_browser_is_the_coordinator_s(house: House) -> None:
    page = desk(house.coordinator())

    assert "Inga vandringar än." in page
    assert "Klart. Den här webbläsaren är samordnarens." in page
    assert 'name="date" type="date" value="2026-11-27"' in page
    assert 'name="time" type="time" value="18:00"' in page


def test_a_planned_walk_stands_on_the_desk_with_codes_and_links_that_work(house: House) -> None:
    coordinator = house.coordinator()

    answer = plan(coordinator)

    (walk,) = all_walks(house)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/samordning#vandring-{walk.walk_id}")
    assert (walk.place_code, walk.state, walk.demo) == ("stureplan", "planned", False)
    assert walk.starts_at == datetime(2026, 12, 3, 17, 30, tzinfo=UTC)
    shown = card(desk(coordinator), walk)
    assert "torsdag 3 december 18.30" in shown
    assert "0 iakttagelser" in shown
    participant, leader = re.findall(r'<dd class="code">([0-9A-Z]{8})</dd>', shown)
    for code, role in ((participant, "participant"), (leader, "leader")):
        assert house.client().post("/api/v1/anslut", json={"code": code}).get_json()["role"] == role
    join, partner = (html.unescape(link) for link in re.findall(r'<dd><a href="([^"]+)">', shown))
    assert join.startswith("http://localhost:8000/anslut/")
    assert house.client().get(partner.removeprefix("http://localhost:8000")).headers["Location"] == "/plats/stureplan"


def test_the_second_walk_of_a_place_shares_the_partner_link_of_the_first(house: House) -> None:
    coordinator = house.coordinator()
    plan(coordinator)
    plan(coordinator, date="2026-12-10")

    links = re.findall(r'<dd><a href="[^"]+(/delning/[^"]+)">', desk(coordinator))

    assert len(links) == 2
    assert links[0] == links[1]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"place": ""}, {"place"}),
        ({"place": "ingenstans"}, {"place"}),
        ({"place": "Stureplan"}, {"place"}),
        ({"date": ""}, {"date"}),
        ({"date": "3 december"}, {"date"}),
        ({"date": "2026-02-30"}, {"date"}),
        ({"date": "1999-12-31"}, {"date"}),
        ({"date": "2100-01-01"}, {"date"}),
        ({"date": "0001-01-01"}, {"date"}),
        ({"date": "9999-12-31"}, {"date"}),
        ({"date": "20261203"}, {"date"}),
        ({"date": "2026-12-033"}, {"date"}),
        ({"date": "٢٠٢٦-12-03"}, {"date"}),
        ({"time": ""}, {"time"}),
        ({"time": "kl 18"}, {"time"}),
        ({"time": "25:00"}, {"time"}),
        ({"time": "18:00+05:00"}, {"time"}),
        ({"time": "T18"}, {"time"}),
        ({"time": "18"}, {"time"}),
        ({"place": "x", "date": "y", "time": "z"}, {"place", "date", "time"}),
    ],
)
def test_every_fault_stands_at_its_field_and_what_was_written_is_kept(
    shared: House, coordinator: CheckingClient, form: dict[str, str], fields: set[str]
) -> None:
    before = len(all_walks(shared))

    answer = plan(coordinator, **form)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert set(re.findall(r'aria-invalid="true" aria-describedby="(\w+)-error"', page)) == fields
    assert set(re.findall(r'<li><a href="#(\w+)">', page)) == fields
    assert "<title>Fel: Samordning – Lykta</title>" in page
    kept = GOOD | form
    if "place" not in fields:
        assert f'<option value="{kept["place"]}" selected>' in page
    for name in ("date", "time"):
        assert f'name="{name}" type="{name}" value="{kept[name]}"' in page
    assert len(all_walks(shared)) == before


@pytest.mark.parametrize(
    ("written", "hour"), [("18:30", 17), ("18.30", 17), (" 18:30 ", 17), ("00:30", 23), ("18:30:59", 17), ("9.30", 8)]
)
def test_a_time_is_read_as_people_write_it_by_the_clocks_of_stockholm(house: House, written: str, hour: int) -> None:
    assert plan(house.coordinator(), time=written).status_code == 303

    assert (all_walks(house)[0].starts_at.hour, all_walks(house)[0].starts_at.minute) == (hour, 30)


def test_signs_without_a_shape_are_neither_read_nor_shown_again(shared: House, coordinator: CheckingClient) -> None:
    answer = plan(coordinator, place="stureplan\x00\u202e", date="i morgon\x00\u202e")

    page = answer.get_data(as_text=True)
    assert '<option value="stureplan" selected>' in page
    assert 'value="i morgon"' in page


def test_a_walk_in_summer_starts_two_hours_before_by_utc(house: House) -> None:
    plan(house.coordinator(), date="2027-06-21", time="20:00")

    assert all_walks(house)[0].starts_at == datetime(2027, 6, 21, 18, 0, tzinfo=UTC)


def test_a_walk_is_begun_and_closed_and_offers_just_the_next_step(
    shared: House, coordinator: CheckingClient, walk: Walk
) -> None:
    assert re.findall(r'name="state" value="(\w+)"', card(desk(coordinator), walk)) == ["under_way"]

    answer = move(coordinator, walk, "under_way")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/samordning#vandring-{walk.walk_id}")
    shown = card(desk(coordinator), walk)
    assert "Pågår" in shown
    assert re.findall(r'name="state" value="(\w+)"', shown) == ["compiling"]

    move(coordinator, walk, "compiling")
    assert re.findall(r'name="state" value="(\w+)"', card(desk(coordinator), walk)) == []


@pytest.mark.parametrize("state", ["compiling", "closed", "planned", "", "nonsense", "Under_way", "<b>"])
def test_a_step_that_does_not_follow_is_a_conflict_with_the_way_out(
    shared: House, coordinator: CheckingClient, walk: Walk, state: str
) -> None:
    answer = move(coordinator, walk, state)

    assert answer.status_code == 409
    assert "Ladda om samordningssidan" in answer.get_data(as_text=True)
    assert {item.walk_id: item.state for item in all_walks(shared)}[walk.walk_id] == "planned"


def test_of_two_who_press_the_same_button_the_second_is_told(
    shared: House, coordinator: CheckingClient, walk: Walk
) -> None:
    assert move(coordinator, walk, "under_way").status_code == 303

    assert move(shared.coordinator(), walk, "under_way").status_code == 409


def test_findings_are_counted_as_reports_count_them(house: House) -> None:
    coordinator = house.coordinator()
    plan(coordinator, place="tessinparken", date="2026-11-26")
    (walk,) = all_walks(house)
    tablet = house.join(walk)
    tablet.pin()
    assert "1 iakttagelse<" in card(desk(coordinator), walk)
    withdrawn = tablet.pin()
    tablet.pin()
    tablet.need()
    tablet.send(tablet.operation("withdraw", withdrawn), tablet.operation("create", category="ghosts"))
    with house.store.writing() as connection:
        new_id, now = house.context.new_id, house.clock.now
        move_walk(connection, SYSTEM, walk.walk_id, state="compiling", now=now, new_id=new_id)
    late = tablet.operation("create", category="litter", longitude=18.096, latitude=59.3428, position_method="gps")
    late["fields"] |= {"kind": "unsafe", "observed_at": house.clock.now.isoformat()}
    tablet.send(late)

    assert "2 iakttagelser" in card(desk(coordinator), walk)


def test_a_revoked_code_is_not_shown_any_more(house: House) -> None:
    coordinator = house.coordinator()
    plan(coordinator)
    with house.store.writing() as connection:
        for key in all_keys(connection):
            if key.purpose in {"participant", "leader", "join", "partner"}:
                revoke(connection, ADMINISTRATOR, key.key_id, now=house.clock.now, new_id=house.context.new_id)

    shown = card(desk(coordinator), all_walks(house)[0])

    assert 'class="code"' not in shown
    assert "/delning/" not in shown
    assert "/anslut/" not in shown


def test_the_desk_is_kept_in_no_cache(coordinator: CheckingClient) -> None:
    assert coordinator.get("/samordning").headers["Cache-Control"] == "no-store"
    assert plan(coordinator, place="").headers["Cache-Control"] == "no-store"


def test_nobody_else_finds_a_desk(shared: House, walk: Walk) -> None:
    readers = [
        shared.client(),
        shared.join(walk).client,
        shared.join(walk, role="leader").client,
        shared.partner("stureplan"),
        shared.outreach("stureplan"),
    ]
    before = len(all_walks(shared))
    for client in readers:
        assert client.get("/samordning").status_code == 404
        assert plan(client).status_code == 404
        assert move(client, walk, "under_way").status_code == 404
    assert len(all_walks(shared)) == before


def test_a_form_of_another_site_plans_nothing(shared: House, coordinator: CheckingClient) -> None:
    before = len(all_walks(shared))

    for site in ("cross-site", "same-site"):
        answer = coordinator.post("/samordning/vandringar", data=GOOD, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403

    assert len(all_walks(shared)) == before
