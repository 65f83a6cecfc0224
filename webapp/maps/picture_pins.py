"""The numbered markers of a picture: shape for kind, pictogram for category, and room for every number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, text_width
from webapp.maps.svg import Point, element, number, path, words
from webapp.maps.symbols import MARKER_PX, NEVER_DRAWN, symbols

__all__ = ["Numbered", "Pin", "boxes", "definitions", "drawable", "legend_shape", "pins", "spread"]

# nearer to each other than this, two markers or their numbers cover each other
_APART_PX = 34.0
_RINGS_PX = (36.0, 54.0, 72.0, 96.0, 130.0)
_DIRECTIONS = 12
_HALO_SCALE = 1.12
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
        and None not in {finding.longitude, finding.latitude}
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
    for finding, spot in sorted(zip(findings, spots, strict=True), key=lambda pair: pair[0].number):
        taken = [pin.at for pin in placed if math.dist(pin.at, spot) < _RINGS_PX[-1] + _APART_PX]
        free = (place for place in _places(spot) if all(math.dist(place, other) >= _APART_PX for other in taken))
        at = next(free, spot)
        placed.append(Pin(finding.number, finding.kind, finding.category, spot, at))
    return placed


def definitions(drawn: Sequence[Pin], *, prefix: str) -> Iterator[str]:
    """Write each shape that is used once; `prefix` keeps its id apart from those of another picture on the page."""
    colours, sheet = paper_colours(), symbols()
    for kind in _KINDS:
        outline = sheet[f"m-{kind}"].parts
        halo = element("g", [outline], transform=f"scale({_HALO_SCALE})", fill=colours["halo"], stroke=colours["halo"])
        body = element("g", [outline], fill=colours[kind], stroke=colours[f"{kind}-key"], stroke_width=1.3)
        yield element("g", [halo, body], id=f"{prefix}-m-{kind}")
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


def boxes(drawn: Sequence[Pin]) -> list[Box]:
    """Give what markers and their numbers cover."""
    return [Box(pin.at[0] - 3, pin.at[1] + 2, MARKER_PX + 14, MARKER_PX + 10) for pin in drawn]


def legend_shape(kind: str, at: Point, *, prefix: str) -> str:
    """Draw a kind's bare shape, half as large as a marker."""
    return element("use", href=f"#{prefix}-m-{kind}", transform=f"translate({_pair(at)}) scale(.55)")


def _places(spot: Point) -> Iterator[Point]:
    yield spot
    for radius in _RINGS_PX:
        for step in range(_DIRECTIONS):
            angle = math.tau * step / _DIRECTIONS - math.pi / 2
            yield spot[0] + radius * math.cos(angle), spot[1] + radius * math.sin(angle)


def _marker(pin: Pin, *, prefix: str) -> str:
    colours, sheet = paper_colours(), symbols()
    parts = [element("use", href=f"#{prefix}-m-{pin.kind}")]
    icon = sheet[f"m-{pin.kind}"].icon
    if icon and f"c-{pin.category}" in sheet:
        left, top, side = icon
        look: dict[str, Any] = {"fill": "none", "stroke": colours[f"on-{pin.kind}"], "stroke_width": 2.3}
        place = f"translate({number(left)} {number(top)}) scale({side / 24:.3f})"
        ends: dict[str, Any] = {"stroke_linecap": "round", "stroke_linejoin": "round"}
        parts.append(element("use", href=f"#{prefix}-c-{pin.category}", transform=place, **look, **ends))
    return element("g", parts, transform=f"translate({_pair(pin.at)})")


def _number(pin: Pin) -> str:
    colours, text = paper_colours(), str(pin.number)
    width = max(15.0, text_width(text, size=11) + 8)
    x, y = pin.at[0] - 17, pin.at[1] + 15
    look: dict[str, Any] = {"fill": colours["surface"], "stroke": colours["ring"], "stroke_width": 1.2}
    plate = element("rect", x=x - width / 2, y=y - 7.5, width=width, height=15, rx=7.5, **look)
    figure = element("text", [words(text)], x=x, y=y + 4, font_size=11, font_weight="700", fill=colours["ink"])
    return plate + figure


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
