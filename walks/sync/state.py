"""What a batch of operations knows while it is judged: findings, what waits, and what the log already holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from walks.sync.operation import BASE_LIMIT, Operation, parse


@dataclass(slots=True)
class Rival:
    """A word on one field that stands beside the one shown: nobody who had seen it has answered it.

    It may say the same as the one shown; a reader of conflicts leaves such ones out. On the field `withdrawn` the words
    are True and False.
    """

    rseq: int
    op_id: str
    field: str
    value: Any
    new: bool = False


@dataclass(slots=True)
class FindingState:
    """A finding while a batch is judged. `values` holds what its writers wrote; times as aware datetimes.

    `turned_rseq` is the number of the operation that withdrew or restored it last, as far as that shows. `answered` are
    rivals that the database still holds and that are to be removed.
    """

    finding_id: str
    walk_id: str
    place_code: str
    device_id: str | None
    restricted: bool
    late: bool
    demo: bool
    created_rseq: int
    withdrawn: bool = False
    number: int | None = None
    light: str | None = None
    near: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)
    rivals: list[Rival] = field(default_factory=list)
    answered: list[Rival] = field(default_factory=list)
    turned_rseq: int = 0
    changed_rseq: int = 0
    changed: bool = False

    def touch(self, rseq: int) -> None:
        """Mark it as changed by operation `rseq`."""
        self.changed_rseq = rseq
        self.changed = True

    def keep_beside(self, rseq: int, op_id: str, name: str, value: Any) -> None:
        """Keep a word on a field beside the one shown."""
        self.rivals.append(Rival(rseq, op_id, name, value, new=True))

    def answer(self, rivals: list[Rival]) -> None:
        """Let go of words that somebody who had seen them has replaced."""
        if rivals:
            self.answered += [item for item in rivals if not item.new]
            self.rivals = [item for item in self.rivals if item not in rivals]


@dataclass(frozen=True, slots=True)
class Known:
    """An operation that the log already holds."""

    rseq: int
    raw: object
    outcome: str
    reason: list[Mapping[str, Any]]


@dataclass(slots=True)
class Held:
    """An operation that waits: parked, late, or quarantined until an edit mends it."""

    rseq: int
    op_id: str
    subject: str
    outcome: str
    device_id: str | None
    restricted: bool
    raw: object
    settled_rseq: int | None = None
    new: bool = False
    moved: bool = False
    _read: list[Operation | None] = field(default_factory=list)

    @property
    def operation(self) -> Operation | None:
        """What waits; None where it cannot be read. Many wait for one finding, and each is asked for many times."""
        if not self._read:
            self._read.append(parse(self.raw)[0])
        return self._read[0]

    @property
    def is_parked(self) -> bool:
        """Whether it waits for another operation, not for a person."""
        return self.outcome == "parked" and self.settled_rseq is None

    def settle(self, rseq: int | None) -> None:
        """End the wait: operation `rseq` brought what was missing. None begins it again."""
        if self.settled_rseq is None or rseq is None:
            self.moved = self.moved or self.settled_rseq != rseq
            self.settled_rseq = rseq

    def refuse(self, outcome: str) -> None:
        """Go on waiting, but for a person, as `quarantined` or `late`: what was missing came, and did not help."""
        self.outcome, self.moved = outcome, True

    def hide(self) -> None:
        """Count it to the restricted ones: what it waits for is one of them."""
        self.moved = self.moved or not self.restricted
        self.restricted = True


@dataclass(slots=True)
class BatchState:
    """Everything a batch touches, read with one statement per table and written back the same way.

    `foreign` names findings of other walks: nothing of them is read, but their identifiers are taken.
    """

    known: dict[str, Known]
    taken_dseqs: set[int]
    findings: dict[str, FindingState]
    foreign: set[str]
    held: dict[str, list[Held]]
    next_number: int
    _by_op_id: dict[str, Held] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_op_id |= {item.op_id: item for group in self.held.values() for item in group}

    def group(self, subject: str) -> list[Held]:
        """Give what waits for this finding, oldest first; also what has waited, as long as it has not come to be."""
        return [item for item in self.held.get(subject, []) if self._counts(item)]

    def parked(self) -> Iterator[Held]:
        """Give what waits for another operation."""
        for group in list(self.held.values()):
            yield from (item for item in list(group) if item.is_parked)

    def has_come(self, op_id: str, subject: str) -> bool:
        """Tell whether an operation is here, and if it is one on this finding, that it waits for no other."""
        held = self._by_op_id.get(op_id)
        return op_id in self.known and not (held is not None and held.subject == subject and held.is_parked)

    def is_refused(self, op_id: str, subject: str) -> bool:
        """Tell whether an operation on this finding waits for a person, because something is wrong with it."""
        held = self._by_op_id.get(op_id)
        return held is not None and held.subject == subject and held.outcome == "quarantined" and self._counts(held)

    def _counts(self, item: Held) -> bool:
        # what has waited for a finding that came to be is not read again with the next batch
        return item.settled_rseq is None or not (item.subject in self.findings or item.subject in self.foreign)

    def hold(self, item: Held) -> Held:
        """Let an operation wait."""
        item.new = True
        self.held.setdefault(item.subject, []).append(item)
        self._by_op_id[item.op_id] = item
        return item


def base_of(raw: object) -> Mapping[str, str]:
    """Give what an operation, well-formed or not, names as seen by field; nothing where it names more than it may."""
    base = raw.get("base") if isinstance(raw, dict) else None
    if not isinstance(base, dict) or len(base) > BASE_LIMIT:
        return {}
    return {name: seen for name, seen in base.items() if isinstance(seen, str) and seen.isascii() and len(seen) == 36}


def bases_in(raw: object) -> Iterable[str]:
    """Give the operations that an operation, well-formed or not, names as those it had seen."""
    return base_of(raw).values()
