"""The area report: a page for those who may read the place, files for the coordinator."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from geodata.crs import SWEREF99_TM
from walks.access import Actor, may_plan, require_place
from walks.errors import NotFound
from webapp.context import here
from webapp.errors import ProblemError
from webapp.i18n import _
from webapp.periods import read_day
from webapp.reporting import PlaceReport, area_report, picture_of
from webapp.sessions import actor_at

blueprint = Blueprint("reports", __name__)

MIMETYPES = {
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
}


@blueprint.get("/plats/<code>/rapport")
def report(code: str) -> ResponseReturnValue:
    """Show the report of a place and period."""
    from webapp.export.html import page_context

    actor = actor_at(code)
    reported = _reported(actor, code)
    downloads = _downloads(reported) if may_plan(actor) else []
    page = render_template(
        "report.html", **page_context(reported.report, picture=picture_of(reported), downloads=downloads)
    )
    response = Response(page)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/plats/<code>/rapport.<any(html, xlsx, csv, gpkg, geojson):ending>")
def download(code: str, ending: str) -> Response:
    """Hand the report out as a file. Handing it on is the coordinator's decision, not a partner's."""
    from webapp.export import report_bytes

    actor = actor_at(code)
    require_place(actor, code, here().clock())
    if not may_plan(actor):
        raise NotFound(f"report of {code}: not found")
    reported = _reported(actor, code)
    picture = picture_of(reported) if ending == "html" else ""
    content = report_bytes(
        reported.report, area=reported.place.area, picture=picture, ending=f".{ending}", crs=_system()
    )
    response = Response(content, mimetype=MIMETYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(reported, ending)}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def file_name(reported: PlaceReport, ending: str) -> str:
    """Name a report's file by place and day; invented data says so already in the name."""
    mark = "demo-" if reported.report.demo else ""
    return f"lykta-{mark}{reported.place.code}-{reported.report.as_of:%Y-%m-%d}.{ending}"


def _reported(actor: Actor, code: str) -> PlaceReport:
    context = here()
    since, until = _day("fran"), _day("till")
    if since is not None and until is not None and since > until:
        raise _unreadable("till", _("Sista dagen kommer före den första. Byt plats på dem."))
    return area_report(context.store, actor, code, since=since, until=until, now=context.clock())


def _system() -> str:
    """Read which reference system the GeoPackage is asked for in; the other forms have one of their own."""
    from webapp.export import SYSTEMS

    asked = request.args.get("system")
    if not asked:
        return SYSTEMS[0]
    if asked not in SYSTEMS:
        why = _("Skriv %(systems)s i adressen.", systems=" eller ".join(f"system={code}" for code in SYSTEMS))
        raise ProblemError(400, _("Referenssystemet kan inte läsas"), why, errors=[{"field": "system", "message": why}])
    return asked


def _day(name: str) -> date | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        raise _unreadable(name, _("Skriv dagen som 2026-11-23 i adressen.")) from None


def _unreadable(name: str, why: str) -> ProblemError:
    return ProblemError(400, _("Perioden kan inte läsas"), why, errors=[{"field": name, "message": why}])


def _downloads(reported: PlaceReport) -> list[dict[str, str]]:
    period = {"fran": reported.report.since, "till": reported.report.until}
    asked = {name: day.isoformat() for name, day in period.items() if day is not None}
    forms: list[tuple[str, str, dict[str, str]]] = [
        (_("Webbsida"), "html", {}),
        (_("Kalkylblad (Excel)"), "xlsx", {}),
        (_("Kalkylblad (CSV)"), "csv", {}),
        (_("GeoPackage"), "gpkg", {}),
        (_("GeoPackage i SWEREF 99 TM"), "gpkg", {"system": SWEREF99_TM}),
        (_("GeoJSON"), "geojson", {}),
    ]
    address = f"/plats/{reported.place.code}/rapport"
    return [
        {"label": label, "url": f"{address}.{ending}" + (f"?{urlencode(question)}" if question else "")}
        for label, ending, extra in forms
        for question in [asked | extra]
    ]
