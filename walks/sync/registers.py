"""Who has the word on each field of a finding, and which words stand beside it.

A word stands until an operation whose writer had seen it (`base`) replaces it. Of those that stand the first to arrive
is shown, and the others are kept beside it. Which words stand therefore never depends on the order of their arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from walks.sync.state import BatchState, FindingState, base_of

Outcome = Literal["applied", "merged", "conflict"]

POINT = ("longitude", "latitude")
"""One word, not two: half of one walker's and half of another's would be a place where nobody stood."""

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Word:
    """What one operation says on some fields: `rseq` is its own number in the log, `seen` its base for each field."""

    op_id: str
    rseq: int
    seen: Mapping[str, str | None]


def seen_by(
    state: BatchState, finding: FindingState, base: Mapping[str, str], names: Iterable[str]
) -> dict[str, str | None]:
    """
    Tell for each field which word the writer had seen.

    What was quarantined never came to stand: who had seen it (the own device, before it was sent) had seen what it was
    itself written upon.
    """
    return {name: _standing(state, finding, base.get(name), name) for name in names}


def write(
    finding: FindingState, word: Word, *, values: Mapping[str, Any], sent: Mapping[str, Any]
) -> dict[str, Outcome]:
    """
    Let one operation have its say on fields.

    Parameters
    ----------
    values
        What is to be shown, by field; `longitude` and `latitude` together or not at all.
    sent
        The same as it came, for keeping beside the word that is shown.

    Returns
    -------
    What became of each field.
    """
    outcomes: dict[str, Outcome] = {}
    for names in _words(values):
        outcomes |= dict.fromkeys(names, _write(finding, word, names, values, sent))
    return outcomes


def toggle(finding: FindingState, word: Word, *, wanted: bool) -> Outcome:
    """
    Withdraw a finding or restore it. As long as one withdrawal stands that nobody has answered, it is withdrawn.

    Returns
    -------
    `merged` where it was so already, `conflict` where another withdrawal keeps it withdrawn.
    """
    was = finding.withdrawn
    if word.seen[WITHDRAWN] == finding.writers.get(WITHDRAWN):
        others = [item for item in finding.rivals if item.field == WITHDRAWN and item.value is True]
        if wanted or not others:
            _turn(finding, word.op_id, word.rseq, withdrawn=wanted)
        else:
            _turn(finding, others[0].op_id, others[0].rseq, withdrawn=True)
            finding.answer(others[:1])
            finding.keep_beside(word.rseq, word.op_id, WITHDRAWN, wanted)
    else:
        _answer(finding, (WITHDRAWN,), word)
        if wanted and not was:
            # The one that shows must be a withdrawal, or no restoration could ever name it.
            if (former := finding.writers.get(WITHDRAWN)) is not None:
                finding.keep_beside(finding.turned_rseq, former, WITHDRAWN, False)
            _turn(finding, word.op_id, word.rseq, withdrawn=True)
        else:
            finding.keep_beside(word.rseq, word.op_id, WITHDRAWN, wanted)
    if finding.withdrawn != was:
        return "applied"
    return "merged" if finding.withdrawn == wanted else "conflict"


def _turn(finding: FindingState, op_id: str, rseq: int, *, withdrawn: bool) -> None:
    finding.writers[WITHDRAWN], finding.turned_rseq, finding.withdrawn = op_id, rseq, withdrawn


def _words(values: Mapping[str, Any]) -> list[Sequence[str]]:
    single: list[Sequence[str]] = [(name,) for name in values if name not in POINT]
    return [POINT, *single] if POINT[0] in values else single


def _write(
    finding: FindingState, word: Word, names: Sequence[str], values: Mapping[str, Any], sent: Mapping[str, Any]
) -> Outcome:
    same = all(values[name] == finding.values.get(name) for name in names)
    shown = [finding.writers.get(name) for name in names]
    first = [word.seen[name] for name in names] == shown
    _answer(finding, names, word)
    if first:
        for name in names:
            finding.values[name], finding.writers[name] = values[name], word.op_id
        return "applied"
    for name in names:
        finding.keep_beside(word.rseq, word.op_id, name, sent[name])
    return "merged" if same else "conflict"


def _answer(finding: FindingState, names: Sequence[str], word: Word) -> None:
    seen = {word.seen[name] for name in names}
    # Two halves of a point that were seen in two places answer neither.
    if len(seen) == 1:
        finding.answer([item for item in finding.rivals if item.field in names and item.op_id in seen])


def _standing(state: BatchState, finding: FindingState, op_id: str | None, name: str) -> str | None:
    if op_id is None:
        return None
    standing = {finding.writers.get(name), *(item.op_id for item in finding.rivals if item.field == name)}
    asked: set[str] = set()
    while op_id is not None and op_id not in standing and op_id not in asked:
        asked.add(op_id)
        known = state.known.get(op_id)
        if known is None or (known.outcome != "quarantined" and not state.is_refused(op_id, finding.finding_id)):
            return op_id
        op_id = base_of(known.raw).get(name)
    return op_id
