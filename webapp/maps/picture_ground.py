"""The ground of a picture: parks, water, squares, streets, paths, buildings and stops, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, Footing, boxes_along, fits, inside_area, longest_line, stretches, text_width
from webapp.maps.svg import Point, element, number, path, words

__all__ = ["Feature", "ground", "names"]

_STREET_WIDTH_M = {"main": 13.0, "street": 8.5}
_LEAST_STREET_PX = 3.0
_CASING_PX = 1.1
_ROOM = 1.1
_WRAP_PX = 118
_SIGN_PX = 17.0
_BED_PX = 5.0


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing on the ground: kind and class as in the basemap, parts in pixels (rings, lines or single points)."""

    kind: str
    rank: str
    name: str | None
    shape: str
    parts: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a name is written; `line` is the height of a row in pixels."""

    size: float
    weight: int
    ink: str
    halo: str
    line: float
    slant: str | None = None


_STYLES = {
    "park": _Style(15, 600, "map-label-park", "map-park", 17),
    "water": _Style(13, 500, "map-label-water", "map-water", 15, "italic"),
    "square": _Style(14, 700, "map-label-key", "map-label-halo", 16),
    "station": _Style(13, 600, "map-transit", "map-label-halo", 15),
    "building": _Style(12.5, 600, "map-label-key", "map-label-halo", 14.5),
    "street": _Style(12.5, 500, "map-label", "sunken", 15),
    "landmark": _Style(12, 500, "map-label", "map-label-halo", 14),
}


def ground(features: Sequence[Feature], *, metres_per_px: float) -> Iterator[str]:
    """Draw everything but the names, lowest first; written SVG."""
    colours = paper_colours()
    for kind, edge in (("park", "map-park-line"), ("water", "map-water-line"), ("square", "map-street-line")):
        yield from _areas(_of(features, kind), fill=colours[f"map-{kind}"], edge=colours[edge])
    streets = [(_street_px(street, metres_per_px=metres_per_px), street) for street in _of(features, "street")]
    # all edges before all surfaces: crossings open into each other. Sunken, not white: the ground of paper is white
    for colour, extra in ((colours["map-street-line"], 2 * _CASING_PX), (colours["sunken"], 0.0)):
        lines = [
            element("path", d=path(street.parts, closed=False), stroke_width=width + extra) for width, street in streets
        ]
        yield _group(lines, fill="none", stroke=colour, stroke_linecap="round", stroke_linejoin="round")
    paths = [element("path", d=path(feature.parts, closed=False)) for feature in _of(features, "path")]
    dots: dict[str, Any] = {"stroke_width": 2.2, "stroke_dasharray": "0 5", "stroke_linecap": "round"}
    yield _group(paths, fill="none", stroke=colours["map-path"], **dots)
    houses = [*_of(features, "building"), *(mark for mark in _of(features, "landmark") if mark.shape == "area")]
    yield from _areas(
        [house for house in houses if not house.name], fill=colours["map-building"], edge=colours["map-building-line"]
    )
    yield from _areas(
        [house for house in houses if house.name], fill=colours["map-key-building"], edge=colours["line-strong"]
    )


def names(features: Sequence[Feature], *, taken: Iterable[Box], frame: Box) -> Iterator[str]:
    """
    Draw signs and names, each name once.

    Parameters
    ----------
    features
        What is on the ground.
    taken
        Boxes to keep clear: the markers and what stands on the frame.
    frame
        What of the picture is map.

    Yields
    ------
    Written SVG.
    """
    sheet = _Sheet([*taken], frame)
    for kind in ("station", "stop"):
        yield from (sheet.sign(feature) for feature in _of(features, kind))
    for kind in ("park", "water", "square"):
        yield from (sheet.area(feature) for feature in _of(features, kind))
    yield from (sheet.beside(feature) for feature in _of(features, "station"))
    streets = sorted(_of(features, "street"), key=lambda street: street.rank != "main")
    yield from (sheet.along(feature) for feature in streets)
    houses = [*_of(features, "building"), *_of(features, "landmark")]
    yield from (sheet.area(house) for house in houses if house.shape == "area")


class _Sheet:
    """What names are written on: each call takes the room that its name needs, or gives nothing."""

    def __init__(self, taken: list[Box], frame: Box) -> None:
        self.taken, self.frame = taken, frame
        self.written: set[str] = set()

    def sign(self, feature: Feature) -> str:
        """Draw the sign of a station or stop; of signs on top of each other, the first."""
        colours = paper_colours()
        ((x, y),) = feature.parts[0]
        size = _SIGN_PX if feature.kind == "station" else 9.0
        box = Box(x, y, size + 2, size + 2)
        if not fits([box], taken=self.taken, frame=self.frame):
            return ""
        self.taken.append(box)
        look: dict[str, Any] = {"fill": colours["map-transit"], "stroke": colours["halo"], "stroke_width": 1.5}
        if feature.kind == "stop":
            return element("rect", x=x - size / 2, y=y - size / 2, width=size, height=size, rx=2.5, **look)
        letter = element(
            "text", [words("T")], x=x, y=y + 4, fill=colours["on-map-transit"], font_size=11.5, font_weight="700"
        )
        return element("circle", cx=x, cy=y, r=size / 2, **look) + letter

    def area(self, feature: Feature) -> str:
        """Write a name inside its area: level, else along it; a building's and a square's may reach over the edge."""
        style = _STYLES[feature.kind]
        rows = _rows(feature.name, size=style.size)
        width = max(text_width(row, size=style.size) for row in rows) + 6
        height = style.line * len(rows)
        ring = feature.parts[0]
        places = list(inside_area(ring, width=width, height=height, frame=self.frame))
        if feature.kind in {"square", "building", "landmark"}:
            xs, ys = [x for x, _ in ring], [y for _, y in ring]
            places.append(Box((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, width, height))
            return self._write(feature.name, rows, places, style)
        return self._write(feature.name, rows, places, style) or self._slope(feature.name, [longest_line(ring)], style)

    def beside(self, feature: Feature) -> str:
        """Write a station's name beside its sign; the sign already says what it is."""
        name = (feature.name or "").removeprefix("T-bana ").partition(",")[0]
        style = _STYLES["station"]
        width = text_width(name, size=style.size) + 4
        ((x, y),) = feature.parts[0]
        away = _SIGN_PX / 2 + 3 + width / 2
        return self._write(name, [name], [Box(x + side * away, y, width, style.line) for side in (1, -1)], style)

    def along(self, feature: Feature) -> str:
        """Write a street's name along it, never upside down."""
        return self._slope(feature.name, feature.parts, _STYLES["street"])

    def _slope(self, name: str | None, lines: Iterable[Sequence[Point]], style: _Style) -> str:
        if not name or name in self.written:
            return ""
        width = text_width(name, size=style.size)
        for footing in (footing for line in lines for footing in stretches(line, width=width * _ROOM)):
            boxes = boxes_along(footing, width=width, height=style.line - 2)
            if fits(boxes, taken=self.taken, frame=self.frame):
                self.taken.extend(boxes)
                self.written.add(name)
                return _sloping(name, footing, width, style)
        return ""

    def _write(self, name: str | None, rows: Sequence[str], places: Iterable[Box], style: _Style) -> str:
        if not name or name in self.written:
            return ""
        box = next((place for place in places if fits([place], taken=self.taken, frame=self.frame)), None)
        if box is None:
            return ""
        self.taken.append(box)
        self.written.add(name)
        top = box.y - style.line * (len(rows) - 1) / 2
        return "".join(
            _row(row, Box(box.x, top + index * style.line, box.width, style.line), style)
            for index, row in enumerate(rows)
        )


