"""Tell which areas points belong to, and which one lies nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geodata.areas import EDGE_M
from geodata.measurable import point_coordinates, require_metres, require_surfaces

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame
    from shapely.geometry.base import BaseGeometry

    from geodata.crs import FloatArray


def area_of(points: GeoDataFrame, *, areas: GeoDataFrame) -> DataFrame:
    """
    Link points with the areas that hold them.

    A point belongs to an area if it lies inside or within 1 cm (`geodata.areas.EDGE_M`) of its edge: on an edge that
    two areas share it belongs to both, in a hole to none. The links are those of a spatial join by the predicate
    "dwithin" at that distance; for points farther than that from every edge they are also those of "intersects".

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty; a row without a point belongs nowhere.
    areas
        Polygons or multi-polygons, shape (k,), EPSG:3011, each with a label of its own. They may overlap, share edges
        and have holes. May be none.

    Returns
    -------
    One row per point and area that holds it, with the columns `point` (label in the index of `points`) and `area`
    (label in the index of `areas`), ordered as the points are and for one point as the areas are. It may be longer
    than `points`: counts per area can add up to more than there are points.

    Raises
    ------
    CRSMismatchError
        If the two frames do not both use EPSG:3011.
    InvalidFrameError
        If a row of `points` holds something else than a point, an area has no surface, or two areas have one label.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import Point, box
    >>> squares = GeoDataFrame(index=["west", "east"], geometry=[box(0, 0, 9, 9), box(9, 0, 18, 9)], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(12, 3), Point(9, 3), Point(9, 12)], crs="EPSG:3011")
    >>> print(area_of(found, areas=squares).to_string(index=False))
     point area
         0 east
         1 west
         1 east
    """
    import numpy as np
    import pandas as pd

    east, north = point_coordinates(points)
    require_surfaces(areas)
    shapes = points.geometry.to_numpy()
    held = [_rows_held(area, shapes=shapes, east=east, north=north) for area in areas.geometry]
    point_rows = np.concatenate([np.empty(0, dtype=np.intp), *held])
    area_rows = np.repeat(np.arange(len(areas)), [len(rows) for rows in held])
    # stable: the areas of one point keep their order
    order = np.argsort(point_rows, kind="stable")
    return pd.DataFrame(
        {"point": points.index.take(point_rows[order]), "area": areas.index.take(area_rows[order])},
    )


def nearest_area(points: GeoDataFrame, *, areas: GeoDataFrame, within_m: float) -> DataFrame:
    """
    Find the nearest area of each point.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty; rows may be without a point.
    areas
        Polygons or multi-polygons, shape (k,), EPSG:3011, each with a label of its own. May be none.
    within_m
        Metres above 0; an area farther off is not given. An area at just this distance is.

    Returns
    -------
    Shape (n,), same index as `points`, with the columns `area` (label of the area; None where none is that near or the
    row has no point) and `metres` (distance to it; 0.0 where the point belongs to it as in `area_of`; NaN where there
    is none). Of areas equally near, the first in the order of `areas`.

    Raises
    ------
    CRSMismatchError
        If the two frames do not both use EPSG:3011.
    InvalidFrameError
        If a row of `points` holds something else than a point, an area has no surface, or two areas have one label.
    InvalidMeasureError
        If `within_m` is not above 0.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import Point, box
    >>> square = GeoDataFrame(index=["square"], geometry=[box(0, 0, 9, 9)], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(9, 3), Point(13, 12), Point(99, 3)], crs="EPSG:3011")
    >>> nearest_area(found, areas=square, within_m=50)["metres"].tolist()
    [0.0, 5.0, nan]
    """
    import numpy as np
    import pandas as pd

    east, north = point_coordinates(points)
    require_surfaces(areas)
    require_metres(within_m, name="within_m")
    shapes = points.geometry.to_numpy()
    nearest = np.full(len(points), -1)
    metres = np.full(len(points), np.nan)
    for row, area in reversed(list(enumerate(areas.geometry))):
        held = _rows_held(area, shapes=shapes, east=east, north=north)
        nearest[held], metres[held] = row, 0.0
    outside = np.flatnonzero((nearest < 0) & np.isfinite(east))
    (asked, near), distances = areas.sindex.nearest(
        shapes[outside], return_all=True, max_distance=within_m, return_distance=True
    )
    # last first, so that of areas equally near the first is what stays
    order = np.argsort(-near, kind="stable")
    nearest[outside[asked[order]]] = near[order]
    metres[outside[asked[order]]] = distances[order]
    # the last one is for row -1: no area
    labels = np.full(len(areas) + 1, None, dtype=object)
    labels[:-1] = areas.index
    # a dtype left to pandas would turn None among texts into NaN
    found = {"area": pd.Series(labels[nearest], index=points.index, dtype="object"), "metres": metres}
    return pd.DataFrame(found, index=points.index)


def _rows_held(area: BaseGeometry, *, shapes: NDArray[Any], east: FloatArray, north: FloatArray) -> NDArray[np.intp]:
    """Rows of the points within EDGE_M of an area, in order: most by their coordinates alone, as GEOS objects few."""
    import numpy as np
    import shapely

    # a copy: a prepared shape fills its index at first use, which two threads must not do at once
    body = shapely.force_2d(area)
    # twice as wide as the rule, since an arc of a buffer is cut short by its chords; `dwithin` has the last word
    around = shapely.buffer(body, 2 * EDGE_M, quad_segs=2)
    shapely.prepare([body, around])
    west, south, easternmost, northernmost = around.bounds
    near = np.flatnonzero((east >= west) & (east <= easternmost) & (north >= south) & (north <= northernmost))
    inside = shapely.intersects_xy(body, east[near], north[near])
    beyond = near[~inside]
    doubtful = beyond[shapely.intersects_xy(around, east[beyond], north[beyond])]
    on_edge = doubtful[shapely.dwithin(body, shapes[doubtful], EDGE_M)]
    return np.sort(np.concatenate([near[inside], on_edge]))
