"""What a batch of operations has to know before it is judged, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, or_, select, true, update

from walks.access import Scope
from walks.store.dialect import upsert
from walks.store.tables import conflicts, findings, operations, waiting
from walks.sync.state import BatchState, FindingState, Held, Known, Rival, bases_in

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
MOST_NAMES = 10_000
"""So many values are named in one statement: some databases take no more than three times as many."""
ENVELOPE = ("client_time", "clock_offset_ms", "schema", "app")


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
    arriving: Iterable[str],
    bases: Iterable[str],
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
    arriving
        The batch's own identifiers.
    bases
        The operations that the batch names as those it had seen.
    before
        Only operations with smaller numbers are known: the log's next one, or when it is replayed the operation's own.
    """
    arriving = set(arriving)
    wanted = sorted({*finding_ids, *_waiting_for(connection, scope, arriving)})
    named = connection.execute(select(findings).where(findings.c.finding_id.in_(wanted))).all()
    own = {row.finding_id: _state(row) for row in named if scope.walks is None or row.walk_id in scope.walks}
    _read_words(connection, own)
    held = _held(connection, scope, wanted, known_findings={row.finding_id for row in named})
    known = {item.op_id: Known(item.rseq, item.raw, outcome, reason) for item, outcome, reason in held}
    more = {op_id for item in known.values() for op_id in bases_in(item.raw)}
    _look_up(connection, known, {*arriving, *bases, *more}, before=before)
    numbers = connection.execute(
        select(operations.c.dseq).where(
            operations.c.device_id == device_id, operations.c.dseq.in_(set(dseqs)), operations.c.rseq < before
        )
    )
    groups: dict[str, list[Held]] = {}
    for item, _, _ in held:
        groups.setdefault(item.subject, []).append(item)
    return BatchState(
        known=known,
        taken_dseqs=set(numbers.scalars()),
        findings=own,
        foreign={row.finding_id for row in named} - own.keys(),
        held=groups,
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
        {"number": item.rseq, "by": item.settled_rseq, "as": item.outcome, "hidden": item.restricted}
        for item in items
        if item.moved and not item.new
    ]:
        again = update(waiting).where(waiting.c.rseq == bindparam("number"))
        written = again.values(settled_rseq=bindparam("by"), outcome=bindparam("as"), restricted=bindparam("hidden"))
        connection.execute(written, moved)
    if gone := [{"number": item.rseq, "on": item.field} for each in state.findings.values() for item in each.answered]:
        one = conflicts.c.rseq == bindparam("number"), conflicts.c.field == bindparam("on")
        connection.execute(delete(conflicts).where(*one), gone)
    if beside := [
        {"rseq": item.rseq, "finding_id": each.finding_id, "field": item.field, "value": item.value}
        for each in state.findings.values()
        for item in each.rivals
        if item.new
    ]:
        connection.execute(insert(conflicts), beside)


def observed(value: str, *, offset_ms: int | None) -> datetime:
    """Read the time of an observation and set it by the server's clock: the device told how far its own was behind."""
    return datetime.fromisoformat(value) + timedelta(milliseconds=offset_ms or 0)


def _read_words(connection: Connection, own: dict[str, FindingState]) -> None:
    """Read the words that stand beside the shown ones, and which number the last withdrawal or restoration has."""
    statement = select(conflicts, operations.c.op_id).join(operations, operations.c.rseq == conflicts.c.rseq)
    of_own = statement.where(conflicts.c.finding_id.in_(own)).order_by(conflicts.c.rseq, conflicts.c.field)
    for row in connection.execute(of_own) if own else ():
        own[row.finding_id].rivals.append(Rival(row.rseq, row.op_id, row.field, row.value))
    if turned := {item.writers["withdrawn"]: item for item in own.values() if "withdrawn" in item.writers}:
        numbers = select(operations.c.op_id, operations.c.rseq).where(operations.c.op_id.in_(turned))
        for row in connection.execute(numbers):
            turned[row.op_id].turned_rseq = row.rseq


def _waiting_for(connection: Connection, scope: Scope, arriving: set[str]) -> set[str]:
    """Name the findings of which something waits for an operation that arrives now."""
    rows = connection.execute(
        select(operations.c.subject, operations.c.base)
        .join(waiting, waiting.c.rseq == operations.c.rseq)
        .where(
            operations.c.outcome == "parked", waiting.c.settled_rseq.is_(None), _in_walks(operations.c.walk_id, scope)
        )
    )
    return {row.subject for row in rows if not arriving.isdisjoint(row.base.values())}


def _held(
    connection: Connection, scope: Scope, wanted: list[str], *, known_findings: set[str]
) -> list[tuple[Held, str, list[Any]]]:
    """Read what waits for these findings; of findings that never came to be also what has waited."""
    waits = or_(waiting.c.settled_rseq.is_(None), waiting.c.subject.not_in(known_findings))
    rows = connection.execute(
        select(operations, waiting.c.outcome.label("held_as"), waiting.c.restricted, waiting.c.settled_rseq)
        .join(waiting, waiting.c.rseq == operations.c.rseq)
        .where(waiting.c.subject.in_(wanted), waits, _in_walks(operations.c.walk_id, scope))
        .order_by(operations.c.rseq)
    )
    return [(_held_of(row), row.outcome, row.reason) for row in rows]


def _held_of(row: Row[Any]) -> Held:
    return Held(
        rseq=row.rseq,
        op_id=row.op_id,
        subject=row.subject,
        outcome=row.held_as,
        device_id=row.device_id,
        restricted=row.restricted,
        raw=raw_of(row),
        settled_rseq=row.settled_rseq,
    )


def _look_up(connection: Connection, known: dict[str, Known], wanted: set[str], *, before: int) -> None:
    """Read operations by their identifiers, and those that quarantined ones among them had seen, to the end."""
    asked = set(known)
    while wanted := wanted - asked:
        asked |= wanted
        names = sorted(wanted)
        rows = [
            row
            for start in range(0, len(names), MOST_NAMES)
            for row in connection.execute(
                select(operations).where(
                    operations.c.op_id.in_(names[start : start + MOST_NAMES]), operations.c.rseq < before
                )
            )
        ]
        known |= {row.op_id: Known(row.rseq, raw_of(row), row.outcome, row.reason) for row in rows}
        wanted = {op_id for row in rows if row.outcome == "quarantined" for op_id in bases_in(known[row.op_id].raw)}


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
