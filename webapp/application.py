"""Putting the application together: what guards it, what answers what, and how large a body may be."""

from __future__ import annotations

from flask import Flask

from webapp import assets, errors, frame, i18n, map_files, offline, security
from webapp.api import changes, joining, openapi, operations, places
from webapp.context import Context, attach
from webapp.views import coordination, health, help, reports, shared_map, start, tablet
from webapp.views import places as place_pages

BLUEPRINTS = (
    start.blueprint,
    tablet.blueprint,
    shared_map.blueprint,
    reports.blueprint,
    coordination.blueprint,
    place_pages.blueprint,
    help.blueprint,
    health.blueprint,
    map_files.blueprint,
    offline.blueprint,
    joining.blueprint,
    operations.blueprint,
    changes.blueprint,
    places.blueprint,
    openapi.blueprint,
)

LIMITS = {
    "operations.upload": 256 * 1024,
    "joining.join": 4 * 1024,
    "place_pages.upload": 12 * 1024**2,
    # a file in place of the corners
    "place_pages.change": 12 * 1024**2,
    "place_pages.add": 256 * 1024,
}
"""Largest body per endpoint, in bytes; every other address takes what `webapp.security` allows for forms."""


def create_app(context: Context) -> Flask:
    """Put the application together around one data folder."""
    app = Flask("webapp", static_folder=None)
    app.config["SECRET_KEY"] = context.secret
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    attach(app, context)
    errors.register(app)
    security.register(app, context.settings, limits=LIMITS)
    i18n.register(app)
    assets.register(app)
    frame.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
