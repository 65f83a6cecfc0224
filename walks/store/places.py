"""Reading places and the versions of their boundaries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from geodata.areas import Area, builtin_areas
from walks.errors import NotFound
from walks.place import GroundMap, Place
from walks.store.tables import place_versions as versions
from walks.store.tables import places


def all_places(connection: Connection) -> list[Place]:
    """Give every place, the built-in ones first and in their order. Places are public; what was found there is not."""
    found = [_place(row) for row in connection.execute(select(places).order_by(places.c.position))]
    order = {area.code: number for number, area in enumerate(builtin_areas())}
    return sorted(found, key=lambda item: order.get(item.code, len(order)))


def place(connection: Connection, code: str) -> Place:
    """
    Give one place as it is now.

    Raises
    ------
    NotFound
        If there is no place with this code.
    """
    row = connection.execute(select(places).where(places.c.code == code)).first()
    if row is None:
        raise NotFound(f"place {code}: not found")
    return _place(row)


def place_versions(connection: Connection, code: str) -> list[Place]:
    """
    Give every version of a place, the first one first; each with the map that is drawn now.

    Raises
    ------
    NotFound
        If there is no place with this code.
    """
    ground_map = place(connection, code).ground_map
    rows = connection.execute(select(versions).where(versions.c.code == code).order_by(versions.c.version))
    return [Place(area=_area(row), version=row.version, ground_map=ground_map) for row in rows]


def place_on(connection: Connection, code: str, day: date) -> Place:
    """
    Give the version of a place that was in force at the end of a day; the first one for all days before it.

    Raises
    ------
    NotFound
        If there is no place with this code.
    """
    had = place_versions(connection, code)
    return next((item for item in reversed(had) if item.area.valid_from <= day), had[0])


def _place(row: Row[Any]) -> Place:
    return Place(area=_area(row), version=row.version, ground_map=_ground_map(row.ground_map))


def _area(row: Row[Any]) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        centre=(row.longitude, row.latitude),
        boundary=row.boundary,
        schematic=row.schematic,
    )


def _ground_map(kept: dict[str, Any] | None) -> GroundMap | None:
    if kept is None:
        return None
    taken_on = kept["taken_on"]
    return GroundMap(
        digest=kept["digest"],
        attribution=kept["attribution"],
        source=kept["source"],
        taken_on=None if taken_on is None else date.fromisoformat(taken_on),
        schematic=kept["schematic"],
        replaced_at=datetime.fromisoformat(kept["replaced_at"]).astimezone(UTC),
    )
