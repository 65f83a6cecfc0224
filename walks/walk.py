"""A safety walk: where, when, and which state leads to which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from walks.errors import InvalidWalk

BEFORE_COLLECTING = frozenset({"draft", "planned", "invited"})
COLLECTING = "under_way"
AFTER_CANCELLED_FROM = frozenset({"draft", "planned", "invited", "under_way"})

WORK_AFTER_CLOSE = timedelta(hours=12)
"""How long after the close of collecting a device may still read the walk (sync.md, Late)."""

DELIVER_AFTER_CLOSE = timedelta(days=30)
"""How long after that it may still hand in what it holds (sync.md, Late)."""

# domain.md: each state leads to the next; `invited`, `fed_back` and `followed_up` may be skipped.
MOVES = {
    "draft": ("planned",),
    "planned": ("invited", "under_way"),
    "invited": ("under_way",),
    "under_way": ("compiling",),
    "compiling": ("protocol",),
    "protocol": ("fed_back", "followed_up", "closed"),
    "fed_back": ("followed_up", "closed"),
    "followed_up": ("closed",),
}


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk of one place. Times are aware, UTC.

    `state_since` is when the present state began, `ended_at` when it stopped taking findings; None while it takes them.
    """

    walk_id: str
    place_code: str
    starts_at: datetime
    format: str
    state: str
    state_since: datetime
    demo: bool
    ended_at: datetime | None = None

    @property
    def takes_findings(self) -> bool:
        """Whether a finding that arrives now counts at once, without the coordinator's word."""
        return takes_findings(self.state)


def takes_findings(state: str) -> bool:
    """Tell whether a walk in `state` takes findings."""
    return state in BEFORE_COLLECTING or state == COLLECTING


def next_states(state: str) -> tuple[str, ...]:
    """Give the states that a walk in `state` may move to, the usual one first; empty at the end."""
    ways = MOVES.get(state, ())
    return (*ways, "cancelled") if state in AFTER_CANCELLED_FROM else ways


def check_move(state: str, target: str) -> None:
    """
    Check that a walk in `state` may move to `target`.

    Raises
    ------
    InvalidWalk
        If it may not; the message names the states it can move to.
    """
    if target not in next_states(state):
        ways = ", ".join(next_states(state)) or "none"
        raise InvalidWalk(f"walk in state {state}: cannot move to {target}; possible: {ways}")
