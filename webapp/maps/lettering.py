"""Where a name fits on a picture: how wide it is, what room is taken, what is free in an area. Pixels."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from geodata.plane import contains
from webapp.maps.svg import Point

__all__ = [
    "Box",
    "Taken",
    "fits",
    "inside_area",
    "longest_line",
    "text_width",
]

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

_GRID_PX = 14
_CELL_PX = 32


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


class Taken:
    """The room that is taken: boxes in a grid, so that asking costs the same however many there are."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        self.extend(boxes)

    def extend(self, boxes: Iterable[Box]) -> None:
        """Take the room of boxes."""
        for box in boxes:
            for cell in _cells(box):
                self._cells[cell].append(box)

    def meets(self, box: Box) -> bool:
        """Tell whether a box lies on room that is taken."""
        return any(box.overlaps(other) for cell in _cells(box) for other in self._cells.get(cell, ()))


def text_width(text: str, *, size: float) -> float:
    """
    Estimate how wide a text is in the product's face, to about 2 %.

    >>> text_width("Tessinparken", size=15) < text_width("Tessinparken", size=16)
    True
    """
    return sum(_WIDTH_OF.get(letter, 0.56) for letter in text) * size


def fits(boxes: Sequence[Box], *, taken: Taken, frame: Box) -> bool:
    """Tell whether boxes lie in a frame and on nothing that is taken."""
    return all(
        abs(box.x - frame.x) * 2 <= frame.width - box.width
        and abs(box.y - frame.y) * 2 <= frame.height - box.height
        and not taken.meets(box)
        for box in boxes
    )


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


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, right = int((box.x - box.width / 2) // _CELL_PX), int((box.x + box.width / 2) // _CELL_PX)
    upper, lower = int((box.y - box.height / 2) // _CELL_PX), int((box.y + box.height / 2) // _CELL_PX)
    return ((across, down) for across in range(left, right + 1) for down in range(upper, lower + 1))


def _steps(reach: float) -> range:
    """Count the steps of the grid to either side; none where the name is longer than the area."""
    if reach < 0:
        return range(0)
    count = int(reach // _GRID_PX)
    return range(-count, count + 1)
