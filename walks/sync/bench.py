"""What every verdict of a batch rests on, and the rules that look at one operation alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from walks.finding import PLACE_MARGIN_M
from walks.ground import Ground
from walks.store.exchange import observed
from walks.store.walks import Device
from walks.sync.operation import RESTRICTED_FIELDS, Fault, Operation
from walks.sync.state import BatchState, FindingState
from walks.vocabulary import RESTRICTED_CATEGORY
from walks.walk import Walk


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an operation, and why. `aside`: it is kept to take part when its finding comes to be after all."""

    outcome: str
    faults: Sequence[Fault] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What every verdict of a batch rests on. `find` looks up the device behind an operation that waits."""

    walk: Walk
    device: Device
    ground: Ground
    state: BatchState
    late: bool
    find: Callable[[str], Device | None]


def refused(field: str, code: str) -> Verdict:
    """Hold an operation back for one reason."""
    return Verdict("quarantined", [Fault(field, code)])


def may_change(device: Device, owner: str | None) -> bool:
    """Tell whether a device may change what the device `owner` recorded: its own, and a leader everything."""
    return device.role == "leader" or device.device_id == owner


def waits(state: BatchState, operation: Operation, *, laid: AbstractSet[str] = frozenset()) -> bool:
    """Tell whether an operation builds on one that has not come, or that itself still waits; `laid` ones have come."""
    seen = operation.base.values()
    return any(not state.has_come(op_id, operation.finding_id) and op_id not in laid for op_id in seen)


def crosses_border(fields: Mapping[str, Any], *, restricted: bool) -> bool:
    """Tell whether an edit would carry a finding, or anything of it, over the border of the restricted ones."""
    if restricted:
        same = fields.get("category", RESTRICTED_CATEGORY) == RESTRICTED_CATEGORY
        return not (same and RESTRICTED_FIELDS.issuperset(fields))
    return fields.get("category") == RESTRICTED_CATEGORY or "need" in fields


def too_far(ground: Ground, values: Mapping[str, Any]) -> list[Fault]:
    """Give the fault of a point that lies too far outside the place; none where there is no point."""
    if values.get("longitude") is None or values.get("latitude") is None:
        return []
    away_m = ground.distance_m(values["longitude"], values["latitude"])
    if away_m <= PLACE_MARGIN_M:
        return []
    return [Fault("fields.longitude", "too_far", {"distance_m": round(away_m), "limit_m": round(PLACE_MARGIN_M)})]


def values_of(fields: Mapping[str, Any], *, offset_ms: int | None) -> dict[str, Any]:
    """Give well-formed fields as they are kept: the time of the observation set by the server's clock."""
    values = dict(fields)
    if isinstance(values.get("observed_at"), str):
        values["observed_at"] = observed(values["observed_at"], offset_ms=offset_ms)
    return values


def bring_in(bench: Bench, finding: FindingState, *, rseq: int) -> None:
    """Let a complete finding come to be by operation `rseq`: with a number, unless it is restricted."""
    if not finding.restricted:
        finding.number = bench.state.next_number
        bench.state.next_number += 1
        look_around(bench.ground, finding)
    finding.touch(rseq)
    bench.state.findings[finding.finding_id] = finding


def look_around(ground: Ground, finding: FindingState) -> None:
    """Stamp a finding with the light and the nearest name of its point."""
    longitude, latitude = finding.values["longitude"], finding.values["latitude"]
    finding.light = ground.light(longitude, latitude, finding.values["observed_at"])
    finding.near = ground.near(longitude, latitude)
