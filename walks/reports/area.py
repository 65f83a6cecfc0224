"""The area report of one place and period: its numbers and rows. Words and looks are made in `webapp.export`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from geodata.areas import Area, area_ha
from geodata.sun import light_at
from walks.analysis.counts import BoundaryCount, CategoryCount
from walks.clock import day_of
from walks.errors import InvalidReport
from walks.finding import Finding, LeftOut
from walks.vocabulary import vocabulary

METHOD_VERSION = "1"
"""Raised when a rule of counting changes, so that two reports can be told to be comparable."""

UNMADE_WALK_STATES = frozenset({"draft", "cancelled"})


class WalkOfPlace(Protocol):
    """What a report must know of a walk of its place."""

    @property
    def walk_id(self) -> str: ...

    @property
    def starts_at(self) -> datetime:
        """Aware."""

    @property
    def state(self) -> str: ...

    @property
    def demo(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class WalkLine:
    """A walk of the period.

    `light` is the light at the middle of the place when it started; `findings` how many of the report's came with it.
    """

    walk_id: str
    starts_at: datetime
    light: str
    state: str
    findings: int


@dataclass(frozen=True, slots=True)
class AreaReport:
    """What was found at one place in one period, as plain data.

    Attributes
    ----------
    area_ha
        Area within the boundary in hectares, measured in EPSG:3011.
    since, until
        First and last day of the period, both included, by the clock of Stockholm; None where it is open.
    as_of
        Aware; when the numbers were taken.
    walks
        Oldest first. Drafts and cancelled walks stand here only if they have findings.
    other_walks
        Number of findings that came with walks that are not in `walks`.
    total
        Number of findings; the sum of `by_kind`, of `by_category`, of `by_light`, and of the three of `boundary`.
    by_severity
        1-4 and None (not told), of `unsafe` findings only.
    boundary
        Points within and beyond the boundary, and findings per hectare of it.
    findings
        By number. `device_id` is taken away: a report never tells which tablet wrote what.
    demo
        Whether what is reported is invented.
    left_out
        Findings of the place and period that are not counted, by reason; the restricted ones are none of the reasons.
    version
        Of the method of counting.
    place_version, place_valid_from
        Which version of the place was reported, and the first day of that version.
    boundary_changed_on
        Days within the period, after its first, on which another boundary began; oldest first. All of the report is
        counted against the one that was in force on the last day.
    """

    place_code: str
    place_name: str
    place_kind: str
    area_ha: float
    since: date | None
    until: date | None
    as_of: datetime
    walks: tuple[WalkLine, ...]
    other_walks: int
    total: int
    by_kind: Mapping[str, int]
    by_category: tuple[CategoryCount, ...]
    by_severity: Mapping[int | None, int]
    by_light: Mapping[str, int]
    boundary: BoundaryCount
    findings: tuple[Finding, ...]
    left_out: LeftOut
    demo: bool
    version: str
    place_version: int
    place_valid_from: date
    boundary_changed_on: tuple[date, ...]


def build(
    findings: Iterable[Finding],
    *,
    area: Area,
    walks: Iterable[WalkOfPlace],
    left_out: LeftOut,
    since: date | None,
    until: date | None,
    as_of: datetime,
    version: int = 1,
    changed_on: Iterable[date] = (),
) -> AreaReport:
    """
    Build the area report of a place.

    Parameters
    ----------
    findings
        Findings of the place in any order, as the reader's scope gives them. Those outside the period are passed over.
    area
        The place, as it was on the last day of the period.
    walks
        Walks of the place in any order. Those outside the period are passed over unless they have findings in it.
    left_out
        What the caller knows to be left out of `findings`.
    since, until
        First and last day of the period, both included, by the clock of Stockholm; None leaves it open.
    as_of
        Aware; when the numbers are taken.
    version
        Which version of the place `area` is.
    changed_on
        Days on which another boundary of the place began, in any order; those outside the period are passed over.

    Returns
    -------
    The same report for the same findings and walks, whatever their order.

    Raises
    ------
    InvalidReport
        If a restricted finding, a finding of another place, or demo and real data together were given, if the period
        ends before it begins, or if `as_of` has no time zone. The message tells all of it.
    """
    # here, not above: geopandas would otherwise be loaded with the first map page (performance.md, G8)
    from walks.analysis import counts
    from walks.analysis.frames import findings_frame

    given = list(findings)
    _check(given, area=area, since=since, until=until, as_of=as_of)
    reported = sorted(
        (_without_tablet(item) for item in given if _within(item.observed_at, since=since, until=until)),
        key=lambda item: (item.number, item.finding_id),
    )
    per_walk = Counter(item.walk_id for item in reported)
    held = [walk for walk in walks if _belongs(walk, per_walk=per_walk, since=since, until=until)]
    if len(origins := {item.demo for item in reported} | {walk.demo for walk in held}) > 1:
        raise InvalidReport(
            f"area report of {area.code}: demo and real data together; remove the demo or report it by itself"
        )
    lines = tuple(
        WalkLine(
            walk_id=walk.walk_id,
            starts_at=walk.starts_at,
            light=light_at(longitude=area.centre[0], latitude=area.centre[1], at=walk.starts_at),
            state=walk.state,
            findings=per_walk[walk.walk_id],
        )
        for walk in sorted(held, key=lambda walk: (walk.starts_at, walk.walk_id))
    )
    frame = findings_frame(reported)
    return AreaReport(
        place_code=area.code,
        place_name=area.name,
        place_kind=area.kind,
        area_ha=area_ha(area),
        since=since,
        until=until,
        as_of=as_of,
        walks=lines,
        other_walks=len(reported) - sum(line.findings for line in lines),
        total=len(reported),
        by_kind=counts.by_kind(frame),
        by_category=counts.by_category(frame),
        by_severity=counts.by_severity(frame),
        by_light=counts.by_light(frame),
        boundary=counts.at_boundary(frame, area=area),
        findings=tuple(reported),
        left_out=left_out,
        demo=True in origins,
        version=METHOD_VERSION,
        place_version=version,
        place_valid_from=area.valid_from,
        boundary_changed_on=_changes_within(changed_on, since=since, last=until or day_of(as_of)),
    )


def _changes_within(days: Iterable[date], *, since: date | None, last: date) -> tuple[date, ...]:
    # a boundary that began with the period is that of all of it
    return tuple(sorted(day for day in set(days) if (since is None or since < day) and day <= last))


def _without_tablet(finding: Finding) -> Finding:
    return finding if finding.device_id is None else replace(finding, device_id=None)


def _within(moment: datetime, *, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    day = day_of(moment)
    return (since is None or since <= day) and (until is None or day <= until)


def _belongs(walk: WalkOfPlace, *, per_walk: Mapping[str, int], since: date | None, until: date | None) -> bool:
    if per_walk.get(walk.walk_id):
        return True
    return walk.state not in UNMADE_WALK_STATES and _within(walk.starts_at, since=since, until=until)


def _check(given: list[Finding], *, area: Area, since: date | None, until: date | None, as_of: datetime) -> None:
    restricted = {item.code for item in vocabulary().categories if item.restricted}
    faults = []
    if as_of.tzinfo is None:
        faults.append("as_of has no time zone; give an aware time")
    if since is not None and until is not None and until < since:
        faults.append(f"the period ends {until} before it begins {since}; change the two days")
    if leaked := [item.finding_id for item in given if item.category in restricted]:
        faults.append(
            f"restricted findings {', '.join(leaked)}; read them with restricted_findings and report them nowhere"
        )
    if strays := sorted({item.place_code for item in given} - {area.code}):
        faults.append(f"findings of {', '.join(strays)}; give those of one place")
    if faults:
        raise InvalidReport(f"area report of {area.code}: " + "; ".join(faults))
