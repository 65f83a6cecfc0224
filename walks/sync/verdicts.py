"""One verdict per operation on one finding: applied, merged, conflict, late, parked or quarantined."""

from __future__ import annotations

from walks.sync.bench import Bench, Verdict, bring_in, may_change, refused, too_far, values_of, waits
from walks.sync.changing import edit, turn
from walks.sync.mending import mend
from walks.sync.operation import Fault, Operation
from walks.sync.state import FindingState
from walks.vocabulary import RESTRICTED_CATEGORY


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
    said = rseq if said is None else said
    finding = bench.state.findings.get(operation.finding_id)
    if finding is None:
        return mend(bench, operation, rseq=rseq, said=said)
    if not may_change(bench.device, finding.device_id):
        return refused("finding_id", "not_yours")
    if bench.late and not finding.late:
        return Verdict("late")
    if waits(bench.state, operation):
        return Verdict("parked", [Fault("base", "unknown_base")])
    if operation.kind == "edit":
        verdict = edit(bench, operation, finding, rseq=rseq, said=said)
    else:
        verdict = turn(bench.state, operation, finding, rseq=rseq, said=said)
    return Verdict("late", verdict.faults) if finding.late and verdict.outcome == "applied" else verdict


def _create(bench: Bench, operation: Operation, *, rseq: int) -> Verdict:
    if operation.finding_id in bench.state.findings or operation.finding_id in bench.state.foreign:
        return refused("finding_id", "finding_exists")
    values = values_of(operation.fields, offset_ms=operation.clock_offset_ms)
    restricted = values.get("category") == RESTRICTED_CATEGORY
    if not restricted and (faults := too_far(bench.ground, values)):
        return Verdict("quarantined", faults)
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
        writers={name: operation.op_id for name, value in values.items() if value is not None},
    )
    bring_in(bench, finding, rseq=rseq)
    return Verdict("late" if bench.late else "applied")
