"""Try again what waits, when something has come that it may have waited for."""

from __future__ import annotations

from dataclasses import replace

from walks.sync.bench import Bench, waits
from walks.sync.state import BatchState, Held, bases_in
from walks.sync.verdicts import judge


class Waiting:
    """What waits while a batch is judged. Hundreds may wait for one finding: none is judged when it cannot help."""

    def __init__(self, state: BatchState) -> None:
        self.state = state
        # parked on findings that are there: nothing but what they build on can still help them
        self._stuck: set[int] = set()

    def wake(self, bench: Bench, subject: str, op_id: str, *, rseq: int, parked: bool = False) -> None:
        """
        Try again what was parked for this finding or operation, oldest first, until nothing moves any more.

        Parameters
        ----------
        rseq
            The number in the log of what has come.
        parked
            Whether it was itself parked: then it helps nobody who waits for its finding.
        """
        subjects, arrived = set() if parked else {subject}, {op_id}
        rest = list(self.state.parked())
        moved = True
        while moved:
            moved = False
            for item in rest:
                if not item.is_parked or self._is_stuck(item):
                    # one before it may have brought it along: whoever mends a finding takes all that waits for it
                    continue
                concerned = item.subject in subjects or not arrived.isdisjoint(bases_in(item.raw))
                if concerned and self._try_again(bench, item, rseq):
                    moved = True
                    subjects.add(item.subject)
                    arrived.add(item.op_id)
            rest = [item for item in rest if item.is_parked]
        for each in {subject, *subjects}:
            self._hide(each)

    def _is_stuck(self, item: Held) -> bool:
        return item.rseq in self._stuck and item.operation is not None and waits(self.state, item.operation)

    def _try_again(self, bench: Bench, item: Held, rseq: int) -> bool:
        if item.operation is None:
            return False
        device = bench.find(item.device_id or "")
        own = bench if device is None else replace(bench, device=device)
        verdict = judge(own, item.operation, rseq=rseq, said=item.rseq)
        finding = self.state.findings.get(item.subject)
        if verdict.outcome == "parked" and finding is not None:
            self._stuck.add(item.rseq)
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
