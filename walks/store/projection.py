"""What each desk operation does to the tables. A device's operations are judged in `walks.sync.apply`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, null, or_, select, update

from walks.store import log
from walks.store.log import Entry
from walks.store.tables import (
    UtcTime,
    conflicts,
    devices,
    findings,
    keys,
    operations,
    place_versions,
    places,
    sessions,
    waiting,
    walks,
)
from walks.walk import takes_findings


def record(connection: Connection, entry: Entry) -> int:
    """Log one desk operation and bring the tables up to it, in the caller's transaction; give its number."""
    (rseq,) = log.append(connection, [entry])
    project(connection, entry, rseq=rseq)
    return rseq


def project(connection: Connection, entry: Entry, *, rseq: int) -> None:
    """
    Bring the tables up to one desk operation that the log holds as number `rseq`.

    Raises
    ------
    KeyError
        If no rule is written for its kind.
    """
    RULES[entry.kind](connection, entry, rseq)


def time_text(value: datetime) -> str:
    """
    Write an aware time for `fields`, in UTC.

    Raises
    ------
    ValueError
        If it is naive.
    """
    return UtcTime.text(value)


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _place_added(connection: Connection, entry: Entry, rseq: int) -> None:
    position = connection.execute(select(func.coalesce(func.max(places.c.position), 0))).scalar_one() + 1
    columns = _place_columns(entry.fields)
    connection.execute(insert(places).values(code=entry.subject, position=position, **columns))
    connection.execute(insert(place_versions).values(code=entry.subject, rseq=rseq, **columns))


def _place_changed(connection: Connection, entry: Entry, rseq: int) -> None:
    columns = _place_columns(entry.fields)
    present = place_versions.c.code == entry.subject, place_versions.c.version == columns["version"] - 1
    last_day = columns["valid_from"] - timedelta(days=1)
    connection.execute(update(place_versions).where(*present).values(valid_to=last_day))
    connection.execute(update(places).where(places.c.code == entry.subject).values(**columns))
    connection.execute(insert(place_versions).values(code=entry.subject, rseq=rseq, **columns))


def _place_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    valid_to = fields["valid_to"]
    return {
        "name": fields["name"],
        "kind": fields["kind"],
        "valid_from": date.fromisoformat(fields["valid_from"]),
        "valid_to": None if valid_to is None else date.fromisoformat(valid_to),
        "longitude": fields["centre"][0],
        "latitude": fields["centre"][1],
        "boundary": fields["boundary"],
        "schematic": fields["schematic"],
        "version": fields["version"],
    }


def _basemap_replaced(connection: Connection, entry: Entry, rseq: int) -> None:
    drawn = {"replaced_at": UtcTime.text(entry.at), **entry.fields}
    connection.execute(update(places).where(places.c.code == entry.subject).values(ground_map=drawn))


def _walk_planned(connection: Connection, entry: Entry, rseq: int) -> None:
    connection.execute(
        insert(walks).values(
            walk_id=entry.subject,
            place_code=entry.fields["place_code"],
            starts_at=_time(entry.fields["starts_at"]),
            format=entry.fields["format"],
            state="planned",
            state_since=entry.at,
            demo=entry.fields["demo"],
            changed_rseq=rseq,
        )
    )


def _walk_moved(connection: Connection, entry: Entry, rseq: int) -> None:
    state = entry.fields["state"]
    # The first close counts: a later step of the coordinator's must not open the walk to its devices again.
    ended = null() if takes_findings(state) else func.coalesce(walks.c.ended_at, UtcTime.text(entry.at))
    connection.execute(
        update(walks)
        .where(walks.c.walk_id == entry.subject)
        .values(state=state, state_since=entry.at, ended_at=ended, changed_rseq=rseq)
    )


def _key_made(connection: Connection, entry: Entry, rseq: int) -> None:
    named = {name: entry.fields[name] for name in ("purpose", "secret_hash", "place_code", "holder", "texts", "demo")}
    connection.execute(
        insert(keys).values(
            key_id=entry.subject,
            walk_id=entry.walk_id,
            created_at=entry.at,
            expires_at=_time(entry.fields["expires_at"]),
            **named,
        )
    )


def _key_used(connection: Connection, entry: Entry, rseq: int) -> None:
    connection.execute(update(keys).where(keys.c.key_id == entry.subject).values(used_at=entry.at))


def _key_revoked(connection: Connection, entry: Entry, rseq: int) -> None:
    connection.execute(update(keys).where(keys.c.key_id == entry.subject).values(revoked_at=entry.at))


def _device_joined(connection: Connection, entry: Entry, rseq: int) -> None:
    connection.execute(
        insert(devices).values(
            device_id=entry.subject,
            walk_id=entry.walk_id,
            role=entry.fields["role"],
            group_label=entry.fields["group"],
            joined_at=entry.at,
        )
    )


def _device_revoked(connection: Connection, entry: Entry, rseq: int) -> None:
    connection.execute(update(devices).where(devices.c.device_id == entry.subject).values(revoked_at=entry.at))


def _demo_removed(connection: Connection, entry: Entry, rseq: int) -> None:
    """Take away every demo walk with all that hangs on it; the log keeps its rows and chain, without their content."""
    gone = list(connection.execute(select(walks.c.walk_id).where(walks.c.demo.is_(True))).scalars())
    hangs_on_demo = or_(keys.c.demo.is_(True), keys.c.walk_id.in_(gone))
    demo_keys = list(connection.execute(select(keys.c.key_id).where(hangs_on_demo)).scalars())
    of_demo = or_(operations.c.walk_id.in_(gone), operations.c.subject.in_([*gone, *demo_keys]))
    numbers = select(operations.c.rseq).where(of_demo)
    connection.execute(delete(waiting).where(waiting.c.rseq.in_(numbers)))
    connection.execute(delete(conflicts).where(conflicts.c.rseq.in_(numbers)))
    connection.execute(delete(findings).where(findings.c.walk_id.in_(gone)))
    connection.execute(delete(devices).where(devices.c.walk_id.in_(gone)))
    connection.execute(delete(sessions).where(sessions.c.key_id.in_(demo_keys)))
    connection.execute(delete(keys).where(keys.c.key_id.in_(demo_keys)))
    connection.execute(delete(walks).where(walks.c.walk_id.in_(gone)))
    connection.execute(update(operations).where(of_demo).values(fields=null()))


Rule = Callable[[Connection, Entry, int], None]

RULES: Mapping[str, Rule] = {
    "place_added": _place_added,
    "place_changed": _place_changed,
    "basemap_replaced": _basemap_replaced,
    "walk_planned": _walk_planned,
    "walk_moved": _walk_moved,
    "key_made": _key_made,
    "key_used": _key_used,
    "key_revoked": _key_revoked,
    "device_joined": _device_joined,
    "device_revoked": _device_revoked,
    "demo_removed": _demo_removed,
}
