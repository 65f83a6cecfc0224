from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.walks.scene import FlatGround, Ids, Scene, Tablet
from walks.identity import identifier_from
from walks.store import Store, log, open_store
from walks.store.exchange import raw_of
from walks.store.log import canonical
from walks.store.projection import RULES
from walks.sync.batch import MOST_FAULTS, Result, with_defaults
from walks.sync.operation import reduced
from walks.walk import Walk


def of_devices(scene: Scene) -> list[Any]:
    return [row for row in scene.log() if row.kind not in RULES]


def codes(result: Result) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in result.faults]


def kept(scene: Scene, result: Result) -> object:
    """What the log holds under the number that an answer told."""
    (row,) = (row for row in scene.log() if row.rseq == result.rseq)
    return raw_of(row)


# answers


def test_every_operation_is_answered_in_the_order_sent(scene: Scene, anna: Tablet) -> None:
    raws = [anna.create(), anna.create(east_m=900), anna.operation("edit", scene.ids(), {"text": "x"})]
    results = scene.send(anna, *raws)
    assert [item.op_id for item in results] == [raw["op_id"] for raw in raws]
    assert [item.result for item in results] == ["applied", "quarantined", "parked"]
    assert [item.rseq for item in results] == [scene.logged(raw).rseq for raw in raws]


def test_an_empty_batch_changes_nothing(scene: Scene, anna: Tablet) -> None:
    before = len(scene.log())
    assert scene.send(anna) == []
    assert len(scene.log()) == before


