"""A tablet or phone joins a walk: it gets an identity of its own, random and for this walk alone."""

from __future__ import annotations

from datetime import datetime

from walks.access import Actor
from walks.errors import NotFound
from walks.identity import NewId
from walks.sharing import find_key
from walks.store import Connection
from walks.store.log import Entry
from walks.store.projection import record
from walks.store.walks import Device, find_device, walk
from walks.walk import DELIVER_AFTER_CLOSE, WORK_AFTER_CLOSE, Walk

ROLES = {"participant": "participant", "join": "participant", "leader": "leader"}
"""Role that each purpose of a walk's key gives."""


def join_walk(
    connection: Connection, secret: str, *, group: str | None, now: datetime, new_id: NewId
) -> tuple[Walk, Device]:
    """
    Let a device join the walk that a code or a join link opens.

    Parameters
    ----------
    group
        Label of the walker's group, if there are several; never a person's name.

    Raises
    ------
    NotFound
        If no walk opens with it, or the walk takes no more findings.
    """
    key = find_key(connection, secret, now=now)
    if key.purpose not in ROLES or key.walk_id is None:
        raise NotFound("key: not found")
    found = walk(connection, key.walk_id)
    if not found.takes_findings:
        raise NotFound("key: not found")
    device_id = new_id()
    return found, admit(
        connection, device_id, walk_id=found.walk_id, role=ROLES[key.purpose], group=group, now=now, new_id=new_id
    )


def admit(
    connection: Connection, device_id: str, *, walk_id: str, role: str, group: str | None, now: datetime, new_id: NewId
) -> Device:
    """
    Take a device into a walk: a new one, or one that an older copy of the database has forgotten.

    Raises
    ------
    NotFound
        If it could not be read back.
    """
    record(
        connection,
        Entry(
            op_id=new_id(),
            actor=f"device:{device_id}",
            at=now,
            kind="device_joined",
            subject=device_id,
            walk_id=walk_id,
            fields={"role": role, "group": group},
        ),
    )
    device = find_device(connection, device_id)
    if device is None:
        raise NotFound(f"device {device_id}: not found after it joined")
    return device


def works_until(found: Walk) -> datetime | None:
    """Give when the walk's devices stop seeing it; None while it takes findings."""
    return None if found.ended_at is None else found.ended_at + WORK_AFTER_CLOSE


def delivers_until(found: Walk) -> datetime | None:
    """Give when the walk's devices can no longer hand in what they hold; None while it takes findings."""
    return None if found.ended_at is None else found.ended_at + WORK_AFTER_CLOSE + DELIVER_AFTER_CLOSE


def device_actor(device: Device, found: Walk) -> Actor:
    """Give the actor that a device is: it sees its own walk, until that is over or the device was revoked."""
    return Actor(
        "leader" if device.role == "leader" else "participant",
        f"device:{device.device_id}",
        places={found.place_code},
        walk_id=found.walk_id,
        device_id=device.device_id,
        expires_at=device.revoked_at or works_until(found),
    )
