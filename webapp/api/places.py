"""GET /api/v1/places and what was found there, for those whom a link or a session lets in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request

from walks.access import Scope, require_place
from walks.place import Place
from walks.store.findings import Selection, findings_seen
from walks.store.places import all_places, place
from walks.vocabulary import vocabulary
from webapp.api.feeds import answer, feed, finding_json, is_unchanged, read_cursor, tag
from webapp.context import here
from webapp.errors import ProblemError
from webapp.field_faults import Fault
from webapp.i18n import _
from webapp.periods import end_of, read_day, start_of
from webapp.sessions import actor_at

blueprint = Blueprint("places", __name__)


@blueprint.get("/api/v1/places")
def places() -> Response:
    """List the places. They are public; what was found there is not."""
    with here().store.reading() as connection:
        found = all_places(connection)
    return jsonify(places=[_place_json(item) for item in found])


@blueprint.get("/api/v1/places/<code>/findings")
def place_findings(code: str) -> Response:
    """Give a place's findings as GeoJSON (RFC 7946)."""
    scope, selection = _asked(code)
    with here().store.reading() as connection:
        etag = tag(connection, scope, selection=selection)
        found = None if is_unchanged(etag) else findings_seen(connection, scope, selection=selection)
    if found is None:
        return answer(None, etag=etag)
    features = []
    for finding in found:
        properties = finding_json(finding)
        point = [properties.pop("longitude"), properties.pop("latitude")]
        geometry = None if None in point else {"type": "Point", "coordinates": point}
        features.append({"type": "Feature", "id": finding.finding_id, "geometry": geometry, "properties": properties})
    body = {"type": "FeatureCollection", "features": features}
    return answer(body, etag=etag, mimetype="application/geo+json")


@blueprint.get("/api/v1/places/<code>/changes")
def place_changes(code: str) -> Response:
    """Give a place's findings, or those that changed since the cursor."""
    scope, selection = _asked(code)
    since = read_cursor(request.args.get("since"))
    with here().store.reading() as connection:
        etag = tag(connection, scope, selection=selection)
        now = here().clock()
        body = None if is_unchanged(etag) else feed(connection, scope, selection=selection, since=since, now=now)
    return answer(body, etag=etag)


@blueprint.get("/api/v1/vocabulary")
def codes() -> Response:
    """Give the codes with their words in one language."""
    lang = "en" if request.args.get("lang") == "en" else "sv"
    response = jsonify(vocabulary().as_json(lang))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _asked(code: str) -> tuple[Scope, Selection]:
    context = here()
    scope = require_place(actor_at(code), code, context.clock())
    with context.store.reading() as connection:
        place(connection, code)
    return scope, read_selection(code)


def read_selection(code: str) -> Selection:
    """
    Read the filters of the address: kind, category, from and to (days in Stockholm, both included).

    Raises
    ------
    ProblemError
        400 that names every filter that cannot be read.
    """
    words = vocabulary()
    faults: list[Fault] = []
    chosen: dict[str, Any] = {}
    for name, group in (("kind", "kinds"), ("category", "categories")):
        value = request.args.get(name) or None
        if value is not None and value not in words.codes(group):
            faults.append({"field": name, "message": _("Okänd kod. Koderna finns i /api/v1/vocabulary.")})
        chosen[name] = value
    days: dict[str, date] = {}
    for name in ("from", "to"):
        try:
            if text := request.args.get(name):
                days[name] = read_day(text)
        except ValueError:
            faults.append({"field": name, "message": _("Skriv dagen som 2026-11-23.")})
    if len(days) == 2 and days["to"] < days["from"]:
        faults.append({"field": "to", "message": _("Sista dagen kommer före den första. Byt plats på dem.")})
    if faults:
        raise ProblemError(400, _("Filtret kan inte läsas"), _("Rätta fälten nedan."), errors=faults)
    since = start_of(days["from"]) if "from" in days else None
    until = end_of(days["to"]) if "to" in days else None
    return Selection(place=code, since=since, until=until, **chosen)


def _place_json(item: Place) -> dict[str, Any]:
    area = item.area
    return {
        "code": area.code,
        "name": area.name,
        "kind": area.kind,
        "valid_from": area.valid_from.isoformat(),
        "valid_to": None if area.valid_to is None else area.valid_to.isoformat(),
        "centre": list(area.centre),
        "version": item.version,
    }
