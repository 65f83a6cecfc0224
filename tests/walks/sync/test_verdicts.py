"""Each row of `Conflicts, per field` (sync.md), as tablets bring it about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.walks.scene import NOW, Scene, Tablet, lonlat
from walks.sync.batch import Result


def codes(result: Result) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in result.faults]


@pytest.fixture
def pinned(scene: Scene, anna: Tablet) -> dict[str, Any]:
    """Give a finding that Anna has pinned."""
    raw = anna.create(text="mörkt", severity=2)
    assert scene.outcomes(anna, raw) == ["applied"]
    return raw


# writer equals base


def test_who_changes_what_was_seen_last_is_applied(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    first = anna.edit(pinned, text="mörkare")
    second = anna.edit(pinned, base={"text": first["op_id"]}, text="mörkast")
    assert scene.outcomes(anna, first, second) == ["applied", "applied"]
    assert scene.finding(pinned).text == "mörkast"
    assert scene.beside(pinned) == set()


def test_an_edit_changes_only_the_fields_that_it_names(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    before = scene.finding(pinned)
    (result,) = scene.send(anna, anna.edit(pinned, category="litter"))
    after = scene.finding(pinned)
    assert (after.category, after.changed_rseq) == ("litter", result.rseq)
    assert (after.text, after.severity, after.number) == (before.text, before.severity, before.number)


def test_a_field_can_be_emptied_and_filled_again(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    empty = anna.edit(pinned, text=None, severity=None)
    assert scene.outcomes(anna, empty) == ["applied"]
    assert (scene.finding(pinned).text, scene.finding(pinned).severity) == (None, None)
    assert scene.outcomes(anna, anna.edit(pinned, base={"text": empty["op_id"]}, text="ljust")) == ["applied"]
    assert scene.finding(pinned).text == "ljust"


def test_saying_again_what_one_said_oneself_is_applied(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    assert scene.outcomes(anna, anna.edit(pinned, text="mörkt")) == ["applied"]


def test_a_moved_finding_gets_the_light_and_name_of_its_new_point(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    assert (scene.finding(pinned).near, scene.finding(pinned).light) == ("Lyktstolpen", "darkness")
    assert scene.outcomes(anna, anna.move(pinned, 80)) == ["applied"]
    moved = scene.finding(pinned)
    assert (moved.longitude, moved.latitude, moved.near) == (*lonlat(80), None)
    scene.send(anna, anna.edit(pinned, observed_at="2026-11-26T11:00:00Z"))
    assert scene.finding(pinned).light == "daylight"


def test_the_light_follows_the_servers_clock_not_the_tablets(scene: Scene, anna: Tablet) -> None:
    """I12: a tablet ten years behind tells how far; what counts is when the server's clock would have shown it."""
    ten_years_ms = 3653 * 86_400_000
    raw = anna.create(observed_at="2016-11-25T17:42:00Z", around={"clock_offset_ms": ten_years_ms})
    assert scene.outcomes(anna, raw) == ["applied"]
    assert (scene.finding(raw).observed_at, scene.finding(raw).light) == (NOW, "darkness")
    later = anna.edit(raw, observed_at="2036-11-26T11:00:00Z")
    assert scene.outcomes(anna, later | {"clock_offset_ms": -ten_years_ms}) == ["applied"]
    assert scene.finding(raw).light == "daylight"


# another writer


