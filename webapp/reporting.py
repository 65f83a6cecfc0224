"""From an actor and a period to an area report: the one way that the page and the command both go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from geodata.basemap import Basemap
from walks.access import Actor, require_place
from walks.clock import day_of
from walks.place import Place, boundary_changes
from walks.reports.area import AreaReport, build
from walks.store import Store
from walks.store.basemaps import basemap_of
from walks.store.findings import Selection, findings_seen, left_out
from walks.store.places import place_on, place_versions
from walks.store.walks import walks_seen
from webapp.periods import end_of, start_of


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """A report together with the version of the place that it is about, and the basemap that is drawn of it now."""

    report: AreaReport
    place: Place
    basemap: Basemap


def area_report(
    store: Store, actor: Actor, code: str, *, since: date | None, until: date | None, now: datetime
) -> PlaceReport:
    """
    Build the area report of one place within what the actor may read.

    Parameters
    ----------
    since, until
        First and last day in Stockholm, both included; None leaves that end open.

    Raises
    ------
    NotFound
        If there is no such place, or it lies outside the actor's scope.
    """
    scope = require_place(actor, code, now)
    selection = Selection(
        place=code,
        since=None if since is None else start_of(since),
        until=None if until is None else end_of(until),
    )
    with store.reading() as connection:
        # the boundary that the period ended with, so that an old report keeps its hectares
        found = place_on(connection, code, until or day_of(now))
        changed_on = boundary_changes(place_versions(connection, code))
        basemap = basemap_of(connection, found)
        findings = findings_seen(connection, scope, selection=selection)
        walks = walks_seen(connection, scope, place=code)
        missing = left_out(connection, scope, selection=selection)
    report = build(
        findings,
        area=found.area,
        walks=walks,
        left_out=missing,
        since=since,
        until=until,
        as_of=now,
        version=found.version,
        changed_on=changed_on,
    )
    return PlaceReport(report, found, basemap)


def picture_of(reported: PlaceReport) -> str:
    """Draw the report's map: its numbered findings on the place's basemap, as SVG."""
    from webapp.maps.picture import place_picture

    report = reported.report
    return place_picture(reported.place, basemap=reported.basemap, findings=report.findings, demo=report.demo)
