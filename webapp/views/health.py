"""/halsa: whether the server and its database answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from walks.store import log
from webapp.context import here

blueprint = Blueprint("health", __name__)


@blueprint.get("/halsa")
def health() -> Response:
    """Answer when the database can be read; a broken one becomes a 500."""
    with here().store.reading() as connection:
        log.head(connection)
    response = jsonify(status="ok")
    response.headers["Cache-Control"] = "no-store"
    return response
