from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, null, select, update
from sqlalchemy.exc import IntegrityError

from tests.walks.scene import NOW, Scene, Tablet, scene_in
from walks.store import Store, log
from walks.store.log import GENESIS, Entry, Head, append, body_hash, canonical, faults, head, holds, link
from walks.store.tables import operations

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def entry(number: int = 1, **changes: Any) -> Entry:
    plain = Entry(op_id=f"op-{number}", actor="system", at=NOW, kind="noted", subject="x", fields={"text": "mörkt"})
    return replace(plain, **changes)


def rows(scene: Scene) -> list[Any]:
    return list(scene.log())[5:]


def change(scene: Scene, number: int, **values: Any) -> None:
    scene.connection.execute(update(operations).where(operations.c.rseq == number).values(**values))


def test_the_chain_begins_with_the_name_of_the_product() -> None:
    assert hashlib.sha256(b"lykta").hexdigest() == GENESIS


def test_a_link_is_the_hash_of_the_chain_before_it_the_identifier_and_the_body() -> None:
    assert link("a", "b", "c") == hashlib.sha256(b"a\nb\nc").hexdigest()


def test_an_empty_log_ends_at_its_beginning(scene: Scene) -> None:
    scene.connection.execute(delete(operations))
    assert head(scene.connection) == Head(0, GENESIS)
    assert holds(scene.connection, Head(0, GENESIS))
    assert not holds(scene.connection, Head(0, "x"))
    assert faults(scene.connection) == []


def test_operations_are_numbered_in_the_order_in_which_they_are_appended(scene: Scene) -> None:
    """Five places stand in the log already."""
    assert append(scene.connection, [entry(1), entry(2)]) == [6, 7]
    assert append(scene.connection, [entry(3)]) == [8]
    assert append(scene.connection, []) == []
    assert [row.op_id for row in rows(scene)] == ["op-1", "op-2", "op-3"]
    assert head(scene.connection).seq == 8


def test_each_link_follows_from_the_one_before(scene: Scene) -> None:
    before = head(scene.connection)
    append(scene.connection, [entry(1), entry(2)])
    one, two = rows(scene)
    assert one.chain == link(before.chain, "op-1", body_hash(entry(1)))
    assert two.chain == link(one.chain, "op-2", body_hash(entry(2)))
    assert str(head(scene.connection)) == f"7.{two.chain}"


def test_one_batch_or_many_give_the_same_chain(shared_store: Store) -> None:
    heads = []
    for batches in ([[1, 2, 3]], [[1], [2], [3]], [[1, 2], [3]]):
        with scene_in(shared_store) as scene:
            for batch in batches:
                append(scene.connection, [entry(number) for number in batch])
            heads.append(head(scene.connection))
    assert len(set(heads)) == 1


def test_a_reader_is_told_whether_the_log_still_has_what_it_saw(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2)])
    one, two = rows(scene)
    assert holds(scene.connection, Head(one.rseq, one.chain))
    assert holds(scene.connection, Head(two.rseq, two.chain))
    assert not holds(scene.connection, Head(one.rseq, two.chain))
    assert not holds(scene.connection, Head(99, two.chain))
    assert not holds(scene.connection, Head(-1, GENESIS))


SAID = {
    "op_id": "other",
    "actor": "key:1",
    "at": NOW + timedelta(microseconds=1),
    "kind": "other",
    "subject": "y",
    "walk_id": "w",
    "device_id": "d",
    "dseq": 2,
    "base": {"text": "op-0"},
    "fields": {"text": "ljust"},
    "photos": ["p"],
    "envelope": {"app": "other"},
}
ANSWERED = {"outcome": "conflict", "reason": [{"field": "text", "code": "x"}]}


@pytest.mark.parametrize("name", SAID)
def test_everything_that_was_said_is_part_of_the_hash(name: str) -> None:
    assert body_hash(entry(1)) != body_hash(entry(1, **{name: SAID[name]}))


@pytest.mark.parametrize("name", ANSWERED)
def test_what_was_answered_is_not(name: str) -> None:
    assert body_hash(entry(1)) == body_hash(entry(1, **{name: ANSWERED[name]}))


def test_every_column_of_the_log_is_said_or_answered_or_the_chain_itself() -> None:
    made = {"rseq", "body_hash", "chain"}
    assert {column.name for column in operations.columns} == {*SAID, *ANSWERED, *made}


def test_the_zone_in_which_a_time_was_told_does_not_change_the_hash() -> None:
    local = NOW.astimezone(ZoneInfo("Europe/Stockholm"))
    assert body_hash(entry(1, at=local)) == body_hash(entry(1))


def test_a_time_without_a_zone_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        append(scene.connection, [entry(1, at=datetime(2026, 1, 1))])


@pytest.mark.parametrize("name", SAID)
def test_tampering_with_what_was_said_is_found(scene: Scene, name: str) -> None:
    append(scene.connection, [entry(1, device_id="d0", dseq=1), entry(2)])
    assert faults(scene.connection) == []
    change(scene, 6, **{name: SAID[name]})
    found = faults(scene.connection)
    assert "operation 6 har ändrats efter att den skrevs" in found


