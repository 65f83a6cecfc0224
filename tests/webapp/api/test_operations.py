"""What a batch is answered over HTTP: the outcomes of sync.md, and nothing lost by anything that is wrong with it."""

from __future__ import annotations

import json
import shutil
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from tests.conftest import House, Tablet, make_house
from tests.webapp.api.problems import fields_of, problem_of
from walks.access import SYSTEM
from walks.planning import move_walk
from walks.store import log
from walks.store.log import Entry
from walks.store.projection import record
from walks.walk import Walk


def upload(
    tablet: Tablet, *, headers: dict[str, str] | None = None, raw: bytes | None = None, **body: Any
) -> TestResponse:
    """Send a body as it stands; the frame is filled in where a test does not care."""
    frame = {"device_id": tablet.device_id, "seen": None, "pending": 0, "operations": []} | body
    return tablet.client.post(
        f"/api/v1/walks/{tablet.walk.walk_id}/operations",
        data=json.dumps(frame) if raw is None else raw,
        content_type="application/json",
        headers=tablet.headers if headers is None else headers,
    )


def head_of(house: House) -> log.Head:
    with house.store.reading() as connection:
        return log.head(connection)


def create(tablet: Tablet, **fields: Any) -> dict[str, Any]:
    operation = tablet.operation("create")
    operation["fields"] = {
        "kind": "unsafe",
        "category": "lighting",
        "longitude": 18.096,
        "latitude": 59.3428,
        "position_method": "crosshair",
        "observed_at": "2026-11-26T17:40:00Z",
    } | fields
    return operation


def seen(tablet: Tablet, finding_id: str) -> dict[str, Any]:
    """A finding as the feed of its walk shows it."""
    answer = tablet.client.get(f"/api/v1/walks/{tablet.walk.walk_id}/changes", headers=tablet.headers)
    found: list[dict[str, Any]] = [item for item in answer.get_json()["findings"] if item["finding_id"] == finding_id]
    return found[0] if found else {}


def move(house: House, walk: Walk, *states: str) -> None:
    for state in states:
        with house.store.writing() as connection:
            new_id, now = house.context.new_id, house.clock.now
            move_walk(connection, SYSTEM, walk.walk_id, state=state, now=now, new_id=new_id)


# Outcomes


def test_the_answer_names_the_server_its_epoch_its_clock_and_the_end_of_its_log(shared: House, tablet: Tablet) -> None:
    answer = upload(tablet, operations=[create(tablet)])

    body = answer.get_json()
    head = head_of(shared)
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["server_time"] == "2026-11-26T17:42:00.000000Z"
    assert body["head"] == [head.seq, head.chain]
    assert body["backup_horizon"] == 0
    assert body["stale"] is False
    assert body["server_id"]
    assert body["epoch"] != body["server_id"]
    (result,) = body["results"]
    assert result.keys() == {"op_id", "result", "rseq", "reason", "errors"}


def test_a_new_finding_is_applied_and_the_same_one_again_is_a_duplicate_with_the_first_answer(tablet: Tablet) -> None:
    operation = create(tablet)

    (first,) = tablet.send(operation)
    (again,) = tablet.send(operation)
    twice = tablet.send(operation, operation)

    assert first.pop("rseq") == again.pop("rseq")
    assert first == {"op_id": operation["op_id"], "result": "applied", "reason": None, "errors": []}
    assert again == first | {"result": "duplicate", "reason": "applied"}
    assert [item["result"] for item in twice] == ["duplicate", "duplicate"]


def test_an_edit_on_what_its_writer_had_seen_is_applied(tablet: Tablet) -> None:
    operation = create(tablet, severity=2)
    tablet.send(operation)

    (result,) = tablet.send(
        tablet.operation("edit", operation["finding_id"], base={"severity": operation["op_id"]}, severity=3)
    )

    assert result["result"] == "applied"
    assert seen(tablet, operation["finding_id"])["severity"] == 3


def test_of_two_who_change_one_field_the_same_way_the_second_is_merged(tablet: Tablet, leader: Tablet) -> None:
    operation = create(tablet, severity=2)
    tablet.send(operation)
    base = {"severity": operation["op_id"]}
    leader.send(leader.operation("edit", operation["finding_id"], base=base, severity=4))

    (result,) = tablet.send(tablet.operation("edit", operation["finding_id"], base=base, severity=4))

    assert (result["result"], result["errors"]) == ("merged", [])


