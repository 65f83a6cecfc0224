"""Say in sentences what an area report counts, how, and what it does not tell."""

from __future__ import annotations

from dataclasses import dataclass

from walks.reports.area import AreaReport
from walks.vocabulary import vocabulary

from .wording import Wording

MOST_COMMON_AT_MOST = 3
"""Categories that share the first place are named together up to this number; more of them are no news."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands first, and the sentence that goes with it."""

    lead: str
    sentence: str


def opening(report: AreaReport, *, words: Wording) -> str:
    """Say what the report builds on and when: number of walks, hectares, time of the figures."""
    return words.gettext(
        "%(walks)s i ett område på %(hectares)s hektar. Uppgifterna gäller %(moment)s.",
        walks=words.ngettext("%(num)s trygghetsvandring", "%(num)s trygghetsvandringar", len(report.walks)),
        hectares=words.number(report.area_ha, decimals=2),
        moment=words.moment(report.as_of),
    )


def figures(report: AreaReport, *, words: Wording) -> tuple[Figure, ...]:
    """Give the figures of the report with their sentences; one alone where nothing was found."""
    _ = words.gettext
    if not report.total:
        whole = report.since is None and report.until is None
        nothing = _("Ingen är gjord än.") if whole else _("Ingen är gjord i perioden. Välj en längre period.")
        return (Figure(_("Inga iakttagelser"), nothing),)
    return (_count(report, words=words), _density(report, words=words), _light(report, words=words))


def method(report: AreaReport, *, words: Wording) -> tuple[str, ...]:
    """Say how the figures were made, one sentence each."""
    _ = words.gettext
    return (
        _("Varje iakttagelse räknas en gång."),
        _(
            "Ytan är mätt i SWEREF 99 18 00 (EPSG:3011). Per hektar räknas punkter innanför gränsen eller på den, "
            "delat med %(hectares)s hektar.",
            hectares=words.number(report.area_ha, decimals=2),
        ),
        _(
            "Gränsen är version %(version)s, som gäller från %(day)s.",
            version=report.place_version,
            day=words.day(report.place_valid_from),
        ),
        _(
            "Ljuset är solens höjd vid iakttagelsens plats och tid: dagsljus över −0,8 grader, skymning ned till "
            "−6 grader, därunder mörker."
        ),
        _("Allvar är vandrarens bedömning av det otrygga, från 1 till 4. Det räknas aldrig om till ett medelvärde."),
        _("Dagar och klockslag är svensk tid."),
        _("Räknesätt, version %(version)s.", version=report.version),
    )


def limits(report: AreaReport, *, words: Wording) -> tuple[str, ...]:
    """Say what the report leaves out, and what must not be read out of it."""
    _ = words.gettext
    left_out = report.left_out
    sentences = [
        _("Antalet iakttagelser säger var folk har gått och tittat. Det är inte ett mått på brott."),
        _("Rangordna inte platser efter antal. Antalet beror på hur många som gick, hur långt och i vilket ljus."),
        _(
            "Utanför räkningen: återtagna %(withdrawn)s, hållna för granskning %(quarantined)s, "
            "i väntan på en tidigare del %(parked)s, inkomna för sent %(late)s.",
            withdrawn=words.number(left_out.withdrawn),
            quarantined=words.number(left_out.quarantined),
            parked=words.number(left_out.parked),
            late=words.number(left_out.late),
        ),
        _("Skyddade uppgifter ingår inte i kartan, tabellerna eller antalen."),
    ]
    if report.boundary_changed_on:
        sentences.append(
            _(
                "Gränsen ändrades %(days)s. Hela perioden räknas mot den gräns som gällde sista dagen; "
                "jämför inte måtten per hektar med en rapport om tiden före.",
                days=words.listing(words.day(day) for day in report.boundary_changed_on),
            )
        )
    if report.boundary.unplaced:
        sentences.append(
            _(
                "Utan punkt: %(number)s. De räknas för platsen men finns inte på kartan och inte i måtten per hektar.",
                number=words.number(report.boundary.unplaced),
            )
        )
    if report.other_walks:
        sentences.append(_("Från vandringar som inte visas här: %(number)s.", number=words.number(report.other_walks)))
    if report.demo:
        sentences.append(_("Demo. Alla uppgifter i rapporten är påhittade."))
    return tuple(sentences)


def _count(report: AreaReport, *, words: Wording) -> Figure:
    unsafe, safe, suggestion = (report.by_kind[kind] for kind in ("unsafe", "safe", "suggestion"))
    parts = (
        words.ngettext("%(num)s otrygg", "%(num)s otrygga", unsafe),
        words.ngettext("%(num)s trygg", "%(num)s trygga", safe),
        words.ngettext("%(num)s förslag", "%(num)s förslag", suggestion),
    )
    highest = max(count.total for count in report.by_category)
    most = [count.category for count in report.by_category if count.total == highest]
    sentence = f"{words.listing(parts)}."
    if len(most) <= MOST_COMMON_AT_MOST:
        labels = words.listing(vocabulary().label("categories", code, words.lang) for code in most)
        sentence += " " + words.gettext("Vanligast: %(categories)s.", categories=labels)
    return Figure(words.ngettext("%(num)s iakttagelse", "%(num)s iakttagelser", report.total), sentence)


def _density(report: AreaReport, *, words: Wording) -> Figure:
    boundary = report.boundary
    return Figure(
        words.gettext("%(number)s per hektar", number=words.number(boundary.total_per_ha, decimals=2)),
        words.gettext(
            "%(inside)s av %(total)s ligger innanför gränsen. Otrygga: %(unsafe)s per hektar.",
            inside=words.number(boundary.inside),
            total=words.number(report.total),
            unsafe=words.number(boundary.unsafe_per_ha, decimals=2),
        ),
    )


def _light(report: AreaReport, *, words: Wording) -> Figure:
    return Figure(
        words.gettext("%(number)s i mörker", number=words.number(report.by_light["darkness"])),
        words.gettext(
            "%(twilight)s i skymning och %(daylight)s i dagsljus.",
            twilight=words.number(report.by_light["twilight"]),
            daylight=words.number(report.by_light["daylight"]),
        ),
    )
