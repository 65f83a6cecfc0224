"""Planning a walk and moving it from state to state."""

from __future__ import annotations

from datetime import datetime

from walks.access import Actor, may_plan, scope_of
from walks.errors import NotFound
from walks.identity import NewId
from walks.sharing import hand_out, standing
from walks.store import Connection, facts
from walks.store.log import Entry
from walks.store.places import place
from walks.store.projection import record, time_text
from walks.store.walks import walk
from walks.walk import Walk, check_move

WALK_KEYS = ("participant", "leader", "join")


def plan_walk(
    connection: Connection,
    actor: Actor,
    *,
    place_code: str,
    starts_at: datetime,
    server_secret: bytes,
    now: datetime,
    new_id: NewId,
) -> Walk:
    """
    Plan a walk with its codes, and share its place with the partners if that was not done before.

    Parameters
    ----------
    starts_at
        Aware time of the start.

    Raises
    ------
    NotFound
        If the actor may not plan walks at this place, or there is no such place.
    """
    if not may_plan(actor) or not scope_of(actor, now).sees_place(place_code):
        raise NotFound(f"place {place_code}: not found")
    place(connection, place_code)
    # In a folder that --demo made everything is demo: real and invented data must never meet in one figure.
    demo = facts.read(connection, facts.DEMO) is not None
    walk_id = new_id()
    record(
        connection,
        Entry(
            op_id=new_id(),
            actor=actor.id,
            at=now,
            kind="walk_planned",
            subject=walk_id,
            walk_id=walk_id,
            fields={"place_code": place_code, "starts_at": time_text(starts_at), "format": "open", "demo": demo},
        ),
    )
    for purpose in WALK_KEYS:
        hand_out(
            connection,
            actor,
            purpose=purpose,
            place_code=place_code,
            walk_id=walk_id,
            demo=demo,
            server_secret=server_secret,
            now=now,
            new_id=new_id,
        )
    if not standing(connection, purpose="partner", place_code=place_code, server_secret=server_secret, now=now):
        hand_out(
            connection,
            actor,
            purpose="partner",
            place_code=place_code,
            demo=demo,
            server_secret=server_secret,
            now=now,
            new_id=new_id,
        )
    return walk(connection, walk_id)


def move_walk(connection: Connection, actor: Actor, walk_id: str, *, state: str, now: datetime, new_id: NewId) -> Walk:
    """
    Move a walk to its next state.

    Raises
    ------
    NotFound
        If the walk does not exist, or is not the actor's to move.
    InvalidWalk
        If the state does not follow from the present one.
    """
    present = walk(connection, walk_id)
    if not may_plan(actor) or not scope_of(actor, now).sees_place(present.place_code):
        raise NotFound(f"walk {walk_id}: not found")
    check_move(present.state, state)
    record(
        connection,
        Entry(
            op_id=new_id(),
            actor=actor.id,
            at=now,
            kind="walk_moved",
            subject=walk_id,
            walk_id=walk_id,
            fields={"state": state},
        ),
    )
    return walk(connection, walk_id)
