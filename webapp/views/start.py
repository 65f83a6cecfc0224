"""The start page, and the exchange of a link for a session."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from walks.access import scope_of
from walks.errors import NotFound
from walks.sharing import find_key, use_setup
from walks.store.places import all_places
from webapp.context import here
from webapp.labels import place_kind_label
from webapp.sessions import accepts, actor_at, begin_session, current_actor, keep_session

blueprint = Blueprint("start", __name__)

LEADS_TO = {"partner": "/plats/{place}", "outreach": "/samordning/skyddade", "coordinator": "/samordning"}
"""Where each purpose's link leads; other keys are no links."""


@blueprint.get("/")
def start() -> str:
    """Tell what Lykta is, and lead each reader on."""
    kind, now = current_actor().kind, here().clock()
    with here().store.reading() as connection:
        places = all_places(connection)
    shown = [
        {
            "code": item.code,
            "name": item.name,
            "kind_label": place_kind_label(item.area.kind),
            "url": f"/plats/{item.code}" if scope_of(actor_at(item.code), now).sees_place(item.code) else None,
        }
        for item in places
    ]
    signed_in = kind if kind in {"coordinator", "partner", "outreach"} else None
    return render_template("start.html", places=shown, signed_in=signed_in)


@blueprint.get("/delning/<secret>")
def shared(secret: str) -> Response:
    """Exchange a link for a cookie and go on to a clean address."""
    context = here()
    with context.store.reading() as connection:
        key = find_key(connection, secret, now=context.clock())
    if not accepts(key) or key.purpose not in LEADS_TO:
        raise NotFound("key: not found")
    with context.store.writing() as connection:
        token = begin_session(connection, key)
    return _enter(LEADS_TO[key.purpose].format(place=key.place_code), token)


@blueprint.get("/forsta-start/<secret>")
def setup(secret: str) -> str:
    """Explain the set-up link. Only the button spends it: a mail program that looks at links must not."""
    context = here()
    with context.store.reading() as connection:
        if find_key(connection, secret, now=context.clock()).purpose != "setup":
            raise NotFound("key: not found")
    return render_template("setup.html", action_url=f"/forsta-start/{secret}")


@blueprint.post("/forsta-start/<secret>")
def use(secret: str) -> Response:
    """Spend the set-up link: this browser becomes the coordinator's."""
    context = here()
    with context.store.writing() as connection:
        key = use_setup(connection, secret, now=context.clock(), new_id=context.new_id)
        token = begin_session(connection, key)
    return _enter("/samordning", token)


def _enter(address: str, token: str) -> Response:
    response = redirect(address, code=303)
    keep_session(response, token)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
