"""Recompute every table from the log alone: the proof that the log holds all that happened."""

from __future__ import annotations

from typing import Any

from walks.errors import DatabaseUnusable
from walks.ground import ground_of
from walks.store import Connection, Row, log, rebuild
from walks.store.exchange import raw_of
from walks.store.places import place
from walks.store.projection import RULES, project
from walks.store.walks import find_device, walk
from walks.sync.apply import replay_operation


def rebuild_tables(connection: Connection) -> list[str]:
    """
    Empty the tables that people read and fill them from the log, in the caller's writing transaction.

    Returns
    -------
    Faults of the log, one sentence each; empty when it is whole. With faults nothing is rebuilt.
    """
    if found := log.faults(connection):
        return found
    with rebuild.emptied(connection):
        for row in rebuild.rows(connection):
            _replay(connection, row)
    return []


def _replay(connection: Connection, row: Row[Any]) -> None:
    if row.kind in RULES:
        project(connection, rebuild.entry_of(row), rseq=row.rseq)
        return
    device = find_device(connection, row.device_id or row.actor.removeprefix("device:"))
    if device is None or row.walk_id is None:
        raise DatabaseUnusable(f"operation {row.rseq}: its device is not in the log before it")
    found = walk(connection, row.walk_id)
    # the boundary and the basemap as they were then: the operations before this one have brought them about
    ground = ground_of(connection, place(connection, found.place_code))
    replay_operation(connection, raw_of(row), walk=found, device=device, ground=ground, at=row.at, rseq=row.rseq)
