"""GET /api/v1/walks/<id>/changes: what a tablet sees of its walk, and what changed since it last asked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from walks.access import scope_of
from walks.errors import NotFound
from walks.store.findings import Selection
from webapp.api.feeds import answer, feed, is_unchanged, read_cursor, tag
from webapp.context import here
from webapp.sessions import bearer, device_access

blueprint = Blueprint("changes", __name__)


@blueprint.get("/api/v1/walks/<walk_id>/changes")
def walk_changes(walk_id: str) -> Response:
    """Give the walk's findings, or those that changed since the cursor."""
    context = here()
    scope = scope_of(device_access(walk_id, bearer(), admitting=True).actor, context.clock())
    if scope.walks is None or walk_id not in scope.walks:
        raise NotFound(f"walk {walk_id}: not found")
    since = read_cursor(request.args.get("since"))
    selection = Selection(walk=walk_id)
    with context.store.reading() as connection:
        etag = tag(connection, scope, selection=selection)
        body = None if is_unchanged(etag) else feed(connection, scope, selection=selection, since=since)
    return answer(body, etag=etag)
