"""GET /api/v1/walks/<id>/changes: what a tablet sees of its walk, and what changed since it last asked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from walks.access import scope_of
from walks.store.findings import Selection
from webapp.api.feeds import answer, feed, is_unchanged, read_cursor, tag
from webapp.context import here
from webapp.errors import ProblemError
from webapp.i18n import _
from webapp.sessions import bearer, device_access

blueprint = Blueprint("changes", __name__)


@blueprint.get("/api/v1/walks/<walk_id>/changes")
def walk_changes(walk_id: str) -> Response:
    """Give the walk's findings, or those that changed since the cursor."""
    context = here()
    scope = scope_of(device_access(walk_id, bearer(), admitting=True).actor, context.clock())
    if scope.walks is None or walk_id not in scope.walks:
        # The token is genuine, so the device may learn that its time is over.
        raise ProblemError(
            403,
            _("Vandringen är avslutad"),
            _("Enheten ser inte längre vandringens iakttagelser. Det som inte är skickat tas emot ändå."),
        )
    since = read_cursor(request.args.get("since"))
    selection = Selection(walk=walk_id)
    with context.store.reading() as connection:
        etag = tag(connection, scope, selection=selection)
        now = context.clock()
        body = None if is_unchanged(etag) else feed(connection, scope, selection=selection, since=since, now=now)
    return answer(body, etag=etag)
