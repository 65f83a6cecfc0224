"""Where a name fits on a picture: along a street, inside an area, beside a sign. Pixels; nothing covers anything."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

from geodata.plane import contains
from webapp.maps.svg import Point

__all__ = ["Box", "Footing", "boxes_along", "fits", "inside_area", "longest_line", "stretches", "text_width"]

_EM_WIDTHS = {
    " ": 0.2,
    "ijlI.,:'": 0.27,
    "ft-()/": 0.34,
    "r": 0.37,
    "scz": 0.44,
    "aeyvxkgåäéJLFY–0123456789": 0.52,
    "bdhnopquüöAEPSTVXZÅÄ": 0.56,
    "BCKRDGN&": 0.62,
    "HOQUÖ": 0.67,
    "wM": 0.75,
    "mW": 0.83,
}
"""Widths of letters in the product's face at weight 600, measured in ems; 0.56 for those not named."""

_WIDTH_OF = {letter: width for letters, width in _EM_WIDTHS.items() for letter in letters}

# a bend wider than this (11 degrees) under a straight name shows
_WIDEST_TURN = 0.2
_STEP_PX = 12
_GRID_PX = 14


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle: its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two boxes share more than an edge."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )

    def ends(self) -> tuple[Point, ...]:
        """Give the middles of the left and right side, and of the box."""
        return tuple((self.x + side * self.width / 2, self.y) for side in (-1, 0, 1))


@dataclass(frozen=True, slots=True)
class Footing:
    """Where a name stands: its middle, and its slope in degrees clockwise, between -90 and 90."""

    x: float
    y: float
    angle: float


def text_width(text: str, *, size: float) -> float:
    """
    Estimate how wide a text is in the product's face, to about 2 %.

    >>> text_width("Tessinparken", size=15) < text_width("Tessinparken", size=16)
    True
    """
    return sum(_WIDTH_OF.get(letter, 0.56) for letter in text) * size


def fits(boxes: Sequence[Box], *, taken: Sequence[Box], frame: Box) -> bool:
    """Tell whether boxes lie in a frame and on nothing that is taken."""
    return all(
        abs(box.x - frame.x) * 2 <= frame.width - box.width
        and abs(box.y - frame.y) * 2 <= frame.height - box.height
        and not any(box.overlaps(other) for other in taken)
        for box in boxes
    )


def stretches(line: Sequence[Point], *, width: float) -> list[Footing]:
    """
    Find where along a line a straight name can stand.

    Parameters
    ----------
    line
        Two points or more.
    width
        Length of the name with the air around it.

    Returns
    -------
    Best first: on the straightest piece, near the line's middle. Empty where the line is too short or too bent.
    """
    lengths = [0.0, *accumulate(math.dist(one, other) for one, other in pairwise(line))]
    room = lengths[-1] - width
    if room < 0:
        return []
    count = math.ceil(room / _STEP_PX)
    found = []
    for index in range(count + 1):
        start = room * index / count if count else 0.0
        turn, footing = _piece(line, lengths, start=start, end=start + width)
        if turn <= _WIDEST_TURN:
            found.append((turn * 240 + abs(start - room / 2) / 4, footing))
    return [footing for _, footing in sorted(found, key=lambda entry: entry[0])]


def boxes_along(footing: Footing, *, width: float, height: float) -> list[Box]:
    """Cover a sloping name with upright boxes as wide as it is high."""
    count = max(1, math.ceil(width / height))
    slope = math.radians(footing.angle)
    return [
        Box(footing.x + along * math.cos(slope), footing.y + along * math.sin(slope), height, height)
        for along in (width * (index / count - 0.5) for index in range(count + 1))
    ]


def inside_area(ring: Sequence[Point], *, width: float, height: float, frame: Box) -> Iterator[Box]:
    """Give the places where a name lies inside an area and a frame from end to end, those nearest its middle first."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    left, right = max(min(xs), frame.x - frame.width / 2), min(max(xs), frame.x + frame.width / 2)
    upper, lower = max(min(ys), frame.y - frame.height / 2), min(max(ys), frame.y + frame.height / 2)
    middle = ((left + right) / 2, (upper + lower) / 2)
    places = [
        (middle[0] + across * _GRID_PX, middle[1] + down * _GRID_PX)
        for across in _steps((right - left - width) / 2)
        for down in _steps((lower - upper - height) / 2)
    ]
    for x, y in sorted(places, key=lambda place: math.dist(place, middle)):
        box = Box(x, y, width, height)
        if all(contains(ring, end) for end in box.ends()):
            yield box


def longest_line(ring: Sequence[Point]) -> tuple[Point, Point]:
    """Give the two corners of an area that lie farthest from each other."""
    return max(combinations(ring, 2), key=lambda pair: math.dist(*pair))


def _steps(reach: float) -> range:
    """Count the steps of the grid to either side; none where the name is longer than the area."""
    if reach < 0:
        return range(0)
    count = int(reach // _GRID_PX)
    return range(-count, count + 1)


def _piece(line: Sequence[Point], lengths: Sequence[float], *, start: float, end: float) -> tuple[float, Footing]:
    """Give the widest bend of a piece of a line, in radians, and where a name on it stands."""
    between = [point for point, length in zip(line, lengths, strict=True) if start < length < end]
    points = [_at(line, lengths, start), *between, _at(line, lengths, end)]
    (x1, y1), (x2, y2) = points[0], points[-1]
    heading = math.atan2(y2 - y1, x2 - x1)
    turns = [
        abs(math.remainder(math.atan2(b[1] - a[1], b[0] - a[0]) - heading, math.tau))
        for a, b in pairwise(points)
        if math.dist(a, b) >= 1
    ]
    angle = math.remainder(math.degrees(heading), 180)
    return max(turns, default=0.0), Footing((x1 + x2) / 2, (y1 + y2) / 2, angle)


def _at(line: Sequence[Point], lengths: Sequence[float], length: float) -> Point:
    for (one, other), (before, after) in zip(pairwise(line), pairwise(lengths), strict=True):
        if length <= after and after > before:
            share = (length - before) / (after - before)
            return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
    return line[-1]
