"""Reading keys (codes and links) and keeping the sessions that they opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select

from walks.store.tables import keys, sessions


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that somebody was handed, and what it opens.

    Attributes
    ----------
    purpose
        `setup`, `coordinator`, `outreach`, `partner`, or for a walk `participant`, `leader` (codes) and `join` (link).
    holder
        Whom it was made for, a function rather than a person.
    """

    key_id: str
    purpose: str
    place_code: str | None
    walk_id: str | None
    holder: str | None
    texts: bool
    demo: bool
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether it opens anything at `now`: not revoked, not expired, a set-up link not yet used."""
        spent = self.purpose == "setup" and self.used_at is not None
        return self.revoked_at is None and not spent and (self.expires_at is None or now < self.expires_at)


def key_with(connection: Connection, secret_hash: str) -> Key | None:
    """Find the key with this fingerprint, valid or not; None where there is none."""
    row = connection.execute(select(keys).where(keys.c.secret_hash == secret_hash)).first()
    return None if row is None else _key(row)


def key(connection: Connection, key_id: str) -> Key | None:
    """Find a key by its id."""
    row = connection.execute(select(keys).where(keys.c.key_id == key_id)).first()
    return None if row is None else _key(row)


def all_keys(connection: Connection) -> list[Key]:
    """Give every key, oldest first."""
    return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.created_at, keys.c.key_id))]


def open_session(
    connection: Connection, session_hash: str, *, key_id: str, now: datetime, expires_at: datetime
) -> None:
    """Let a session use a key until `expires_at`; again for the same key renews it. What has ended goes away."""
    same = and_(sessions.c.session_hash == session_hash, sessions.c.key_id == key_id)
    connection.execute(delete(sessions).where(or_(same, sessions.c.expires_at <= now)))
    connection.execute(
        insert(sessions).values(session_hash=session_hash, key_id=key_id, created_at=now, expires_at=expires_at)
    )


def session_keys(connection: Connection, session_hash: str, *, now: datetime) -> list[Key]:
    """Give the keys that a session may still use, oldest first; a used set-up link goes on for its own session."""
    rows = connection.execute(
        select(keys)
        .join(sessions, sessions.c.key_id == keys.c.key_id)
        .where(
            sessions.c.session_hash == session_hash,
            sessions.c.expires_at > now,
            keys.c.revoked_at.is_(None),
        )
        .order_by(keys.c.created_at, keys.c.key_id)
    )
    found = [_key(row) for row in rows]
    return [item for item in found if item.purpose == "setup" or item.is_valid(now)]


def close_session(connection: Connection, session_hash: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.session_hash == session_hash))


def _key(row: Row[Any]) -> Key:
    return Key(**{name: row._mapping[name] for name in Key.__dataclass_fields__})
