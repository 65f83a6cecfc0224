"""Who may see and do what. The only place where an actor becomes a `Scope` (law 6)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from walks.errors import NotFound

ActorKind = Literal["coordinator", "outreach", "administrator", "partner", "leader", "participant", "system", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks.

    Attributes
    ----------
    id
        What the log names: `key:<id>`, `device:<id>`, `system`, `administrator`.
    places
        Codes of the places the asker was given; None for all.
    walk_id, device_id
        The one walk and the device of a participant or leader.
    texts
        Whether free text was shared too.
    expires_at
        When what the asker was given ends; None for never.
    """

    kind: ActorKind
    id: str
    places: AbstractSet[str] | None = frozenset()
    walk_id: str | None = None
    device_id: str | None = None
    texts: bool = True
    expires_at: datetime | None = None


NOBODY = Actor("nobody", "nobody")
SYSTEM = Actor("system", "system", places=None)
ADMINISTRATOR = Actor("administrator", "administrator", places=None)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reading function may return; it goes into every WHERE clause.

    Attributes
    ----------
    who
        The actor's id; caches are keyed by the whole scope.
    places, walks
        Codes and ids that may be read; None for all. Both must allow a finding.
    device_id
        The device whose own findings are marked as such.
    restricted
        Whether the one list of restricted findings may be read. No other reader ever returns them.
    texts
        Whether free text is part of what is returned.
    """

    who: str
    places: frozenset[str] | None
    walks: frozenset[str] | None
    device_id: str | None = None
    restricted: bool = False
    texts: bool = True

    def sees_place(self, code: str) -> bool:
        """Tell whether anything of this place may be read."""
        return self.places is None or code in self.places


def scope_of(actor: Actor, now: datetime) -> Scope:
    """
    Turn an actor into what it may read.

    Parameters
    ----------
    actor
        Who asks.
    now
        Aware time; what has expired by then gives an empty scope.
    """
    nothing: frozenset[str] = frozenset()
    places = None if actor.places is None else frozenset(actor.places)
    if actor.expires_at is not None and actor.expires_at <= now:
        return Scope(actor.id, nothing, nothing, texts=False)
    match actor.kind:
        case "coordinator":
            return Scope(actor.id, places, None, restricted=True)
        case "administrator" | "system":
            return Scope(actor.id, None, None)
        case "outreach":
            # Outreach workers were given the needs, not the walks.
            return Scope(actor.id, places, nothing, restricted=True)
        case "partner":
            return Scope(actor.id, places, None, texts=actor.texts)
        case "leader" | "participant":
            walks = nothing if actor.walk_id is None else frozenset({actor.walk_id})
            return Scope(actor.id, places, walks, device_id=actor.device_id)
        case _:
            return Scope(actor.id, nothing, nothing, texts=False)


def require_place(actor: Actor, code: str, now: datetime) -> Scope:
    """
    Give the actor's scope if it reaches the place.

    Raises
    ------
    NotFound
        If it does not: absent and forbidden are never told apart.
    """
    scope = scope_of(actor, now)
    if not scope.sees_place(code) or scope.walks == frozenset():
        raise NotFound(f"place {code}: not found")
    return scope


def may_plan(actor: Actor) -> bool:
    """Tell whether the actor plans walks, hands out keys and exports files."""
    return actor.kind in {"coordinator", "administrator", "system"}


def may_read_restricted(actor: Actor) -> bool:
    """Tell whether the actor may open the one list of restricted findings."""
    return actor.kind in {"coordinator", "outreach"}
