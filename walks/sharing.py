"""Handing out keys: codes for a walk, links for partners and outreach, the set-up link of the first start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from walks.access import Actor, may_plan, scope_of
from walks.errors import NotFound
from walks.identity import NewId, fingerprint, link_secret, read_code, walk_code
from walks.store import Connection
from walks.store.keys import Key, all_keys, key, key_with
from walks.store.log import Entry
from walks.store.projection import record, time_text

CODES = frozenset({"participant", "leader"})
"""Purposes whose secret is short enough to be typed."""

LIFETIMES = {
    "setup": timedelta(hours=24),
    "partner": timedelta(days=365),
    "outreach": timedelta(days=365),
}
"""How long a key opens what it opens, where nobody says otherwise; walk keys end with the walk."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A key together with its secret, as it is shown to the one who hands it out."""

    key: Key
    secret: str


def hand_out(
    connection: Connection,
    actor: Actor,
    *,
    purpose: str,
    server_secret: bytes,
    now: datetime,
    new_id: NewId,
    place_code: str | None = None,
    walk_id: str | None = None,
    holder: str | None = None,
    texts: bool = True,
    demo: bool = False,
    lifetime: timedelta | None = None,
) -> Handed:
    """
    Make a key. Making a link is the act of sharing: it fixes place, holder, from-date and whether texts are part of it.

    Returns
    -------
    The key with its secret, which is derived again when needed and never stored.

    Raises
    ------
    NotFound
        If the actor may not hand out keys, or not to this place; one without a place reaches all of them.
    """
    _require_reach(actor, place_code, now=now)
    key_id = new_id()
    # 40 bits of a code can meet another walk's; the next identifier then gives another code.
    while key_with(connection, fingerprint(secret_of(purpose, key_id, server_secret=server_secret))) is not None:
        key_id = new_id()
    secret = secret_of(purpose, key_id, server_secret=server_secret)
    span = lifetime if lifetime is not None else LIFETIMES.get(purpose)
    record(
        connection,
        Entry(
            op_id=new_id(),
            actor=actor.id,
            at=now,
            kind="key_made",
            subject=key_id,
            walk_id=walk_id,
            fields={
                "purpose": purpose,
                "secret_hash": fingerprint(secret),
                "place_code": place_code,
                "holder": holder,
                "texts": texts,
                "demo": demo,
                "expires_at": None if span is None else time_text(now + span),
            },
        ),
    )
    made = key(connection, key_id)
    if made is None:
        raise NotFound(f"key {key_id}: not found after it was made")
    return Handed(made, secret)


def secret_of(purpose: str, key_id: str, *, server_secret: bytes) -> str:
    """Derive a key's secret from the server's own."""
    return walk_code(server_secret, key_id) if purpose in CODES else link_secret(server_secret, key_id)


def find_key(connection: Connection, secret: str, *, now: datetime) -> Key:
    """
    Find the valid key that a secret opens, typed as people type codes.

    Raises
    ------
    NotFound
        If nothing opens with it, or no longer: the two are never told apart.
    """
    for candidate in (secret, read_code(secret)):
        found = key_with(connection, fingerprint(candidate))
        if found is not None and found.is_valid(now):
            return found
    raise NotFound("key: not found")


def use_setup(connection: Connection, secret: str, *, now: datetime, new_id: NewId) -> Key:
    """
    Spend the single-use set-up link.

    Raises
    ------
    NotFound
        If it was never made, was spent or has expired.
    """
    found = find_key(connection, secret, now=now)
    if found.purpose != "setup":
        raise NotFound("key: not found")
    record(
        connection, Entry(op_id=new_id(), actor=f"key:{found.key_id}", at=now, kind="key_used", subject=found.key_id)
    )
    return found


def revoke(connection: Connection, actor: Actor, key_id: str, *, now: datetime, new_id: NewId) -> None:
    """
    End a key at once, with every session that it opened.

    Raises
    ------
    NotFound
        If there is no such key, or the actor could not have handed it out.
    """
    found = key(connection, key_id)
    if found is None:
        raise NotFound(f"key {key_id}: not found")
    _require_reach(actor, found.place_code, now=now)
    record(connection, Entry(op_id=new_id(), actor=actor.id, at=now, kind="key_revoked", subject=key_id))


def standing(
    connection: Connection,
    *,
    server_secret: bytes,
    now: datetime,
    purpose: str | None = None,
    place_code: str | None = None,
    walk_id: str | None = None,
) -> list[Handed]:
    """Give the valid keys that fit, oldest first, with their secrets."""
    return [
        Handed(item, secret_of(item.purpose, item.key_id, server_secret=server_secret))
        for item in all_keys(connection)
        if item.is_valid(now)
        and purpose in (None, item.purpose)
        and place_code in (None, item.place_code)
        and walk_id in (None, item.walk_id)
    ]


def _require_reach(actor: Actor, place_code: str | None, *, now: datetime) -> None:
    scope = scope_of(actor, now)
    reaches = scope.places is None if place_code is None else scope.sees_place(place_code)
    if not may_plan(actor) or not reaches:
        raise NotFound("key: not found")
