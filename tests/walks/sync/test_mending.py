from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.walks.histories import Crew
from tests.walks.scene import NOW, Scene, Tablet, lonlat
from walks.store.findings import left_out
from walks.sync.batch import Result


def codes(result: Result) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in result.faults]


@pytest.fixture
def astray(scene: Scene, anna: Tablet) -> dict[str, Any]:
    """Give a create of Anna's that was held back: 800 m outside the place."""
    raw = anna.create(east_m=900, text="mörkt", severity=2)
    assert scene.outcomes(anna, raw) == ["quarantined"]
    return raw


def test_an_edit_that_takes_the_fault_away_makes_the_finding(
    scene: Scene, anna: Tablet, astray: dict[str, Any]
) -> None:
    assert scene.findings() == []
    (result,) = scene.send(anna, anna.move(astray, 50))
    assert result.result == "applied"
    found = scene.finding(astray)
    assert (found.number, found.text, found.severity, found.longitude) == (1, "mörkt", 2, lonlat(50)[0])
    assert (found.near, found.light, found.changed_rseq) == ("Lyktstolpen", "darkness", result.rseq)
    assert scene.waiting() == set()


def test_the_mended_finding_is_its_makers_even_when_the_leader_mended_it(
    scene: Scene, anna: Tablet, leader: Tablet, astray: dict[str, Any]
) -> None:
    mend = leader.move(astray, 50)
    assert scene.outcomes(leader, mend) == ["applied"]
    row = scene.row(astray)
    assert row is not None
    assert row.device_id == anna.device.device_id
    assert scene.outcomes(anna, anna.edit(astray, text="ljust")) == ["applied"]


def test_each_field_of_a_mended_finding_names_its_writer(scene: Scene, anna: Tablet, astray: dict[str, Any]) -> None:
    mend = anna.move(astray, 50)
    scene.send(anna, mend)
    row = scene.row(astray)
    assert row is not None
    assert row.writers == dict.fromkeys(astray["fields"], astray["op_id"]) | dict.fromkeys(
        ("longitude", "latitude"), mend["op_id"]
    )
    assert scene.outcomes(anna, anna.edit(astray, text="ljust")) == ["applied"]


def test_an_edit_that_leaves_a_fault_is_held_back_with_what_is_still_wrong(
    scene: Scene, anna: Tablet, astray: dict[str, Any]
) -> None:
    (result,) = scene.send(anna, anna.edit(astray, text="ljust"))
    assert (result.result, codes(result)) == ("quarantined", [("fields.longitude", "too_far")])
    assert left_out(scene.connection, scene.scope_of_tablet(anna)).quarantined == 1, "one finding, however often"


