"""
The static map of a place for reports and print: SVG written directly, the same bytes for the same input.

Drawn in EPSG:3011, the system that the report's numbers are measured in: its metres are metres (scale 1.0000 within
the city), so the bar holds everywhere in the picture, and grid north is true north to a tenth of a degree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geodata.basemap import load_basemap
from geodata.errors import UnknownAreaError
from walks.vocabulary import vocabulary
from webapp.maps import picture_ground as below
from webapp.maps import picture_pins as above
from webapp.maps.attribution import attribution_line
from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, text_width
from webapp.maps.picture_sheet import Sheet, features_on, metric, parts_of, sheet_around
from webapp.maps.svg import Point, element, number, path, words

if TYPE_CHECKING:
    from geodata.areas import Area
    from webapp.export.wording import Wording

__all__ = ["picture", "place_picture"]

_LEGEND_PX = 40.0
_BAR_PX = 130.0
_FACE = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans Condensed', sans-serif"


def place_picture(area: Area, *, findings: Sequence[above.Numbered], demo: bool = False) -> str:
    """
    Draw a place on its packaged basemap, in the language of the request, Swedish outside one.

    Parameters
    ----------
    area
        The place. One that has no packaged basemap is drawn with its boundary alone.
    findings, demo
        As in `picture`.
    """
    from webapp.export.html import reader_words

    try:
        basemap = load_basemap(area.code)
    except UnknownAreaError:
        basemap = {"features": []}
    return picture(area, basemap=basemap, findings=findings, wording=reader_words(), demo=demo)


def picture(
    area: Area,
    *,
    basemap: Mapping[str, Any],
    findings: Sequence[above.Numbered],
    wording: Wording,
    demo: bool = False,
    prefix: str = "karta",
) -> str:
    """
    Draw a place with its numbered findings.

    Parameters
    ----------
    area
        The place, EPSG:4326; its boundary is drawn.
    basemap
        Its ground: a GeoJSON FeatureCollection, EPSG:4326, with `kind`, `class` and `name` as `load_basemap` gives.
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
    rings, (spots,) = metric([parts_of(area.boundary), [[(item.longitude, item.latitude) for item in drawn]]])
    sheet = sheet_around([*(point for ring in rings for point in ring), *spots])
    features = features_on(sheet, basemap)
    placed = above.spread(drawn, [sheet.point(spot) for spot in spots])
    outline = [[sheet.point(point) for point in ring] for ring in rings]
    furniture = _furniture(sheet, attribution_line(area, gettext=wording.gettext), wording=wording, demo=demo)
    taken = [*above.boxes(placed), *(box for box, _ in furniture)]
    colours = paper_colours()
    land = element("rect", width=sheet.width, height=sheet.height, fill=colours["map-land"])
    edge = element(
        "rect", x=0.5, y=0.5, width=sheet.width - 1, height=sheet.height - 1, fill="none", stroke=colours["line"]
    )
    clip = element("clipPath", [element("rect", width=sheet.width, height=sheet.height)], id=f"{prefix}-ram")
    shown = [
        land,
        *below.ground(features, metres_per_px=sheet.metres_per_px),
        element("path", d=path(outline, closed=True), **_boundary_look()),
        *below.names(features, taken=taken, frame=sheet.frame),
        *above.pins(placed, prefix=prefix),
    ]
    title = wording.gettext("Karta över %(place)s", place=area.name)
    count = wording.ngettext(
        "%(num)s iakttagelse, med numret i listan.", "%(num)s iakttagelser, med numren i listan.", len(drawn)
    )
    return element(
        "svg",
        [
            element("title", [words(title)], id=f"{prefix}-titel"),
            element("desc", [words(f"{count} {wording.gettext('Norr är uppåt.')}")], id=f"{prefix}-text"),
            element("defs", [clip, *above.definitions(placed, prefix=prefix)]),
            element("g", shown, clip_path=f"url(#{prefix}-ram)"),
            edge,
            *(drawing for _, drawing in furniture),
            *_legend(sheet, wording=wording, prefix=prefix),
        ],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(sheet.width)} {number(sheet.height + _LEGEND_PX)}",
        role="img",
        aria_labelledby=f"{prefix}-titel",
        aria_describedby=f"{prefix}-text",
        font_family=_FACE,
        text_anchor="middle",
    )


