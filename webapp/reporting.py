"""From an actor and a period to an area report: the one way that the page and the command both go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from walks.access import Actor, require_place
from walks.place import Place
from walks.reports.area import AreaReport, build
from walks.store import Store
from walks.store.findings import Selection, findings_seen, left_out
from walks.store.places import place
from walks.store.walks import walks_seen
from webapp.periods import end_of, start_of


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """A report together with the place that it is about."""

    report: AreaReport
    place: Place


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
        found = place(connection, code)
        findings = findings_seen(connection, scope, selection=selection)
        walks = walks_seen(connection, scope, place=code)
        missing = left_out(connection, scope, selection=selection)
    report = build(findings, area=found.area, walks=walks, left_out=missing, since=since, until=until, as_of=now)
    return PlaceReport(report, found)


def picture_of(reported: PlaceReport) -> str:
    """Draw the report's map: its numbered findings on the place's basemap, as SVG."""
    from webapp.maps.picture import place_picture

    return place_picture(reported.place.area, findings=reported.report.findings, demo=reported.report.demo)
