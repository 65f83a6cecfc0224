"""The schema's history. `HEAD` is known without importing alembic, so that an ordinary start does not pay for it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from walks.errors import DatabaseUnusable

HEAD = "0002"
"""Revision that this version of the code reads and writes; a test holds it against the scripts."""

KNOWN = ("0001", "0002")
"""Revisions that this version can bring up to `HEAD`, oldest first."""


def schema_revision(engine: Engine) -> str | None:
    """Read which revision the database has; None where it has no tables yet."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def migrate(engine: Engine) -> bool:
    """
    Bring the schema up to `HEAD`.

    Returns
    -------
    Whether anything had to be done.

    Raises
    ------
    DatabaseUnusable
        If the schema comes from a newer version, since going on could lose what only that version knows; or if the
        file is another program's.
    """
    revision = schema_revision(engine)
    if revision == HEAD:
        return False
    if revision is None and (foreign := inspect(engine).get_table_names()):
        raise DatabaseUnusable(
            f"Databasen tillhör ett annat program (den har tabellen {foreign[0]}). "
            "Peka --data på en annan mapp. Ingenting har ändrats."
        )
    if revision is not None and revision not in KNOWN:
        raise DatabaseUnusable(
            f"Databasen är gjord av en nyare Lykta (schema {revision}, den här kan {HEAD}). "
            "Uppdatera Lykta, eller peka --data på en annan mapp. Ingenting har ändrats."
        )
    _upgrade(engine)
    return True


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


def connection_of(attributes: dict[str, object]) -> Connection:
    """Give alembic's environment the connection that `migrate` opened."""
    connection = attributes["connection"]
    if not isinstance(connection, Connection):
        raise TypeError("run migrations through walks.store.migrations.migrate")
    return connection