def _boundary_look() -> dict[str, Any]:
    return {
        "fill": "none",
        "stroke": paper_colours()["map-boundary"],
        "stroke_width": 2,
        "stroke_dasharray": "9 5 2 5",
        "stroke_linejoin": "round",
    }


def _furniture(sheet: Sheet, attribution: str, *, wording: Wording, demo: bool) -> list[tuple[Box, str]]:
    """Draw what stands on the map's edge, each with the box that names keep clear of."""
    colours = paper_colours()
    metres = _bar_metres(sheet.metres_per_px)
    length = metres / sheet.metres_per_px
    low = sheet.height - 14
    bar = path([[(14, low - 6), (14, low), (14 + length, low), (14 + length, low - 6)]], closed=False)
    label = _text(f"{metres} m", (14 + length / 2, low - 6), size=12, weight="600")
    scale = element("path", d=bar, fill="none", stroke=colours["ink"], stroke_width=2)
    x, y = sheet.width - 24, 26.0
    arrow = element("path", d=f"M{number(x)} {number(y - 14)}l6 16l-6 -4l-6 4Z", fill=colours["ink"])
    wide = text_width(attribution, size=11) + 16
    plate = element("rect", x=sheet.width - wide, y=sheet.height - 20, width=wide, height=20, fill=colours["surface"])
    credit = _text(attribution, (sheet.width - wide / 2, sheet.height - 6), size=11, ink="ink-2", width=wide - 16)
    furniture = [
        (Box(14 + length / 2, low - 10, length + 10, 30), scale + label),
        (Box(x, y, 30, 44), arrow + _text(wording.gettext("N"), (x, y + 16), size=12, weight="700")),
        (Box(sheet.width - wide / 2, sheet.height - 10, wide, 20), plate + credit),
    ]
    if demo:
        mark = element("rect", x=12, y=12, width=58, height=24, rx=4, fill=colours["warn"])
        furniture.append(
            (
                Box(41, 24, 62, 28),
                mark + _text(wording.gettext("Demo"), (41, 29), size=14, weight="700", ink="on-signal"),
            )
        )
    return furniture


def _bar_metres(metres_per_px: float) -> int:
    """Choose the longest round length that the bar may have: 1, 2 or 5 times a power of ten."""
    longest = _BAR_PX * metres_per_px
    power = 10 ** math.floor(math.log10(longest))
    return int(max(step * power for step in (1, 2, 5) if step * power <= longest))


def _legend(sheet: Sheet, *, wording: Wording, prefix: str) -> Iterator[str]:
    """Draw the row below the map: the kinds, the boundary and the sign of the underground."""
    colours, terms = paper_colours(), vocabulary()
    x, y = 10.0, sheet.height + 24
    for kind in terms.kinds:
        label = kind.label(wording.lang)
        yield above.legend_shape(kind.code, (x + 8, y - 1), prefix=prefix)
        yield _text(label, (x + 22, y + 4), size=13, anchor="start")
        x += 44 + text_width(label, size=13)
    label = wording.gettext("Platsens gräns")
    yield element("path", d=path([[(x, y), (x + 34, y)]], closed=False), **_boundary_look())
    yield _text(label, (x + 42, y + 4), size=13, anchor="start")
    x += 66 + text_width(label, size=13)
    yield element("circle", cx=x + 8, cy=y, r=8.5, fill=colours["map-transit"])
    yield _text("T", (x + 8, y + 4), size=11.5, weight="700", ink="on-map-transit")
    yield _text(wording.gettext("Tunnelbana"), (x + 22, y + 4), size=13, anchor="start")


def _text(
    text: str,
    at: Point,
    *,
    size: float,
    weight: str | None = None,
    ink: str = "ink",
    anchor: str | None = None,
    width: float | None = None,
) -> str:
    return element(
        "text",
        [words(text)],
        x=at[0],
        y=at[1],
        font_size=size,
        font_weight=weight,
        fill=paper_colours()[ink],
        text_anchor=anchor,
        # another face than ours is pressed into the room there is
        textLength=width,
        lengthAdjust="spacingAndGlyphs" if width else None,
    )
