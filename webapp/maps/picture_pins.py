"""The markers of a picture: numbered, with room for every number, or bare where they are too many for numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from walks.vocabulary import vocabulary
from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, text_width
from webapp.maps.svg import Point, element, number, path, words
from webapp.maps.symbols import MARKER_PX, NEVER_DRAWN, marker_body, pictogram, symbols

__all__ = [
    "MOST_NUMBERED",
    "Numbered",
    "Pin",
    "bare_shapes",
    "boxes",
    "definitions",
    "drawable",
    "legend_shape",
    "pins",
    "spread",
]

MOST_NUMBERED = 150
"""Markers that have room for their numbers on one sheet; where there are more, all are drawn as bare shapes."""

# nearer to each other than this, two markers or their numbers cover each other
_APART_PX = 34.0
_RINGS_PX = (36.0, 54.0, 72.0, 96.0, 130.0)
_DIRECTIONS = 12
_ANGLES = [math.tau * step / _DIRECTIONS - math.pi / 2 for step in range(_DIRECTIONS)]
_WAYS = [(0.0, 0.0), *((r * math.cos(angle), r * math.sin(angle)) for r in _RINGS_PX for angle in _ANGLES)]
_BARE_SCALE = 0.5
_KINDS = ("unsafe", "safe", "suggestion")


class Numbered(Protocol):
    """What is drawn: a finding with the number it has in the list beside the picture."""

    @property
    def number(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def category(self) -> str: ...

    @property
    def longitude(self) -> float | None:
        """Degrees, EPSG:4326; None where only the place is known."""

    @property
    def latitude(self) -> float | None:
        """Degrees, EPSG:4326; None where only the place is known."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A finding and where its marker stands: `spot` is its point, `at` the middle of the marker, pixels."""

    number: int
    kind: str
    category: str
    spot: Point
    at: Point


def drawable(findings: Sequence[Numbered]) -> list[Numbered]:
    """Leave out what has no point or kind, and what must never be drawn."""
    return [
        finding
        for finding in findings
        if finding.kind in _KINDS
        and finding.category not in NEVER_DRAWN
        and finding.longitude is not None
        and finding.latitude is not None
    ]


def spread(findings: Sequence[Numbered], spots: Sequence[Point]) -> list[Pin]:
    """
    Give every marker room, lowest number first: on its point, or as near to it as there is room.

    Parameters
    ----------
    findings
        What to draw.
    spots
        Their points in pixels, in the same order.

    Returns
    -------
    One pin per finding, by number. Where there is no room within 130 px, the marker stands on its point.
    """
    placed: list[Pin] = []
    # in cells as wide as markers stand apart, what is too near lies in the same cell or one beside it
    cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)

    def free(x: float, y: float) -> bool:
        across, down = _cell((x, y))
        # the cell itself first: where it is crowded, that is where the nearest marker stands
        for column in (across, across - 1, across + 1):
            for row in (down, down - 1, down + 1):
                for other_x, other_y in cells.get((column, row), ()):
                    if (other_x - x) ** 2 + (other_y - y) ** 2 < _APART_PX**2:
                        return False
        return True

    for finding, spot in sorted(zip(findings, spots, strict=True), key=lambda pair: pair[0].number):
        x, y = spot
        at = next(((x + right, y + down) for right, down in _WAYS if free(x + right, y + down)), spot)
        cells[_cell(at)].append(at)
        placed.append(Pin(finding.number, finding.kind, finding.category, spot, at))
    return placed


def definitions(drawn: Sequence[Pin], *, prefix: str) -> Iterator[str]:
    """Write each shape that is used once; `prefix` keeps its id apart from those of another picture on the page."""
    sheet = symbols()
    for kind in _KINDS:
        yield element("g", [marker_body(kind)], id=f"{prefix}-m-{kind}")
    for category in sorted({pin.category for pin in drawn if f"c-{pin.category}" in sheet}):
        yield element("g", [sheet[f"c-{category}"].parts], id=f"{prefix}-c-{category}")


