from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text

from tests.walks.scene import Scene
from walks.errors import DatabaseUnusable
from walks.rebuilding import rebuild_tables
from walks.store import Store, open_store
from walks.store.database import FILE_NAME
from walks.store.dialect import is_sound
from walks.store.migrations import HEAD, KNOWN, migrate, schema_revision
from walks.store.tables import metadata


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    store = open_store(folder)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def path(prepared: Path, tmp_path: Path) -> Path:
    """Give the file of a database that has some pages, in a folder of its own."""
    shutil.copyfile(prepared / FILE_NAME, tmp_path / FILE_NAME)
    return tmp_path / FILE_NAME


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_database_and_its_side_files_are_their_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with opened(tmp_path) as store, store.writing() as connection:
            connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
            found = {path.name: rights(path) for path in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert found == {FILE_NAME: 0o600, f"{FILE_NAME}-wal": 0o600, f"{FILE_NAME}-shm": 0o600}


def test_an_acknowledged_finding_survives_a_power_cut(store: Store) -> None:
    with store.engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_writer_takes_the_lock_when_it_begins_and_a_reader_none(store: Store) -> None:
    """A transaction that turned into a writer half-way could fail at once instead of waiting its turn."""
    second = sqlite3.connect(store.folder / FILE_NAME, timeout=0, isolation_level=None)
    with closing(second):
        with store.reading(), closing(second.execute("BEGIN IMMEDIATE")):
            second.execute("ROLLBACK")
        with store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("BEGIN IMMEDIATE")


def test_a_writer_waits_for_the_one_before_it(store: Store) -> None:
    begun, order = Event(), []

    def first() -> None:
        with store.writing() as connection:
            begun.set()
            connection.execute(text("INSERT INTO meta VALUES ('a', '1')"))
            order.append("first")

    thread = Thread(target=first)
    with store.writing() as connection:
        thread.start()
        connection.execute(text("INSERT INTO meta VALUES ('b', '1')"))
        order.append("outer")
        assert not begun.is_set()
    thread.join()
    assert order == ["outer", "first"]


def test_a_reader_sees_one_state_until_it_is_done(store: Store) -> None:
    count = text("SELECT count(*) FROM meta")
    with store.reading() as reader:
        before = reader.execute(count).scalar()
        with store.writing() as writer:
            writer.execute(text("INSERT INTO meta VALUES ('a', '1')"))
        assert reader.execute(count).scalar() == before
    with store.reading() as reader:
        assert reader.execute(count).scalar() == (before or 0) + 1


def test_opening_again_keeps_everything(path: Path) -> None:
    with opened(path.parent) as store, store.reading() as connection:
        assert len(Scene(connection).log()) == 5


NAMES = ["med blank", "50%25", "vad?", "#1", "å ä ö", "a&b=c", "100%"]


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_be_called_anything(path: Path, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    around = tmp_path_factory.mktemp("around")
    (around / name).mkdir()
    shutil.copyfile(path, around / name / FILE_NAME)
    with opened(around / name) as store, store.reading() as connection:
        assert len(Scene(connection).log()) == 5
    assert {each.name for each in around.iterdir()} == {name}


def test_a_database_is_made_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / " & ".join(NAMES)
    folder.mkdir()
    with opened(folder) as store:
        assert schema_revision(store.engine) == HEAD
    assert [each.name for each in folder.iterdir()] == [FILE_NAME]


def test_an_empty_file_that_a_crash_left_is_filled(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch(mode=0o600)
    with opened(tmp_path) as store:
        assert schema_revision(store.engine) == HEAD


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "text": lambda data: b"detta var ingen databas" * 500,
    "cut": lambda data: data[: len(data) // 2],
    "header gone": lambda data: b"\x00" * 100 + data[100:],
    "pages overwritten": lambda data: data[:4096] + b"\xa5" * 4096 * 4 + data[4096 * 5 :],
    "half a page": lambda data: data[:2000],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_with_a_remedy_and_left_alone(path: Path, damage: str) -> None:
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    damaged = path.read_bytes()
    with pytest.raises(DatabaseUnusable) as refusal:
        open_store(path.parent)
    assert str(path) in str(refusal.value)
    assert "skadad eller ingen databas" in str(refusal.value)
    assert "kopiera mappen" in str(refusal.value)
    assert path.read_bytes() == damaged


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recept (namn TEXT)")
        connection.commit()
    with pytest.raises(DatabaseUnusable, match=r"annat program.*recept.*--data"):
        open_store(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["recept"]


def test_a_newer_schema_is_refused_with_a_remedy_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(DatabaseUnusable, match=rf"nyare Lykta \(schema 9999, den här kan {HEAD}\).*Uppdatera"):
        open_store(path.parent)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        assert connection.execute("SELECT count(*) FROM places").fetchone() == (5,)


def test_a_database_that_another_program_holds_is_not_called_damaged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    def impatient(address: str, *, uri: bool) -> sqlite3.Connection:
        return real(address, uri=uri, timeout=0)

    with closing(real(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr("walks.store.dialect.sqlite3.connect", impatient)
        with pytest.raises(DatabaseUnusable, match=r"kan inte öppnas.*locked.*Stäng andra program") as refusal:
            open_store(path.parent)
        assert "skadad" not in str(refusal.value)


def test_a_sound_file_is_told_from_an_unsound_one(path: Path) -> None:
    assert is_sound(path)
    other = path.parent / "other"
    other.write_bytes(b"x" * 5000)
    assert not is_sound(other)


def columns(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give what SQLite itself says of each table: columns with type, null and key; indexes; foreign keys."""
    described: dict[str, list[tuple[object, ...]]] = {}
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in sorted(set(names) - {"alembic_version"}):
            found = [("column", *row[1:]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
            for index in connection.execute(f'PRAGMA index_list("{name}")').fetchall():
                parts = tuple(row[2] for row in connection.execute(f'PRAGMA index_info("{index[1]}")'))
                found.append(("index", bool(index[2]), index[3], parts))
            found += [("key", *row[2:5]) for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')]
            described[name] = sorted(found, key=str)
    return described


def test_the_migrations_end_where_the_tables_say(path: Path) -> None:
    made = path.parent / "made"
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()
    assert columns(path) == columns(made)


def test_alembic_finds_no_difference_between_the_migrations_and_the_tables(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_head_that_the_code_knows_is_the_last_script() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import walks.store.migrations as room

    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == list(KNOWN)


def older(folder: Path, *, revision: str, like: Path) -> Path:
    """Make a database of an older revision in a folder, with what another one holds as far as it has room for it."""
    from alembic import command
    from alembic.config import Config

    import walks.store.migrations as room

    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent))
    engine = create_engine(f"sqlite:///{folder / FILE_NAME}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    described = columns(folder / FILE_NAME)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute("ATTACH DATABASE ? AS newer", (str(like),))
        for table, parts in described.items():
            names = ", ".join(f'"{part[1]}"' for part in parts if part[0] == "column")
            connection.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM newer."{table}"')
        connection.commit()
    return folder / FILE_NAME


def test_a_database_of_the_first_revision_is_upgraded_and_keeps_all_it_held(
    path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with opened(path.parent) as store, store.writing() as connection:
        scene = Scene(connection)
        tablet = scene.tablet(scene.plan())
        scene.send(tablet, tablet.create(text="a"), tablet.create(east_m=900), tablet.need())
        held = scene.tables()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old = older(tmp_path_factory.mktemp("old"), revision="0001", like=path)
    with opened(old.parent) as store, store.writing() as connection:
        assert schema_revision(store.engine) == HEAD
        scene = Scene(connection)
        assert scene.tables() == held
        assert [len(scene.tables()[name]) for name in ("places", "place_versions")] == [5, 5]
        assert rebuild_tables(connection) == []
        assert scene.tables()["place_versions"] == held["place_versions"]


def test_a_database_that_is_up_to_date_is_not_migrated_again(store: Store) -> None:
    assert migrate(store.engine) is False
