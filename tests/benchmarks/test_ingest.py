"""G5: the whole protocol in batches of 50, beside the same rows and the same statements in bare sqlite3."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event

from tests.benchmarks.conftest import Row, Table, interleaved
from tests.conftest import House, Tablet
from walks.ground import ground_of
from walks.store.dialect import PRAGMAS
from walks.store.places import place
from walks.store.walks import find_device
from walks.sync.apply import apply_operations

pytestmark = pytest.mark.bench

OPERATIONS = 10_000
BATCH = 50
Statement = tuple[str, Any, bool]
"""A statement as sqlite3 gets it: its text, its values, and whether there are many of them."""


def operations(tablet: Tablet) -> list[dict[str, Any]]:
    """Make plausible pins over Tessinparken."""
    made = []
    for number in range(OPERATIONS):
        operation = tablet.operation("create")
        operation["fields"] = {
            "kind": ("unsafe", "safe", "suggestion")[number % 3],
            "category": ("lighting", "vegetation", "traffic")[number % 3],
            "text": f"Lampa nummer {number} är släckt",
            "longitude": round(18.0950 + number % 100 * 1e-5, 6),
            "latitude": round(59.3420 + number // 100 * 1e-5, 6),
            "position_method": "crosshair",
            "observed_at": tablet.house.clock.now.isoformat(),
        }
        made.append(operation)
    return made


@pytest.fixture
def prepared(new_folder_house: Callable[[], House], tmp_path: Path) -> tuple[House, Tablet, Path]:
    """Give a folder with a walk and a tablet, and a copy of its database before the first finding."""
    house = new_folder_house()
    tablet = house.join(house.plan())
    copy = tmp_path / "before.sqlite"
    with sqlite3.connect(f"file:{house.store.folder / 'lykta.sqlite'}?mode=ro", uri=True) as source:
        source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    return house, tablet, copy


@contextmanager
def bare(copy: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """Open a fresh copy of the prepared database as Lykta does, by sqlite3 alone."""
    shutil.copy(copy, path)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield connection
    finally:
        connection.close()
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


def whole_protocol(house: House, tablet: Tablet, sent: list[dict[str, Any]]) -> float:
    """Take all operations through the protocol, a transaction per batch; give the seconds."""
    store, clock = house.store, house.clock
    with store.reading() as connection:
        device = find_device(connection, tablet.device_id)
        ground = ground_of(connection, place(connection, tablet.walk.place_code))
    assert device is not None
    begun = perf_counter()
    for start in range(0, len(sent), BATCH):
        with store.writing() as connection:
            results = apply_operations(
                connection,
                sent[start : start + BATCH],
                walk=tablet.walk,
                device=device,
                ground=ground,
                now=clock(),
                new_id=house.context.new_id,
            )
        assert {result.result for result in results} == {"applied"}
    return perf_counter() - begun


def issued(house: House, run: Callable[[], object]) -> list[list[Statement]]:
    """Note every statement of a run's writing transactions, a list for each."""
    batches: list[list[Statement]] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        if text.startswith("BEGIN"):
            batches.append([])
        batches[-1].append((text, values, many))

    engine = house.store.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [batch for batch in batches if batch[0][0] == "BEGIN IMMEDIATE"]


def same_statements(copy: Path, path: Path, batches: list[list[Statement]]) -> float:
    """Issue the protocol's own statements by sqlite3 alone; give the seconds."""
    with bare(copy, path) as connection:
        begun = perf_counter()
        for batch in batches:
            for text, values, many in batch:
                if many:
                    connection.executemany(text, values)
                else:
                    connection.execute(text, values).fetchall()
            connection.execute("COMMIT")
        return perf_counter() - begun


def new_rows(copy: Path, after: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows that a run brought, by table, in the order in which they came."""
    rows = {}
    with sqlite3.connect(f"file:{after}?mode=ro", uri=True) as later, sqlite3.connect(copy) as earlier:
        names = later.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for (name,) in names.fetchall():
            known = set(earlier.execute(f'SELECT * FROM "{name}"'))
            added = [row for row in later.execute(f'SELECT * FROM "{name}"') if row not in known]
            # a row that was there and changed, as a counter, is no row that came
            if len(added) >= OPERATIONS:
                rows[name] = added
    later.close()
    earlier.close()
    return rows


def same_rows(copy: Path, path: Path, rows: dict[str, list[tuple[Any, ...]]]) -> float:
    """Insert the same rows one by one, a transaction per batch; give the seconds."""
    batches = OPERATIONS // BATCH
    shares = {name: [round(len(own) * turn / batches) for turn in range(batches + 1)] for name, own in rows.items()}
    texts = {name: f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(own[0]))})' for name, own in rows.items()}
    with bare(copy, path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")  # a table may come before the one that it points at
        begun = perf_counter()
        for turn in range(batches):
            connection.execute("BEGIN IMMEDIATE")
            for name, own in rows.items():
                first, end = list(pairwise(shares[name]))[turn]
                for row in own[first:end]:
                    connection.execute(texts[name], row)
            connection.execute("COMMIT")
        return perf_counter() - begun


def test_ingest_in_batches_of_50(
    table: Table, prepared: tuple[House, Tablet, Path], new_folder_house: Callable[[], House], tmp_path: Path
) -> None:
    house, tablet, copy = prepared
    sent = operations(tablet)
    batches = issued(house, lambda: whole_protocol(house, tablet, sent))
    rows = new_rows(copy, house.store.folder / "lykta.sqlite")

    def lykta() -> float:
        fresh = new_folder_house()
        joined = fresh.join(fresh.plan())
        return whole_protocol(fresh, joined, operations(joined))

    path = tmp_path / "bare.sqlite"
    seconds = interleaved(
        {
            "lykta": lykta,
            "statements": lambda: same_statements(copy, path, batches),
            "rows": lambda: same_rows(copy, path, rows),
        }
    )
    rate = {name: OPERATIONS / value for name, value in seconds.items()}
    kinds = ", ".join(sorted(rows))
    what = f"G5 ingest, {OPERATIONS:,} operations in batches of {BATCH}, WAL + FULL"
    unit = "operations/s"
    table.add(Row(what, unit, rate["lykta"], rate["statements"], "the same statements, bare sqlite3", "≥ 0.33"))
    table.add(Row(what, unit, rate["lykta"], rate["rows"], f"the same rows ({kinds}) one by one, bare sqlite3"))
