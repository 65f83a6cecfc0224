"""Findings as JSON, and the cursor by which a reader learns what changed since it last asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, json, request

from walks.access import Scope
from walks.finding import Finding
from walks.store import Connection, facts, log
from walks.store.findings import Change, Selection, changes_seen, last_change
from walks.store.log import Head
from walks.store.tables import TIME_FORMAT
from webapp.errors import ProblemError
from webapp.i18n import _

CURSOR = re.compile(r"(\d{1,15})\.([0-9a-f]{64})")


def finding_json(finding: Finding) -> dict[str, Any]:
    """Give a finding as the interface shows it: which device it came from is no part of it."""
    return {
        "finding_id": finding.finding_id,
        "number": finding.number,
        "kind": finding.kind,
        "category": finding.category,
        "severity": finding.severity,
        "text": finding.text,
        "longitude": finding.longitude,
        "latitude": finding.latitude,
        "accuracy_m": finding.accuracy_m,
        "position_method": finding.position_method,
        "observed_at": finding.observed_at.strftime(TIME_FORMAT),
        "light": finding.light,
        "near": finding.near,
        "place_type": finding.place_type,
        "applies_when": finding.applies_when,
        "demo": finding.demo,
        "changed": finding.changed_rseq,
    }


def feed(
    connection: Connection, scope: Scope, *, selection: Selection, since: Head | None, now: datetime
) -> dict[str, Any]:
    """
    Give what changed since a reader's cursor, or all there is now.

    Parameters
    ----------
    since
        None for a first reading. A cursor that this log does not hold gives everything, marked `stale`.
    now
        The server's clock: a device learns from it how far its own is off, before its first finding.
    """
    head = log.head(connection)
    stale = since is not None and not log.holds(connection, since)
    after = 0 if since is None or stale else since.seq
    changes = changes_seen(connection, scope, after=after, selection=selection)
    return {
        "next": str(head),
        "stale": stale,
        "epoch": facts.read(connection, facts.EPOCH),
        "head": [head.seq, head.chain],
        "server_time": now.strftime(TIME_FORMAT),
        "findings": [_change_json(change, device=scope.device_id is not None) for change in changes],
        "missing_photos": [],
    }


def _change_json(change: Change, *, device: bool) -> Mapping[str, Any]:
    finding = change.finding
    if change.gone:
        # A tombstone carries nothing of what was withdrawn.
        return {
            "finding_id": finding.finding_id,
            "number": finding.number,
            "withdrawn": True,
            "changed": finding.changed_rseq,
        }
    shown = finding_json(finding) | {"withdrawn": False}
    if not device:
        return shown
    # Only who may edit needs to know which operation last wrote each field.
    return shown | {"own": finding.device_id is not None, "writers": change.writers}


def read_cursor(text: str | None) -> Head | None:
    """
    Read `since`.

    Raises
    ------
    ProblemError
        400 if it is no cursor of this server's form.
    """
    if not text:
        return None
    found = CURSOR.fullmatch(text)
    if found is None:
        raise ProblemError(
            400,
            _("Fel i adressen"),
            _("since ska vara värdet next från ett tidigare svar."),
            errors=[{"field": "since", "message": _("Ta bort since för att läsa allt från början.")}],
        )
    return Head(int(found[1]), found[2])


def tag(connection: Connection, scope: Scope, *, selection: Selection) -> str:
    """Give the ETag of a feed: it changes with anything in reach, and when another database was put in place."""
    epoch = facts.read(connection, facts.EPOCH)
    return f"{epoch}-{last_change(connection, scope, selection=selection)}-{int(scope.texts)}"


def answer(body: Mapping[str, Any] | None, *, etag: str, mimetype: str = "application/json") -> Response:
    """Answer with JSON that only this reader may keep, and must ask about again each time; 304 for no body."""
    if body is None:
        response = Response(status=304)
    else:
        response = Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), mimetype=mimetype)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Authorization"])
    return response


def is_unchanged(etag: str) -> bool:
    """Tell whether the reader has this state already."""
    return request.if_none_match.contains_weak(etag)
