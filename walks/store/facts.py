"""Facts about the data folder itself: its identity, its epoch, and whether it is a demo."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from walks.store.dialect import upsert
from walks.store.tables import meta

SERVER_ID = "server_id"
EPOCH = "epoch"
DEMO = "demo"


def read(connection: Connection, key: str) -> str | None:
    """Read one fact; None where it was never written."""
    found = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return None if found is None else str(found)


def write(connection: Connection, key: str, value: str) -> None:
    """Write one fact, over an older one."""
    statement = upsert(meta).values(key=key, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def forget(connection: Connection, key: str) -> None:
    """Remove one fact."""
    connection.execute(delete(meta).where(meta.c.key == key))
