"""POST /api/v1/walks/<id>/operations: a batch from a device, each operation answered by itself (sync.md)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from walks.ground import ground_of
from walks.store import facts, log
from walks.store.log import Head
from walks.store.places import place
from walks.store.tables import TIME_FORMAT
from walks.store.walks import find_device, walk
from walks.sync.apply import apply_operations
from walks.sync.batch import Result, with_defaults
from walks.sync.depth import shallow
from walks.sync.operation import raw_identifier, reduced
from webapp.api.bodies import read_body
from webapp.api.reasons import sentence
from webapp.context import here
from webapp.errors import ProblemError
from webapp.i18n import _
from webapp.sessions import bearer, device_access

blueprint = Blueprint("operations", __name__)

BATCH_OPERATIONS = 50
LEAST_FREE_BYTES = 50 * 1024 * 1024
"""Below this the disk is too full to promise anything: the device keeps its operations and tries again."""


class Upload(BaseModel):
    """The frame around a batch. The operations themselves are read one by one, so that one never harms another."""

    model_config = ConfigDict(extra="forbid", strict=True)

    device_id: Annotated[str, Field(min_length=1, max_length=64)]
    seen: Annotated[list[Any], Field(min_length=2, max_length=2)] | None = None
    pending: Annotated[int, Field(ge=0, le=10**9)] = 0
    operations: list[Any]

    def head(self) -> Head | None:
        """Give the last head that the device has seen; None for no or no usable one."""
        if self.seen is None:
            return None
        seq, chain = self.seen
        usable = isinstance(seq, int) and 0 <= seq < 2**62 and isinstance(chain, str)
        return Head(seq, chain) if usable else Head(-1, "")


@blueprint.post("/api/v1/walks/<walk_id>/operations")
def upload(walk_id: str) -> Response:
    """Keep a batch and answer for each of its operations."""
    access = device_access(walk_id, bearer(), admitting=True)
    sent = read_body(Upload)
    if len(sent.operations) > BATCH_OPERATIONS:
        raise ProblemError(
            413,
            _("För många på en gång"),
            _("Högst %(limit)s händelser per sändning. Dela sändningen och sänd igen.", limit=BATCH_OPERATIONS),
        )
    context = here()
    if shutil.disk_usage(context.store.folder).free < LEAST_FREE_BYTES:
        return _nothing_kept(sent)
    with context.store.writing() as connection:
        # Read again inside the transaction: the walk may have been closed, or the device revoked, a moment ago.
        found = walk(connection, walk_id)
        device = find_device(connection, access.device.device_id) or access.device
        seen = sent.head()
        stale = seen is not None and not log.holds(connection, seen)
        results = apply_operations(
            connection,
            sent.operations,
            walk=found,
            device=device,
            ground=ground_of(connection, place(connection, found.place_code)),
            now=context.clock(),
            new_id=context.new_id,
        )
        head = log.head(connection)
        named = {key: facts.read(connection, key) for key in (facts.SERVER_ID, facts.EPOCH)}
    return _answer(named, head=head, stale=stale, results=[_result_json(item) for item in results])


def _nothing_kept(sent: Upload) -> Response:
    context = here()
    with context.store.reading() as connection:
        head = log.head(connection)
        named = {key: facts.read(connection, key) for key in (facts.SERVER_ID, facts.EPOCH)}
    results: list[dict[str, Any]] = [
        {
            "op_id": _identifier(raw),
            "result": "retry",
            "rseq": None,
            "reason": "disk_full",
            "errors": [],
        }
        for raw in sent.operations
    ]
    return _answer(named, head=head, stale=False, results=results)


def _answer(
    named: Mapping[str, str | None], *, head: Head, stale: bool, results: Sequence[Mapping[str, Any]]
) -> Response:
    response = jsonify(
        server_id=named[facts.SERVER_ID],
        epoch=named[facts.EPOCH],
        server_time=here().clock().strftime(TIME_FORMAT),
        head=[head.seq, head.chain],
        # Nothing has been backed up yet that a device could rely on: it deletes nothing (sync.md, R8).
        backup_horizon=0,
        stale=stale,
        results=results,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _identifier(raw: object) -> str:
    """Name an operation as it will be named once there is room for it: the device knows its own by nothing else."""
    whole, _dropped = reduced(with_defaults(shallow(raw)))
    return raw_identifier(whole)


def _result_json(item: Result) -> dict[str, Any]:
    errors = [{"field": fault["field"], "code": fault["code"], "message": sentence(fault)} for fault in item.faults]
    return {"op_id": item.op_id, "result": item.result, "rseq": item.rseq, "reason": item.reason, "errors": errors}
