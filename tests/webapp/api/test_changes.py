"""The feed of a walk: everything first, then what changed, and never a finding that the device may not see."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import House, Tablet, make_house
from tests.webapp.api.problems import fields_of, problem_of
from walks.access import SYSTEM
from walks.planning import move_walk
from walks.store.log import Entry
from walks.store.projection import record
from walks.walk import WORK_AFTER_CLOSE


def ask(tablet: Tablet, since: str = "", *, etag: str | None = None, token: str | None = None) -> TestResponse:
    headers = tablet.headers if token is None else {"Authorization": f"Bearer {token}"}
    if etag is not None:
        headers = headers | {"If-None-Match": etag}
    address = f"/api/v1/walks/{tablet.walk.walk_id}/changes"
    return tablet.client.get(f"{address}?since={since}" if since else address, headers=headers)


def close(house: House, tablet: Tablet) -> None:
    """Close a walk that its first finding has begun."""
    with house.store.writing() as connection:
        new_id, now = house.context.new_id, house.clock.now
        move_walk(connection, SYSTEM, tablet.walk.walk_id, state="compiling", now=now, new_id=new_id)


def ids(body: dict[str, Any]) -> list[str]:
    return [item["finding_id"] for item in body["findings"]]


def own(answer: TestResponse) -> dict[str, bool]:
    return {item["finding_id"]: item["own"] for item in answer.get_json()["findings"]}


def revoke(house: House, tablet: Tablet) -> None:
    new_id, now = house.context.new_id, house.clock.now
    with house.store.writing() as connection:
        record(connection, Entry(new_id(), "system", now, "device_revoked", tablet.device_id))


def test_the_first_reading_gives_all_and_the_next_only_what_changed(tablet: Tablet) -> None:
    first, second = tablet.pin(), tablet.pin()

    whole = ask(tablet).get_json()
    nothing = ask(tablet, whole["next"]).get_json()
    third = tablet.pin()
    news = ask(tablet, whole["next"]).get_json()

    assert ids(whole) == [first, second]
    assert ids(nothing) == []
    assert nothing["next"] == whole["next"]
    assert ids(news) == [third]
    assert news["next"] != whole["next"]


def test_a_finding_is_told_with_everything_that_the_page_shows(tablet: Tablet) -> None:
    more = {"accuracy_m": 4.5, "place_type": "park", "applies_when": "evening"}
    finding = tablet.pin(severity=3, text="Lyktan är släckt.", **more)

    body = ask(tablet).get_json()

    (shown,) = body["findings"]
    assert body.keys() == {"next", "stale", "epoch", "head", "server_time", "findings", "missing_photos"}
    assert body["next"] == f"{body['head'][0]}.{body['head'][1]}"
    assert body["server_time"] == "2026-11-26T17:42:00.000000Z"
    writers, near = shown.pop("writers"), shown.pop("near")
    assert set(writers) >= {"kind", "category", "severity", "text", "longitude", "latitude", "observed_at"}
    assert len(set(writers.values())) == 1
    assert near
    number, changed = shown.pop("number"), shown.pop("changed")
    assert number >= 1
    assert changed <= body["head"][0]
    assert shown == {
        "finding_id": finding,
        "kind": "unsafe",
        "category": "lighting",
        "severity": 3,
        "text": "Lyktan är släckt.",
        "longitude": 18.096,
        "latitude": 59.3428,
        "accuracy_m": 4.5,
        "position_method": "crosshair",
        "observed_at": "2026-11-26T17:42:00.000000Z",
        "light": "darkness",
        "place_type": "park",
        "applies_when": "evening",
        "demo": False,
        "withdrawn": False,
        "own": True,
    }


def test_the_numbers_of_a_place_go_on_from_walk_to_walk(shared: House, tablet: Tablet) -> None:
    other = shared.join(shared.plan())
    tablet.pin()
    other.pin()
    tablet.pin()

    mine = [item["number"] for item in ask(tablet).get_json()["findings"]]
    theirs = [item["number"] for item in ask(other).get_json()["findings"]]
    assert mine == [theirs[0] - 1, theirs[0] + 1]


def test_only_the_device_that_made_a_finding_is_told_that_it_is_its_own(shared: House, tablet: Tablet) -> None:
    other = shared.join(tablet.walk)
    mine, yours = tablet.pin(), other.pin()

    assert own(ask(tablet)) == {mine: True, yours: False}
    assert own(ask(other)) == {mine: False, yours: True}
    assert tablet.device_id not in ask(other).get_data(as_text=True)


def test_what_is_withdrawn_comes_as_a_tombstone_that_carries_nothing_of_it(tablet: Tablet) -> None:
    finding = tablet.pin(text="Skrevs av misstag.")
    before = ask(tablet).get_json()
    tablet.send(tablet.operation("withdraw", finding))

    answer = ask(tablet, before["next"])

    (tombstone,) = answer.get_json()["findings"]
    assert tombstone.keys() == {"finding_id", "number", "withdrawn", "changed"}
    assert tombstone["withdrawn"] is True
    assert "misstag" not in answer.get_data(as_text=True)
    assert ids(ask(tablet).get_json()) == []


def test_what_is_restored_comes_back_whole(tablet: Tablet) -> None:
    finding = tablet.pin(text="Står kvar.")
    tablet.send(tablet.operation("withdraw", finding))
    before = ask(tablet).get_json()
    writers = {"withdrawn": ask_withdrawer(tablet, finding)}
    tablet.send(tablet.operation("restore", finding, base=writers))

    (shown,) = ask(tablet, before["next"]).get_json()["findings"]
    assert (shown["withdrawn"], shown["text"]) == (False, "Står kvar.")


def ask_withdrawer(tablet: Tablet, finding: str) -> str:
    """The operation that withdrew a finding: the last one of this device in the log."""
    from walks.store import rebuild

    with tablet.house.store.reading() as connection:
        rows = [row for row in rebuild.rows(connection) if row.subject == finding and row.kind == "withdraw"]
    return str(rows[-1].op_id)


def test_an_unchanged_feed_is_answered_without_a_body(tablet: Tablet) -> None:
    tablet.pin()
    first = ask(tablet)
    etag = first.headers["ETag"]

    again = ask(tablet, etag=etag)

    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == etag
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Authorization"} <= set(answer.vary)
    tablet.pin()
    assert ask(tablet, etag=etag).status_code == 200


def test_another_walk_s_changes_leave_the_etag_alone(shared: House, tablet: Tablet) -> None:
    tablet.pin()
    etag = ask(tablet).headers["ETag"]
    shared.join(shared.plan()).pin()

    assert ask(tablet, etag=etag).status_code == 304


def test_a_cursor_of_another_database_is_stale_and_everything_is_given_again(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tablet = house.join(house.plan())
    kept = tablet.pin()
    older = tmp_path_factory.mktemp("older")
    house.store.close()
    for path in house.store.folder.glob("lykta.sqlite*"):
        shutil.copy(path, older / path.name)
    tablet.pin()
    cursor = ask(tablet).get_json()["next"]

    restored = make_house(older)
    restored.clock.move(minutes=5)
    after = Tablet(restored, restored.client(), tablet.walk, tablet.token, tablet.device_id, tablet.dseq)
    body = ask(after, cursor).get_json()

    assert body["stale"] is True
    assert ids(body) == [kept]
    assert ask(after, body["next"]).get_json()["stale"] is False
    restored.store.close()


@pytest.mark.parametrize("cursor", [f"0.{'0' * 64}", f"999999.{'a' * 64}"])
def test_a_cursor_that_was_never_given_out_is_stale(tablet: Tablet, cursor: str) -> None:
    finding = tablet.pin()

    body = ask(tablet, cursor).get_json()

    assert (body["stale"], ids(body)) == (True, [finding])


@pytest.mark.parametrize(
    "cursor", ["1", "x", "1.2", f"-1.{'a' * 64}", f"1.{'A' * 64}", f"{'9' * 16}.{'a' * 64}", "%00", "%FF"]
)
def test_what_is_no_cursor_is_refused_with_the_way_out(tablet: Tablet, cursor: str) -> None:
    problem = problem_of(ask(tablet, cursor), 400)

    assert fields_of(problem) == ["since"]
    assert problem["errors"][0]["message"] == "Ta bort since för att läsa allt från början."


def test_a_refusal_speaks_the_reader_s_language(tablet: Tablet) -> None:
    tablet.client.set_cookie("lykta_sprak", "en")

    assert "Fel" not in problem_of(ask(tablet, "x"), 400)["title"]


def test_a_device_sees_its_walk_for_twelve_hours_after_the_close_and_then_no_more(house: House) -> None:
    tablet = house.join(house.plan())
    finding = tablet.pin()
    close(house, tablet)

    house.clock.move(seconds=WORK_AFTER_CLOSE.total_seconds() - 1)
    assert ids(ask(tablet).get_json()) == [finding]
    house.clock.move(seconds=1)
    problem = problem_of(ask(tablet), 403)
    assert problem["detail"].endswith("Det som inte är skickat tas emot ändå.")
    assert [item["result"] for item in tablet.send(tablet.operation("withdraw", finding))] == ["late"]


def test_twelve_hours_are_counted_from_the_close_and_not_from_later_steps(house: House) -> None:
    tablet = house.join(house.plan())
    tablet.pin()
    close(house, tablet)
    house.clock.move(hours=11)
    with house.store.writing() as connection:
        new_id, now = house.context.new_id, house.clock.now
        move_walk(connection, SYSTEM, tablet.walk.walk_id, state="protocol", now=now, new_id=new_id)

    house.clock.now += timedelta(hours=1)

    problem_of(ask(tablet), 403)


def test_a_revoked_device_sees_nothing_any_more(shared: House, tablet: Tablet) -> None:
    tablet.pin(text="Syns inte längre.")
    revoke(shared, tablet)

    answer = ask(tablet)

    problem_of(answer, 403)
    assert "Syns inte" not in answer.get_data(as_text=True)


def test_who_has_no_token_of_the_walk_does_not_learn_that_it_exists(shared: House, tablet: Tablet) -> None:
    other = shared.join(shared.plan())
    partner = shared.hand_out("partner", place_code="tessinparken")

    refusals = [problem_of(ask(tablet, token=token), 404) for token in ("", "x", other.token, partner)]

    assert refusals == [refusals[0]] * 4
    coordinator = shared.coordinator()
    problem_of(coordinator.get(f"/api/v1/walks/{tablet.walk.walk_id}/changes"), 404)


def test_restricted_late_and_held_back_ones_are_on_no_feed(house: House) -> None:
    tablet = house.join(house.plan())
    shown = tablet.pin()
    tablet.need(text="Får aldrig synas.")
    held_back = tablet.operation("create", category="ghosts")
    close(house, tablet)
    late = tablet.operation("create", category="litter", longitude=18.096, latitude=59.3428, position_method="gps")
    late["fields"] |= {"kind": "unsafe", "observed_at": house.clock.now.isoformat()}
    results = tablet.send(held_back, late)

    answer = ask(tablet)

    assert [item["result"] for item in results] == ["quarantined", "late"]
    assert ids(answer.get_json()) == [shown]
    assert "Får aldrig synas" not in answer.get_data(as_text=True)
