"""Take a batch of operations into the log: every one is kept, each gets its own verdict, and none harms another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from walks.access import Actor, scope_of
from walks.ground import Ground
from walks.identity import NewId, identifier_from
from walks.store import Connection, log
from walks.store.exchange import load, save
from walks.store.log import canonical
from walks.store.walks import Device, find_device
from walks.sync.batch import Batch, Result, subject_of, with_defaults
from walks.sync.bench import Bench
from walks.sync.depth import shallow
from walks.sync.operation import parse, raw_identifier, reduced, sent_identifier
from walks.sync.state import bases_in
from walks.walk import Walk


def apply_operations(
    connection: Connection,
    raws: Sequence[object],
    *,
    walk: Walk,
    device: Device,
    ground: Ground,
    now: datetime,
    new_id: NewId,
) -> list[Result]:
    """
    Judge and keep a batch.

    Parameters
    ----------
    connection
        A writing transaction; log and findings change together or not at all.
    raws
        What came as operations, in the order sent: any JSON values.
    walk, device
        What the device's token names.

    Returns
    -------
    One result per operation, in the same order.
    """
    first = log.head(connection).seq + 1
    whole = [with_defaults(shallow(raw)) for raw in raws]
    bench = _bench(connection, whole, walk=walk, device=device, ground=ground, now=now, before=first)
    batch = Batch(connection, bench, now=now, new_id=new_id, first=first)
    results = [batch.take(raw) for raw in whole]
    batch.write()
    return [
        replace(result, op_id=sent_identifier(raw) or result.op_id) for raw, result in zip(raws, results, strict=True)
    ]


def replay_operation(
    connection: Connection, raw: object, *, walk: Walk, device: Device, ground: Ground, at: datetime, rseq: int
) -> None:
    """Bring the tables up to an operation that the log already holds as number `rseq`, received at `at`."""
    whole = with_defaults(raw)
    bench = _bench(connection, [whole], walk=walk, device=device, ground=ground, now=at, before=rseq)
    batch = Batch(connection, bench, now=at, new_id=lambda: "", first=rseq)
    batch.take(whole)
    # What the batch would log besides is in the log already, and is replayed from there.
    save(connection, bench.state)


def _bench(
    connection: Connection,
    raws: Sequence[object],
    *,
    walk: Walk,
    device: Device,
    ground: Ground,
    now: datetime,
    before: int,
) -> Bench:
    actor = Actor(
        "leader" if device.role == "leader" else "participant",
        f"device:{device.device_id}",
        places={walk.place_code},
        walk_id=walk.walk_id,
        device_id=device.device_id,
    )
    arriving, bases, finding_ids, dseqs = set(), set(), set(), set()
    for sent in raws:
        raw, _ = reduced(sent)
        arriving |= {raw_identifier(raw), identifier_from(canonical(raw))}
        # of a broken one too: who builds on it had seen what it was itself written upon
        bases |= set(bases_in(raw))
        operation, _ = parse(raw)
        if operation is not None:
            dseqs.add(operation.dseq)
            finding_ids.add(operation.finding_id)
        elif (subject := subject_of(raw)) is not None:
            finding_ids.add(subject)
    state = load(
        connection,
        scope_of(actor, now),
        arriving=arriving,
        bases=bases,
        device_id=device.device_id,
        dseqs=dseqs,
        finding_ids=finding_ids,
        place_code=walk.place_code,
        before=before,
    )
    return Bench(
        walk=walk,
        device=device,
        ground=ground,
        state=state,
        late=not walk.takes_findings,
        find=lambda device_id: device if device_id == device.device_id else find_device(connection, device_id),
    )
