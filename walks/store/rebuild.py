"""The log's rows in order, and the tables emptied for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from walks.store.log import Entry
from walks.store.tables import PROJECTIONS, operations, sessions


@contextmanager
def emptied(connection: Connection) -> Iterator[None]:
    """Empty every table that the log can rebuild; sessions, which it cannot, stand aside meanwhile."""
    aside = [dict(row._mapping) for row in connection.execute(select(sessions))]
    connection.execute(delete(sessions))
    for table in PROJECTIONS:
        connection.execute(delete(table))
    yield
    if aside:
        connection.execute(insert(sessions), aside)


def rows(connection: Connection) -> list[Row[Any]]:
    """Give the log in order, without what was erased: that has no content left, and nothing else hangs on it."""
    statement = select(operations).where(operations.c.fields.is_not(None)).order_by(operations.c.rseq)
    return list(connection.execute(statement).all())


def entry_of(row: Row[Any]) -> Entry:
    """Give a desk operation back as it was recorded."""
    return Entry(
        op_id=row.op_id,
        actor=row.actor,
        at=row.at,
        kind=row.kind,
        subject=row.subject,
        walk_id=row.walk_id,
        fields=row.fields,
    )
