"""What an edit, a withdrawal or a restoration does to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from walks.sync.bench import Bench, Verdict, crosses_border, look_around, refused, too_far, values_of
from walks.sync.operation import Fault, Operation
from walks.sync.registers import POINT, WITHDRAWN, Word, seen_by, toggle, write
from walks.sync.state import BatchState, FindingState


def edit(bench: Bench, operation: Operation, finding: FindingState, *, rseq: int, said: int) -> Verdict:
    """Let an edit change a finding that exists."""
    if crosses_border(operation.fields, restricted=finding.restricted):
        return refused("fields.category", "restricted_change")
    values = values_of(operation.fields, offset_ms=operation.clock_offset_ms)
    if faults := too_far(bench.ground, values):
        return Verdict("quarantined", faults)
    before = dict(finding.writers)
    verdict = amend(bench.state, operation, finding, values=values, said=said)
    won = {name for name, op_id in finding.writers.items() if before.get(name) != op_id}
    if won:
        finding.touch(rseq)
    if not finding.restricted and won.intersection((*POINT, "observed_at")):
        look_around(bench.ground, finding)
    return verdict


def amend(
    state: BatchState, operation: Operation, finding: FindingState, *, values: Mapping[str, Any], said: int
) -> Verdict:
    """Let an edit have its say on the fields of a finding, or of the draft of one."""
    sent = operation.fields
    word = Word(operation.op_id, said, seen_by(state, finding, operation.base, values))
    outcomes = write(finding, word, values=values, sent=sent)
    faults = [Fault(f"fields.{name}", "changed_by_another") for name in outcomes if outcomes[name] == "conflict"]
    if values.get("severity") is not None and finding.values.get("kind") != "unsafe":
        # Somebody else called it safe meanwhile. The severity is kept, and shown again if that is taken back.
        faults.append(Fault("fields.severity", "severity_only_unsafe"))
    if finding.withdrawn:
        faults.insert(0, Fault("finding_id", "withdrawn"))
        for name in (name for name in outcomes if outcomes[name] == "applied"):
            finding.keep_beside(said, operation.op_id, name, sent[name])
    if faults:
        return Verdict("conflict", faults)
    return Verdict("applied" if "applied" in outcomes.values() else "merged")


def turn(state: BatchState, operation: Operation, finding: FindingState, *, rseq: int, said: int) -> Verdict:
    """Let a withdrawal or a restoration turn a finding, or the draft of one."""
    before = finding.writers.get(WITHDRAWN)
    word = Word(operation.op_id, said, seen_by(state, finding, operation.base, [WITHDRAWN]))
    outcome = toggle(finding, word, wanted=operation.kind == "withdraw")
    if finding.writers.get(WITHDRAWN) != before:
        finding.touch(rseq)
    return Verdict(outcome, [Fault("finding_id", "withdrawn")] if outcome == "conflict" else [])
