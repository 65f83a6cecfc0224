"""What a new data folder needs before anything can happen in it: an identity, an epoch and the built-in places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geodata.areas import Area, builtin_areas
from walks.access import SYSTEM
from walks.identity import NewId
from walks.store import Store, facts
from walks.store.log import Entry
from walks.store.places import all_places
from walks.store.projection import record


def prepare(store: Store, *, now: datetime, new_id: NewId) -> None:
    """Give the folder what it lacks; does nothing in one that has it all."""
    with store.reading() as connection:
        known = {place.code for place in all_places(connection)}
        named = facts.read(connection, facts.SERVER_ID) is not None
    missing = [area for area in builtin_areas() if area.code not in known]
    if named and not missing:
        return
    with store.writing() as connection:
        if facts.read(connection, facts.SERVER_ID) is None:
            facts.write(connection, facts.SERVER_ID, new_id())
            facts.write(connection, facts.EPOCH, new_id())
        known = {place.code for place in all_places(connection)}
        for area in missing:
            if area.code not in known:
                record(connection, place_entry(area, at=now, op_id=new_id()))


def place_entry(area: Area, *, at: datetime, op_id: str, actor: str = SYSTEM.id) -> Entry:
    """Write the operation that adds a place with this area."""
    return Entry(
        op_id=op_id,
        actor=actor,
        at=at,
        kind="place_added",
        subject=area.code,
        fields=place_fields(area, version=1),
    )


def place_fields(area: Area, *, version: int) -> dict[str, Any]:
    """Write one version of a place for the log."""
    return {
        "name": area.name,
        "kind": area.kind,
        "valid_from": area.valid_from.isoformat(),
        "valid_to": None if area.valid_to is None else area.valid_to.isoformat(),
        "centre": list(area.centre),
        "boundary": dict(area.boundary),
        "schematic": area.schematic,
        "version": version,
    }