def test_of_two_who_change_one_field_differently_the_second_is_kept_as_a_conflict(
    tablet: Tablet, leader: Tablet
) -> None:
    operation = create(tablet, severity=2)
    tablet.send(operation)
    base = {"severity": operation["op_id"]}
    leader.send(leader.operation("edit", operation["finding_id"], base=base, severity=4))

    (result,) = tablet.send(tablet.operation("edit", operation["finding_id"], base=base, severity=1))

    assert result["result"] == "conflict"
    assert [fault["field"] for fault in result["errors"]] == ["fields.severity"]
    assert result["errors"][0]["message"] == "Någon annan ändrade samtidigt. Båda är sparade, samordnaren väljer."
    assert seen(tablet, operation["finding_id"])["severity"] == 4


def test_an_edit_of_a_withdrawn_finding_never_brings_it_back(tablet: Tablet, leader: Tablet) -> None:
    operation = create(tablet, severity=2)
    tablet.send(operation)
    tablet.send(tablet.operation("withdraw", operation["finding_id"]))

    (result,) = leader.send(
        leader.operation("edit", operation["finding_id"], base={"severity": operation["op_id"]}, severity=4)
    )

    assert (result["result"], result["reason"]) == ("conflict", "withdrawn")
    assert seen(tablet, operation["finding_id"]) == {}


def test_an_edit_that_comes_before_its_finding_is_parked_and_counts_when_that_arrives(tablet: Tablet) -> None:
    operation = create(tablet, severity=2)
    early = tablet.operation("edit", operation["finding_id"], base={"severity": operation["op_id"]}, severity=4)

    (parked,) = tablet.send(early)
    (applied,) = tablet.send(operation)

    assert (parked["result"], parked["reason"]) == ("parked", "unknown_finding")
    assert parked["rseq"] is not None
    assert applied["result"] == "applied"
    assert seen(tablet, operation["finding_id"])["severity"] == 4


def test_what_comes_after_the_close_is_kept_as_late_and_stands_on_no_list(shared: House, tablet: Tablet) -> None:
    move(shared, tablet.walk, "under_way", "compiling")
    operation = create(tablet)

    (result,) = tablet.send(operation)

    assert result["result"] == "late"
    assert result["rseq"] == head_of(shared).seq
    assert seen(tablet, operation["finding_id"]) == {}


def test_what_comes_long_after_the_close_is_kept_all_the_same(house: House) -> None:
    tablet = house.join(house.plan())
    move(house, tablet.walk, "under_way", "compiling")
    house.clock.move(days=60)

    assert [item["result"] for item in tablet.send(create(tablet), create(tablet))] == ["late", "late"]


def test_a_revoked_device_s_operations_are_quarantined_and_not_lost(shared: House, tablet: Tablet) -> None:
    new_id, now = shared.context.new_id, shared.clock.now
    with shared.store.writing() as connection:
        record(connection, Entry(new_id(), "system", now, "device_revoked", tablet.device_id))

    (result,) = tablet.send(create(tablet))

    assert (result["result"], result["reason"]) == ("quarantined", "revoked")
    assert result["rseq"] == head_of(shared).seq


def test_a_walker_changes_nobody_else_s_finding(shared: House, tablet: Tablet) -> None:
    other = shared.join(tablet.walk)
    finding = tablet.pin()

    (result,) = other.send(other.operation("withdraw", finding))

    assert (result["result"], result["reason"]) == ("quarantined", "not_yours")
    assert seen(tablet, finding)["withdrawn"] is False