def test_what_may_be_left_out_is_filled_in_one_way(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    short = {name: value for name, value in raw.items() if name not in {"base", "photos", "clock_offset_ms"}}
    assert scene.outcomes(anna, short) == ["applied"]
    assert scene.outcomes(anna, short | {"base": {}, "photos": []}) == ["duplicate"]


def test_the_log_gives_every_operation_back_as_it_was_sent(scene: Scene, anna: Tablet) -> None:
    photo = "0" * 64
    raws = [
        anna.create(text="å\nä", around={"photos": [photo]}),
        anna.need(text="hemligt"),
        anna.create(around={"clock_offset_ms": None}),
        anna.create(east_m=900, around={"photos": [photo]}),
        anna.operation("edit", scene.ids(), {"text": None}),
        anna.operation("visit", scene.ids(), {"stop": 1}),
    ]
    for raw, result in zip(raws, scene.send(anna, *raws), strict=True):
        assert canonical(kept(scene, result)) == canonical(raw)


# the same again


def test_the_same_operation_again_is_a_duplicate_with_its_first_answer(scene: Scene, anna: Tablet) -> None:
    good, bad = anna.create(), anna.create(east_m=900)
    first = scene.send(anna, good, bad)
    before = (scene.tables(), len(scene.log()))
    again = scene.send(anna, good, bad, good)
    assert [(item.result, item.reason) for item in again] == [
        ("duplicate", "applied"),
        ("duplicate", "quarantined"),
        ("duplicate", "applied"),
    ]
    assert [item.rseq for item in again] == [first[0].rseq, first[1].rseq, first[0].rseq]
    assert codes(again[1]) == codes(first[1]) == [("fields.longitude", "too_far")]
    assert (scene.tables(), len(scene.log())) == before


def test_the_same_operation_twice_in_one_batch_is_stored_once(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    assert scene.outcomes(anna, raw, raw) == ["applied", "duplicate"]
    assert len(scene.findings()) == len(of_devices(scene)) == 1


def test_what_was_sent_by_another_tablet_of_the_walk_too_is_stored_once(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    """A file that was saved on one tablet and handed in by another."""
    raw = anna.create()
    assert scene.outcomes(anna, raw) == ["applied"]
    assert scene.outcomes(bo, raw) == ["duplicate"]


def test_one_identifier_for_two_operations_holds_the_second_back_under_one_of_its_own(
    scene: Scene, anna: Tablet
) -> None:
    raw = anna.create(text="ett")
    other = anna.create(text="två") | {"op_id": raw["op_id"]}
    first, second = scene.send(anna, raw, other)
    assert (second.result, codes(second), second.op_id) == ("quarantined", [("op_id", "op_id_reused")], raw["op_id"])
    assert kept(scene, second) == other
    assert first.rseq != second.rseq
    assert of_devices(scene)[-1].op_id == identifier_from(canonical(other))
    assert [(item.result, item.rseq) for item in scene.send(anna, other, raw)] == [
        ("duplicate", second.rseq),
        ("duplicate", first.rseq),
    ]


def test_the_device_learns_which_of_its_operations_was_held_back_under_another_identifier(
    scene: Scene, anna: Tablet
) -> None:
    """It knows only the one that it gave: else it would send the operation for ever."""
    raw = anna.create()
    scene.send(anna, raw)
    (result,) = scene.send(anna, raw | {"app": "other"})
    assert result.op_id == raw["op_id"]


def test_one_number_for_two_operations_holds_the_second_back(scene: Scene, anna: Tablet) -> None:
    one, two = anna.create(text="ett"), anna.create(text="två")
    two["dseq"] = one["dseq"]
    first, second = scene.send(anna, one, two)
    assert (first.result, second.result, codes(second)) == ("applied", "quarantined", [("dseq", "dseq_reused")])
    assert (second.op_id, kept(scene, second)) == (two["op_id"], two)
    assert [item.text for item in scene.findings()] == ["ett"]
    assert [item.rseq for item in scene.send(anna, two, one)] == [second.rseq, first.rseq]


def test_two_tablets_count_each_for_itself(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    assert scene.outcomes(anna, anna.create()) == scene.outcomes(bo, bo.create()) == ["applied"]
    assert {row.dseq for row in of_devices(scene)} == {1}


def test_numbers_may_come_in_any_order_and_with_gaps(scene: Scene, anna: Tablet) -> None:
    raws = [anna.create() for _ in range(4)]
    assert scene.outcomes(anna, raws[3], raws[0], raws[2]) == ["applied"] * 3


# what no device should send


STRANGE: list[object] = [
    None,
    7,
    1.5,
    True,
    "create",
    [],
    {},
    {"op_id": "x"},
    {"op_id": None, "kind": "create"},
    {"op_id": "\ud800", "finding_id": "\x00", "fields": {"text": "\ud800"}},
    {"fields": {"kind": []}},
    {"fields": {"kind": {}, "severity": 1}, "kind": "create"},
    {"base": {"text": "\ud800" * 36}, "kind": "edit"},
    {"base": {"text": ["x"]}, "fields": {}, "photos": None},
    {"dseq": 10**400, "finding_id": 10**400},
    {"text": float("nan"), "more": float("inf")},
    {"kind": "walk_moved", "fields": {"state": "closed"}},
    {"fields": {"category": "vulnerable_people", "need": [], "text": {"a": 1}}},
]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda value: ascii(value)[:40])
def test_whatever_comes_as_an_operation_is_stored_whole_and_answered(
    scene: Scene, anna: Tablet, strange: object
) -> None:
    (result,) = scene.send(anna, strange)
    assert result.result == "quarantined"
    assert result.faults
    assert canonical(kept(scene, result)) == canonical(reduced(with_defaults(strange))[0])
    (again,) = scene.send(anna, strange)
    assert (again.result, again.rseq, again.op_id) == ("duplicate", result.rseq, result.op_id)
    assert log.faults(scene.connection) == []


def test_i15_one_bad_operation_never_harms_another(scene: Scene, anna: Tablet) -> None:
    good = [anna.create(text=str(number)) for number in range(len(STRANGE) + 1)]
    batch = [raw for pair in zip(good, STRANGE, strict=False) for raw in pair] + [good[-1]]
    results = scene.send(anna, *batch)
    assert [item.result for item in results[::2]] == ["applied"] * len(good)
    assert [item.result for item in results[1::2]] == ["quarantined"] * len(STRANGE)
    assert [item.text for item in scene.findings()] == [str(number) for number in range(len(good))]


@pytest.mark.parametrize("depth", [25, 900, 985, 5_000])
def test_what_is_nested_too_deep_is_kept_and_harms_nobody(scene: Scene, anna: Tablet, depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    raw = anna.create(unheard_of=deep)
    results = scene.send(anna, anna.create(), raw, anna.create())
    assert [item.result for item in results] == ["applied", "quarantined", "applied"]
    assert (results[1].op_id, codes(results[1])) == (raw["op_id"], [("operation", "unreadable")])
    text = kept(scene, results[1])
    assert isinstance(text, str)
    assert "[" * depth in text
    assert scene.outcomes(anna, raw) == ["duplicate"]


def test_without_a_usable_identifier_an_operation_is_stored_under_one_made_of_its_bytes(
    scene: Scene, anna: Tablet
) -> None:
    raw = anna.create() | {"op_id": "mitt eget"}
    (result,) = scene.send(anna, raw)
    assert (result.result, result.op_id) == ("quarantined", identifier_from(canonical(raw)))
    assert codes(result) == [("op_id", "not_a_uuid")]
    assert scene.outcomes(anna, raw) == ["duplicate"]


def test_so_many_faults_of_one_operation_are_told_and_no_more(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    raw["fields"] |= {f"field_{number}": 1 for number in range(100)}
    (result,) = scene.send(anna, raw)
    assert len(result.faults) == MOST_FAULTS
    assert kept(scene, result) == raw


@pytest.mark.parametrize("kind", ["confirm", "verdict", "comment", "visit", "attach", "detach"])
def test_kinds_that_are_not_built_yet_are_kept_whole(scene: Scene, anna: Tablet, kind: str) -> None:
    raw = anna.operation(kind, scene.ids(), {"text": "samma här"})
    (result,) = scene.send(anna, raw)
    assert (result.result, codes(result)) == ("quarantined", [("kind", "unknown_code")])
    assert kept(scene, result) == raw


# whose, where and when


def test_an_operation_of_another_walk_is_held_back(scene: Scene, anna: Tablet) -> None:
    other = scene.plan("stureplan")
    raw = anna.create(around={"walk_id": other.walk_id})
    (result,) = scene.send(anna, raw)
    assert (result.result, codes(result)) == ("quarantined", [("walk_id", "wrong_walk")])
    assert scene.findings() == []
    assert scene.logged(raw).walk_id == anna.device.walk_id, "it waits where it came in"


def test_an_operation_of_another_device_is_held_back(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    raw = bo.create()
    (result,) = scene.send(anna, raw)
    assert (result.result, codes(result)) == ("quarantined", [("device_id", "wrong_device")])
    assert scene.logged(raw).device_id == anna.device.device_id, "the log names who sent it"


def test_what_another_device_numbered_takes_none_of_ones_own_numbers(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    scene.send(anna, bo.create())
    assert scene.outcomes(anna, anna.create()) == ["applied"]


def test_all_that_is_strange_about_an_operation_is_told_at_once(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    scene.revoke(anna)
    (result,) = scene.send(anna, bo.create(around={"walk_id": scene.ids()}))
    assert [code for _, code in codes(result)] == ["revoked", "wrong_device", "wrong_walk"]


def test_a_revoked_devices_operations_are_held_back_and_not_lost(scene: Scene, anna: Tablet) -> None:
    before = anna.create(text="före")
    scene.send(anna, before)
    scene.revoke(anna)
    raws = [anna.create(text="efter"), anna.edit(before, text="ändrad"), anna.withdraw(before)]
    results = scene.send(anna, *raws)
    assert [(item.result, codes(item)) for item in results] == [("quarantined", [("device_id", "revoked")])] * 3
    assert [kept(scene, item) for item in results] == raws
    assert [item.text for item in scene.findings()] == ["före"]
    assert scene.outcomes(anna, before) == ["duplicate"]


@pytest.mark.parametrize(
    "states", [("under_way", "compiling"), ("cancelled",), ("under_way", "compiling", "protocol", "closed")]
)
def test_i14_nothing_that_comes_after_the_end_is_lost(
    scene: Scene, walk: Walk, anna: Tablet, states: tuple[str, ...]
) -> None:
    scene.move_walk(walk.walk_id, *states)
    raw = anna.create(text="sen")
    (result,) = scene.send(anna, raw)
    assert (result.result, kept(scene, result)) == ("late", raw)
    row = scene.row(raw)
    assert row is not None
    assert (row.late, row.text) == (True, "sen")
    assert scene.findings() == []


# the walk begins


def test_the_first_finding_begins_the_walk_and_the_log_says_why(scene: Scene, walk: Walk, anna: Tablet) -> None:
    scene.clock.move(minutes=3)
    scene.send(anna, anna.create(), anna.create())
    begun = scene.walk(walk.walk_id)
    assert (begun.state, begun.state_since) == ("under_way", scene.clock.now)
    moves = [row for row in scene.log() if row.kind == "walk_moved"]
    assert [(row.actor, row.fields) for row in moves] == [("system", {"state": "under_way", "why": "first_finding"})]


def test_a_restricted_finding_begins_the_walk_too(scene: Scene, walk: Walk, anna: Tablet) -> None:
    scene.send(anna, anna.need())
    assert scene.walk(walk.walk_id).state == "under_way"


@pytest.mark.parametrize("kind", ["quarantined", "parked"])
def test_what_is_no_finding_yet_begins_no_walk(scene: Scene, walk: Walk, anna: Tablet, kind: str) -> None:
    raw = anna.create(east_m=900) if kind == "quarantined" else anna.operation("edit", scene.ids(), {"text": "x"})
    assert scene.outcomes(anna, raw) == [kind]
    assert scene.walk(walk.walk_id).state == "planned"


def test_a_finding_that_was_sent_again_begins_nothing_again(scene: Scene, walk: Walk, anna: Tablet) -> None:
    raw = anna.create()
    scene.send(anna, raw)
    scene.move_walk(walk.walk_id, "compiling")
    assert scene.outcomes(anna, raw) == ["duplicate"]
    assert scene.walk(walk.walk_id).state == "compiling"


# restricted


def test_a_restricted_finding_is_reduced_and_told_so(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(category="vulnerable_people", need="contact", text="hemligt", around={"photos": ["0" * 64]})
    (result,) = scene.send(anna, raw)
    assert (result.result, codes(result)) == ("applied", [("fields", "restricted_reduced")])
    row = scene.logged(raw)
    assert set(row.fields) == {"category", "need", "text", "observed_at"}
    assert row.photos == []
    assert "18.001" not in str([str(each) for each in scene.log()])


@pytest.mark.parametrize("kind", ["create", "edit", "withdraw"])
def test_nothing_of_a_broken_operation_on_a_restricted_finding_is_kept_but_what_such_a_one_may_hold(
    scene: Scene, anna: Tablet, kind: str
) -> None:
    raw = anna.need(text="a")
    scene.send(anna, raw)
    fields = {"place_type": "okänd", "longitude": 18.001234, "latitude": 59.0}
    broken = anna.operation(kind, raw["finding_id"], fields) | {"photos": ["ab" * 32]}
    assert scene.outcomes(anna, broken, broken) == ["quarantined", "duplicate"]
    assert "18.001234" not in str([str(each) for each in scene.log()])
    assert "abab" not in str([str(each) for each in scene.log()])


def test_a_need_without_its_category_is_held_back_without_its_point(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(need="contact", longitude=18.001234) | {"photos": ["ab" * 32]}
    del raw["fields"]["category"]
    assert scene.outcomes(anna, raw, raw) == ["quarantined", "duplicate"]
    assert "18.001234" not in str([str(each) for each in scene.log()])


def test_a_reduced_finding_that_is_sent_again_as_it_was_is_a_duplicate(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(category="vulnerable_people", need="contact")
    scene.send(anna, raw)
    assert scene.outcomes(anna, raw) == ["duplicate"]
    assert len(scene.restricted()) == 1


def test_a_restricted_finding_that_is_whole_is_not_called_reduced(scene: Scene, anna: Tablet) -> None:
    (result,) = scene.send(anna, anna.need())
    assert (result.result, result.faults) == ("applied", [])


# all or nothing


def test_a_batch_that_fails_half_way_leaves_nothing_and_can_be_sent_again(store: Store) -> None:
    class Breaking(FlatGround):
        asked = 0

        def near(self, longitude: float, latitude: float) -> str | None:
            self.asked += 1
            if self.asked == 2:
                raise OSError("disk full")
            return super().near(longitude, latitude)

    ids = Ids()
    with store.writing() as connection:
        scene = Scene(connection, ids)
        tablet = scene.tablet(scene.plan())
    raws = [tablet.create(text=str(number)) for number in range(3)]
    with pytest.raises(OSError, match="disk full"), store.writing() as connection:
        Scene(connection, ids, ground=Breaking()).send(tablet, *raws)
    with store.writing() as connection:
        scene = Scene(connection, ids)
        assert of_devices(scene) == []
        assert scene.walk(tablet.device.walk_id).state == "planned"
        assert scene.outcomes(tablet, *raws) == ["applied"] * 3


def test_i6_what_was_acknowledged_is_there_after_a_crash(store: Store, tmp_path: Path) -> None:
    """The files as they stand at the moment of the answer: nobody closed the database properly."""
    with store.writing() as connection:
        scene = Scene(connection)
        tablet = scene.tablet(scene.plan())
        raw = tablet.create(text="kvar")
        scene.send(tablet, raw)
    for path in store.folder.iterdir():
        shutil.copyfile(path, tmp_path / path.name)
    crashed = open_store(tmp_path)
    with crashed.reading() as connection:
        assert Scene(connection).finding(raw).text == "kvar"
        assert log.faults(connection) == []
    crashed.close()
