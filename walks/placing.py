"""Adding a place, changing its boundary or name, and giving it another basemap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import get_args

from geodata.areas import Area, AreaKind
from geodata.basemap import Basemap, basemap_bytes
from geodata.crs import GeoJSON
from walks.access import Actor, may_plan, scope_of
from walks.clock import day_of
from walks.errors import InvalidPlace, NotFound
from walks.identity import NewId
from walks.opening import place_entry, place_fields
from walks.place import CODE_PATTERN, NAME_LIMIT, RESERVED_CODES, Place
from walks.store import Connection
from walks.store.basemaps import keep
from walks.store.log import Entry
from walks.store.places import all_places, place
from walks.store.projection import record

REMEDIES = {
    ("code", "taken"): "the code is taken; choose another",
    ("code", "malformed"): "the code needs 2-40 of a-z, 0-9 and -, the first no -",
    ("name", "empty"): "the name is missing; give one",
    ("name", "too_long"): f"the name is longer than {NAME_LIMIT} characters; shorten it",
    ("kind", "unknown"): f"the kind is unknown; take one of {', '.join(get_args(AreaKind))}",
    ("valid_from", "before_present_version"): "it would begin before the present version; choose a later day",
    ("valid_from", "in_future"): "it would begin after today; choose today or an earlier day",
    ("version", "changed"): "the place was changed meanwhile; look at its present version",
}


def add_place(
    connection: Connection,
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: AreaKind,
    boundary: GeoJSON,
    valid_from: date,
    now: datetime,
    new_id: NewId,
) -> Place:
    """
    Add a place, without a basemap.

    Parameters
    ----------
    name
        Kept as one line of what can be seen.
    boundary
        A GeoJSON Polygon, EPSG:4326, longitude first. It may overlap other places.
    valid_from
        First day of this boundary; not after today.

    Raises
    ------
    NotFound
        If the actor may not add places: that takes somebody who plans walks at all of them.
    InvalidPlace
        If code, name, kind or day cannot be used; all faults at once.
    InvalidFileError
        If the boundary is none that a place can have; all its faults at once.
    """
    from geodata.boundary import checked_boundary, interior_position

    if not may_plan(actor) or scope_of(actor, now).places is not None:
        raise NotFound("places: not found")
    name = _one_line(name)
    faults = _faults(name, kind, valid_from=valid_from, now=now)
    if not re.fullmatch(CODE_PATTERN, code, re.ASCII):
        faults["code"] = "malformed"
    elif code in {*RESERVED_CODES, *(item.code for item in all_places(connection))}:
        faults["code"] = "taken"
    _refuse(code, faults)
    checked = checked_boundary(boundary)
    area = Area(
        code=code,
        name=name,
        kind=kind,
        valid_from=valid_from,
        valid_to=None,
        centre=interior_position(checked),
        boundary=checked,
        schematic=False,
    )
    record(connection, place_entry(area, at=now, op_id=new_id(), actor=actor.id))
    return place(connection, code)


def change_place(
    connection: Connection,
    actor: Actor,
    code: str,
    *,
    name: str,
    kind: AreaKind,
    boundary: GeoJSON,
    valid_from: date,
    now: datetime,
    new_id: NewId,
    expected_version: int | None = None,
) -> Place:
    """
    Make a new version of a place. The versions before it stay, and so do the reports of their time.

    Parameters
    ----------
    name, boundary
        As for `add_place`.
    valid_from
        First day of the new version; not before that of the present one, and not after today: tablets and maps go by
        the newest version at once.
    expected_version
        The version that the change was made from; None for whichever is present.

    Returns
    -------
    The new version; the present one where name, kind and boundary are what they were.

    Raises
    ------
    NotFound
        If there is no such place, or it is not the actor's to change.
    InvalidPlace
        If name, kind or day cannot be used, or somebody else changed the place meanwhile; all faults at once.
    InvalidFileError
        If the boundary is none that a place can have; all its faults at once.
    """
    from geodata.boundary import checked_boundary, interior_position

    present = _own(connection, actor, code, now=now)
    name = _one_line(name)
    faults = _faults(name, kind, valid_from=valid_from, now=now)
    if expected_version not in {None, present.version}:
        faults["version"] = "changed"
    if valid_from < present.area.valid_from:
        faults["valid_from"] = "before_present_version"
    _refuse(code, faults)
    area = replace(present.area, name=name, kind=kind)
    checked = checked_boundary(boundary)
    # in one form: a file may hold the ring of the present boundary the other way round
    if checked != checked_boundary(present.area.boundary):
        area = replace(area, boundary=checked, centre=interior_position(checked))
    if area == present.area:
        return present
    fields = place_fields(replace(area, valid_from=valid_from), version=present.version + 1)
    record(
        connection,
        Entry(op_id=new_id(), actor=actor.id, at=now, kind="place_changed", subject=code, fields=fields),
    )
    return place(connection, code)


def replace_basemap(
    connection: Connection, actor: Actor, code: str, *, basemap: Basemap, now: datetime, new_id: NewId
) -> Place:
    """
    Draw another basemap of a place from now on. The content of the one before it stays.

    Returns
    -------
    The place; unchanged where it is the same basemap.

    Raises
    ------
    NotFound
        If there is no such place, or it is not the actor's to change.
    """
    present = _own(connection, actor, code, now=now)
    digest = keep(connection, basemap_bytes(basemap))
    if present.ground_map is not None and present.ground_map.digest == digest:
        return present
    fields = {
        "digest": digest,
        "attribution": basemap.attribution,
        "source": basemap.source,
        "taken_on": None if basemap.taken_on is None else basemap.taken_on.isoformat(),
        "schematic": basemap.schematic,
    }
    record(
        connection,
        Entry(op_id=new_id(), actor=actor.id, at=now, kind="basemap_replaced", subject=code, fields=fields),
    )
    return place(connection, code)


def _own(connection: Connection, actor: Actor, code: str, *, now: datetime) -> Place:
    if not may_plan(actor) or not scope_of(actor, now).sees_place(code):
        raise NotFound(f"place {code}: not found")
    return place(connection, code)


def _one_line(name: str) -> str:
    # a name stands in lists, headings and file names: what cannot be seen there would make two of them look alike
    return "".join(sign for sign in " ".join(name.split()) if sign.isprintable())


def _faults(name: str, kind: str, *, valid_from: date, now: datetime) -> dict[str, str]:
    faults = {}
    if not name:
        faults["name"] = "empty"
    elif len(name) > NAME_LIMIT:
        faults["name"] = "too_long"
    if kind not in get_args(AreaKind):
        faults["kind"] = "unknown"
    if valid_from > day_of(now):
        faults["valid_from"] = "in_future"
    return faults


def _refuse(code: str, faults: Mapping[str, str]) -> None:
    if faults:
        told = "; ".join(REMEDIES[fault] for fault in faults.items())
        raise InvalidPlace(f"place {code}: {told}", faults=faults)
