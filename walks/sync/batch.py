"""One pass over a batch of operations: a verdict and a log entry for each, in the order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from walks.identity import NewId, identifier_from
from walks.store import Connection, log
from walks.store.exchange import ENVELOPE, save
from walks.store.log import Entry, canonical
from walks.store.projection import project
from walks.sync.bench import Bench
from walks.sync.operation import TAKEN, Fault, Operation, parse, raw_identifier, reduced
from walks.sync.state import Held, Known, bases_in
from walks.sync.verdicts import judge
from walks.vocabulary import RESTRICTED_CATEGORY
from walks.walk import BEFORE_COLLECTING, COLLECTING

DEFAULTS: Mapping[str, Any] = {"base": {}, "fields": {}, "photos": []}


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

    @property
    def next_rseq(self) -> int:
        """The number that the log will give to the next entry."""
        return self.first + len(self.entries)

    def take(self, sent: object) -> Result:
        """Judge one operation and remember what the log has to take up."""
        raw, dropped = reduced(sent)
        op_id = raw_identifier(raw)
        operation, faults = parse(raw)
        if dropped and _plain(raw).get("kind") != "create":
            operation, faults = None, [Fault("fields.category", "restricted_change")]
        if (known := self.state.known.get(op_id)) is not None:
            if _same(known, raw):
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
        self._wake(operation.finding_id, operation.op_id, rseq)
        if len(self.state.findings) > before and self.bench.walk.state in BEFORE_COLLECTING:
            self._begin_walk()
        return _result(operation.op_id, verdict.outcome, rseq, reason)

    def _begin_walk(self) -> None:
        """The first finding begins a walk that nobody had started: a walker must never be turned away for a click."""
        walk = self.bench.walk
        self.entries.append(
            Entry(
                op_id=self.new_id(),
                actor="system",
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
        reason = [fault.plain() for fault in faults]
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
        self._wake(subject, op_id, rseq)
        if len(self.state.findings) > before and self.bench.walk.state in BEFORE_COLLECTING:
            self._begin_walk()
        return _result(op_id, "quarantined", rseq, reason)

    def _hold(self, subject: str, op_id: str, rseq: int, outcome: str, raw: object) -> Held:
        restricted = _is_restricted(raw)
        return self.state.hold(Held(rseq, op_id, subject, outcome, self.device.device_id, restricted, raw))

    def _wake(self, subject: str, op_id: str, rseq: int) -> None:
        """Try again what was parked for this finding or operation, oldest first, until nothing moves any more."""
        subjects, arrived = {subject}, {op_id}
        moved = True
        while moved:
            moved = False
            for item in self.state.parked():
                concerned = item.subject in subjects or not arrived.isdisjoint(bases_in(item.raw))
                if concerned and self._try_again(item, rseq):
                    moved = True
                    subjects.add(item.subject)
                    arrived.add(item.op_id)
        for each in subjects:
            self._hide(each)

    def _try_again(self, item: Held, rseq: int) -> bool:
        operation, _ = parse(item.raw)
        if operation is None:
            return False
        verdict = judge(self._bench_of(item), operation, rseq=rseq, said=item.rseq)
        finding = self.state.findings.get(item.subject)
        # Late for a finding that was in time: the coordinator has the word on it, as on one that never had to wait.
        put_off = verdict.outcome == "late" and finding is not None and not finding.late
        if verdict.outcome == "quarantined" or put_off:
            item.refuse(verdict.outcome)
            if verdict.aside:
                item.settle(rseq)
        elif verdict.outcome != "parked":
            item.settle(rseq)
        return verdict.outcome != "parked"

    def _hide(self, subject: str) -> None:
        """Count all that waits for one finding to the restricted ones as soon as one of it is."""
        group, finding = self.state.group(subject), self.state.findings.get(subject)
        if any(item.restricted for item in group) or (finding is not None and finding.restricted):
            for item in group:
                item.hide()

    def _bench_of(self, item: Held) -> Bench:
        device = self.bench.find(item.device_id or "")
        return self.bench if device is None else replace(self.bench, device=device)

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
    return {**_plain(raw), "fields": {}}


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
