"""
Measure along a planned line: how far on it points lie, in which order it passes them, how much of it was looked at.

A route is one LineString in metres of EPSG:3011 (`geodata.crs.metric_shape`), walked from its first point to its last.
It may close upon itself, cross itself or come back the way it went. Metres count as they are walked, so that a street
taken twice counts twice; a point that lies equally near to several stretches belongs to the one that is walked first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import shapely

from geodata.measurable import point_coordinates, require_line, require_metres

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely import LineString

    from geodata.crs import FloatArray

    Rows: TypeAlias = NDArray[np.intp]

COVERED_WITHIN_M = 30.0
"""Metres from a ticked-off stop or a finding within which a stretch of route counts as covered."""

_SAME_M = 1e-6
"""Distances that differ by less are the same: GEOS and PROJ round in the ninth decimal of a metre."""


def length_m(route: LineString) -> float:
    """
    Measure a route.

    The sum of the straight stretches between its points, sqrt(dE² + dN²); heights are left out. In Stockholm the scale
    of EPSG:3011 makes it less than 1 in 100,000 too long.

    Parameters
    ----------
    route
        LineString in metres, EPSG:3011.

    Returns
    -------
    Metres, above 0.

    Raises
    ------
    InvalidMeasureError
        If the route is no LineString or has no length.

    Examples
    --------
    >>> from shapely import LineString
    >>> length_m(LineString([(0, 0), (30, 40), (30, 140)]))
    150.0
    """
    require_line(route)
    return float(route.length)


def chainage(points: GeoDataFrame, *, route: LineString) -> pd.DataFrame:
    """
    Tell how far along a route points lie, and how far from it.

    The chainage is the length of the route from its start to its spot nearest to the point.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty; rows may be without a point.
    route
        LineString in metres, EPSG:3011. Where several of its spots are equally near (at a crossing, on a street taken
        twice, at the end of a closed loop) the one that is walked first counts.

    Returns
    -------
    Shape (n,), same index as `points`, with the columns `chainage_m` (from 0 to the length of the route) and
    `distance_m` (straight to the route), both metres; NaN for a row without a point.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point.
    InvalidMeasureError
        If the route is no LineString or has no length.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import LineString, Point
    >>> found = GeoDataFrame(geometry=[Point(30, 4), Point(105, 50)], crs="EPSG:3011")
    >>> chainage(found, route=LineString([(0, 0), (100, 0), (100, 100)]))
       chainage_m  distance_m
    0        30.0         4.0
    1       150.0         5.0
    """
    east, north = point_coordinates(points)
    require_line(route)
    stretches = _Stretches(route)
    shapes = points.geometry.to_numpy()
    found = {name: np.full(len(points), np.nan) for name in ("chainage_m", "distance_m")}
    asked, distance = stretches.nearest(shapes)
    found["distance_m"][asked] = distance
    rows, on = stretches.within(shapes[asked], metres=distance + _SAME_M)
    along, _ = stretches.feet(on, east=east[asked[rows]], north=north[asked[rows]])
    # farthest first, so that the first passing is what stays
    order = np.argsort(-along, kind="stable")
    found["chainage_m"][asked[rows[order]]] = along[order]
    return pd.DataFrame(found, index=points.index)


def order_of_stops(stops: GeoDataFrame, *, route: LineString) -> pd.Index:
    """
    Put stops in the order in which a route passes them.

    Parameters
    ----------
    stops
        Points, shape (n,), EPSG:3011. May be empty.
    route
        LineString in metres, EPSG:3011. It passes a stop where its chainage says (`chainage`): the first time, where it
        comes by twice. The stop where a closed loop begins and ends stands first.

    Returns
    -------
    All labels in the index of `stops`, by chainage; stops passed at once keep their order among themselves, and those
    without a point stand last.

    Raises
    ------
    CRSMismatchError
        If the stops are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point.
    InvalidMeasureError
        If the route is no LineString or has no length.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import LineString, Point
    >>> stops = GeoDataFrame(index=["kiosk", "bus"], geometry=[Point(90, 5), Point(20, 0)], crs="EPSG:3011")
    >>> list(order_of_stops(stops, route=LineString([(0, 0), (100, 0)])))
    ['bus', 'kiosk']
    """
    along = chainage(stops, route=route)["chainage_m"].to_numpy()
    # NaN sorts last
    order = np.argsort(along, kind="stable")
    labels: pd.Index = stops.index[order]
    return labels


def coverage_m(route: LineString, *, points: GeoDataFrame, within_m: float = COVERED_WITHIN_M) -> float:
    """
    Measure how much of a route was looked at, as far as what was noted there tells.

    The length of those parts of the route that lie within `within_m` of at least one of the points: exact, by cutting
    each stretch with a circle around each point. It is made of what people chose to note, the stops they ticked off
    and the findings of that walk. Nobody's track is recorded, ever: a stretch that is not covered may well have been
    walked, and a covered one says nothing of who was there.

    Parameters
    ----------
    route
        LineString in metres, EPSG:3011.
    points
        The ticked-off stops and the findings of one walk: points, shape (n,), EPSG:3011. May be empty; rows without a
        point cover nothing.
    within_m
        Metres above 0.

    Returns
    -------
    Metres, from 0.0 to the length of the route. A street that the route takes twice is covered twice.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point.
    InvalidMeasureError
        If the route is no LineString or has no length, or `within_m` is not above 0.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import LineString, Point
    >>> noted = GeoDataFrame(geometry=[Point(100, 0), Point(120, 0), Point(500, 18)], crs="EPSG:3011")
    >>> coverage_m(LineString([(0, 0), (1000, 0)]), points=noted)
    128.0
    """
    east, north = point_coordinates(points)
    require_line(route)
    require_metres(within_m, name="within_m")
    stretches = _Stretches(route)
    rows, on = stretches.within(points.geometry.to_numpy(), metres=within_m)
    along, off = stretches.feet(on, east=east[rows], north=north[rows], clipped=False)
    reach = np.sqrt(np.maximum(within_m**2 - off**2, 0))
    starts = np.clip(along - reach, stretches.start[on], stretches.end[on])
    ends = np.clip(along + reach, stretches.start[on], stretches.end[on])
    order = np.argsort(starts)
    starts, ends = starts[order], ends[order]
    # what an earlier piece has covered is not covered again
    covered = np.maximum.accumulate(np.concatenate([[0.0], ends]))[:-1]
    return float(np.maximum(ends - np.maximum(starts, covered), 0).sum())


class _Stretches:
    """The straight stretches of a route, each with the chainage of its start and end."""

    def __init__(self, route: LineString) -> None:
        corners = shapely.get_coordinates(route)
        # a corner given twice makes a stretch without a direction
        corners = corners[np.r_[True, (np.diff(corners, axis=0) != 0).any(axis=1)]]
        self._from = corners[:-1]
        along = np.diff(corners, axis=0)
        lengths = np.hypot(along[:, 0], along[:, 1])
        self._direction = along / lengths[:, np.newaxis]
        self.end: FloatArray = np.cumsum(lengths)
        self.start: FloatArray = np.concatenate([[0.0], self.end[:-1]])
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)))

    def nearest(self, shapes: NDArray[np.object_]) -> tuple[Rows, FloatArray]:
        """Rows that have a point, and the metres from each to the route."""
        (rows, _), metres = self._tree.query_nearest(shapes, all_matches=False, return_distance=True)
        return rows, metres

    def within(self, shapes: NDArray[np.object_], *, metres: FloatArray | float) -> tuple[Rows, Rows]:
        """Pairs of a row and a stretch at most so many metres apart; one length for all or one for each row."""
        rows, on = self._tree.query(shapes, predicate="dwithin", distance=metres)
        return rows, on

    def feet(
        self, on: Rows, *, east: FloatArray, north: FloatArray, clipped: bool = True
    ) -> tuple[FloatArray, FloatArray]:
        """Chainage of the foot of each point on its stretch, or on the line it is part of, and metres to that line."""
        e, n = east - self._from[on, 0], north - self._from[on, 1]
        direction_e, direction_n = self._direction[on, 0], self._direction[on, 1]
        along = self.start[on] + e * direction_e + n * direction_n
        off = np.abs(n * direction_e - e * direction_n)
        return np.clip(along, self.start[on], self.end[on]) if clipped else along, off
