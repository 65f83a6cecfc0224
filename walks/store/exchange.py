"""What a batch of operations has to know before it is judged, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, true, update

from walks.access import Scope
from walks.store.dialect import upsert
from walks.store.tables import conflicts, findings, operations, waiting

FIELDS = (
    "kind",
    "category",
    "severity",
    "need",
    "text",
    "longitude",
    "latitude",
    "accuracy_m",
    "position_method",
    "observed_at",
    "place_type",
    "applies_when",
    "group",
)
ENVELOPE = ("client_time", "clock_offset_ms", "schema", "app")


@dataclass(slots=True)
class FindingState:
    """A finding while a batch is judged. `values` holds what its writers wrote; times as aware datetimes."""

    finding_id: str
    walk_id: str
    place_code: str
    device_id: str | None
    restricted: bool
    late: bool
    demo: bool
    created_rseq: int
    withdrawn: bool = False
    number: int | None = None
    light: str | None = None
    near: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)
    changed_rseq: int = 0
    changed: bool = False

    def touch(self, rseq: int) -> None:
        """Mark it as changed by operation `rseq`."""
        self.changed_rseq = rseq
        self.changed = True


@dataclass(frozen=True, slots=True)
class Known:
    """An operation that the log already holds."""

    rseq: int
    raw: object
    outcome: str
    reason: list[Mapping[str, Any]]


@dataclass(slots=True)
class Held:
    """An operation that waits: parked, or quarantined until an edit mends it."""

    rseq: int
    subject: str
    outcome: str
    device_id: str | None
    restricted: bool
    raw: object
    settled_rseq: int | None = None
    new: bool = False
    moved: bool = False

    def settle(self, rseq: int) -> None:
        """End the wait: operation `rseq` brought what was missing."""
        self.settled_rseq, self.moved = rseq, True

    def refuse(self) -> None:
        """Go on waiting, but for a person: what was missing came, and did not help."""
        self.outcome, self.moved = "quarantined", True


@dataclass(slots=True)
class Lost:
    """A value that came second; the coordinator may swap it in."""

    rseq: int
    finding_id: str
    field: str
    value: Any


@dataclass(slots=True)
class BatchState:
    """Everything a batch touches, read with one statement per table and written back the same way.

    `foreign` names findings of other walks: nothing of them is read, but their identifiers are taken.
    """

    known: dict[str, Known]
    taken_dseqs: set[int]
    findings: dict[str, FindingState]
    foreign: set[str]
    held: dict[str, list[Held]]
    next_number: int
    lost: list[Lost] = field(default_factory=list)

    def waiting_for(self, subject: str) -> list[Held]:
        """Give what still waits for this finding, oldest first."""
        return [item for item in self.held.get(subject, []) if item.settled_rseq is None]

    def hold(self, item: Held) -> None:
        """Let an operation wait."""
        item.new = True
        self.held.setdefault(item.subject, []).append(item)


def raw_of(row: Row[Any]) -> object:
    """Give an operation back as it was sent (after reduction); an erased one as None."""
    if row.fields is None:
        return None
    if row.outcome == "quarantined":
        return row.fields["whole"]
    wire = {"op_id": row.op_id, "device_id": row.device_id, "dseq": row.dseq, "walk_id": row.walk_id}
    wire |= {"finding_id": row.subject, "kind": row.kind, "base": row.base, "fields": row.fields, "photos": row.photos}
    return wire | row.envelope


def load(
    connection: Connection,
    scope: Scope,
    *,
    op_ids: Iterable[str],
    device_id: str,
    dseqs: Iterable[int],
    finding_ids: Iterable[str],
    place_code: str,
    before: int,
) -> BatchState:
    """
    Read what a batch has to know.

    Parameters
    ----------
    scope
        The device's: findings of other walks stay out of its reach.
    op_ids
        The batch's own and every one that its bases name.
    before
        Only operations with smaller numbers are known: the log's next one, or when it is replayed the operation's own.
    """
    wanted = sorted(set(finding_ids))
    held: dict[str, list[Held]] = {}
    held_rows = connection.execute(
        select(operations, waiting.c.outcome.label("held_as"), waiting.c.restricted, waiting.c.settled_rseq)
        .join(waiting, waiting.c.rseq == operations.c.rseq)
        .where(waiting.c.subject.in_(wanted), waiting.c.settled_rseq.is_(None), _in_walks(operations.c.walk_id, scope))
        .order_by(operations.c.rseq)
    ).all()
    for row in held_rows:
        held.setdefault(row.subject, []).append(
            Held(row.rseq, row.subject, row.held_as, row.device_id, row.restricted, raw_of(row))
        )
    bases = {op_id for row in held_rows for op_id in row.base.values()}
    known = {
        row.op_id: Known(row.rseq, raw_of(row), row.outcome, row.reason)
        for row in connection.execute(
            select(operations).where(operations.c.op_id.in_({*op_ids, *bases}), operations.c.rseq < before)
        )
    }
    numbers = connection.execute(
        select(operations.c.dseq).where(
            operations.c.device_id == device_id, operations.c.dseq.in_(set(dseqs)), operations.c.rseq < before
        )
    )
    named = connection.execute(select(findings).where(findings.c.finding_id.in_(wanted))).all()
    own = [row for row in named if scope.walks is None or row.walk_id in scope.walks]
    return BatchState(
        known=known,
        taken_dseqs=set(numbers.scalars()),
        findings={row.finding_id: _state(row) for row in own},
        foreign={row.finding_id for row in named} - {row.finding_id for row in own},
        held=held,
        next_number=_last_number(connection, place_code) + 1,
    )


def save(connection: Connection, state: BatchState) -> None:
    """Write back what the batch changed, after the log's rows: `waiting` and `conflicts` point at them."""
    changed = [_columns(item) for item in state.findings.values() if item.changed]
    if changed:
        statement = upsert(findings)
        replaced = {name: statement.excluded[name] for name in changed[0] if name != "finding_id"}
        connection.execute(statement.on_conflict_do_update(index_elements=["finding_id"], set_=replaced), changed)
    items = [item for group in state.held.values() for item in group]
    names = ("rseq", "subject", "outcome", "restricted", "settled_rseq")
    if fresh := [{name: getattr(item, name) for name in names} for item in items if item.new]:
        connection.execute(insert(waiting), fresh)
    if moved := [
        {"number": item.rseq, "by": item.settled_rseq, "as": item.outcome}
        for item in items
        if item.moved and not item.new
    ]:
        again = update(waiting).where(waiting.c.rseq == bindparam("number"))
        connection.execute(again.values(settled_rseq=bindparam("by"), outcome=bindparam("as")), moved)
    if state.lost:
        columns = ("rseq", "finding_id", "field", "value")
        connection.execute(insert(conflicts), [{name: getattr(item, name) for name in columns} for item in state.lost])


