"""One pass over a batch of operations: a verdict and a log entry for each, in the order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from walks.access import SYSTEM
from walks.identity import NewId, identifier_from
from walks.store import Connection, log
from walks.store.exchange import ENVELOPE, save
from walks.store.log import Entry, canonical
from walks.store.projection import project
from walks.sync.bench import Bench
from walks.sync.operation import RESTRICTED_FIELDS, TAKEN, Fault, Operation, parse, raw_identifier, reduced
from walks.sync.state import Held, Known
from walks.sync.verdicts import judge
from walks.sync.waiting import Waiting
from walks.vocabulary import RESTRICTED_CATEGORY
from walks.walk import BEFORE_COLLECTING, COLLECTING

DEFAULTS: Mapping[str, Any] = {"base": {}, "fields": {}, "photos": []}
MOST_FAULTS = 20
"""So many faults of one operation are kept and told."""
ALLOWED_ON_RESTRICTED = RESTRICTED_FIELDS | {"reason"}
"""Fields that an operation on a restricted finding may carry; `reason` is a withdrawal's."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one operation. `faults` are those of its first verdict, also when it was sent again.

    `op_id` is the one that was sent, so that the device knows which of its operations is meant, also where it is kept
    under another; one made from its bytes where none was usable.
    """

    op_id: str
    result: str
    rseq: int
    reason: str | None
    faults: Sequence[Mapping[str, Any]]


class Batch:
    """One pass over a batch. Numbers are given as the log will give them; `write` makes both real."""

    def __init__(self, connection: Connection, bench: Bench, *, now: datetime, new_id: NewId, first: int) -> None:
        self.connection, self.bench, self.now, self.new_id, self.first = connection, bench, now, new_id, first
        self.device, self.state = bench.device, bench.state
        self.entries: list[Entry] = []
        self.waiting = Waiting(bench.state)

    @property
    def next_rseq(self) -> int:
        """The number that the log will give to the next entry."""
        return self.first + len(self.entries)

    def take(self, sent: object) -> Result:
        """Judge one operation and remember what the log has to take up."""
        whole, dropped = reduced(sent)
        raw, crossing = self._within_border(whole)
        op_id = raw_identifier(raw)
        operation, faults = parse(raw)
        if crossing or (dropped and _plain(raw).get("kind") != "create"):
            operation, faults = None, [Fault("fields.category", "restricted_change")]
        if (known := self.state.known.get(op_id)) is not None:
            # sent for the first time it may have come before the finding, and was kept as it was
            if _same(known, raw) or _same(known, whole):
                return _again(op_id, known)
            operation, faults = None, [Fault("op_id", "op_id_reused")]
            op_id = identifier_from(canonical(raw))
        elif operation is not None and operation.dseq in self.state.taken_dseqs and self._is_own(operation):
            operation, faults = None, [Fault("dseq", "dseq_reused")]
            op_id = identifier_from(canonical(raw))
        if (known := self.state.known.get(op_id)) is not None:
            return _again(op_id, known)
        if operation is not None:
            faults = self._strangeness(operation)
        if operation is None or faults:
            return self._quarantine(raw, op_id, faults)
        return self._judge(raw, operation, dropped=dropped)

    def _within_border(self, raw: object) -> tuple[object, bool]:
        """Drop from an operation on a restricted finding what must never be stored of it; it then stays broken."""
        subject, fields = subject_of(raw), _plain(raw).get("fields")
        finding = None if subject is None else self.state.findings.get(subject)
        if finding is None or not finding.restricted or not isinstance(fields, dict):
            return raw, False
        kept = {name: value for name, value in fields.items() if name in ALLOWED_ON_RESTRICTED}
        if kept == fields and not _plain(raw).get("photos"):
            return raw, False
        if _plain(raw).get("kind") == "edit":
            return _blanked(raw), True
        # Without its fault it would be a good one when the log is read again: none may lack its category.
        return {**_plain(raw), "fields": kept | {"category": None}, "photos": []}, True

    def _is_own(self, operation: Operation) -> bool:
        return operation.device_id == self.device.device_id

    def _strangeness(self, operation: Operation) -> list[Fault]:
        walk_id = self.bench.walk.walk_id
        checks = (
            (self.device.revoked_at is not None, Fault("device_id", "revoked")),
            (not self._is_own(operation), Fault("device_id", "wrong_device")),
            (operation.walk_id != walk_id, Fault("walk_id", "wrong_walk")),
        )
        return [fault for broken, fault in checks if broken]

    def _judge(self, raw: object, operation: Operation, *, dropped: bool) -> Result:
        rseq, before = self.next_rseq, len(self.state.findings)
        verdict = judge(self.bench, operation, rseq=rseq)
        if verdict.outcome == "quarantined":
            if any(fault.code == "restricted_change" for fault in verdict.faults):
                raw = _blanked(raw)
            return self._quarantine(raw, operation.op_id, verdict.faults, settled=verdict.aside)
        faults = [*verdict.faults, *([Fault("fields", "restricted_reduced")] if dropped else [])]
        wire = _plain(raw)
        reason = [fault.plain() for fault in faults]
        self.entries.append(
            Entry(
                op_id=operation.op_id,
                actor=f"device:{self.device.device_id}",
                at=self.now,
                kind=operation.kind,
                subject=operation.finding_id,
                walk_id=operation.walk_id,
                device_id=operation.device_id,
                dseq=operation.dseq,
                base=wire["base"],
                fields=wire["fields"],
                photos=wire["photos"],
                envelope={name: wire[name] for name in ENVELOPE if name in wire},
                outcome=verdict.outcome,
                reason=reason,
            )
        )
        self.state.known[operation.op_id] = Known(rseq, raw, verdict.outcome, list(reason))
        self.state.taken_dseqs.add(operation.dseq)
        if verdict.outcome == "parked" or verdict.aside:
            held = self._hold(operation.finding_id, operation.op_id, rseq, "parked", raw)
            if verdict.aside:
                held.settle(rseq)
        parked = verdict.outcome == "parked"
        self.waiting.wake(self.bench, operation.finding_id, operation.op_id, rseq=rseq, parked=parked)
        if len(self.state.findings) > before and self.bench.walk.state in BEFORE_COLLECTING:
            self._begin_walk()
        return _result(operation.op_id, verdict.outcome, rseq, reason)

    def _begin_walk(self) -> None:
        """The first finding begins a walk that nobody had started: a walker must never be turned away for a click."""
        walk = self.bench.walk
        self.entries.append(
            Entry(
                op_id=self.new_id(),
                actor=SYSTEM.id,
                at=self.now,
                kind="walk_moved",
                subject=walk.walk_id,
                walk_id=walk.walk_id,
                fields={"state": COLLECTING, "why": "first_finding"},
            )
        )
        self.bench = replace(self.bench, walk=replace(walk, state=COLLECTING, state_since=self.now))

    def _quarantine(self, raw: object, op_id: str, faults: Sequence[Fault], *, settled: bool = False) -> Result:
        rseq, before = self.next_rseq, len(self.state.findings)
        # nobody reads thousands; one operation has room for as many fields that do not exist
        reason = [fault.plain() for fault in faults[:MOST_FAULTS]]
        kind = raw.get("kind") if isinstance(raw, dict) and raw.get("kind") in TAKEN else "unreadable"
        subject = subject_of(raw) or op_id
        self.entries.append(
            Entry(
                op_id=op_id,
                actor=f"device:{self.device.device_id}",
                at=self.now,
                kind=str(kind),
                subject=subject,
                walk_id=self.bench.walk.walk_id,
                device_id=self.device.device_id,
                fields={"whole": raw},
                outcome="quarantined",
                reason=reason,
            )
        )
        self.state.known[op_id] = Known(rseq, raw, "quarantined", list(reason))
        held = self._hold(subject, op_id, rseq, "quarantined", raw)
        if settled:
            held.settle(rseq)
        self.waiting.wake(self.bench, subject, op_id, rseq=rseq)
        if len(self.state.findings) > before and self.bench.walk.state in BEFORE_COLLECTING:
            self._begin_walk()
        return _result(op_id, "quarantined", rseq, reason)

    def _hold(self, subject: str, op_id: str, rseq: int, outcome: str, raw: object) -> Held:
        restricted = _is_restricted(raw)
        return self.state.hold(Held(rseq, op_id, subject, outcome, self.device.device_id, restricted, raw))

    def write(self) -> None:
        """Write the log, then everything that points at it."""
        numbers = log.append(self.connection, self.entries)
        for entry, rseq in zip(self.entries, numbers, strict=True):
            if entry.kind == "walk_moved":
                project(self.connection, entry, rseq=rseq)
        save(self.connection, self.state)


def with_defaults(raw: object) -> object:
    """Fill in what may be left out, so that one operation has one form."""
    return {**DEFAULTS, **raw} if isinstance(raw, dict) else raw


def _plain(raw: object) -> dict[str, Any]:
    return dict(raw) if isinstance(raw, dict) else {}


def _blanked(raw: object) -> object:
    return {**_plain(raw), "fields": {}, "photos": []}


def _same(known: Known, raw: object) -> bool:
    # What was erased since cannot be compared; the identifier is then all there is.
    if known.raw is None or canonical(known.raw) == canonical(raw):
        return True
    # What would have crossed the border of the restricted ones was kept without its fields.
    without = any(fault["code"] == "restricted_change" for fault in known.reason)
    return without and canonical(known.raw) == canonical(_blanked(raw))


def _again(op_id: str, known: Known) -> Result:
    return Result(op_id, "duplicate", known.rseq, known.outcome, known.reason)


def _result(op_id: str, outcome: str, rseq: int, reason: Sequence[Mapping[str, Any]]) -> Result:
    return Result(op_id, outcome, rseq, str(reason[0]["code"]) if reason else None, reason)


def subject_of(raw: object) -> str | None:
    """Give the finding that a broken operation names, if it can be read as one."""
    operation, faults = parse(raw)
    if operation is not None:
        return operation.finding_id
    named = raw.get("finding_id") if isinstance(raw, dict) else None
    broken = {fault.field for fault in faults}
    return named if isinstance(named, str) and "finding_id" not in broken else None


def _is_restricted(raw: object) -> bool:
    fields = raw.get("fields") if isinstance(raw, dict) else None
    return isinstance(fields, dict) and (fields.get("category") == RESTRICTED_CATEGORY or "need" in fields)
