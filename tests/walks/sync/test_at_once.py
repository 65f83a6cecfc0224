"""Several tablets send at the same moment, each over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.walks.scene import COORDINATOR, Ids, Scene, Tablet
from walks.store import Store, log
from walks.store.findings import changes_seen
from walks.store.projection import RULES
from walks.sync.batch import Result

TABLETS, BATCHES, EACH = 4, 4, 5


def at_once(*jobs: Callable[[], None]) -> None:
    """Run jobs in threads that begin together; an error in one is the test's."""
    gate = Barrier(len(jobs))
    failed: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        gate.wait()
        try:
            job()
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.fixture
def crowd(store: Store) -> list[Tablet]:
    """Give the tablets of a walk, the last of them the leader's, each with identifiers of its own."""
    with store.writing() as connection:
        scene = Scene(connection)
        walk = scene.plan()
        roles = ["participant"] * (TABLETS - 1) + ["leader"]
        tablets = [scene.tablet(walk, role) for role in roles]
    return [replace(tablet, ids=Ids(given=number * 10**6)) for number, tablet in enumerate(tablets, start=1)]


def sender(store: Store, tablet: Tablet, *batches: list[Any], answers: list[Result]) -> Callable[[], None]:
    """Give a job that sends batches one after the other, each in a transaction of its own."""
    own = Ids(given=tablet.ids.given + 10**5)

    def send() -> None:
        for batch in batches:
            with store.writing() as connection:
                answers.extend(Scene(connection, own).send(tablet, *batch))

    return send


def test_nothing_is_lost_doubled_or_numbered_twice(store: Store, crowd: list[Tablet]) -> None:
    made = {number: [tablet.create() for _ in range(BATCHES * EACH)] for number, tablet in enumerate(crowd)}
    answers: list[Result] = []
    jobs = [
        sender(
            store,
            tablet,
            *(made[number][start : start + EACH] for start in range(0, BATCHES * EACH, EACH)),
            answers=answers,
        )
        for number, tablet in enumerate(crowd)
    ]
    at_once(*jobs)
    total = TABLETS * BATCHES * EACH
    assert [item.result for item in answers] == ["applied"] * total
    assert len({item.rseq for item in answers}) == total
    with store.reading() as connection:
        scene = Scene(connection)
        rows = [row for row in scene.log() if row.kind not in RULES]
        assert {row.op_id for row in rows} == {raw["op_id"] for raws in made.values() for raw in raws}
        assert sorted(item.number for item in scene.findings()) == list(range(1, total + 1))
        assert log.faults(connection) == []
        moves = [row for row in scene.log() if row.kind == "walk_moved"]
        assert len(moves) == 1, "the walk begins once, whoever came first"


def test_the_same_batch_over_two_lines_is_stored_once(store: Store, crowd: list[Tablet]) -> None:
    """The first answer was late, and the tablet sent again while the server was still at it."""
    batch = [crowd[0].create() for _ in range(EACH)]
    answers: list[Result] = []
    twins = [replace(crowd[0], ids=Ids(given=crowd[0].ids.given + number * 10**3)) for number in range(3)]
    at_once(*(sender(store, twin, batch, answers=answers) for twin in twins))
    assert sorted(item.result for item in answers) == ["applied"] * EACH + ["duplicate"] * 2 * EACH
    with store.reading() as connection:
        assert len(Scene(connection).findings()) == EACH


def test_of_all_who_change_one_field_at_once_one_is_shown_and_the_others_are_kept(
    store: Store, crowd: list[Tablet]
) -> None:
    raw = crowd[0].create(text="0")
    leader = crowd[-1]
    with store.writing() as connection:
        Scene(connection, Ids(given=10**9)).send(crowd[0], raw)
    answers: list[Result] = []
    at_once(
        *(sender(store, leader, [leader.edit(raw, text=str(number))], answers=answers) for number in range(1, 4)),
        sender(store, crowd[0], [crowd[0].edit(raw, text="4")], answers=answers),
    )
    assert sorted(item.result for item in answers) == ["applied", "conflict", "conflict", "conflict"]
    with store.reading() as connection:
        scene = Scene(connection)
        beside = {value for _, value in scene.beside(raw)}
        assert {scene.finding(raw).text} | beside == {"1", "2", "3", "4"}


def test_i9_a_reader_between_the_writers_misses_no_finding(store: Store, crowd: list[Tablet]) -> None:
    """Cursor order is commit order: a number that was passed never fills up later."""
    made = {number: [tablet.create() for _ in range(6)] for number, tablet in enumerate(crowd)}
    seen: set[str] = set()
    cursor = 0
    done = False

    def read() -> None:
        nonlocal cursor
        while True:
            was_done = done
            with store.reading() as connection:
                scope = Scene(connection).scope(COORDINATOR)
                seen.update(change.finding.finding_id for change in changes_seen(connection, scope, after=cursor))
                cursor = log.head(connection).seq
            if was_done:
                return

    reader = Thread(target=read)
    reader.start()
    at_once(
        *(sender(store, tablet, *([raw] for raw in made[number]), answers=[]) for number, tablet in enumerate(crowd))
    )
    done = True
    reader.join()
    assert seen == {raw["finding_id"] for raws in made.values() for raw in raws}


def test_the_desk_may_close_the_walk_in_the_middle_of_it_all(store: Store, crowd: list[Tablet]) -> None:
    """I14: what came before counts, what came after is late, and together they are all."""
    made = {number: [tablet.create() for _ in range(5)] for number, tablet in enumerate(crowd)}
    with store.writing() as connection:
        scene = Scene(connection, Ids(given=10**9))
        scene.move_walk(crowd[0].device.walk_id, "under_way")
    answers: list[Result] = []

    def close() -> None:
        with store.writing() as connection:
            Scene(connection, Ids(given=2 * 10**9)).move_walk(crowd[0].device.walk_id, "compiling")

    at_once(
        close,
        *(
            sender(store, tablet, *([raw] for raw in made[number]), answers=answers)
            for number, tablet in enumerate(crowd)
        ),
    )
    with store.reading() as connection:
        scene = Scene(connection)
        closed = next(
            row.rseq for row in scene.log() if row.kind == "walk_moved" and row.fields["state"] == "compiling"
        )
        assert len(answers) == TABLETS * 5
        assert all(item.result == ("applied" if item.rseq < closed else "late") for item in answers)
        assert len(scene.findings()) == sum(item.rseq < closed for item in answers)
