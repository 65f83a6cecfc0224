"""Signs and names on a picture: each name once, none over another, over a marker or under the boundary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, Taken, fits, inside_area, longest_line, text_width
from webapp.maps.picture_ground import Feature, of_kind
from webapp.maps.picture_lines import Footing, beside, boxes_along, joined, length, stretches
from webapp.maps.svg import Point, element, number, words

__all__ = ["names", "transit_sign"]

_ROOM = 1.1
_WRAP_PX = 118
_SIGN_PX = {"station": 17.0, "stop": 9.0}
_ASIDE_PX = 11.5
_HOUSE_NUMBERS_TO = 0.75
_MOST_HOUSE_NUMBERS = 120


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
    "street": _Style(12.5, 500, "map-label", "map-label-halo", 15),
    "landmark": _Style(12, 500, "map-label", "map-label-halo", 14),
    "house_number": _Style(9.5, 500, "ink-3", "map-label-halo", 10),
}


def names(features: Sequence[Feature], *, taken: Taken, frame: Box, metres_per_px: float) -> Iterator[str]:
    """
    Draw signs and names, each name once.

    Parameters
    ----------
    features
        What is on the ground.
    taken
        Room to keep clear: the markers, the boundary and what stands on the frame. The names' own is added.
    frame
        What of the picture is map.
    metres_per_px
        Scale of the picture.

    Yields
    ------
    Written SVG.
    """
    sheet = _Sheet(taken, frame)
    signs = {kind: [(it, sheet.sign(it)) for it in of_kind(features, kind)] for kind in _SIGN_PX}
    yield from (drawing for drawn in signs.values() for _, drawing in drawn)
    for kind in ("park", "water", "square"):
        yield from (sheet.area(feature) for feature in of_kind(features, kind))
    yield from (sheet.beside(feature) for feature, drawing in signs["station"] if drawing)
    yield from (sheet.along(name, lines) for name, lines in _streets(features))
    houses = [*of_kind(features, "building"), *of_kind(features, "landmark")]
    yield from (sheet.area(house) for house in houses if house.shape == "area")
    if metres_per_px <= _HOUSE_NUMBERS_TO:
        doors = [door for door in of_kind(features, "house_number") if door.shape == "point"]
        written = (sheet.number(door) for door in doors)
        yield from [text for text in written if text][:_MOST_HOUSE_NUMBERS]


def transit_sign(kind: str, at: Point) -> str:
    """Draw the sign of a station (the T of the underground) or of a stop."""
    colours, (x, y), size = paper_colours(), at, _SIGN_PX[kind]
    look: dict[str, Any] = {"fill": colours["map-transit"], "stroke": colours["halo"]}
    if kind == "stop":
        left, top = x - size / 2, y - size / 2
        return element("rect", x=left, y=top, width=size, height=size, rx=2.5, stroke_width=1.5, **look)
    ink = colours["on-map-transit"]
    letter = element("text", [words("T")], x=x, y=y + 4, fill=ink, font_size=11.5, font_weight="700")
    return element("circle", cx=x, cy=y, r=size / 2, stroke_width=1.5, **look) + letter


class _Sheet:
    """What names are written on: each call takes the room that its name needs, or gives nothing."""

    def __init__(self, taken: Taken, frame: Box) -> None:
        self.taken, self.frame = taken, frame
        self.written: set[str] = set()

    def sign(self, feature: Feature) -> str:
        """Draw the sign of a station or stop; of signs on top of each other, the first."""
        (at,) = feature.parts[0]
        side = _SIGN_PX[feature.kind] + 2
        if not self._takes([Box(*at, side, side)]):
            return ""
        return transit_sign(feature.kind, at)

    def area(self, feature: Feature) -> str:
        """Write a name inside its area: level, else along it; all but a park's may reach over the edge."""
        style = _STYLES[feature.kind]
        rows = _rows(feature.name, size=style.size)
        width = max(text_width(row, size=style.size) for row in rows) + 6
        height = style.line * len(rows)
        ring = feature.parts[0]
        places = list(inside_area(ring, width=width, height=height, frame=self.frame))
        if feature.kind != "park":
            xs, ys = [x for x, _ in ring], [y for _, y in ring]
            places.append(Box((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, width, height))
        level = self._write(feature.name, rows, places, style)
        return level or self._slope(feature.name, [longest_line(ring)], style)

    def beside(self, feature: Feature) -> str:
        """Write a station's name beside its sign; the sign already says what it is."""
        name = (feature.name or "").removeprefix("T-bana ").partition(",")[0]
        style = _STYLES["station"]
        width = text_width(name, size=style.size) + 4
        ((x, y),) = feature.parts[0]
        across, down = _SIGN_PX["station"] / 2 + 3 + width / 2, _SIGN_PX["station"] / 2 + 1 + style.line / 2
        ways = ((across, 0), (-across, 0), (0, down), (0, -down))
        return self._write(name, [name], [Box(x + right, y + below, width, style.line) for right, below in ways], style)

    def along(self, name: str, lines: Sequence[Sequence[Point]]) -> str:
        """Write a street's name along it, never upside down; where the boundary runs in it, to one side."""
        return self._slope(name, lines, _STYLES["street"], aside=(0.0, _ASIDE_PX, -_ASIDE_PX))

    def number(self, feature: Feature) -> str:
        """Write a house number on its point, as often as there are houses of that number."""
        style, text = _STYLES["house_number"], feature.name or ""
        box = Box(*feature.parts[0][0], text_width(text, size=style.size) + 3, style.line)
        return _row(text, box, style) if text and self._takes([box]) else ""

    def _slope(
        self, name: str | None, lines: Iterable[Sequence[Point]], style: _Style, *, aside: Iterable[float] = (0.0,)
    ) -> str:
        if not name or name in self.written:
            return ""
        width = text_width(name, size=style.size)
        footings = [footing for line in lines for footing in stretches(line, width=width * _ROOM)]
        for footing in (beside(footing, away=away) for away in aside for footing in footings):
            if self._takes(boxes_along(footing, width=width, height=style.line - 2)):
                self.written.add(name)
                return _sloping(name, footing, width, style)
        return ""

    def _write(self, name: str | None, rows: Sequence[str], places: Iterable[Box], style: _Style) -> str:
        if not name or name in self.written:
            return ""
        box = next((place for place in places if self._takes([place])), None)
        if box is None:
            return ""
        self.written.add(name)
        top = box.y - style.line * (len(rows) - 1) / 2
        return "".join(
            _row(row, Box(box.x, top + index * style.line, box.width, style.line), style)
            for index, row in enumerate(rows)
        )

    def _takes(self, boxes: Sequence[Box]) -> bool:
        free = fits(boxes, taken=self.taken, frame=self.frame)
        if free:
            self.taken.extend(boxes)
        return free


def _streets(features: Sequence[Feature]) -> list[tuple[str, list[list[Point]]]]:
    """Give the named streets with their pieces joined: main streets first, then those with the least choice of room."""
    pieces: defaultdict[str, list[Sequence[Point]]] = defaultdict(list)
    main = set()
    for feature in of_kind(features, "street"):
        if feature.name and feature.shape == "line":
            pieces[feature.name] += [part for part in feature.parts if len(part) > 1]
            main |= {feature.name} if feature.rank == "main" else set()
    lines = [(name, joined(parts)) for name, parts in pieces.items()]
    return sorted(lines, key=lambda named: (named[0] not in main, sum(length(line) for line in named[1])))


def _sloping(name: str, footing: Footing, width: float, style: _Style) -> str:
    turn = f"rotate({number(footing.angle)} {number(footing.x)} {number(footing.y)})"
    return _row(name, Box(footing.x, footing.y, width, style.line), style, transform=turn)


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
