"""Names for things: time-ordered identifiers, and secrets derived from the server's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NewId = Callable[[], str]
"""Makes a fresh identifier; handed in so that the work stays deterministic."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def uuid7(now: datetime, randomness: bytes) -> str:
    """
    Make a UUID of version 7 (RFC 9562, section 5.7): sortable by the time of its making.

    Parameters
    ----------
    now
        Aware time; kept to the millisecond.
    randomness
        10 random bytes.
    """
    # Whole numbers all the way: seconds as a float are a hair less than the millisecond that they mean.
    elapsed_ms = (now - EPOCH) // timedelta(milliseconds=1)
    value = (elapsed_ms & (2**48 - 1)) << 80 | int.from_bytes(randomness[:10], "big")
    return _uuid(value, version=7)


def identifier_from(text: bytes) -> str:
    """Make the identifier of something that came without a usable one: the same bytes give the same identifier."""
    return _uuid(int.from_bytes(hashlib.sha256(text).digest()[:16], "big"), version=8)


def walk_code(server_secret: bytes, key_id: str) -> str:
    """Derive a walk's code: 8 characters of Crockford's base 32 (no I, L, O, U), 40 bits."""
    number = int.from_bytes(_derive(server_secret, b"code", key_id)[:5], "big")
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def link_secret(server_secret: bytes, key_id: str) -> str:
    """Derive the secret of a link: 128 bits, 22 characters that need no escaping in an address."""
    return base64.urlsafe_b64encode(_derive(server_secret, b"link", key_id)[:16]).rstrip(b"=").decode()


def read_code(typed: str) -> str:
    """Read a code as people type it: any case, with spaces and hyphens, O for 0, I and L for 1."""
    kept = "".join(sign for sign in typed.upper() if sign.isalnum())
    return kept.replace("O", "0").replace("I", "1").replace("L", "1")


def fingerprint(secret: str) -> str:
    """Hash a secret for keeping: who reads the table cannot use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _uuid(value: int, *, version: int) -> str:
    # Python 3.11 knows no versions beyond 5.
    value = value & ~(0xF << 76) | version << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))


def _derive(server_secret: bytes, purpose: bytes, key_id: str) -> bytes:
    return hmac.digest(server_secret, purpose + b":" + key_id.encode(), "sha256")
