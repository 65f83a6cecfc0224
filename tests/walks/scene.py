"""One evening's walk in a test: a flat place, a clock that stands still, and tablets that make operations by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from walks.access import SYSTEM, Actor, Scope, scope_of
from walks.finding import Finding, RestrictedFinding
from walks.ground import Ground
from walks.identity import uuid7
from walks.joining import admit, device_actor
from walks.planning import move_walk, plan_walk
from walks.store import Connection, Row, Store
from walks.store.findings import findings_seen, restricted_findings
from walks.store.log import Entry
from walks.store.projection import record
from walks.store.tables import PROJECTIONS, conflicts, findings, operations, waiting
from walks.store.walks import Device, find_device, walk
from walks.sync.apply import apply_operations
from walks.sync.batch import Result
from walks.walk import Walk

NOW = datetime(2026, 11, 26, 17, 42, tzinfo=UTC)
"""A Thursday evening in November, 18.42 in Stockholm."""

SECRET = b"s" * 32
COORDINATOR = Actor("coordinator", "key:coordinator", places=None)
OUTREACH = Actor("outreach", "key:outreach", places=None)

EAST_0, NORTH_0 = 18.0, 59.0
"""The west edge of the flat place, and its only latitude."""


def lonlat(east_m: float) -> tuple[float, float]:
    """Degrees of the point so many metres east of the flat place's west edge: a metre is 0.0001 degrees there."""
    return EAST_0 + east_m / 10_000, NORTH_0


class FlatGround:
    """A place 100 m wide on a flat earth: dark from 16 UTC, and a lamp post in its western half."""

    def distance_m(self, longitude: float, latitude: float) -> float:
        """Metres west of 0 or east of 100."""
        east_m = round((longitude - EAST_0) * 10_000, 3)
        return max(0.0, -east_m, east_m - 100)

    def light(self, longitude: float, latitude: float, at: datetime) -> str:
        """Darkness from 16 UTC to midnight."""
        return "darkness" if at.hour >= 16 else "daylight"

    def near(self, longitude: float, latitude: float) -> str | None:
        """The lamp post's name up to 50 m."""
        return "Lyktstolpen" if (longitude - EAST_0) * 10_000 <= 50 else None


@dataclass
class Ids:
    """Identifiers 1, 2, 3 ... in the form of UUIDs of version 7."""

    given: int = 0

    def __call__(self) -> str:
        """Give the next one."""
        self.given += 1
        return uuid7(NOW, self.given.to_bytes(10, "big"))


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def move(self, **span: float) -> None:
        """Move it."""
        self.now += timedelta(**span)


