"""POST /api/v1/anslut: a code or a join link becomes a device token."""

from __future__ import annotations

import logging
import math
from datetime import datetime
from typing import Annotated

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from walks.errors import NotFound
from walks.identity import CODE_LENGTH, read_code
from walks.joining import join_walk
from walks.store.places import place
from walks.store.tables import TIME_FORMAT
from walks.sync.operation import Readable
from webapp.api.bodies import read_body
from webapp.context import here
from webapp.errors import ProblemError
from webapp.i18n import _
from webapp.sessions import device_token, keep_device

blueprint = Blueprint("joining", __name__)
log = logging.getLogger("lykta")


class JoinRequest(BaseModel):
    """What a tablet sends to join."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Annotated[str, Field(min_length=1, max_length=64)]
    group: Annotated[Readable, Field(max_length=40)] | None = None


@blueprint.post("/api/v1/anslut")
def join() -> Response:
    """Let a device join the walk that the code opens."""
    wanted = read_body(JoinRequest)
    context = here()
    now = context.clock()
    group = " ".join((wanted.group or "").split()) or None
    # A link's secret cannot be guessed, so pausing the codes never stops those who come by QR. Measured as it is read:
    # signs that reading skips must not turn a guessed code into something that nobody counts.
    by_code = len(read_code(wanted.code)) <= CODE_LENGTH
    address = request.remote_addr or ""
    if by_code:
        _refuse_in_pause(address, now=now)
    try:
        with context.store.writing() as connection:
            if by_code:
                # Again, now that it is this guess's turn: those sent at the same moment have been counted.
                _refuse_in_pause(address, now=now)
            try:
                walk, device = join_walk(connection, wanted.code, group=group, now=now, new_id=context.new_id)
            except NotFound:
                if by_code and context.wrong_codes.wrong(address, now=now):
                    log.warning("för många felaktiga koder: anslutning med kod pausas en timme")
                raise
            found = place(connection, walk.place_code)
    except NotFound:
        raise ProblemError(
            404,
            _("Koden öppnar ingen vandring"),
            _("Koden stämmer inte, eller så är vandringen avslutad."),
            errors=[{"field": "code", "message": _("Kontrollera koden med gruppledaren och skriv den igen.")}],
        ) from None
    token = device_token(device)
    response = jsonify(
        token=token,
        device_id=device.device_id,
        role=device.role,
        # Open until the walk is closed; then the feeds tell.
        expires=None,
        walk={
            "id": walk.walk_id,
            "place": {"code": found.code, "name": found.name},
            "starts_at": walk.starts_at.strftime(TIME_FORMAT),
            "state": walk.state,
            "demo": walk.demo,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    keep_device(response, token)
    return response


def _refuse_in_pause(address: str, *, now: datetime) -> None:
    until = here().wrong_codes.paused_until(address, now=now)
    if until is not None:
        raise ProblemError(
            429,
            _("För många felaktiga koder"),
            _("Vänta en stund och försök igen, eller använd länken till vandringen."),
            headers={"Retry-After": str(math.ceil((until - now).total_seconds()))},
        )
