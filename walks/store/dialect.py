"""What only SQLite understands: journal and durability settings, and when a transaction begins."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert as upsert

BUSY_TIMEOUT_MS = 10_000

PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    # FULL: an acknowledged finding must survive a power cut, not only a crash of the process.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)

CannotLook = sqlite3.OperationalError
"""The database cannot be looked at now: another program holds it, or its rights forbid it."""

__all__ = ["CannotLook", "is_sound", "make_engine", "upsert"]


def make_engine(path: Path) -> Engine:
    """Open the database file so that every writing transaction takes the write lock when it begins."""
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writer half-way can fail with "database is locked" at once;
        # one that begins as a writer waits its turn.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def is_sound(path: Path) -> bool:
    """
    Tell whether the file is a database whose pages hang together. Reads all of it.

    Raises
    ------
    CannotLook
        If it cannot be read now, which says nothing about it.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except CannotLook:
        raise
    except sqlite3.DatabaseError:
        return False
