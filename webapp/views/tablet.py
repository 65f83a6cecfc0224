"""Joining a walk and the tablet's page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from geodata.basemap import NamedFeature
from walks.errors import NotFound
from walks.ground import names_around
from walks.identity import CODE_LENGTH, read_code
from walks.place import Place
from walks.store.places import place
from walks.store.walks import walk
from walks.vocabulary import vocabulary
from walks.walk import Walk
from webapp.context import here
from webapp.i18n import _, lang, text_date, text_time
from webapp.labels import label
from webapp.map_files import script_url
from webapp.maps.attribution import attribution_line
from webapp.security import read_cookie
from webapp.sessions import DEVICE, current_actor, device_access
from webapp.views.asked import shown

blueprint = Blueprint("tablet", __name__)


@blueprint.get("/anslut")
def join() -> str:
    """Ask for the walk's code."""
    return render_template("anslut.html", code=read_code(request.args.get("kod", ""))[:CODE_LENGTH], secret=None)


@blueprint.post("/anslut")
def join_without_script() -> str:
    """Show the form again to a browser that sends it itself: joining needs the script that keeps findings safe."""
    return render_template("anslut.html", code="", secret=None)


@blueprint.get("/anslut/<secret>")
def join_by_link(secret: str) -> str:
    """Join by the walk's link or QR: one button, no code."""
    return render_template("anslut.html", code="", secret=shown(secret))


@blueprint.get("/vandring/<walk_id>")
def tablet(walk_id: str) -> ResponseReturnValue:
    """Show the tablet's page to a device that joined the walk, and to the coordinator; lead others to joining."""
    try:
        device_access(walk_id, read_cookie(DEVICE), admitting=True)
    except NotFound:
        # before the walk is looked for: a stranger is not told which walks there are
        if current_actor().kind != "coordinator":
            return redirect("/anslut", code=303)
    with here().store.reading() as connection:
        found = walk(connection, walk_id)
        place_found = place(connection, found.place_code)
        names = names_around(connection, place_found)
    return render_template("tablet.html", **_tablet_context(found, place_found, names=names))


def _tablet_context(found: Walk, place_found: Place, *, names: Sequence[NamedFeature]) -> dict[str, object]:
    from geodata.sun import light_at

    longitude, latitude = place_found.area.centre
    words = vocabulary().as_json(lang())
    return {
        "walk": {
            "id": found.walk_id,
            "place_code": place_found.code,
            "place_name": place_found.name,
            "starts_at_text": f"{text_date(found.starts_at)} {text_time(found.starts_at)}",
            "state": found.state,
            "light_label": label("lights", light_at(longitude=longitude, latitude=latitude, at=here().clock())),
        },
        "map": {"script_url": script_url(place_found), "attribution": attribution_line(place_found, gettext=_)},
        "features": [
            {"name": item.name, "kind": item.kind, "longitude": item.longitude, "latitude": item.latitude}
            for item in names
        ],
        "demo": found.demo,
        **{name: words[name] for name in ("categories", "kinds", "severities", "needs")},
    }
