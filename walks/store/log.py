"""The one log: every change of the work is one numbered, chained row, written with the change itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from walks.store.tables import UtcTime, operations

GENESIS = hashlib.sha256(b"lykta").hexdigest()
"""The chain's value before the first operation."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last operation of the log: its number and the chain's value after it."""

    seq: int
    chain: str

    def __str__(self) -> str:
        return f"{self.seq}.{self.chain}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change about to be logged. The device's three are None for a person at a desk and for the system."""

    op_id: str
    actor: str
    at: datetime
    kind: str
    subject: str
    walk_id: str | None = None
    device_id: str | None = None
    dseq: int | None = None
    base: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[str] = ()
    envelope: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = "applied"
    reason: Sequence[Mapping[str, Any]] = ()


def canonical(body: object) -> bytes:
    """Write a value as JSON that is the same on every machine: sorted keys, no spaces, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def body_hash(entry: Entry | Row[Any]) -> str:
    """Hash what was said (not what was answered): the part of a row that erasing its fields must not change."""
    said = {
        name: getattr(entry, name) for name in ("op_id", "actor", "device_id", "dseq", "walk_id", "kind", "subject")
    }
    said |= {"base": dict(entry.base), "fields": dict(entry.fields or {}), "photos": list(entry.photos)}
    said["at"] = UtcTime.text(entry.at)
    return hashlib.sha256(canonical(said | {"envelope": dict(entry.envelope)})).hexdigest()


def link(chain: str, op_id: str, hashed: str) -> str:
    """Compute chain_n = H(chain_{n-1}, op_id, body hash) (sync.md, R6)."""
    return hashlib.sha256(f"{chain}\n{op_id}\n{hashed}".encode()).hexdigest()


def head(connection: Connection) -> Head:
    """Read where the log ends."""
    row = connection.execute(
        select(operations.c.rseq, operations.c.chain).order_by(operations.c.rseq.desc()).limit(1)
    ).first()
    return Head(0, GENESIS) if row is None else Head(row.rseq, row.chain)


def holds(connection: Connection, mark: Head) -> bool:
    """Tell whether the log still has this operation at this number: False after an older copy was put in place."""
    if mark.seq == 0:
        return mark.chain == GENESIS
    found = connection.execute(select(operations.c.chain).where(operations.c.rseq == mark.seq)).scalar()
    return bool(found == mark.chain)


def append(connection: Connection, entries: Sequence[Entry]) -> list[int]:
    """
    Write operations at the end of the log.

    Parameters
    ----------
    connection
        A writing transaction: numbers are given inside it, so cursor order equals commit order.
    entries
        In the order in which they happened.

    Returns
    -------
    Their numbers, in the same order.
    """
    if not entries:
        return []
    end = head(connection)
    rows: list[dict[str, Any]] = []
    chain = end.chain
    for number, entry in enumerate(entries, start=end.seq + 1):
        hashed = body_hash(entry)
        chain = link(chain, entry.op_id, hashed)
        rows.append(
            {
                "rseq": number,
                "op_id": entry.op_id,
                "actor": entry.actor,
                "device_id": entry.device_id,
                "dseq": entry.dseq,
                "walk_id": entry.walk_id,
                "at": entry.at,
                "kind": entry.kind,
                "subject": entry.subject,
                "base": dict(entry.base),
                "fields": dict(entry.fields),
                "photos": list(entry.photos),
                "envelope": dict(entry.envelope),
                "outcome": entry.outcome,
                "reason": list(entry.reason),
                "body_hash": hashed,
                "chain": chain,
            }
        )
    connection.execute(insert(operations), rows)
    return [row["rseq"] for row in rows]


def faults(connection: Connection) -> list[str]:
    """
    Check the whole log: numbers without gaps, every chain link, every body that has not been erased.

    Returns
    -------
    One sentence per fault; empty when the log is whole.
    """
    found, expected = [], Head(0, GENESIS)
    for row in connection.execute(select(operations).order_by(operations.c.rseq)):
        if row.rseq != expected.seq + 1:
            found.append(f"operation {expected.seq + 1} saknas i loggen")
        if row.fields is not None and body_hash(row) != row.body_hash:
            found.append(f"operation {row.rseq} har ändrats efter att den skrevs")
        if link(expected.chain, row.op_id, row.body_hash) != row.chain:
            found.append(f"kedjan är bruten vid operation {row.rseq}")
        expected = Head(row.rseq, row.chain)
    return found