def test_another_who_says_the_same_is_merged(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    assert scene.outcomes(anna, anna.edit(pinned, text="trasig")) == ["applied"]
    assert scene.outcomes(leader, leader.edit(pinned, text="trasig")) == ["merged"]
    assert scene.finding(pinned).text == "trasig"


def test_another_who_says_otherwise_comes_second_and_is_kept(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(anna, anna.edit(pinned, text="trasig"))
    (result,) = scene.send(leader, leader.edit(pinned, text="släckt"))
    assert (result.result, codes(result)) == ("conflict", [("fields.text", "changed_by_another")])
    assert scene.finding(pinned).text == "trasig"
    assert scene.beside(pinned) == {("text", "släckt")}


def test_who_arrives_first_is_shown_whoever_it_is(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    assert scene.outcomes(leader, leader.edit(pinned, text="släckt")) == ["applied"]
    assert scene.outcomes(anna, anna.edit(pinned, text="trasig")) == ["conflict"]
    assert (scene.finding(pinned).text, scene.beside(pinned)) == ("släckt", {("text", "trasig")})


def test_two_who_change_different_fields_are_both_applied(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    assert scene.outcomes(anna, anna.edit(pinned, text="trasig")) == ["applied"]
    assert scene.outcomes(leader, leader.edit(pinned, category="disrepair")) == ["applied"]
    assert (scene.finding(pinned).text, scene.finding(pinned).category) == ("trasig", "disrepair")


def test_an_edit_may_win_one_field_and_lose_another(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(anna, anna.edit(pinned, text="trasig"))
    (result,) = scene.send(leader, leader.edit(pinned, text="släckt", category="disrepair"))
    assert (result.result, codes(result)) == ("conflict", [("fields.text", "changed_by_another")])
    assert (scene.finding(pinned).text, scene.finding(pinned).category) == ("trasig", "disrepair")
    assert scene.beside(pinned) == {("text", "släckt")}


def test_of_two_points_one_is_shown_whole_and_the_other_kept_whole(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    """They differ in longitude alone; half a point would still be a place where nobody stood."""
    scene.send(anna, anna.move(pinned, 40))
    assert scene.outcomes(leader, leader.move(pinned, 70)) == ["conflict"]
    found = scene.finding(pinned)
    assert (found.longitude, found.latitude) == lonlat(40)
    assert scene.beside(pinned) == {("longitude", lonlat(70)[0]), ("latitude", lonlat(70)[1])}


def test_a_point_that_was_seen_half_here_and_half_there_does_not_come_to_lie_in_between(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    moved = anna.move(pinned, 40)
    scene.send(anna, moved)
    mixed = leader.edit(
        pinned, base={"longitude": moved["op_id"], "latitude": pinned["op_id"]}, longitude=18.007, latitude=59.001
    )
    (result,) = scene.send(leader, mixed)
    assert (result.result, codes(result)) == (
        "conflict",
        [("fields.longitude", "changed_by_another"), ("fields.latitude", "changed_by_another")],
    )
    assert (scene.finding(pinned).longitude, scene.finding(pinned).latitude) == lonlat(40)
    assert scene.beside(pinned) == {("longitude", 18.007), ("latitude", 59.001)}


def test_who_goes_on_from_the_own_lost_word_replaces_that_one(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(leader, leader.edit(pinned, text="släckt"))
    lost = anna.edit(pinned, text="trasig")
    again = anna.edit(pinned, base={"text": lost["op_id"]}, text="trasig lampa")
    assert scene.outcomes(anna, lost, again) == ["conflict", "conflict"]
    assert (scene.finding(pinned).text, scene.beside(pinned)) == ("släckt", {("text", "trasig lampa")})


def test_a_lost_time_is_kept_as_it_was_sent(scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]) -> None:
    scene.send(leader, leader.edit(pinned, observed_at="2026-11-26T17:00:00Z"))
    assert scene.outcomes(anna, anna.edit(pinned, observed_at="2026-11-26T18:10:00+01:00")) == ["conflict"]
    assert scene.beside(pinned) == {("observed_at", "2026-11-26T18:10:00+01:00")}


def test_one_moment_told_in_two_zones_is_the_same_word(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(leader, leader.edit(pinned, observed_at="2026-11-26T17:00:00Z"))
    assert scene.outcomes(anna, anna.edit(pinned, observed_at="2026-11-26T18:00:00+01:00")) == ["merged"]


# withdrawn


def test_a_withdrawn_finding_is_gone_and_stays_gone(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    assert scene.outcomes(anna, anna.withdraw(pinned, reason="Fel")) == ["applied"]
    assert scene.findings() == []
    (result,) = scene.send(anna, anna.edit(pinned, text="ändå"))
    assert (result.result, result.reason) == ("conflict", "withdrawn")
    assert scene.findings() == []
    assert scene.beside(pinned) == {("text", "ändå")}


def test_withdrawing_again_is_merged(scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]) -> None:
    assert scene.outcomes(anna, anna.withdraw(pinned), anna.withdraw(pinned)) == ["applied", "merged"]
    assert scene.outcomes(leader, leader.withdraw(pinned)) == ["merged"]


def test_a_restoration_that_names_the_withdrawal_brings_the_finding_back(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    withdrawal = anna.withdraw(pinned)
    assert scene.outcomes(anna, withdrawal, anna.restore(pinned, after=withdrawal)) == ["applied", "applied"]
    assert scene.finding(pinned).text == "mörkt"


def test_what_was_edited_meanwhile_is_there_when_the_finding_comes_back(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    withdrawal = anna.withdraw(pinned)
    scene.send(anna, withdrawal, anna.edit(pinned, text="ändå"), anna.restore(pinned, after=withdrawal))
    assert scene.finding(pinned).text == "ändå"


def test_a_restoration_that_had_not_seen_the_withdrawal_resurrects_nothing(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(anna, anna.withdraw(pinned))
    (result,) = scene.send(leader, leader.restore(pinned, after=None))
    assert (result.result, result.reason) == ("conflict", "withdrawn")
    assert scene.findings() == []


# waiting


def test_what_builds_on_something_unknown_is_parked_until_it_arrives(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    first = anna.edit(pinned, text="ett")
    second = anna.edit(pinned, base={"text": first["op_id"]}, text="två")
    (parked,) = scene.send(anna, second)
    assert (parked.result, parked.reason) == ("parked", "unknown_base")
    assert scene.finding(pinned).text == "mörkt"
    assert scene.waiting() == {(second["op_id"], "parked")}
    assert scene.outcomes(anna, first) == ["applied"]
    assert scene.finding(pinned).text == "två"
    assert scene.waiting() == set()


def test_a_chain_that_arrives_backwards_ends_where_it_should(scene: Scene, anna: Tablet) -> None:
    chain = [anna.create(text="0")]
    for number in range(1, 6):
        base = {"text": chain[-1]["op_id"]}
        chain.append(anna.edit(chain[0], base=base, text=str(number)))
    assert scene.outcomes(anna, *reversed(chain)) == ["parked"] * 5 + ["applied"]
    assert scene.finding(chain[0]).text == "5"
    assert (scene.waiting(), scene.beside(chain[0])) == (set(), set())


def test_what_builds_on_something_that_waits_waits_with_it(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    """Or the later of two words would be kept beside the earlier one of the same writer."""
    first = anna.edit(pinned, text="ett")
    second = anna.edit(pinned, base={"text": first["op_id"]}, text="två")
    third = anna.edit(pinned, base={"text": second["op_id"]}, text="tre")
    assert scene.outcomes(anna, second, third, first) == ["parked", "parked", "applied"]
    assert (scene.finding(pinned).text, scene.beside(pinned)) == ("tre", set())


def test_an_edit_before_its_finding_is_parked_and_laid_on_it_later(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(text="mörkt")
    edit, withdrawal = anna.edit(raw, text="ljust"), anna.withdraw(raw)
    results = scene.send(anna, edit, withdrawal)
    assert [(item.result, item.reason) for item in results] == [("parked", "unknown_finding")] * 2
    assert scene.outcomes(anna, raw) == ["applied"]
    row = scene.row(raw)
    assert row is not None
    assert (row.text, row.withdrawn) == ("ljust", True)
    assert scene.waiting() == set()


def test_what_waited_for_an_operation_that_was_held_back_waits_no_longer(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    """I7: what it waited for has come, and did not help; the word is judged by what that one had seen."""
    astray = anna.move(pinned, 900)
    mended = anna.move(pinned, 60, base=dict.fromkeys(("longitude", "latitude"), astray["op_id"]))
    assert scene.outcomes(anna, mended) == ["parked"]
    assert scene.outcomes(anna, astray) == ["quarantined"]
    assert scene.finding(pinned).longitude == lonlat(60)[0]
    assert scene.waiting() == {(astray["op_id"], "quarantined")}


def test_who_had_seen_only_the_own_refused_word_is_not_in_conflict_with_anybody(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    """The tablet was offline while it moved the pin too far, and then back: both were made before either was sent."""
    astray = anna.move(pinned, 900)
    mended = anna.move(pinned, 60, base=dict.fromkeys(("longitude", "latitude"), astray["op_id"]))
    assert scene.outcomes(anna, astray, mended) == ["quarantined", "applied"]
    assert scene.finding(pinned).longitude == lonlat(60)[0]


def test_what_waited_for_an_operation_on_another_finding_waits_no_longer(scene: Scene, anna: Tablet) -> None:
    one, two = anna.create(text="ett"), anna.create(text="två")
    strange = anna.edit(one, base={"text": two["op_id"]}, text="tre")
    assert scene.outcomes(anna, one, strange) == ["applied", "parked"]
    assert scene.outcomes(anna, two) == ["applied"]
    assert scene.waiting() == set()
    assert (scene.finding(one).text, scene.beside(one)) == ("ett", {("text", "tre")})


def test_what_names_itself_as_seen_waits_and_harms_nobody(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    own = anna.edit(pinned, text="ett")
    own["base"] = {"text": own["op_id"]}
    assert scene.outcomes(anna, own, anna.edit(pinned, text="två")) == ["parked", "applied"]
    assert scene.waiting() == {(own["op_id"], "parked")}


def test_what_was_parked_is_refused_by_the_same_rules_when_it_wakes(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    raw = anna.create(text="mörkt")
    foreign = bo.edit(raw, text="Bos ord")
    assert scene.outcomes(bo, foreign) == ["parked"]
    scene.send(anna, raw)
    assert scene.finding(raw).text == "mörkt"
    assert scene.waiting() == {(foreign["op_id"], "quarantined")}


# whose finding


def test_a_participant_changes_and_withdraws_the_own_findings_alone(
    scene: Scene, bo: Tablet, pinned: dict[str, Any]
) -> None:
    withdrawal = bo.withdraw(pinned)
    for raw in (bo.edit(pinned, text="x"), withdrawal, bo.restore(pinned, after=None)):
        (result,) = scene.send(bo, raw)
        assert (result.result, codes(result)) == ("quarantined", [("finding_id", "not_yours")])
    assert scene.finding(pinned).text == "mörkt"


def test_the_leader_changes_everybodys_findings_of_the_walk(
    scene: Scene, leader: Tablet, pinned: dict[str, Any]
) -> None:
    withdrawal = leader.withdraw(pinned)
    raws = [leader.edit(pinned, text="x"), withdrawal, leader.restore(pinned, after=withdrawal)]
    assert scene.outcomes(leader, *raws) == ["applied", "applied", "applied"]
    assert scene.finding(pinned).text == "x"


def test_a_finding_that_the_leader_changed_is_still_its_makers(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    edit = leader.edit(pinned, text="x")
    scene.send(leader, edit)
    assert scene.outcomes(anna, anna.edit(pinned, base={"text": edit["op_id"]}, text="y")) == ["applied"]


def test_i13_even_a_leader_reaches_no_finding_of_another_walk(scene: Scene, pinned: dict[str, Any]) -> None:
    other = scene.tablet(scene.plan(), "leader")
    before = scene.row(pinned)
    for raw in (other.edit(pinned, text="x"), other.withdraw(pinned)):
        assert scene.outcomes(other, raw) == ["parked"], "not told apart from one that has not come yet"
    assert scene.row(pinned) == before


def test_a_finding_id_that_is_taken_is_refused_here_and_in_every_other_walk(
    scene: Scene, anna: Tablet, bo: Tablet, pinned: dict[str, Any]
) -> None:
    other = scene.tablet(scene.plan("stureplan"))
    for tablet in (anna, bo, other):
        raw = tablet.create(pinned["finding_id"], text="annan")
        (result,) = scene.send(tablet, raw)
        assert (result.result, codes(result)) == ("quarantined", [("finding_id", "finding_exists")])
    assert [item.text for item in scene.findings()] == ["mörkt"]


def test_i13_a_finding_of_another_walk_cannot_be_taken_over_by_mending(scene: Scene, pinned: dict[str, Any]) -> None:
    """A create with its id is held back; an edit must not turn that into a finding in its stead."""
    other = scene.tablet(scene.plan("stureplan"))
    before = scene.row(pinned)
    scene.send(other, other.create(pinned["finding_id"], text="annan"))
    assert scene.outcomes(other, other.operation("edit", pinned["finding_id"], {"text": "min nu"})) == ["parked"]
    assert scene.row(pinned) == before


# the border of the restricted ones


def test_a_restricted_finding_is_edited_and_withdrawn_by_its_maker(scene: Scene, anna: Tablet) -> None:
    raw = anna.need(text="a")
    assert scene.outcomes(anna, raw, anna.edit(raw, text="b", need="health_risk")) == ["applied", "applied"]
    assert [(item.text, item.need) for item in scene.restricted()] == [("b", "health_risk")]
    assert scene.outcomes(anna, anna.withdraw(raw)) == ["applied"]
    assert scene.restricted() == []


BEYOND = [
    {"category": "litter"},
    {"category": "litter", "text": "hemligt"},
    {"kind": "unsafe"},
    {"severity": 3},
    dict(zip(("longitude", "latitude"), lonlat(10), strict=True)),
]


@pytest.mark.parametrize("fields", BEYOND, ids=str)
def test_no_edit_makes_a_restricted_finding_an_open_one(scene: Scene, anna: Tablet, fields: dict[str, Any]) -> None:
    raw = anna.need(text="a")
    edit = anna.operation("edit", raw["finding_id"], fields)
    scene.send(anna, raw)
    before = scene.row(raw)
    (result,) = scene.send(anna, edit)
    assert (result.result, codes(result)) == ("quarantined", [("fields.category", "restricted_change")])
    assert scene.logged(edit).fields["whole"]["fields"] == {}, "kept without its fields"
    assert (scene.row(raw), scene.findings()) == (before, [])


TOWARDS = [
    {"category": "vulnerable_people"},
    {"category": "vulnerable_people", "need": "contact", "text": "hemligt"},
    {"category": "vulnerable_people", "kind": "unsafe", "unheard_of": "hemligt"},
    {"need": "contact", "text": "hemligt"},
]


@pytest.mark.parametrize("fields", TOWARDS, ids=str)
def test_no_edit_makes_an_open_finding_a_restricted_one(
    scene: Scene, anna: Tablet, pinned: dict[str, Any], fields: dict[str, Any]
) -> None:
    edit = anna.operation("edit", pinned["finding_id"], fields)
    before = scene.row(pinned)
    (result,) = scene.send(anna, edit)
    assert (result.result, codes(result)) == ("quarantined", [("fields.category", "restricted_change")])
    assert scene.logged(edit).fields["whole"]["fields"] == {}, "kept without its fields"
    assert scene.row(pinned) == before
    assert all("hemligt" not in str(row) for row in scene.log())


@pytest.mark.parametrize("fields", [*BEYOND, *TOWARDS], ids=str)
def test_an_edit_over_the_border_that_is_sent_again_is_a_duplicate(
    scene: Scene, anna: Tablet, fields: dict[str, Any]
) -> None:
    """Though the log holds it without its fields, which are not the same bytes."""
    raw = anna.need(text="a") if fields in BEYOND else anna.create()
    edit = anna.operation("edit", raw["finding_id"], fields)
    scene.send(anna, raw, edit)
    before = len(scene.log())
    (again,) = scene.send(anna, edit)
    assert (again.result, again.reason, again.op_id) == ("duplicate", "quarantined", edit["op_id"])
    assert len(scene.log()) == before


# the rules of a finding


@pytest.mark.parametrize(
    ("east_m", "outcome"),
    [
        (0, "applied"),
        (399.9, "applied"),
        (400, "applied"),
        (401, "quarantined"),
        (-300, "applied"),
        (-301, "quarantined"),
    ],
)
def test_a_point_may_lie_300_m_outside_the_place(scene: Scene, anna: Tablet, east_m: float, outcome: str) -> None:
    """The place goes from 0 to 100 m."""
    (result,) = scene.send(anna, anna.create(east_m=east_m))
    assert result.result == outcome
    if outcome == "quarantined":
        assert result.faults == [{"field": "fields.longitude", "code": "too_far", "distance_m": 301, "limit_m": 300}]


def test_a_finding_is_not_moved_too_far(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> None:
    (result,) = scene.send(anna, anna.move(pinned, 500))
    assert (result.result, result.reason) == ("quarantined", "too_far")
    assert scene.finding(pinned).longitude == lonlat(10)[0]


def test_calling_a_finding_safe_hides_its_severity_and_loses_it_not(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    calm = anna.edit(pinned, kind="safe")
    assert scene.outcomes(anna, calm) == ["applied"]
    assert (scene.finding(pinned).kind, scene.finding(pinned).severity) == ("safe", None)
    scene.send(anna, anna.edit(pinned, base={"kind": calm["op_id"]}, kind="unsafe"))
    assert scene.finding(pinned).severity == 2


def test_a_severity_for_what_another_called_safe_meanwhile_is_a_conflict_and_kept(
    scene: Scene, anna: Tablet, leader: Tablet, pinned: dict[str, Any]
) -> None:
    scene.send(leader, leader.edit(pinned, kind="safe"))
    (result,) = scene.send(anna, anna.edit(pinned, severity=4))
    assert (result.result, codes(result)) == ("conflict", [("fields.severity", "severity_only_unsafe")])
    assert scene.finding(pinned).severity is None
    row = scene.row(pinned)
    assert row is not None
    assert row.severity == 4


# late


@pytest.fixture
def closed(scene: Scene, anna: Tablet, pinned: dict[str, Any]) -> dict[str, Any]:
    """Give Anna's finding after the walk was closed for new ones."""
    scene.move_walk(anna.device.walk_id, "compiling")
    return pinned


def test_what_comes_after_the_close_is_kept_as_late_and_changes_nothing(
    scene: Scene, anna: Tablet, closed: dict[str, Any]
) -> None:
    raws = [anna.create(text="sen"), anna.edit(closed, text="sen"), anna.withdraw(closed), anna.need()]
    assert scene.outcomes(anna, *raws) == ["late"] * 4
    assert [item.text for item in scene.findings()] == ["mörkt"]
    assert all(scene.logged(raw).fields == raw["fields"] for raw in raws)


def test_a_late_finding_can_still_be_edited_and_withdrawn_as_late(
    scene: Scene, anna: Tablet, closed: dict[str, Any]
) -> None:
    late = anna.create(text="sen")
    raws = [late, anna.edit(late, text="senare"), anna.withdraw(late)]
    assert scene.outcomes(anna, *raws) == ["late"] * 3
    row = scene.row(late)
    assert row is not None
    assert (row.late, row.text, row.withdrawn) == (True, "senare", True)


def test_what_waited_over_the_close_and_comes_too_late_is_left_for_the_coordinator(
    scene: Scene, anna: Tablet, pinned: dict[str, Any]
) -> None:
    """I14: it neither slips in nor vanishes."""
    first = anna.edit(pinned, text="ett")
    second = anna.edit(pinned, base={"text": first["op_id"]}, text="två")
    assert scene.outcomes(anna, second) == ["parked"]
    scene.move_walk(anna.device.walk_id, "compiling")
    assert scene.outcomes(anna, first) == ["late"]
    assert scene.finding(pinned).text == "mörkt"
    assert scene.waiting() == {(second["op_id"], "late")}


def test_what_waited_for_a_finding_that_came_too_late_is_laid_on_the_late_one(
    scene: Scene, anna: Tablet, closed: dict[str, Any]
) -> None:
    late = anna.create(text="sen")
    assert scene.outcomes(anna, anna.edit(late, text="senare"), late) == ["parked", "late"]
    row = scene.row(late)
    assert row is not None
    assert (row.text, scene.waiting()) == ("senare", set())
