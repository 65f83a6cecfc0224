"""One verdict per operation on one finding: applied, merged, conflict, late, parked or quarantined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from walks.finding import PLACE_MARGIN_M
from walks.ground import Ground
from walks.store.exchange import BatchState, FindingState, Held, Lost, observed
from walks.store.walks import Device
from walks.sync.operation import RESTRICTED_FIELDS, Fault, Operation, PlainFields, field_faults
from walks.vocabulary import RESTRICTED_CATEGORY
from walks.walk import Walk

POINT = ("longitude", "latitude")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an operation, and why."""

    outcome: str
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """What every verdict of a batch rests on."""

    walk: Walk
    device: Device
    ground: Ground
    state: BatchState
    late: bool


def judge(bench: Bench, operation: Operation, *, rseq: int, said: int | None = None) -> Verdict:
    """
    Decide on one well-formed operation of this walk and device, and change the state accordingly.

    Parameters
    ----------
    rseq
        The number in the log of what brings the change about.
    said
        The operation's own number, where it was parked before.
    """
    if operation.kind == "create":
        return _create(bench, operation, rseq=rseq)
    finding = bench.state.findings.get(operation.finding_id)
    if finding is None:
        return _without_finding(bench, operation, rseq=rseq)
    if not _may_change(bench.device, finding):
        return _refused("finding_id", "not_yours")
    if bench.late and not finding.late:
        return Verdict("late")
    unknown = [op_id for op_id in operation.base.values() if op_id not in bench.state.known]
    if unknown:
        return Verdict("parked", [Fault("base", "unknown_base")])
    if operation.kind == "edit":
        verdict = _edit(bench, operation, finding, rseq=rseq, said=rseq if said is None else said)
    else:
        verdict = _toggle(operation, finding, rseq=rseq)
    return Verdict("late", verdict.faults) if finding.late and verdict.outcome == "applied" else verdict


def _refused(field: str, code: str) -> Verdict:
    return Verdict("quarantined", [Fault(field, code)])


def _may_change(device: Device, finding: FindingState) -> bool:
    return device.role == "leader" or finding.device_id == device.device_id


def _create(bench: Bench, operation: Operation, *, rseq: int) -> Verdict:
    if operation.finding_id in bench.state.findings or operation.finding_id in bench.state.foreign:
        return _refused("finding_id", "finding_exists")
    return _make(bench, operation, operation.fields, dict.fromkeys(operation.fields, operation.op_id), rseq=rseq)


def _make(
    bench: Bench, operation: Operation, fields: Mapping[str, Any], writers: Mapping[str, str], *, rseq: int
) -> Verdict:
    restricted = fields.get("category") == RESTRICTED_CATEGORY
    values = _values(fields, operation)
    faults = [] if restricted else _too_far(bench.ground, values)
    if faults:
        return Verdict("quarantined", faults)
    state = bench.state
    finding = FindingState(
        finding_id=operation.finding_id,
        walk_id=bench.walk.walk_id,
        place_code=bench.walk.place_code,
        device_id=bench.device.device_id,
        restricted=restricted,
        late=bench.late,
        demo=bench.walk.demo,
        created_rseq=rseq,
        values=values,
        writers={name: op_id for name, op_id in writers.items() if values.get(name) is not None},
    )
    if not restricted:
        finding.number = state.next_number
        state.next_number += 1
        _look_around(bench.ground, finding)
    finding.touch(rseq)
    state.findings[finding.finding_id] = finding
    return Verdict("late" if bench.late else "applied")


def _without_finding(bench: Bench, operation: Operation, *, rseq: int) -> Verdict:
    """Mend the quarantined create that this operation belongs to; without one, wait for it."""
    waiting = bench.state.waiting_for(operation.finding_id)
    broken = next((item for item in waiting if _is_broken_create(bench, item)), None)
    if broken is None:
        return Verdict("parked", [Fault("finding_id", "unknown_finding")])
    if operation.kind == "withdraw":
        broken.settle(rseq)
        return Verdict("applied")
    if operation.kind != "edit" or not isinstance(broken.raw, dict):
        return _refused("finding_id", "unknown_finding")
    sent = broken.raw.get("fields")
    given = sent if isinstance(sent, dict) else {}
    known = {name: value for name, value in given.items() if name in PlainFields.model_fields}
    fields = {name: value for name, value in (known | operation.fields).items() if value is not None}
    if faults := field_faults("create", fields):
        return Verdict("quarantined", faults)
    first = str(broken.raw.get("op_id"))
    writers = {name: operation.op_id if name in operation.fields else first for name in fields}
    verdict = _make(bench, operation, fields, writers, rseq=rseq)
    if verdict.outcome != "quarantined":
        broken.settle(rseq)
    return verdict


