"""A place's map and list, opened by a link without an account."""

from __future__ import annotations

from flask import Blueprint, render_template

from walks.access import require_place
from walks.store.places import place
from walks.store.walks import demo_places
from walks.vocabulary import vocabulary
from webapp.context import here
from webapp.i18n import _, lang, text_date_year
from webapp.labels import place_kind_label
from webapp.map_files import script_url
from webapp.maps.attribution import attribution_line
from webapp.sessions import actor_at, current_actor, partner_key
from webapp.views.asked import asked

blueprint = Blueprint("shared_map", __name__)

FILTERS = ("sort", "kategori", "fran", "till")


@blueprint.get("/plats/<code>")
def shared_map(code: str) -> str:
    """Show the map and beside it the list. What was found comes from its own address, never inside the page."""
    context = here()
    require_place(actor_at(code), code, context.clock())
    with context.store.reading() as connection:
        found = place(connection, code)
        demo = code in demo_places(connection)
    key = None if current_actor().kind == "coordinator" else partner_key(code)
    words = vocabulary().as_json(lang())
    return render_template(
        "shared_map.html",
        place={"code": found.code, "name": found.name, "kind_label": place_kind_label(found.area.kind)},
        map={"script_url": script_url(found), "attribution": attribution_line(found, gettext=_)},
        kinds=words["kinds"],
        categories=[item for item in words["categories"] if not item["restricted"]],
        filters={name: asked(name) for name in FILTERS},
        report_url=f"/plats/{code}/rapport",
        shared_with=None if key is None else key.holder,
        shared_until=None if key is None or key.expires_at is None else text_date_year(key.expires_at),
        demo=demo,
    )
