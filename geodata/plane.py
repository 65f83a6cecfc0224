"""
A flat plane around one point, in plain Python: enough to choose a point on the ground without loading PROJ.

Lengths are right to about one in two hundred within a few kilometres. What is reported or decided upon is measured in
EPSG:3011 instead (`geodata.crs`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Position: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326, in this order."""

Point: TypeAlias = tuple[float, float]
"""Metres east and north of the origin of a plane."""

METRES_PER_DEGREE = math.radians(6_371_008.8)


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane that touches the earth at `origin` (longitude, latitude)."""

    origin: Position

    def point(self, position: Sequence[float]) -> Point:
        """Metres east and north of the origin of a longitude and latitude."""
        longitude, latitude = self.origin
        return (position[0] - longitude) * self._east, (position[1] - latitude) * METRES_PER_DEGREE

    def position(self, point: Point) -> Position:
        """Longitude and latitude, EPSG:4326, of metres east and north of the origin."""
        longitude, latitude = self.origin
        return longitude + point[0] / self._east, latitude + point[1] / METRES_PER_DEGREE

    @property
    def _east(self) -> float:
        return METRES_PER_DEGREE * math.cos(math.radians(self.origin[1]))


def distance(one: Point, other: Point) -> float:
    """
    Metres between two points of one plane.

    >>> distance((0, 0), (3, 4))
    5.0
    """
    return math.hypot(one[0] - other[0], one[1] - other[1])


def nearest_on_lines(lines: Iterable[Sequence[Point]], *, to: Point) -> Point:
    """
    Find the point of some lines that lies nearest to a given one.

    Parameters
    ----------
    lines
        One line or more, each of two points or more, metres.
    to
        The point to be near, metres in the same plane.

    Returns
    -------
    A point on one of the lines, not only at their corners; the first of them where several are equally near.

    Raises
    ------
    ValueError
        If there is no line with two points.

    Examples
    --------
    >>> nearest_on_lines([[(-10, 3), (10, 3)]], to=(2, 0))
    (2.0, 3.0)
    """
    feet = (_foot(a, b, to=to) for line in lines for a, b in pairwise(line))
    return min(feet, key=lambda foot: distance(foot, to))


def contains(ring: Sequence[Point], point: Point) -> bool:
    """
    Tell whether a closed ring holds a point; one that lies on the ring itself may fall on either side.

    >>> contains([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], (1, 1))
    True
    """
    x, y = point
    crossings = (x < _crossing(a, b, y=y) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y))
    return sum(crossings) % 2 == 1


def interior_point(ring: Sequence[Point]) -> Point:
    """
    Find a point well inside a ring, also where its middle lies outside, as in a horseshoe.

    Parameters
    ----------
    ring
        A closed ring, first point repeated as last, metres.

    Returns
    -------
    The middle of the longest stretch inside the ring, at half its height.

    Raises
    ------
    ValueError
        If the ring has no height.

    Examples
    --------
    >>> interior_point([(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)])
    (2.0, 1.0)
    """
    heights = [north for _, north in ring]
    y = (min(heights) + max(heights)) / 2
    crossings = sorted(_crossing(a, b, y=y) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y))
    west, east = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda stretch: stretch[1] - stretch[0])
    return (west + east) / 2, y


def _foot(a: Point, b: Point, *, to: Point) -> Point:
    along = (b[0] - a[0], b[1] - a[1])
    square = along[0] ** 2 + along[1] ** 2
    share = ((to[0] - a[0]) * along[0] + (to[1] - a[1]) * along[1]) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return a[0] + share * along[0], a[1] + share * along[1]


def _crossing(a: Point, b: Point, *, y: float) -> float:
    return a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