def observed(value: str, *, offset_ms: int | None) -> datetime:
    """Read the time of an observation and set it by the server's clock: the device told how far its own was behind."""
    return datetime.fromisoformat(value) + timedelta(milliseconds=offset_ms or 0)


def _in_walks(column: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    return true() if scope.walks is None else column.in_(scope.walks)


def _last_number(connection: Connection, place_code: str) -> int:
    statement = select(func.max(findings.c.number)).where(findings.c.place_code == place_code)
    return int(connection.execute(statement).scalar() or 0)


def _state(row: Row[Any]) -> FindingState:
    own = ("finding_id", "walk_id", "place_code", "device_id", "restricted", "late", "demo", "created_rseq")
    more = ("withdrawn", "number", "light", "near", "changed_rseq")
    return FindingState(
        **{name: row._mapping[name] for name in (*own, *more)},
        values={name: row._mapping[name] for name in FIELDS if row._mapping[name] is not None},
        writers=dict(row.writers),
    )


def _columns(state: FindingState) -> dict[str, Any]:
    named = ("finding_id", "walk_id", "place_code", "device_id", "restricted", "late", "demo", "withdrawn", "number")
    more = ("light", "near", "writers", "created_rseq", "changed_rseq")
    columns = {name: getattr(state, name) for name in (*named, *more)}
    return columns | {name: state.values.get(name) for name in FIELDS}