def _sloping(name: str, footing: Footing, width: float, style: _Style) -> str:
    turn = f"rotate({number(footing.angle)} {number(footing.x)} {number(footing.y)})"
    # clears the ground between the words: a dash of the boundary there would read as a hyphen
    bed = element(
        "rect",
        x=footing.x - width / 2,
        y=footing.y - _BED_PX / 2,
        width=width,
        height=_BED_PX,
        transform=turn,
        fill=paper_colours()[style.halo],
    )
    return bed + _row(name, Box(footing.x, footing.y, width, style.line), style, transform=turn)


def _row(text: str, box: Box, style: _Style, *, transform: str | None = None) -> str:
    colours = paper_colours()
    return element(
        "text",
        [words(text)],
        x=box.x,
        # a third of an em below the middle is where capitals stand
        y=box.y + style.size * 0.34,
        transform=transform,
        font_size=style.size,
        font_weight=str(style.weight),
        font_style=style.slant,
        fill=colours[style.ink],
        stroke=colours[style.halo],
        stroke_width=3,
        stroke_linejoin="round",
        paint_order="stroke",
        # another face than ours is pressed into the room that was found for the name
        textLength=text_width(text, size=style.size),
        lengthAdjust="spacingAndGlyphs",
    )


def _rows(name: str | None, *, size: float) -> list[str]:
    """Break a long name at the space nearest its middle."""
    text = name or ""
    spaces = [index for index, letter in enumerate(text) if letter == " "]
    if text_width(text, size=size) <= _WRAP_PX or not spaces:
        return [text]
    cut = min(spaces, key=lambda index: abs(index - len(text) / 2))
    return [text[:cut], text[cut + 1 :]]


def _of(features: Iterable[Feature], kind: str) -> list[Feature]:
    return [feature for feature in features if feature.kind == kind]


def _areas(features: Iterable[Feature], *, fill: str, edge: str) -> Iterator[str]:
    shapes = [element("path", d=path(feature.parts, closed=True)) for feature in features if feature.shape == "area"]
    yield _group(shapes, fill=fill, fill_rule="evenodd", stroke=edge)


def _group(children: Sequence[str], **look: Any) -> str:
    return element("g", children, **look) if children else ""


def _street_px(street: Feature, *, metres_per_px: float) -> float:
    widths: Mapping[str, float] = _STREET_WIDTH_M
    return max(_LEAST_STREET_PX, widths.get(street.rank, widths["street"]) / metres_per_px)
