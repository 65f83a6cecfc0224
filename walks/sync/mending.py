"""Mend a create that was held back: with the edits that came after it, it may be a whole finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from walks.sync.bench import Bench, Verdict, bring_in, crosses_border, may_change, refused, too_far, values_of, waits
from walks.sync.changing import amend, turn
from walks.sync.operation import OFFSET_LIMIT_MS, Fault, Operation, PlainFields, RestrictedFields, field_faults
from walks.sync.state import FindingState, Held
from walks.vocabulary import RESTRICTED_CATEGORY


@dataclass(frozen=True, slots=True)
class _Step:
    """One operation on the draft; `item` is None for the one that is being judged."""

    said: int
    operation: Operation
    item: Held | None


def mend(bench: Bench, operation: Operation, *, rseq: int, said: int) -> Verdict:
    """
    Judge an operation on a finding that does not exist: mend the create that was held back, or wait for one.

    Everything that came for the finding takes part, so that two faults can be mended one after the other, and a text
    that was changed meanwhile is not forgotten.
    """
    subject = operation.finding_id
    group = bench.state.group(subject)
    broken = next((item for item in group if _is_broken_create(bench, item)), None)
    if broken is None or subject in bench.state.foreign:
        return Verdict("parked", [Fault("finding_id", "unknown_finding")])
    draft = _draft(bench, broken, rseq=rseq)
    if crosses_border(operation.fields, restricted=draft.restricted) and operation.kind == "edit":
        return refused("fields.category", "restricted_change")
    if faults := too_far(bench.ground, operation.fields):
        return Verdict("quarantined", faults)
    others = [_Step(item.rseq, found, item) for item, found in _others(bench, group, broken) if item.rseq != said]
    steps = sorted([*others, _Step(said, operation, None)], key=lambda step: step.said)
    offsets = {broken.op_id: _offset(broken.raw)}
    taken, own = _lay(bench, draft, steps, offsets=offsets, rseq=rseq)
    if own is None:
        return Verdict("parked", [Fault("base", "unknown_base")])
    if faults := _faults(bench, draft):
        _leave(draft, broken, taken, rseq=rseq)
        if operation.kind == "edit":
            return Verdict("quarantined", faults, aside=draft.withdrawn)
        return Verdict(own.outcome, own.faults, aside=True)
    writer = draft.writers["observed_at"]
    draft.values = values_of(draft.values, offset_ms=offsets[writer])
    bring_in(bench, draft, rseq=rseq)
    for item in (broken, *taken):
        item.settle(rseq)
    return Verdict("late", own.faults) if bench.late and own.outcome == "applied" else own


def _is_broken_create(bench: Bench, item: Held) -> bool:
    is_create = isinstance(item.raw, dict) and item.raw.get("kind") == "create"
    return is_create and item.outcome == "quarantined" and may_change(bench.device, item.device_id)


def _draft(bench: Bench, broken: Held, *, rseq: int) -> FindingState:
    """Take what can be read of a broken create, unchecked."""
    sent = broken.raw.get("fields") if isinstance(broken.raw, dict) else None
    given: dict[str, Any] = sent if isinstance(sent, dict) else {}
    restricted = given.get("category") == RESTRICTED_CATEGORY or "need" in given
    form = RestrictedFields if restricted else PlainFields
    values = {name: value for name, value in given.items() if name in form.model_fields and value is not None}
    return FindingState(
        finding_id=broken.subject,
        walk_id=bench.walk.walk_id,
        place_code=bench.walk.place_code,
        device_id=broken.device_id,
        restricted=restricted,
        late=bench.late,
        demo=bench.walk.demo,
        created_rseq=rseq,
        values=values,
        writers=dict.fromkeys(values, broken.op_id),
    )


def _others(bench: Bench, group: list[Held], broken: Held) -> Iterator[tuple[Held, Operation]]:
    """Give what came for the draft before, without what was held back for another reason than the draft's faults."""
    restricted = _draft(bench, broken, rseq=0).restricted
    for item in group:
        operation = item.operation
        device = bench.find(item.device_id or "")
        if operation is None or operation.kind == "create" or device is None or device.revoked_at is not None:
            continue
        is_itself = operation.op_id == item.op_id and operation.device_id == item.device_id
        if not is_itself or operation.walk_id != bench.walk.walk_id or not may_change(device, broken.device_id):
            continue
        if operation.kind == "edit" and crosses_border(operation.fields, restricted=restricted):
            continue
        if not too_far(bench.ground, operation.fields):
            yield item, operation


def _lay(
    bench: Bench, draft: FindingState, steps: list[_Step], *, offsets: dict[str, int | None], rseq: int
) -> tuple[list[Held], Verdict | None]:
    """Let the steps change the draft, each after those that it builds on."""
    taken: list[Held] = []
    own: Verdict | None = None
    for step in _in_order(bench, steps):
        operation = step.operation
        if operation.kind == "edit":
            verdict = amend(bench.state, operation, draft, values=operation.fields, said=step.said)
        else:
            verdict = turn(bench.state, operation, draft, rseq=rseq, said=step.said)
        offsets[operation.op_id] = operation.clock_offset_ms
        if step.item is None:
            own = verdict
        else:
            taken.append(step.item)
    return taken, own


def _in_order(bench: Bench, steps: list[_Step]) -> Iterator[_Step]:
    """Give the steps that can be laid: always the first of those whose own bases have been laid."""
    laid_here = {step.operation.op_id for step in steps}
    ahead: dict[int, set[str]] = {}
    upon: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        if not waits(bench.state, step.operation, laid=laid_here):
            ahead[number] = laid_here.intersection(step.operation.base.values())
            for op_id in ahead[number]:
                upon.setdefault(op_id, []).append(number)
    ready = [number for number, bases in ahead.items() if not bases]
    while ready:
        step = steps[heappop(ready)]
        yield step
        for number in upon.get(step.operation.op_id, ()):
            ahead[number].discard(step.operation.op_id)
            if not ahead[number]:
                heappush(ready, number)


def _faults(bench: Bench, draft: FindingState) -> list[Fault]:
    fields = {name: value for name, value in draft.values.items() if value is not None}
    if fields.get("kind") != "unsafe" and draft.writers.get("kind") != draft.writers.get("severity"):
        # Not a fault of one writer: somebody called it safe after somebody else had given the severity.
        fields.pop("severity", None)
    return field_faults("create", fields) or too_far(bench.ground, fields)


def _leave(draft: FindingState, broken: Held, taken: list[Held], *, rseq: int) -> None:
    """Let a draft that is not whole wait on; once its maker withdrew it, nobody need look at it."""
    for item in (broken, *taken):
        is_edit = isinstance(item.raw, dict) and item.raw.get("kind") in {"create", "edit"}
        item.settle(None if is_edit and not draft.withdrawn else rseq)


def _offset(raw: object) -> int | None:
    offset = raw.get("clock_offset_ms") if isinstance(raw, dict) else None
    usable = isinstance(offset, int) and not isinstance(offset, bool) and abs(offset) <= OFFSET_LIMIT_MS
    return offset if usable else None