def test_tampering_that_also_mends_the_bodys_hash_breaks_the_chain(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2)])
    change(scene, 6, fields={"text": "ljust"}, body_hash=body_hash(entry(1, fields={"text": "ljust"})))
    assert faults(scene.connection) == ["kedjan är bruten vid operation 6"]


def test_tampering_that_also_mends_the_link_breaks_the_next_one(scene: Scene) -> None:
    before = head(scene.connection)
    append(scene.connection, [entry(1), entry(2)])
    hashed = body_hash(entry(1, fields={"text": "ljust"}))
    change(scene, 6, fields={"text": "ljust"}, body_hash=hashed, chain=link(before.chain, "op-1", hashed))
    assert faults(scene.connection) == ["kedjan är bruten vid operation 7"]


def test_a_row_that_was_taken_out_is_missed(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2), entry(3)])
    scene.connection.execute(delete(operations).where(operations.c.rseq == 7))
    assert faults(scene.connection) == ["operation 7 saknas i loggen", "kedjan är bruten vid operation 8"]


def test_rows_that_changed_places_are_found(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2)])
    for old, new in ((6, 99), (7, 6), (99, 7)):
        change(scene, old, rseq=new)
    assert faults(scene.connection) == ["kedjan är bruten vid operation 6", "kedjan är bruten vid operation 7"]


def test_erasing_what_was_said_leaves_the_chain_whole(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2)])
    change(scene, 6, fields=null())
    assert faults(scene.connection) == []


def test_an_erased_row_is_still_held_by_its_chain(scene: Scene) -> None:
    append(scene.connection, [entry(1), entry(2)])
    change(scene, 6, fields=null(), body_hash="0" * 64)
    assert faults(scene.connection) == ["kedjan är bruten vid operation 6"]


@given(fields=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_whatever_was_said_comes_back_as_it_was_hashed(shared_store: Store, fields: dict[str, Any]) -> None:
    with scene_in(shared_store) as scene:
        append(scene.connection, [entry(1, fields=fields)])
        assert faults(scene.connection) == []
        assert canonical(rows(scene)[0].fields) == canonical(fields)


@pytest.mark.parametrize("strange", ["\ud800", "\x00", float("nan"), float("inf"), -0.0, 10**400, "𝄞", ""])
def test_what_no_json_should_hold_comes_back_as_it_was_hashed(scene: Scene, strange: object) -> None:
    append(scene.connection, [entry(1, fields={"whole": strange})])
    assert faults(scene.connection) == []


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": [1, {"d": 2, "c": "ö"}]}) == '{"a":[1,{"c":"ö","d":2}],"b":1}'.encode()
    assert json.loads(canonical({"a": 1.0})) == {"a": 1.0}
    assert canonical({"a": 1}) != canonical({"a": 1.0})


@pytest.mark.parametrize("name", ["op_id", "device_and_dseq"])
def test_the_database_itself_excludes_duplicates(scene: Scene, name: str) -> None:
    append(scene.connection, [entry(1, device_id="d", dseq=1)])
    double = entry(1, device_id="e", dseq=1) if name == "op_id" else entry(2, device_id="d", dseq=1)
    with pytest.raises(IntegrityError):
        append(scene.connection, [double])


def test_a_transaction_that_fails_leaves_no_row(store: Store) -> None:
    with store.reading() as connection:
        before = head(connection)
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        append(connection, [entry(1)])
        raise ZeroDivisionError
    with store.reading() as connection:
        assert head(connection) == before


def test_writers_at_the_same_time_get_numbers_in_the_order_of_their_commits(store: Store) -> None:
    """I10: whoever reads up to a number never misses a smaller one that is committed later."""
    seen: list[int] = []
    done = False

    def write(number: int) -> None:
        for turn in range(10):
            with store.writing() as connection:
                append(connection, [entry(number * 100 + turn)])

    def read() -> None:
        while not done:
            with store.reading() as connection:
                numbers = list(connection.execute(select(operations.c.rseq).order_by(operations.c.rseq)).scalars())
            assert numbers == list(range(1, len(numbers) + 1)), "a gap that somebody may fill later"
            seen.append(len(numbers))

    writers = [Thread(target=write, args=(number,)) for number in range(1, 4)]
    reader = Thread(target=read)
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done = True
    reader.join()
    with store.reading() as connection:
        assert head(connection).seq == 35
        assert faults(connection) == []
    assert seen == sorted(seen)


def test_a_devices_operation_and_a_persons_stand_in_one_log(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    scene.send(anna, raw)
    kinds = [row.kind for row in rows(scene)]
    assert kinds == ["walk_planned", *["key_made"] * 4, "device_joined", "create", "walk_moved"]
    row = scene.logged(raw)
    assert (row.device_id, row.dseq, row.actor) == (anna.device.device_id, 1, f"device:{anna.device.device_id}")
    assert all((other.device_id, other.dseq) == (None, None) for other in rows(scene) if other.kind != "create")
    assert log.faults(scene.connection) == []