@dataclass
class Tablet:
    """A device of a walk with its own counter. It makes operations; `Scene.send` sends them."""

    device: Device
    ids: Ids
    clock: Clock
    dseq: int = 0

    def operation(
        self,
        kind: str,
        finding_id: str,
        fields: Mapping[str, Any],
        *,
        base: Mapping[str, str] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Make an operation; `more` overrides what stands around the fields."""
        self.dseq += 1
        return {
            "op_id": self.ids(),
            "device_id": self.device.device_id,
            "dseq": self.dseq,
            "walk_id": self.device.walk_id,
            "finding_id": finding_id,
            "kind": kind,
            "base": dict(base or {}),
            "fields": dict(fields),
            "photos": [],
            "client_time": self.clock.now.isoformat(),
            "clock_offset_ms": 0,
            "schema": 1,
            "app": "test",
        } | more

    def create(
        self, finding_id: str | None = None, *, east_m: float = 10, around: Any = None, **fields: Any
    ) -> dict[str, Any]:
        """Pin an unsafe dark spot, 10 m into the place if nothing else is said; a field given as `...` is left out."""
        longitude, latitude = lonlat(east_m)
        chosen = {
            "kind": "unsafe",
            "category": "lighting",
            "longitude": longitude,
            "latitude": latitude,
            "position_method": "crosshair",
            "observed_at": self.clock.now.isoformat(),
        } | fields
        kept = {name: value for name, value in chosen.items() if value is not ...}
        return self.operation("create", finding_id or self.ids(), kept, **(around or {}))

    def need(self, finding_id: str | None = None, *, need: str = "contact", **fields: Any) -> dict[str, Any]:
        """Record a restricted finding."""
        plain = {"category": "vulnerable_people", "need": need, "observed_at": self.clock.now.isoformat()}
        return self.operation("create", finding_id or self.ids(), plain | fields)

    def edit(self, on: Mapping[str, Any], *, base: Mapping[str, str] | None = None, **fields: Any) -> dict[str, Any]:
        """Edit a finding; its create is the base of each field that it gave, if nothing else is said."""
        seen = {name: on["op_id"] for name in fields if name in on["fields"]} if base is None else base
        return self.operation("edit", on["finding_id"], fields, base=seen)

    def move(self, on: Mapping[str, Any], east_m: float, *, base: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Move a finding."""
        longitude, latitude = lonlat(east_m)
        return self.edit(on, base=base, longitude=longitude, latitude=latitude)

    def withdraw(self, on: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
        """Withdraw a finding."""
        return self.operation("withdraw", on["finding_id"], fields)

    def restore(self, on: Mapping[str, Any], *, after: Mapping[str, Any] | None) -> dict[str, Any]:
        """Restore a finding that the operation `after` withdrew."""
        base = {} if after is None else {"withdrawn": after["op_id"]}
        return self.operation("restore", on["finding_id"], {}, base=base)


@dataclass
class Scene:
    """A database in the middle of one transaction, with everything a test does to it by name."""

    connection: Connection
    ids: Ids = field(default_factory=Ids)
    clock: Clock = field(default_factory=Clock)
    ground: Ground = field(default_factory=FlatGround)

    def plan(self, place: str = "tessinparken") -> Walk:
        """Plan a walk that starts now."""
        return plan_walk(
            self.connection,
            SYSTEM,
            place_code=place,
            starts_at=self.clock.now,
            server_secret=SECRET,
            now=self.clock.now,
            new_id=self.ids,
        )

    def walk(self, walk_id: str) -> Walk:
        """Read a walk again."""
        return walk(self.connection, walk_id)

    def move_walk(self, walk_id: str, *states: str) -> Walk:
        """Move a walk through states, one after the other."""
        for state in states:
            move_walk(self.connection, SYSTEM, walk_id, state=state, now=self.clock.now, new_id=self.ids)
        return self.walk(walk_id)

    def tablet(self, on: Walk, role: str = "participant") -> Tablet:
        """Let a tablet join a walk."""
        device = admit(
            self.connection,
            self.ids(),
            walk_id=on.walk_id,
            role=role,
            group=None,
            now=self.clock.now,
            new_id=self.ids,
        )
        return Tablet(device, self.ids, self.clock)

    def revoke(self, tablet: Tablet) -> None:
        """Revoke a device."""
        subject = tablet.device.device_id
        entry = Entry(op_id=self.ids(), actor="system", at=self.clock.now, kind="device_revoked", subject=subject)
        record(self.connection, entry)

    def send(self, tablet: Tablet, *raws: object) -> list[Result]:
        """Send a batch, as the server takes it: walk and device are read again."""
        device = find_device(self.connection, tablet.device.device_id) or tablet.device
        return apply_operations(
            self.connection,
            raws,
            walk=self.walk(device.walk_id),
            device=device,
            ground=self.ground,
            now=self.clock.now,
            new_id=self.ids,
        )

    def outcomes(self, tablet: Tablet, *raws: object) -> list[str]:
        """Send a batch and give only what became of each operation."""
        return [item.result for item in self.send(tablet, *raws)]

    def scope(self, actor: Actor) -> Scope:
        """Give what an actor may read now."""
        return scope_of(actor, self.clock.now)

    def scope_of_tablet(self, tablet: Tablet) -> Scope:
        """Give what a device may read now."""
        device = find_device(self.connection, tablet.device.device_id)
        assert device is not None
        return self.scope(device_actor(device, self.walk(device.walk_id)))

    def findings(self, actor: Actor = COORDINATOR) -> list[Finding]:
        """Give all findings that an actor sees."""
        return findings_seen(self.connection, self.scope(actor))

    def finding(self, of: Mapping[str, Any]) -> Finding:
        """Give the finding that an operation is about, as the coordinator sees it."""
        (found,) = (item for item in self.findings() if item.finding_id == of["finding_id"])
        return found

    def restricted(self, actor: Actor = COORDINATOR) -> list[RestrictedFinding]:
        """Give the one list of restricted findings."""
        return restricted_findings(self.connection, self.scope(actor))

    def row(self, of: Mapping[str, Any]) -> Row[Any] | None:
        """Give the table's row of a finding, whoever may see it."""
        named = findings.c.finding_id == of["finding_id"]
        return self.connection.execute(select(findings).where(named)).first()

    def beside(self, of: Mapping[str, Any]) -> set[tuple[str, Any]]:
        """Give the values that are kept beside a finding's own, by field."""
        rows = self.connection.execute(select(conflicts).where(conflicts.c.finding_id == of["finding_id"]))
        return {(row.field, row.value) for row in rows}

    def waiting(self) -> set[tuple[str, str]]:
        """Give what still waits, as operation and kind of waiting."""
        rows = self.connection.execute(
            select(operations.c.op_id, waiting.c.outcome)
            .join(waiting, waiting.c.rseq == operations.c.rseq)
            .where(waiting.c.settled_rseq.is_(None))
        )
        return {(row.op_id, row.outcome) for row in rows}

    def log(self) -> Sequence[Row[Any]]:
        """Give the whole log in order."""
        return self.connection.execute(select(operations).order_by(operations.c.rseq)).all()

    def logged(self, raw: Mapping[str, Any]) -> Row[Any]:
        """Give the log's row of an operation."""
        return self.connection.execute(select(operations).where(operations.c.op_id == raw["op_id"])).one()

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give all that people read, for comparing: every table that follows from the log."""
        return {
            table.name: sorted((tuple(map(_plain, row)) for row in self.connection.execute(select(table))), key=str)
            for table in PROJECTIONS
        }


def _plain(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


@contextmanager
def scene_in(store: Store) -> Iterator[Scene]:
    """Give a scene whose every trace is gone afterwards."""
    with store.engine.connect().execution_options(writing=True) as connection:
        transaction = connection.begin()
        try:
            yield Scene(connection)
        finally:
            transaction.rollback()


NewStore = Callable[[], Store]