def test_a_full_disk_answers_retry_and_stores_nothing(
    shared: House, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    before = head_of(shared)
    operation = create(tablet)
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(shutil, "disk_usage", lambda _folder: Usage(49 * 1024 * 1024))
        results = tablet.send(operation, {"a": {}}, 7, {"op_id": 7})

    assert [item["result"] for item in results] == ["retry"] * 4
    assert {item["reason"] for item in results} == {"disk_full"}
    assert [item["rseq"] for item in results] == [None] * 4
    assert head_of(shared) == before
    # an answer without a name would be no answer to the device, and the whole batch would count as unanswered
    assert results[0]["op_id"] == operation["op_id"]
    later = tablet.send(operation, {"a": {}}, 7, {"op_id": 7})
    assert [item["op_id"] for item in later] == [item["op_id"] for item in results]
    assert later[0]["result"] == "applied"


def test_a_head_that_this_log_never_had_is_called_stale_and_the_operations_are_taken(
    shared: House, tablet: Tablet
) -> None:
    head = head_of(shared)
    own = [head.seq, head.chain]

    for known in (None, own, [0, log.GENESIS]):
        assert upload(tablet, seen=known, operations=[create(tablet)]).get_json()["stale"] is False
    never = [[10**6, head.chain], [head.seq, "0" * 64], [-1, ""], ["1", head.chain], [10**30, "x"], [None, None]]
    for strange in never:
        body = upload(tablet, seen=strange, operations=[create(tablet)]).get_json()
        assert body["stale"] is True, strange
        assert body["results"][0]["result"] == "applied"


def test_a_device_that_an_older_database_has_forgotten_is_admitted_again(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    walk = house.plan()
    older = tmp_path_factory.mktemp("older")
    house.store.close()
    for path in house.store.folder.glob("lykta.sqlite*"):
        shutil.copy(path, older / path.name)
    tablet = house.join(walk, role="leader")
    operation = create(tablet)
    tablet.send(operation)

    restored = make_house(older)
    restored.clock.move(minutes=5)
    after = Tablet(restored, restored.client(), walk, tablet.token, tablet.device_id, tablet.dseq)
    (result,) = after.send(operation)

    assert result["result"] == "applied"
    assert seen(after, operation["finding_id"])["own"] is True
    other = restored.join(walk)
    (turned,) = after.send(after.operation("withdraw", other.pin()))
    assert turned["result"] == "applied", turned
    restored.store.close()


# Faults of single operations: kept whole, named with field and remedy, their neighbours unharmed


def broken(operation: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """An operation with one field changed; `fields.x` names a field of the finding. ... takes it away."""
    target = operation["fields"] if field.startswith("fields.") else operation
    name = field.removeprefix("fields.")
    if value is ...:
        del target[name]
    else:
        target[name] = value
    return operation


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("fields.longitude", 18.2, "too_far"),
        ("fields.longitude", 181.0, "out_of_range"),
        ("fields.longitude", "18.1", "wrong_type"),
        ("fields.longitude", float("nan"), "wrong_type"),
        ("fields.longitude", float("-inf"), "wrong_type"),
        ("fields.longitude", ..., "missing"),
        ("fields.latitude", None, "missing"),
        ("fields.latitude", True, "wrong_type"),
        ("fields.kind", "dangerous", "unknown_code"),
        ("fields.kind", 3, "wrong_type"),
        ("fields.category", "ghosts", "unknown_code"),
        ("fields.category", ..., "missing"),
        ("fields.severity", 5, "out_of_range"),
        ("fields.severity", "2", "wrong_type"),
        ("fields.severity", 2.5, "wrong_type"),
        ("fields.text", "å" * 2001, "too_long"),
        ("fields.text", ["a"], "wrong_type"),
        ("fields.text", "a\x00b", "bad_characters"),
        ("fields.text", "\ud800", "bad_characters"),
        ("fields.accuracy_m", -1, "out_of_range"),
        ("fields.position_method", "dowsing", "unknown_code"),
        ("fields.observed_at", "yesterday", "not_a_time"),
        ("fields.observed_at", "2026-11-26T17:40:00", "no_time_zone"),
        ("fields.observed_at", 1764178800, "not_a_time"),
        ("fields.place_type", "moon", "unknown_code"),
        ("fields.applies_when", "never", "unknown_code"),
        ("fields.group", "g" * 41, "too_long"),
        ("fields.colour", "red", "unknown_field"),
        ("dseq", 0, "out_of_range"),
        ("dseq", "1", "wrong_type"),
        ("device_id", "someone-else", "wrong_device"),
        ("walk_id", "01a218f3-2e40-7e27-9365-50a4a3a65c0c", "wrong_walk"),
        ("finding_id", "7", "not_a_uuid"),
        ("kind", "explode", "unknown_code"),
        ("kind", ..., "missing"),
        ("base", {"text": "7"}, "not_a_uuid"),
        ("photos", ["zz"], "wrong_form"),
        ("photos", ["a" * 64] * 6, "too_many"),
        ("client_time", "now", "not_a_time"),
        ("schema", 2, "out_of_range"),
        ("app", "a" * 101, "too_long"),
        ("mood", "good", "unknown_field"),
    ],
)
def test_one_broken_operation_is_kept_and_named_and_its_neighbours_are_taken(
    shared: House, tablet: Tablet, field: str, value: Any, code: str
) -> None:
    before, operation, after = create(tablet), broken(create(tablet), field, value), create(tablet)

    results = tablet.send(before, operation, after)

    assert [item["result"] for item in results] == ["applied", "quarantined", "applied"]
    (fault,) = [item for item in results[1]["errors"] if item["code"] == code]
    # a list or a mapping is named with the place of the fault in it
    assert fault["field"].startswith(field), fault
    assert results[1]["reason"] in {item["code"] for item in results[1]["errors"]}
    assert results[1]["rseq"] is not None
    assert results[1]["op_id"] == operation["op_id"]
    assert fault["message"].count(". ") >= 1
    assert fault["message"].endswith(".")


def test_all_faults_of_an_operation_are_named_at_once(tablet: Tablet) -> None:
    operation = create(tablet, kind="x", category="y", severity=9, longitude=500, colour="red")

    (result,) = tablet.send(operation)

    assert {fault["field"] for fault in result["errors"]} == {
        "fields.kind",
        "fields.category",
        "fields.severity",
        "fields.longitude",
        "fields.colour",
    }


def test_a_severity_belongs_to_what_is_unsafe(tablet: Tablet) -> None:
    (result,) = tablet.send(create(tablet, kind="safe", severity=2))

    assert (result["result"], result["reason"]) == ("quarantined", "severity_only_unsafe")


def test_the_same_number_for_something_else_is_kept_beside_the_first(tablet: Tablet) -> None:
    first = create(tablet, text="Den första.")
    second = create(tablet, text="Den andra.") | {"op_id": first["op_id"]}
    third = create(tablet, text="Den tredje.") | {"dseq": first["dseq"]}

    results = tablet.send(first, second, third)

    assert [(item["result"], item["reason"]) for item in results] == [
        ("applied", None),
        ("quarantined", "op_id_reused"),
        ("quarantined", "dseq_reused"),
    ]
    assert len({item["rseq"] for item in results}) == 3
    assert seen(tablet, first["finding_id"])["text"] == "Den första."


@pytest.mark.parametrize(
    "raw", [None, True, 5, 1e308, "x", [], {}, {"op_id": None}, {"op_id": "1"}, [[[]]], {"": {"": []}}]
)
def test_what_cannot_be_read_as_an_operation_is_kept_under_a_name_made_from_it(
    shared: House, tablet: Tablet, raw: object
) -> None:
    before = head_of(shared).seq

    (result,) = tablet.send(raw)

    assert result["result"] == "quarantined"
    assert len(result["op_id"]) == 36
    assert result["rseq"] == before + 1
    (again,) = tablet.send(raw)
    assert again == result | {"result": "duplicate", "reason": "quarantined"}


def test_a_finding_that_was_held_back_can_be_mended_by_an_edit(tablet: Tablet) -> None:
    operation = create(tablet, longitude=18.2)
    tablet.send(operation)
    base = dict.fromkeys(("longitude", "latitude"), operation["op_id"])

    (result,) = tablet.send(
        tablet.operation("edit", operation["finding_id"], base=base, longitude=18.096, latitude=59.3428)
    )

    assert result["result"] == "applied"
    assert seen(tablet, operation["finding_id"])["longitude"] == 18.096


def test_fifty_operations_are_one_batch_each_with_an_answer_in_its_place(tablet: Tablet) -> None:
    operations: list[Any] = [create(tablet) for _ in range(50)]
    for number in range(0, 50, 7):
        operations[number]["fields"]["severity"] = 9

    results = tablet.send(*operations)

    assert [item["op_id"] for item in results] == [item["op_id"] for item in operations]
    assert {number for number, item in enumerate(results) if item["result"] == "quarantined"} == set(range(0, 50, 7))


@pytest.mark.parametrize("depth", [50, 200, 500, 900, *range(930, 1000, 3)])
def test_no_depth_of_nesting_brings_the_server_down(shared: House, tablet: Tablet, depth: int) -> None:
    """Reading gives up some levels deeper than writing does: between the two a batch could be read and not kept."""
    nested = f'"fields": {"[" * depth}{"]" * depth}'
    operation = json.dumps(create(tablet) | {"fields": 0}).replace('"fields": 0', nested)
    frame = f'{{"device_id": "{tablet.device_id}", "operations": [{operation}]}}'

    answer = upload(tablet, raw=frame.encode())

    if answer.status_code == 200:
        assert answer.get_json()["results"][0]["result"] == "quarantined"
    else:
        assert problem_of(answer, 400)["title"] == "Anropet kan inte läsas"


# Faults of the frame: nothing is kept, and the answer says what to do


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"device_id": ...}, ["device_id"]),
        ({"device_id": ""}, ["device_id"]),
        ({"device_id": "d" * 65}, ["device_id"]),
        ({"device_id": 5}, ["device_id"]),
        ({"operations": ...}, ["operations"]),
        ({"operations": None}, ["operations"]),
        ({"operations": {"0": {}}}, ["operations"]),
        ({"operations": "[]"}, ["operations"]),
        ({"pending": -1}, ["pending"]),
        ({"pending": "3"}, ["pending"]),
        ({"pending": 10**10}, ["pending"]),
        ({"seen": []}, ["seen"]),
        ({"seen": [1, "a", 2]}, ["seen"]),
        ({"seen": "1.a"}, ["seen"]),
        ({"version": 2}, ["version"]),
        ({"device_id": 5, "pending": -1, "operations": 0, "x": 1}, ["device_id", "pending", "operations", "x"]),
    ],
)
def test_every_fault_of_the_frame_is_named_and_nothing_is_kept(
    shared: House, tablet: Tablet, change: dict[str, Any], fields: list[str]
) -> None:
    frame = {"device_id": tablet.device_id, "seen": None, "pending": 0, "operations": [create(tablet)]} | change
    frame = {name: value for name, value in frame.items() if value is not ...}
    before = head_of(shared)

    problem = problem_of(upload(tablet, raw=json.dumps(frame).encode()), 400)

    assert fields_of(problem) == fields
    assert problem["detail"].endswith("Rätta och skicka igen; inget har sparats.")
    assert head_of(shared) == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"not json", b"\xff\xfe{}", b'{"operations": [1,]}', b"[" * 5000, b"9" * 5000, b'{"a": "\n"}']
)
def test_what_is_no_json_is_refused_and_nothing_is_kept(shared: House, tablet: Tablet, body: bytes) -> None:
    before = head_of(shared)

    problem = problem_of(upload(tablet, raw=body), 400)

    assert problem["detail"] == "Kroppen ska vara JSON i UTF-8. Ingenting har sparats; sänd igen när den är rättad."
    assert head_of(shared) == before