def pins(drawn: Sequence[Pin], *, prefix: str) -> Iterator[str]:
    """Draw leader lines, then markers, then numbers: no number lies under a marker."""
    colours = paper_colours()
    for pin in drawn:
        if pin.at != pin.spot:
            line = path([[pin.spot, pin.at]], closed=False)
            yield element("path", d=line, stroke=colours["halo"], stroke_width=4, fill="none")
            yield element("path", d=line, stroke=colours["ring"], stroke_width=1.3, fill="none")
            yield element("circle", cx=pin.spot[0], cy=pin.spot[1], r=2.4, fill=colours["ring"])
    yield from (_marker(pin, prefix=prefix) for pin in drawn)
    yield from (_number(pin) for pin in drawn)


def bare_shapes(findings: Sequence[Numbered], spots: Sequence[Point], *, lang: str, prefix: str) -> Iterator[str]:
    """
    Draw findings as the shapes of their kinds, half as large as a marker.

    Parameters
    ----------
    findings, spots
        As in `spread`.
    lang
        The reader's language: each category bears its name, which a pointer held over it shows.
    prefix
        As in `definitions`.

    Yields
    ------
    Written SVG: of each kind, one path per category, its vertices the points to the nearest pixel.
    """
    points: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for finding, (x, y) in zip(findings, spots, strict=True):
        points[finding.kind, finding.category][f"{x:.0f} {y:.0f}"] = None
    terms = vocabulary()
    for kind in _KINDS:
        mark = element("use", href=f"#{prefix}-m-{kind}", transform=f"scale({_BARE_SCALE})")
        yield element("marker", [mark], id=f"{prefix}-b-{kind}", markerUnits="userSpaceOnUse", overflow="visible")
        paths = [
            # a point alone is a line of no length: a path that only moves has no vertex for its marker
            element("path", [_named(terms.label("categories", category, lang))], d=f"M{'L'.join(places)}h0")
            for (of, category), places in sorted(points.items())
            if of == kind
        ]
        each = f"url(#{prefix}-b-{kind})"
        yield element("g", paths, marker_start=each, marker_mid=each, marker_end=each, fill="none") if paths else ""


def boxes(drawn: Sequence[Pin]) -> list[Box]:
    """Give what markers and their numbers cover."""
    return [Box(pin.at[0] - 3, pin.at[1] + 2, MARKER_PX + 14, MARKER_PX + 10) for pin in drawn]


def legend_shape(kind: str, at: Point, *, prefix: str) -> str:
    """Draw a kind's bare shape, half as large as a marker."""
    return element("use", href=f"#{prefix}-m-{kind}", transform=f"translate({_pair(at)}) scale(.55)")


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // _APART_PX), int(point[1] // _APART_PX)


def _marker(pin: Pin, *, prefix: str) -> str:
    parts = [element("use", href=f"#{prefix}-m-{pin.kind}")]
    if f"c-{pin.category}" in symbols():
        parts.append(pictogram(pin.kind, element("use", href=f"#{prefix}-c-{pin.category}")))
    return element("g", parts, transform=f"translate({_pair(pin.at)})")


def _number(pin: Pin) -> str:
    colours, text = paper_colours(), str(pin.number)
    width = max(15.0, text_width(text, size=11) + 8)
    x, y = pin.at[0] - 17, pin.at[1] + 15
    look: dict[str, Any] = {"fill": colours["surface"], "stroke": colours["ring"], "stroke_width": 1.2}
    plate = element("rect", x=x - width / 2, y=y - 7.5, width=width, height=15, rx=7.5, **look)
    figure = element("text", [words(text)], x=x, y=y + 4, font_size=11, font_weight="700", fill=colours["ink"])
    return plate + figure


def _named(text: str) -> str:
    return element("title", [words(text)])


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