def test_two_faults_are_mended_one_after_the_other(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(east_m=900, category="nothing", text="mörkt")
    (held,) = scene.send(anna, raw)
    assert codes(held) == [("fields.category", "unknown_code")]
    (half,) = scene.send(anna, anna.edit(raw, category="litter"))
    assert (half.result, codes(half)) == ("quarantined", [("fields.longitude", "too_far")])
    assert scene.outcomes(anna, anna.move(raw, 50)) == ["applied"]
    assert (scene.finding(raw).category, scene.finding(raw).text) == ("litter", "mörkt")
    assert scene.waiting() == set()


def test_what_was_changed_before_the_mending_is_not_forgotten(
    scene: Scene, anna: Tablet, astray: dict[str, Any]
) -> None:
    """A walker corrects the text first and moves the pin afterwards."""
    scene.send(anna, anna.edit(astray, text="ljust"), anna.move(astray, 50))
    assert (scene.finding(astray).text, scene.beside(astray)) == ("ljust", set())


def test_in_every_order_the_same_finding_comes_to_be(crew: Crew) -> None:
    """Two faults, each mended by an edit of its own, and one text on the other."""
    ends: set[str] = set()
    for order in permutations(range(4)):
        with crew.begin() as (scene, tablets):
            anna, leader = tablets["anna"], tablets["leader"]
            raw = anna.create(east_m=900, category="nothing", text="a")
            first = anna.edit(raw, text="b", category="litter")
            second = leader.edit(raw, base={"text": first["op_id"]}, text="c")
            made = [(anna, raw), (anna, first), (anna, anna.move(raw, 50)), (leader, second)]
            for number in order:
                scene.send(made[number][0], made[number][1])
            found = scene.finding(raw)
            assert scene.waiting() == set(), order
            ends.add(f"{found.text} {found.category} {found.longitude} {scene.beside(raw)}")
    assert ends == {f"c litter {lonlat(50)[0]} set()"}


def test_two_who_mend_differently_are_a_conflict_like_any_other(
    scene: Scene, anna: Tablet, leader: Tablet, astray: dict[str, Any]
) -> None:
    assert scene.outcomes(anna, anna.move(astray, 50)) == ["applied"]
    assert scene.outcomes(leader, leader.move(astray, 70)) == ["conflict"]
    assert scene.finding(astray).longitude == lonlat(50)[0]


def test_only_the_maker_and_the_leader_mend(scene: Scene, bo: Tablet, astray: dict[str, Any]) -> None:
    assert scene.outcomes(bo, bo.move(astray, 50)) == ["parked"], "not told apart from one that has not come"
    assert scene.findings() == []


def test_withdrawing_what_was_held_back_ends_the_wait(scene: Scene, anna: Tablet, astray: dict[str, Any]) -> None:
    assert scene.outcomes(anna, anna.withdraw(astray)) == ["applied"]
    assert (scene.waiting(), scene.findings()) == (set(), [])


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_was_withdrawn_and_mended_is_a_tombstone_in_every_order(scene: Scene, anna: Tablet, order: Any) -> None:
    raw = anna.create(east_m=900, text="mörkt")
    made = [raw, anna.withdraw(raw), anna.move(raw, 50)]
    for number in order:
        scene.send(anna, made[number])
    row = scene.row(raw)
    assert row is not None
    assert (row.withdrawn, scene.waiting(), scene.findings()) == (True, set(), [])


def test_an_edit_of_what_was_withdrawn_while_it_was_broken_waits_for_nobody(
    scene: Scene, anna: Tablet, astray: dict[str, Any]
) -> None:
    withdrawal = anna.withdraw(astray)
    scene.send(anna, withdrawal, anna.edit(astray, text="ljust"))
    assert scene.waiting() == set()
    assert scene.outcomes(anna, anna.restore(astray, after=withdrawal)) == ["applied"]
    assert {outcome for _, outcome in scene.waiting()} == {"quarantined"}, "now somebody has to look at it again"
    assert scene.outcomes(anna, anna.move(astray, 50)) == ["applied"]
    assert scene.finding(astray).text == "ljust"


def test_a_create_with_a_severity_that_does_not_fit_is_mended_by_emptying_it(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(kind="safe", severity=3)
    assert scene.outcomes(anna, raw) == ["quarantined"]
    assert scene.outcomes(anna, anna.edit(raw, severity=None)) == ["applied"]
    assert (scene.finding(raw).kind, scene.finding(raw).severity) == ("safe", None)


def test_a_create_without_its_time_is_mended_by_telling_it(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(observed_at="i går")
    mend = anna.edit(raw, observed_at="2026-11-26T17:00:00Z") | {"clock_offset_ms": 60_000}
    assert scene.outcomes(anna, raw, mend) == ["quarantined", "applied"]
    assert scene.finding(raw).observed_at.isoformat() == "2026-11-26T17:01:00+00:00"


@pytest.mark.parametrize("offset", [60_000, "strunt", True, 10**15], ids=str)
def test_the_time_of_a_broken_create_is_set_by_its_own_clock_if_that_can_be_read(
    scene: Scene, anna: Tablet, offset: object
) -> None:
    raw = anna.create(east_m=900, observed_at="2026-11-26T17:00:00Z", around={"clock_offset_ms": offset})
    scene.send(anna, raw, anna.move(raw, 50))
    expected = "2026-11-26T17:01:00+00:00" if offset == 60_000 else "2026-11-26T17:00:00+00:00"
    assert scene.finding(raw).observed_at.isoformat() == expected


def test_unknown_fields_and_junk_of_a_broken_create_are_left_behind(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(unheard_of=[1], text=["junk"], severity={"a": 1})
    assert scene.outcomes(anna, raw, anna.edit(raw, text="mörkt", severity=None)) == ["quarantined", "applied"]
    assert (scene.finding(raw).text, scene.finding(raw).severity) == ("mörkt", None)
    row = scene.row(raw)
    assert row is not None
    assert "unheard_of" not in row.writers


def test_who_had_not_seen_the_broken_word_does_not_replace_it(scene: Scene, anna: Tablet) -> None:
    """A rule of mending is no exception from the rule of conflicts: two words on one field both stand."""
    raw = anna.create(east_m=900, text="mörkt")
    blind, mend = anna.edit(raw, base={}, text="ljust"), anna.move(raw, 50)
    assert scene.outcomes(anna, raw, blind, mend) == ["quarantined", "quarantined", "applied"]
    assert (scene.finding(raw).text, scene.beside(raw)) == ("mörkt", {("text", "ljust")})


@pytest.mark.parametrize("fields", [None, "strunt", [], 7], ids=str)
def test_a_create_without_any_fields_is_mended_by_telling_them_all(scene: Scene, anna: Tablet, fields: object) -> None:
    raw = anna.create()
    whole = anna.operation("edit", raw["finding_id"], raw["fields"])
    assert scene.outcomes(anna, raw | {"fields": fields}, whole) == ["quarantined", "applied"]
    assert scene.finding(raw).category == "lighting"


def test_a_mended_finding_that_came_first_begins_the_walk(scene: Scene, anna: Tablet, astray: dict[str, Any]) -> None:
    walk_id = anna.device.walk_id
    assert scene.walk(walk_id).state == "planned", "what was held back is no finding yet"
    scene.send(anna, anna.move(astray, 50))
    assert scene.walk(walk_id).state == "under_way"


def test_what_is_mended_after_the_close_is_late(scene: Scene, anna: Tablet, astray: dict[str, Any]) -> None:
    scene.move_walk(anna.device.walk_id, "under_way", "compiling")
    assert scene.outcomes(anna, anna.move(astray, 50)) == ["late"]
    row = scene.row(astray)
    assert row is not None
    assert (row.late, scene.findings()) == (True, [])


def test_a_create_of_the_wrong_walk_is_brought_into_this_one_by_an_edit(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(around={"walk_id": scene.ids()}, text="mörkt")
    assert scene.outcomes(anna, raw) == ["quarantined"]
    assert scene.outcomes(anna, anna.edit(raw, text="ljust")) == ["applied"]
    assert scene.finding(raw).walk_id == anna.device.walk_id


@pytest.mark.parametrize("trouble", ["revoked", "wrong walk", "wrong device", "same number"])
def test_an_edit_that_was_held_back_for_another_reason_takes_no_part_in_a_mending(
    scene: Scene, anna: Tablet, leader: Tablet, astray: dict[str, Any], trouble: str
) -> None:
    said = anna.edit(astray, text="obehörigt")
    if trouble == "revoked":
        scene.revoke(anna)
    elif trouble == "wrong walk":
        said["walk_id"] = scene.ids()
    elif trouble == "wrong device":
        said["device_id"] = "another"
    else:
        other = anna.create()
        scene.send(anna, other)
        said["dseq"] = other["dseq"]
    assert scene.outcomes(anna, said) == ["quarantined"]
    assert scene.outcomes(leader, leader.move(astray, 50)) == ["applied"]
    assert scene.finding(astray).text == "mörkt"
    assert len(scene.waiting()) == 1


# restricted


def test_a_broken_restricted_create_is_mended_within_its_own_border(scene: Scene, anna: Tablet) -> None:
    raw = anna.need(need="nothing", text="Behöver värme")
    assert scene.outcomes(anna, raw) == ["quarantined"]
    assert scene.outcomes(anna, anna.edit(raw, need="contact")) == ["applied"]
    assert [(item.need, item.text) for item in scene.restricted()] == [("contact", "Behöver värme")]
    assert scene.findings() == []


def test_a_broken_restricted_create_is_never_mended_into_an_open_one(scene: Scene, anna: Tablet) -> None:
    raw = anna.need(need="nothing", text="hemligt")
    longitude, latitude = lonlat(10)
    whole = {
        "kind": "unsafe",
        "category": "litter",
        "longitude": longitude,
        "latitude": latitude,
        "position_method": "gps",
        "observed_at": NOW.isoformat(),
    }
    edit = anna.operation("edit", raw["finding_id"], whole)
    (_, result) = scene.send(anna, raw, edit)
    assert (result.result, result.reason) == ("quarantined", "restricted_change")
    assert scene.logged(edit).fields["whole"]["fields"] == {}
    assert scene.row(raw) is None


def test_a_broken_open_create_is_never_mended_into_a_restricted_one(
    scene: Scene, anna: Tablet, astray: dict[str, Any]
) -> None:
    for fields in ({"category": "vulnerable_people", "need": "contact"}, {"need": "contact"}):
        (result,) = scene.send(anna, anna.operation("edit", astray["finding_id"], fields))
        assert (result.result, result.reason) == ("quarantined", "restricted_change")
    assert scene.restricted() == []