def test_fifty_one_operations_are_refused_whole_and_the_limit_is_named(shared: House, tablet: Tablet) -> None:
    operations = [create(tablet) for _ in range(51)]
    before = head_of(shared)

    problem = problem_of(upload(tablet, operations=operations), 413)

    assert problem["detail"] == "Högst 50 händelser per sändning. Dela sändningen och sänd igen."
    assert head_of(shared) == before
    assert {item["result"] for item in tablet.send(*operations[:26])} == {"applied"}


def test_a_body_beyond_256_kb_is_not_read_and_the_limit_is_named(shared: House, tablet: Tablet) -> None:
    before = head_of(shared)
    fits = json.dumps({"device_id": tablet.device_id, "operations": []}).encode().ljust(256 * 1024)

    assert upload(tablet, raw=fits).status_code == 200
    assert "256 kB" in problem_of(upload(tablet, raw=fits + b" "), 413)["detail"]
    assert head_of(shared) == before


def test_the_largest_text_that_a_walker_can_write_fits(tablet: Tablet) -> None:
    (result,) = tablet.send(create(tablet, text="💡" * 2000))

    assert result["result"] == "applied"


# Who may hand in


def test_without_the_right_token_a_walk_does_not_exist(shared: House, tablet: Tablet) -> None:
    other = shared.join(shared.plan())
    partner = shared.hand_out("partner", place_code="tessinparken")
    tokens = ["", other.token, tablet.token[:-1] + "A", tablet.token + "A", "a.b", partner, "\xff", " ", "A" * 10_000]
    before = head_of(shared)
    refusals = []
    for token in tokens:
        answer = upload(tablet, headers={"Authorization": f"Bearer {token}"}, operations=[create(tablet)])
        refusals.append(problem_of(answer, 404))

    assert refusals == [refusals[0]] * len(refusals)
    assert head_of(shared) == before


@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}])
def test_the_token_is_not_read_from_the_cookie_here(tablet: Tablet, header: dict[str, str]) -> None:
    """Another site's page could make the browser send the cookie, but never the header."""
    problem_of(upload(tablet, headers=header, operations=[create(tablet)]), 403)
    problem_of(upload(tablet, headers=header | {"X-Lykta": "1"}, operations=[create(tablet)]), 404)


def test_a_walk_that_never_was_is_answered_like_one_that_is_not_yours(shared: House, tablet: Tablet) -> None:
    for walk_id in (str(uuid4()), "x", "%00", "å"):
        answer = tablet.client.post(
            f"/api/v1/walks/{walk_id}/operations", json={"device_id": "d", "operations": []}, headers=tablet.headers
        )
        problem_of(answer, 404)
