"""The database of one data folder: opening it safely, and the two kinds of transaction."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from walks.errors import DatabaseUnusable
from walks.store import dialect
from walks.store.migrations import migrate

FILE_NAME = "lykta.sqlite"


@dataclass(frozen=True, slots=True)
class Store:
    """A data folder's database.

    Attributes
    ----------
    folder
        The data folder.
    engine
        Connections to its database.
    """

    folder: Path
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database until the block ends."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the one writer's connection; all of the block is committed, or none of it."""
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_store(folder: Path) -> Store:
    """
    Open the database of a data folder, made and migrated as needed.

    Parameters
    ----------
    folder
        An existing folder that this process may write in.

    Raises
    ------
    DatabaseUnusable
        If the file is damaged, is no database, is locked for long, or comes from a newer version. Nothing is changed
        in that case.
    """
    path = folder / FILE_NAME
    if path.exists():
        _check(path)
    else:
        # Before SQLite makes it: its own files -wal and -shm take over these rights.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    engine = dialect.make_engine(path)
    try:
        migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        raise DatabaseUnusable(_cannot_open(path, error.orig)) from error
    except DatabaseUnusable:
        engine.dispose()
        raise
    return Store(folder=folder, engine=engine)


def _check(path: Path) -> None:
    try:
        sound = dialect.is_sound(path)
    except dialect.CannotLook as error:
        raise DatabaseUnusable(_cannot_open(path, error)) from error
    if not sound:
        raise DatabaseUnusable(
            f"Databasen {path} är skadad eller ingen databas. Rör den inte: kopiera mappen, "
            "och läs in den senaste säkerhetskopian i en ny mapp med --data."
        )


def _cannot_open(path: Path, error: object) -> str:
    return f"Databasen {path} kan inte öppnas ({error}). Stäng andra program som använder mappen och försök igen."
