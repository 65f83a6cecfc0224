from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.walks.scene import COORDINATOR, NOW, SECRET, Ids, Scene
from walks.access import ADMINISTRATOR, SYSTEM, scope_of
from walks.demo import add_demo, add_many, is_demo, remove_demo
from walks.errors import DemoRefused
from walks.finding import Finding
from walks.planning import plan_walk
from walks.rebuilding import rebuild_tables
from walks.sharing import hand_out, standing
from walks.store import Store, facts, log, open_store
from walks.store.database import FILE_NAME
from walks.store.findings import findings_seen, restricted_findings
from walks.store.keys import open_session
from walks.store.tables import operations, sessions
from walks.store.walks import demo_places, findings_per_walk, has_real_walks, walks_seen

SCRIPT = json.loads((resources.files("walks") / "demo.json").read_text("utf-8"))
BEGAN = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
"""The afternoon before, 14.30 in Stockholm."""

PLACES = {"stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"}


@pytest.fixture(scope="module")
def demo_folder(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the demo once."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(prepared / FILE_NAME, folder / FILE_NAME)
    store = open_store(folder)
    assert add_demo(store, now=NOW, server_secret=SECRET) is True
    store.close()
    return folder


@pytest.fixture
def shown(demo_folder: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a copy of the folder with the demo."""
    shutil.copyfile(demo_folder / FILE_NAME, tmp_path / FILE_NAME)
    store = open_store(tmp_path)
    yield store
    store.close()


def seen(store: Store) -> list[Finding]:
    with store.reading() as connection:
        return findings_seen(connection, scope_of(COORDINATOR, NOW))


def test_each_place_gets_one_walk_that_began_at_half_past_two_the_day_before(shown: Store) -> None:
    with shown.reading() as connection:
        walks = walks_seen(connection, scope_of(COORDINATOR, NOW))
        assert demo_places(connection) == PLACES
        assert not has_real_walks(connection)
    assert Counter(walk.place_code for walk in walks) == dict.fromkeys(PLACES, 1)
    assert {(walk.state, walk.starts_at, walk.demo) for walk in walks} == {("under_way", BEGAN, True)}


def test_the_rules_held_nothing_of_the_demo_back(shown: Store) -> None:
    with shown.reading() as connection:
        outcomes = Counter(connection.execute(select(operations.c.outcome)).scalars())
    assert set(outcomes) == {"applied"}
    assert len(seen(shown)) == len(SCRIPT["findings"]) == 42


def test_every_finding_of_the_demo_is_labelled_as_such(shown: Store) -> None:
    assert all(finding.demo for finding in seen(shown))
    assert is_demo(shown)


def test_the_demos_findings_lie_between_the_start_and_now_and_go_from_light_into_dark(shown: Store) -> None:
    assert all(BEGAN <= item.observed_at <= NOW for item in seen(shown))
    assert {item.light for item in seen(shown)} == {"daylight", "twilight", "darkness"}


def test_the_demos_restricted_finding_is_on_the_one_list_and_in_no_other(shown: Store) -> None:
    with shown.reading() as connection:
        hidden = restricted_findings(connection, scope_of(COORDINATOR, NOW))
    assert [item.need for item in hidden] == [item["need"] for item in SCRIPT["restricted"]]
    assert not {item["text"] for item in SCRIPT["restricted"]} & {item.text for item in seen(shown)}


def test_the_demo_shows_every_kind_and_both_sides_of_a_place(shown: Store) -> None:
    kinds = Counter((item.place_code, item.kind) for item in seen(shown))
    assert all(kinds[place, kind] for place in PLACES for kind in ("unsafe", "safe"))
    assert all(item.severity is None for item in seen(shown) if item.kind != "unsafe")


def test_the_demo_can_be_entered_by_every_role(shown: Store) -> None:
    with shown.reading() as connection:
        handed = standing(connection, server_secret=SECRET, now=NOW)
    purposes = Counter(item.key.purpose for item in handed)
    assert purposes == {"coordinator": 1, "partner": 5, "participant": 5, "leader": 5, "join": 5}
    assert all(item.key.demo for item in handed)


def test_adding_the_demo_again_changes_nothing(shown: Store) -> None:
    with shown.reading() as connection:
        before = log.head(connection)
    assert add_demo(shown, now=NOW, server_secret=SECRET) is False
    with shown.reading() as connection:
        assert log.head(connection) == before


def test_the_demo_is_the_same_on_every_machine(shown: Store, store: Store) -> None:
    add_demo(store, now=NOW, server_secret=SECRET)
    with shown.reading() as one, store.reading() as two:
        assert Scene(one).tables() == Scene(two).tables()
        assert log.head(one) == log.head(two)


def test_another_seed_gives_other_identifiers_and_the_same_findings(shown: Store, store: Store) -> None:
    add_demo(store, now=NOW, server_secret=SECRET, seed=2)
    assert {item.finding_id for item in seen(store)}.isdisjoint(item.finding_id for item in seen(shown))
    assert [item.text for item in seen(store)] == [item.text for item in seen(shown)]


def test_a_folder_with_real_walks_refuses_the_demo_and_stays_as_it_is(store: Store) -> None:
    ids = Ids()
    with store.writing() as connection:
        plan_walk(connection, SYSTEM, place_code="stureplan", starts_at=NOW, server_secret=SECRET, now=NOW, new_id=ids)
        before = log.head(connection)
    with pytest.raises(DemoRefused, match="--data"):
        add_demo(store, now=NOW, server_secret=SECRET)
    with pytest.raises(DemoRefused):
        add_many(store, findings=1, walks=1, now=NOW, server_secret=SECRET)
    with store.reading() as connection:
        assert log.head(connection) == before
    assert not is_demo(store)


def texts_of_the_demo() -> set[str]:
    return {item["text"] for group in ("findings", "restricted") for item in SCRIPT[group]}


def rows_of(store: Store) -> str:
    """All that any row of any table holds, read by SQLite itself."""
    with sqlite3.connect(store.folder / FILE_NAME) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    return "\n".join(
        str(json.loads(value)) if str(value).startswith(("{", "[")) else str(value) for row in rows for value in row
    )


def test_a_removed_demo_leaves_no_text_walk_link_or_session_behind_and_the_chain_verifies(shown: Store) -> None:
    assert all(text in rows_of(shown) for text in texts_of_the_demo()), "or this test could not fail"
    with shown.writing() as connection:
        (coordinator,) = standing(connection, server_secret=SECRET, now=NOW, purpose="coordinator")
        open_session(connection, "s", key_id=coordinator.key.key_id, now=NOW, expires_at=NOW + timedelta(days=1))
        before = log.head(connection)
    remove_demo(shown, now=NOW, new_id=Ids())
    left = rows_of(shown)
    assert [text for text in texts_of_the_demo() if text in left] == []
    with shown.reading() as connection:
        scene = Scene(connection)
        assert log.faults(connection) == []
        assert log.holds(connection, before)
        assert log.head(connection).seq == before.seq + 1
        assert walks_seen(connection, scope_of(COORDINATOR, NOW)) == []
        assert standing(connection, server_secret=SECRET, now=NOW) == []
        assert connection.execute(select(sessions)).all() == []
        assert {name for name, rows in scene.tables().items() if rows} == {"places", "place_versions"}
        assert restricted_findings(connection, scope_of(COORDINATOR, NOW)) == []
    assert not is_demo(shown)


def test_a_code_made_by_hand_for_a_demo_walk_goes_with_it(shown: Store) -> None:
    ids = Ids()
    with shown.writing() as connection:
        walk = walks_seen(connection, scope_of(COORDINATOR, NOW))[0]
        hand_out(
            connection, ADMINISTRATOR, purpose="leader", walk_id=walk.walk_id, server_secret=SECRET, now=NOW, new_id=ids
        )
    remove_demo(shown, now=NOW, new_id=ids)
    with shown.reading() as connection:
        assert standing(connection, server_secret=SECRET, now=NOW) == []


def test_after_the_demo_was_removed_the_folder_takes_real_walks(shown: Store) -> None:
    ids = Ids()
    remove_demo(shown, now=NOW, new_id=ids)
    with shown.writing() as connection:
        scene = Scene(connection, ids)
        walk = scene.plan()
        tablet = scene.tablet(walk)
        scene.send(tablet, tablet.create())
        assert not walk.demo
        assert [(item.number, item.demo) for item in scene.findings()] == [(1, False)]


def test_a_demo_that_was_removed_can_be_added_again_in_the_same_second(shown: Store) -> None:
    remove_demo(shown, now=NOW, new_id=Ids())
    assert add_demo(shown, now=NOW, server_secret=SECRET) is True
    assert len(seen(shown)) == 42


def test_a_folder_that_got_the_demo_again_is_still_a_demo_after_a_rebuild(store: Store) -> None:
    for ids in (Ids(), Ids(given=10_000)):
        add_many(store, findings=1, walks=1, now=NOW, server_secret=SECRET)
        remove_demo(store, now=NOW, new_id=ids)
    add_many(store, findings=1, walks=1, now=NOW, server_secret=SECRET)
    with store.writing() as connection:
        before = Scene(connection).tables()
        assert rebuild_tables(connection) == []
        assert Scene(connection).tables() == before
        assert facts.read(connection, facts.DEMO) == "1"
    assert is_demo(store)


def test_removing_a_demo_that_is_not_there_leaves_real_walks_alone(store: Store) -> None:
    with store.writing() as connection:
        scene = Scene(connection)
        tablet = scene.tablet(scene.plan())
        scene.send(tablet, tablet.create())
    remove_demo(store, now=NOW, new_id=Ids(given=10_000))
    assert len(seen(store)) == 1


def test_what_a_demo_device_sends_after_the_removal_opens_no_door(shown: Store) -> None:
    """The walk is gone: whoever asks for it is told what is told of any unknown walk."""
    with shown.reading() as connection:
        codes = [item.secret for item in standing(connection, server_secret=SECRET, now=NOW)]
    remove_demo(shown, now=NOW, new_id=Ids())
    with shown.reading() as connection:
        assert not {item.secret for item in standing(connection, server_secret=SECRET, now=NOW)} & set(codes)


def test_many_findings_are_spread_evenly_over_walks_a_week_apart(store: Store) -> None:
    add_many(store, findings=23, walks=6, now=NOW, server_secret=SECRET)
    with store.reading() as connection:
        scope = scope_of(COORDINATOR, NOW)
        walks = walks_seen(connection, scope)
        counts = findings_per_walk(connection, scope)
        outcomes = set(connection.execute(select(operations.c.outcome)).scalars())
    assert sorted(counts.values()) == [3, 4, 4, 4, 4, 4]
    starts = [walk.starts_at for walk in walks]
    stockholm = ZoneInfo("Europe/Stockholm")
    days = [(start.astimezone(stockholm).date(), f"{start.astimezone(stockholm):%H.%M}") for start in starts]
    assert days == [(date(2026, 11, 25) - timedelta(weeks=number), "14.30") for number in range(6)]
    assert Counter(walk.place_code for walk in walks)["stureplan"] == 2
    assert outcomes == {"applied"}
    assert is_demo(store)


def test_many_findings_can_be_added_twice(store: Store) -> None:
    for _ in range(2):
        add_many(store, findings=3, walks=1, now=NOW, server_secret=SECRET)
    assert len(seen(store)) == 6
