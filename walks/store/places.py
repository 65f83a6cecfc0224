"""Reading places."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from geodata.areas import Area
from walks.errors import NotFound
from walks.place import Place
from walks.store.tables import places


def all_places(connection: Connection) -> list[Place]:
    """Give every place in its fixed order. Places are public; what was found there is not."""
    return [_place(row) for row in connection.execute(select(places).order_by(places.c.position))]


def place(connection: Connection, code: str) -> Place:
    """
    Give one place.

    Raises
    ------
    NotFound
        If there is no place with this code.
    """
    row = connection.execute(select(places).where(places.c.code == code)).first()
    if row is None:
        raise NotFound(f"place {code}: not found")
    return _place(row)


def _place(row: Row[Any]) -> Place:
    area = Area(
        code=row.code,
        name=row.name,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        centre=(row.longitude, row.latitude),
        boundary=row.boundary,
        schematic=row.schematic,
    )
    return Place(area=area, version=row.version)
