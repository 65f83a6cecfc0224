"""/sw.js: the service worker, served from the root so that it may keep the tablet page for times without a network."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.assets import send

blueprint = Blueprint("offline", __name__)


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """Serve the worker; the browser asks for it anew each time, so that a new release is found."""
    return send("js/sw.js", headers={"Service-Worker-Allowed": "/"})
