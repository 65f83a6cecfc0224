"""Who is asking: a session's cookie, a device's token or a link's secret becomes an actor of `walks.access`."""

from __future__ import annotations

import secrets
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from flask import g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from walks.access import NOBODY, Actor, ActorKind
from walks.errors import NotFound
from walks.identity import fingerprint
from walks.joining import admit, device_actor
from walks.sharing import find_key
from walks.store import Connection
from walks.store.keys import Key, close_session, open_session, session_keys
from walks.store.walks import Device, find_device, walk
from walks.walk import Walk
from webapp.context import here
from webapp.security import read_cookie, set_cookie
from webapp.settings import is_loopback

SESSION = "session"
DEVICE = "device"
SESSION_LIFETIME = timedelta(days=30)
DEVICE_LIFETIME = timedelta(days=90)
"""Longer than a device may hold back what it has not sent (walks.walk): its page must open until then."""
COORDINATOR_PURPOSES = frozenset({"setup", "coordinator"})

_WIDEST_FIRST: tuple[tuple[AbstractSet[str], ActorKind], ...] = (
    (COORDINATOR_PURPOSES, "coordinator"),
    (frozenset({"outreach"}), "outreach"),
)


@dataclass(frozen=True, slots=True)
class DeviceAccess:
    """A device with its walk, as its token names them."""

    device: Device
    walk: Walk

    @property
    def actor(self) -> Actor:
        """What the device may read now."""
        return device_actor(self.device, self.walk)


def begin_session(connection: Connection, key: Key) -> str:
    """
    Let this browser use a key, besides those it may use already.

    Returns
    -------
    The session's token for its cookie: always a new one. Somebody could have put the former into this browser, to come
    in with it afterwards.
    """
    now = here().clock()
    token = secrets.token_urlsafe(32)
    held = {key.key_id: key}
    if former := read_cookie(SESSION):
        held |= {item.key_id: item for item in session_keys(connection, fingerprint(former), now=now)}
        close_session(connection, fingerprint(former))
    for item in held.values():
        ends = now + SESSION_LIFETIME
        if item.expires_at is not None and item.purpose != "setup":
            ends = min(ends, item.expires_at)
        open_session(connection, fingerprint(token), key_id=item.key_id, now=now, expires_at=ends)
    return token


def keep_session(response: Response, token: str) -> None:
    """Send the session's cookie with the answer."""
    set_cookie(response, SESSION, token, max_age=SESSION_LIFETIME)


def held_keys() -> list[Key]:
    """Give the valid keys of this request's session that it may use from where it comes."""
    if "held_keys" not in g:
        context = here()
        token = read_cookie(SESSION)
        found: list[Key] = []
        if token:
            with context.store.reading() as connection:
                found = session_keys(connection, fingerprint(token), now=context.clock())
        g.held_keys = [key for key in found if accepts(key)]
    keys: list[Key] = g.held_keys
    return keys


def accepts(key: Key) -> bool:
    """Tell whether this request may use a key at all: a demo coordinator's only from the server's own machine."""
    demo_coordinator = key.demo and key.purpose in COORDINATOR_PURPOSES
    return not demo_coordinator or is_loopback(request.environ, here().settings)


def current_actor() -> Actor:
    """Give the actor with the widest reach that this session has."""
    keys = held_keys()
    for purposes, kind in _WIDEST_FIRST:
        if own := [key for key in keys if key.purpose in purposes]:
            places = {key.place_code for key in own if key.place_code is not None}
            reach = None if any(key.place_code is None for key in own) else places
            return Actor(kind, f"key:{own[0].key_id}", places=reach)
    shared = [key for key in keys if key.purpose == "partner"]
    if places := {key.place_code for key in shared if key.place_code is not None}:
        return Actor("partner", f"key:{shared[0].key_id}", places=places, texts=all(key.texts for key in shared))
    return NOBODY


def actor_at(place_code: str) -> Actor:
    """Give the actor for one place: the coordinator, or the partner whose link opens just this place."""
    actor = current_actor()
    if actor.kind == "coordinator":
        return actor
    key = partner_key(place_code)
    return NOBODY if key is None else _partner(key)


def partner_key(place_code: str) -> Key | None:
    """Give the link that opened this place for the asker: from the session, or sent as a bearer."""
    held = [key for key in held_keys() if key.purpose == "partner" and key.place_code == place_code]
    if held:
        # who was first given the points alone, and later the texts too, has them
        return max(held, key=lambda key: key.texts)
    secret = bearer()
    if secret is None:
        return None
    context = here()
    with context.store.reading() as connection:
        try:
            key = find_key(connection, secret, now=context.clock())
        except NotFound:
            return None
    return key if key.purpose == "partner" and key.place_code == place_code else None


def _partner(key: Key) -> Actor:
    places = frozenset() if key.place_code is None else frozenset({key.place_code})
    return Actor("partner", f"key:{key.key_id}", places=places, texts=key.texts, expires_at=key.expires_at)


def bearer() -> str | None:
    """Give the secret that came in the Authorization header."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() or None if kind.lower() == "bearer" else None


def device_token(device: Device) -> str:
    """Sign what a device is: the token can be checked even by a database that has forgotten the device."""
    named = {"device": device.device_id, "walk": device.walk_id, "role": device.role, "group": device.group_label}
    return _signer().dumps(named)


def device_access(walk_id: str, token: str | None, *, admitting: bool = False) -> DeviceAccess:
    """
    Read a device's token for one walk.

    Parameters
    ----------
    admitting
        Take a device in again that an older copy of the database has forgotten.

    Raises
    ------
    NotFound
        If there is no token, it was not signed here, or it names another walk.
    """
    context = here()
    try:
        named = _signer().loads(token or "")
    except BadSignature as error:
        raise NotFound(f"walk {walk_id}: not found") from error
    if named["walk"] != walk_id:
        raise NotFound(f"walk {walk_id}: not found")
    with context.store.reading() as connection:
        found, device = walk(connection, walk_id), find_device(connection, named["device"])
    if device is None and admitting:
        with context.store.writing() as connection:
            device = find_device(connection, named["device"]) or admit(
                connection,
                named["device"],
                walk_id=walk_id,
                role=named["role"],
                group=named["group"],
                now=context.clock(),
                new_id=context.new_id,
            )
    if device is None:
        raise NotFound(f"walk {walk_id}: not found")
    return DeviceAccess(device, found)


def keep_device(response: Response, token: str) -> None:
    """Send the device's cookie, which opens the walk's page; the interface for programs wants the token itself."""
    set_cookie(response, DEVICE, token, max_age=DEVICE_LIFETIME)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(here().secret, salt="device")
