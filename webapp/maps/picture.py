"""
The static map of a place for reports and print: SVG written directly, the same bytes for the same input.

Drawn in EPSG:3011, the system that the report's numbers are measured in: its metres are metres (scale 1.0000 within
the city), so the bar holds everywhere in the picture, and grid north is true north to a tenth of a degree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from webapp.maps import picture_pins as above
from webapp.maps.attribution import attribution_line
from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Taken
from webapp.maps.picture_details import details, small_things
from webapp.maps.picture_edge import bar_metres, boundary_look, furniture, legend
from webapp.maps.picture_ground import Feature, ground, of_kind, unlit
from webapp.maps.picture_lines import boxes_under
from webapp.maps.picture_names import names
from webapp.maps.picture_sheet import Sheet, features_on, metric, parts_of, sheet_around
from webapp.maps.svg import element, number, path, words

if TYPE_CHECKING:
    from geodata.basemap import Basemap
    from walks.place import Place
    from webapp.export.wording import Wording

__all__ = ["numbered", "picture", "place_picture"]

_FACE = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans Condensed', sans-serif"
_BOUNDARY_ROOM_PX = 5.0


def numbered(findings: Sequence[above.Numbered]) -> bool:
    """Tell whether a picture of these findings has their numbers on it; with many, it has their shapes alone."""
    return len(above.drawable(findings)) <= above.MOST_NUMBERED


def place_picture(place: Place, *, basemap: Basemap, findings: Sequence[above.Numbered], demo: bool = False) -> str:
    """
    Draw a place in the language of the request, Swedish outside one.

    Parameters
    ----------
    place, basemap, findings, demo
        As in `picture`.
    """
    from webapp.export.html import reader_words

    return picture(place, basemap=basemap, findings=findings, wording=reader_words(), demo=demo)


def picture(
    place: Place,
    *,
    basemap: Basemap,
    findings: Sequence[above.Numbered],
    wording: Wording,
    demo: bool = False,
    prefix: str = "karta",
) -> str:
    """
    Draw a place with its numbered findings.

    Parameters
    ----------
    place
        The place, EPSG:4326; its boundary is drawn.
    basemap
        Its ground; `geodata.basemap.EMPTY_BASEMAP` where there is none.
    findings
        What to number. Those without a point, and restricted categories, are left out; their numbers stay theirs.
    wording
        The reader's language.
    demo
        Whether the findings are invented: the picture then says so itself.
    prefix
        Beginning of the ids inside, for pages with several pictures.

    Returns
    -------
    An SVG element with title and description, legend, scale bar, north arrow and attribution, in the colours of paper.
    """
    drawn = above.drawable(findings)
    rings, (spots,) = metric([parts_of(place.area.boundary), [[(it.longitude, it.latitude) for it in drawn]]])
    sheet = sheet_around([*(point for ring in rings for point in ring), *spots])
    scale = sheet.metres_per_px
    features = features_on(sheet, basemap)
    outline = [[sheet.point(point) for point in ring] for ring in rings]
    points = [sheet.point(spot) for spot in spots]
    pins = above.spread(drawn, points) if numbered(findings) else []
    bare = [] if pins else [*above.bare_shapes(drawn, points, lang=wording.lang, prefix=prefix)]
    taken = Taken([*above.boxes(pins), *boxes_under(outline, width=_BOUNDARY_ROOM_PX)])
    edge = furniture(sheet, attribution_line(place, gettext=wording.gettext), wording=wording, demo=demo, taken=taken)
    taken.extend(box for box, _ in edge)
    things = small_things(features, metres_per_px=scale)
    colours = paper_colours()
    shown = [
        element("rect", width=sheet.width, height=sheet.height, fill=colours["map-land"]),
        *ground(features, frame=sheet.frame, metres_per_px=scale),
        *details(things),
        *names(features, taken=taken, frame=sheet.frame, metres_per_px=scale),
        element("path", d=path(outline, closed=True), **boundary_look()),
        *above.pins(pins, prefix=prefix),
        *bare,
    ]
    clip = element("clipPath", [element("rect", width=sheet.width, height=sheet.height)], id=f"{prefix}-ram")
    look = {"fill": "none", "stroke": colours["line"]}
    legend_px, rows = legend(sheet, shown=[*_told(features, scale), *things], wording=wording, prefix=prefix)
    return element(
        "svg",
        [
            element("title", [words(wording.gettext("Karta över %(place)s", place=place.name))], id=f"{prefix}-titel"),
            element("desc", [words(_description(drawn, sheet, wording=wording))], id=f"{prefix}-text"),
            element("defs", [clip, *above.definitions(pins, prefix=prefix)]),
            element("g", shown, clip_path=f"url(#{prefix}-ram)"),
            element("rect", x=0.5, y=0.5, width=sheet.width - 1, height=sheet.height - 1, **look),
            *(drawing for _, drawing in edge),
            *rows,
        ],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(sheet.width)} {number(sheet.height + legend_px)}",
        role="img",
        aria_labelledby=f"{prefix}-titel",
        aria_describedby=f"{prefix}-text",
        font_family=_FACE,
        text_anchor="middle",
    )


def _told(features: Sequence[Feature], metres_per_px: float) -> list[str]:
    """List what the legend must explain of the ground."""
    kinds = [kind for kind in ("station", "stop", "path", "steps") if of_kind(features, kind)]
    return [*kinds, *(["unlit"] if unlit(features, metres_per_px=metres_per_px) else [])]


def _description(drawn: Sequence[above.Numbered], sheet: Sheet, *, wording: Wording) -> str:
    """Say what one sees: how many of each kind, whether they bear numbers, how far the bar reaches, where north is."""
    _, count = wording.gettext, Counter(item.kind for item in drawn)
    sentences = [_("Inga iakttagelser på kartan.")]
    if drawn:
        kinds = (
            wording.ngettext("%(num)s otrygg", "%(num)s otrygga", count["unsafe"]),
            wording.ngettext("%(num)s trygg", "%(num)s trygga", count["safe"]),
            wording.ngettext("%(num)s förslag", "%(num)s förslag", count["suggestion"]),
        )
        sentences = [
            wording.ngettext("%(num)s iakttagelse", "%(num)s iakttagelser", len(drawn)) + ": " + wording.listing(kinds),
            _("Siffrorna är de i listan.") if numbered(drawn) else _("De är för många för att bära sina siffror."),
        ]
        sentences[0] += "."
    bar = _("Skalstrecket är %(metres)s meter.", metres=bar_metres(sheet.metres_per_px))
    return " ".join([*sentences, bar, _("Norr är uppåt.")])
