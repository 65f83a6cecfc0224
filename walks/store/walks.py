"""Reading walks and the devices that joined them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from walks.access import Scope
from walks.errors import NotFound
from walks.store.scoping import within
from walks.store.tables import devices, findings, walks
from walks.walk import Walk


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet or phone that joined one walk; its identity is random and new for each walk."""

    device_id: str
    walk_id: str
    role: str
    group_label: str | None
    joined_at: datetime
    revoked_at: datetime | None


def walk(connection: Connection, walk_id: str) -> Walk:
    """
    Give one walk.

    Raises
    ------
    NotFound
        If there is no such walk.
    """
    row = connection.execute(select(walks).where(walks.c.walk_id == walk_id)).first()
    if row is None:
        raise NotFound(f"walk {walk_id}: not found")
    return _walk(row)


def walks_seen(connection: Connection, scope: Scope, *, place: str | None = None) -> list[Walk]:
    """Give the walks within the scope, the latest start first."""
    conditions = [_within(scope)]
    if place is not None:
        conditions.append(walks.c.place_code == place)
    rows = connection.execute(
        select(walks).where(*conditions).order_by(walks.c.starts_at.desc(), walks.c.walk_id.desc())
    )
    return [_walk(row) for row in rows]


def findings_per_walk(connection: Connection, scope: Scope) -> Mapping[str, int]:
    """Count the findings of each walk within the scope, as reports count them; walks without any are absent."""
    rows = connection.execute(
        select(findings.c.walk_id, func.count())
        .join(walks, walks.c.walk_id == findings.c.walk_id)
        .where(
            _within(scope),
            findings.c.restricted.is_(False),
            findings.c.withdrawn.is_(False),
            findings.c.late.is_(False),
        )
        .group_by(findings.c.walk_id)
    )
    return {row.walk_id: row[1] for row in rows}


def has_real_walks(connection: Connection) -> bool:
    """Tell whether any walk is not a demo."""
    return connection.execute(select(walks.c.walk_id).where(walks.c.demo.is_(False)).limit(1)).first() is not None


def demo_places(connection: Connection) -> frozenset[str]:
    """Give the codes of the places where a demo walk is held."""
    return frozenset(connection.execute(select(walks.c.place_code).where(walks.c.demo.is_(True)).distinct()).scalars())


def find_device(connection: Connection, device_id: str) -> Device | None:
    """Give a device; None where the server does not know it (any more, after an older copy was put in place)."""
    row = connection.execute(select(devices).where(devices.c.device_id == device_id)).first()
    return None if row is None else Device(**row._mapping)


def _within(scope: Scope) -> ColumnElement[bool]:
    return within(scope, places=walks.c.place_code, walks=walks.c.walk_id)


def _walk(row: Row[Any]) -> Walk:
    return Walk(
        walk_id=row.walk_id,
        place_code=row.place_code,
        starts_at=row.starts_at,
        format=row.format,
        state=row.state,
        state_since=row.state_since,
        demo=row.demo,
        ended_at=row.ended_at,
    )
