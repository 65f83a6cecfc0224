"""What every measure asks of the points, surfaces, lines and lengths it is given; all in metres of EPSG:3011."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from geodata.crs import SWEREF99_1800, require_crs
from geodata.errors import InvalidFrameError, InvalidMeasureError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geodata.crs import FloatArray

_NAMED = 5


def point_coordinates(points: GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """
    Read where points lie.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty; rows may be without a point.

    Returns
    -------
    Eastings and northings in metres, each of shape (n,) in the order of the rows; NaN for a row without a point.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than one point.
    """
    import numpy as np
    import shapely

    require_crs(points, SWEREF99_1800)
    shapes = points.geometry.to_numpy()
    kinds = shapely.get_type_id(shapes)
    # a missing shape has type -1, a point type 0
    if (strange := kinds > 0).any():
        names = sorted({shape.geom_type for shape in shapes[strange]})
        raise InvalidFrameError(
            f"{_rows(points.index[strange])} hold {', '.join(names)}; give one point per row, such as its centroid"
        )
    # GEOS refuses to tell the coordinates of an empty point
    placed = (kinds == 0) & ~shapely.is_empty(shapes)
    east, north = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    east[placed], north[placed] = shapely.get_x(shapes[placed]), shapely.get_y(shapes[placed])
    return east, north


def require_surfaces(areas: GeoDataFrame) -> None:
    """
    Refuse areas that no point can lie in, or that cannot be told apart.

    Parameters
    ----------
    areas
        Polygons or multi-polygons, shape (k,), EPSG:3011. May be empty.

    Raises
    ------
    CRSMismatchError
        If the areas are not in EPSG:3011.
    InvalidFrameError
        If an area has no surface, or if two have one label.
    """
    require_crs(areas, SWEREF99_1800)
    if not areas.index.is_unique:
        twice = areas.index[areas.index.duplicated()]
        raise InvalidFrameError(f"{_rows(twice)} stand more than once among the areas; give each area its own label")
    # written so that a missing polygon, whose surface is NaN, is refused too
    if (flat := ~(areas.area.to_numpy() > 0)).any():
        raise InvalidFrameError(f"no surface in {_labels(areas.index[flat])}; give each area a polygon")


def require_line(line: BaseGeometry) -> None:
    """
    Refuse what is not one line with a length.

    Parameters
    ----------
    line
        A shape in metres of EPSG:3011. A bare shape names no reference system: the caller vouches for it.

    Raises
    ------
    InvalidMeasureError
        If it is no LineString, or has no length.
    """
    if line.geom_type != "LineString" or not line.length > 0:
        raise InvalidMeasureError(
            f"the route is a {line.geom_type} of {line.length:.0f} m; give one LineString of two different points or "
            "more, and join parts with shapely.line_merge()"
        )


def require_metres(metres: float, *, name: str) -> None:
    """
    Refuse a length that is not above zero, or not finite.

    Parameters
    ----------
    metres
        The length.
    name
        What the caller calls it, for the message.

    Raises
    ------
    InvalidMeasureError
        If it is zero, negative, infinite or NaN.

    Examples
    --------
    >>> require_metres(-5, name="within_m")
    Traceback (most recent call last):
    geodata.errors.InvalidMeasureError: within_m is -5; give metres above 0
    """
    if not (math.isfinite(metres) and metres > 0):
        raise InvalidMeasureError(f"{name} is {metres}; give metres above 0")


def _rows(labels: Iterable[Hashable]) -> str:
    return f"rows {_labels(labels)}"


def _labels(labels: Iterable[Hashable]) -> str:
    """Write labels in one line; a frame of 100,000 faulty rows is not told row by row."""
    texts = [str(label) for label in labels]
    rest = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + rest