def _is_broken_create(bench: Bench, item: Held) -> bool:
    own = item.device_id == bench.device.device_id or bench.device.role == "leader"
    is_create = isinstance(item.raw, dict) and item.raw.get("kind") == "create"
    return own and is_create and item.outcome == "quarantined" and not item.restricted


def _edit(bench: Bench, operation: Operation, finding: FindingState, *, rseq: int, said: int) -> Verdict:
    fields = operation.fields
    if _crosses_border(fields, restricted=finding.restricted):
        return _refused("fields.category", "restricted_change")
    values = _values(fields, operation)
    if faults := _too_far(bench.ground, values):
        return Verdict("quarantined", faults)
    kind = values.get("kind", finding.values.get("kind"))
    if values.get("severity") is not None and kind != "unsafe":
        return _refused("fields.severity", "severity_only_unsafe")
    if finding.withdrawn:
        bench.state.lost += [Lost(said, finding.finding_id, name, fields[name]) for name in values]
        return Verdict("conflict", [Fault("finding_id", "withdrawn")])
    differing = [name for name, value in values.items() if value != finding.values.get(name)]
    beaten = [name for name in differing if operation.base.get(name) != finding.writers.get(name)]
    if any(name in beaten for name in POINT):
        # A point is one thing: half of one walker's and half of another's would be a place where nobody stood.
        beaten = [name for name in differing if name in beaten or name in POINT]
    bench.state.lost += [Lost(said, finding.finding_id, name, fields[name]) for name in beaten]
    won = [name for name in differing if name not in beaten]
    owned = [name for name in values if name not in differing and operation.base.get(name) == finding.writers.get(name)]
    for name in won:
        finding.values[name] = values[name]
        finding.writers[name] = operation.op_id
    for name in owned:
        finding.writers[name] = operation.op_id
    if won:
        _after_edit(bench.ground, finding, won, operation.op_id)
    if won or owned:
        finding.touch(rseq)
    if beaten:
        return Verdict("conflict", [Fault(f"fields.{name}", "changed_by_another") for name in beaten])
    return Verdict("applied" if won or owned else "merged")


def _crosses_border(fields: Mapping[str, Any], *, restricted: bool) -> bool:
    """Tell whether an edit would carry a finding, or anything of it, over the border of the restricted ones."""
    if restricted:
        same = fields.get("category", RESTRICTED_CATEGORY) == RESTRICTED_CATEGORY
        return not (same and RESTRICTED_FIELDS.issuperset(fields))
    return fields.get("category") == RESTRICTED_CATEGORY or "need" in fields


def _after_edit(ground: Ground, finding: FindingState, won: Sequence[str], op_id: str) -> None:
    if finding.values.get("kind") != "unsafe" and finding.values.get("severity") is not None:
        # Severity is the walker's view of something unsafe; it has no meaning for the new kind.
        finding.values["severity"] = None
        finding.writers["severity"] = op_id
    if not finding.restricted and any(name in won for name in (*POINT, "observed_at")):
        _look_around(ground, finding)


def _toggle(operation: Operation, finding: FindingState, *, rseq: int) -> Verdict:
    wanted = operation.kind == "withdraw"
    if finding.withdrawn == wanted:
        return Verdict("merged")
    finding.withdrawn = wanted
    finding.writers["withdrawn"] = operation.op_id
    finding.touch(rseq)
    return Verdict("applied")


def _values(fields: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    values = dict(fields)
    if isinstance(values.get("observed_at"), str):
        values["observed_at"] = observed(values["observed_at"], offset_ms=operation.clock_offset_ms)
    return values


def _too_far(ground: Ground, values: Mapping[str, Any]) -> list[Fault]:
    if values.get("longitude") is None or values.get("latitude") is None:
        return []
    away_m = ground.distance_m(values["longitude"], values["latitude"])
    if away_m <= PLACE_MARGIN_M:
        return []
    return [Fault("fields.longitude", "too_far", {"distance_m": round(away_m), "limit_m": round(PLACE_MARGIN_M)})]


def _look_around(ground: Ground, finding: FindingState) -> None:
    at: datetime = finding.values["observed_at"]
    longitude, latitude = finding.values["longitude"], finding.values["latitude"]
    finding.light = ground.light(longitude, latitude, at)
    finding.near = ground.near(longitude, latitude)
