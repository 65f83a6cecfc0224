"""How closely points lie, aligned with the areas, cells or routes that were asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.areas import EDGE_M
from geodata.crs import SWEREF99_1800, require_crs
from geodata.errors import InvalidFrameError
from geodata.grid import cell_of, cell_side_m
from geodata.locate import area_of, nearest_area
from geodata.measurable import point_coordinates, require_metres
from geodata.route import COVERED_WITHIN_M

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def points_per_hectare(points: GeoDataFrame, *, areas: GeoDataFrame) -> pd.Series[float]:
    """
    Count points per hectare of each area.

    The number of points that belong to the area (`geodata.locate.area_of`) divided by its surface in hectares.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty. Points outside every area and rows without a point are not counted.
    areas
        Polygons, shape (k,), EPSG:3011, indexed by place code. They may overlap or share edges: a point counts in each
        that holds it. A point on an edge (within 1 cm) belongs to the area.

    Returns
    -------
    Points per hectare (1/ha), shape (k,), same index as `areas`; 0.0 where there is none.

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
    >>> square = GeoDataFrame(index=["square"], geometry=[box(0, 0, 100, 200)], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(50, 50), Point(0, 200), Point(103, 50)], crs="EPSG:3011")
    >>> points_per_hectare(found, areas=square).to_dict()
    {'square': 1.0}
    """
    held = area_of(points, areas=areas)["area"]
    counts = np.bincount(areas.index.get_indexer(held), minlength=len(areas))
    hectares = areas.area.to_numpy() / 10_000
    return pd.Series(counts / hectares, index=areas.index, name="points_per_hectare", dtype="float64")


def points_per_cell(points: GeoDataFrame, *, cells: GeoDataFrame) -> pd.Series[int]:
    """
    Count points in each cell of a grid.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty. Points outside every cell and rows without a point are not counted.
    cells
        Cells as `geodata.grid.square_grid` gives them, shape (k,), EPSG:3011. May be none.

    Returns
    -------
    Number of points in each whole cell, also in the part of it that lies beyond the area, shape (k,), same index as
    `cells`. A point counts in one cell only: that of `geodata.grid.cell_of`, or the first that it touches (within 1 cm)
    where that one is not among the cells, so that a point on the rim of the grid is not lost.

    Raises
    ------
    CRSMismatchError
        If the two frames do not both use EPSG:3011.
    InvalidFrameError
        If a row of `points` holds something else than a point, or a row of `cells` is not a cell of one grid.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import Point, box
    >>> from geodata.grid import square_grid
    >>> area = GeoDataFrame(index=["area"], geometry=[box(0, 0, 100, 50)], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(50, 20), Point(51, 20), Point(9, 9)], crs="EPSG:3011")
    >>> points_per_cell(found, cells=square_grid(area, cell_m=50)).tolist()
    [1, 2]
    """
    require_crs(points, SWEREF99_1800)
    require_crs(cells, SWEREF99_1800)
    counts = np.zeros(len(cells), dtype="int64")
    if len(cells):
        rows = cells.index.get_indexer(cell_of(points, cell_m=cell_side_m(cells)))
        touched = nearest_area(points[rows < 0], areas=cells, within_m=EDGE_M)["area"].dropna()
        found = np.concatenate([rows[rows >= 0], cells.index.get_indexer(touched)])
        counts = np.bincount(found, minlength=len(cells))
    return pd.Series(counts, index=cells.index, name="points_per_cell", dtype="int64")


def points_per_kilometre(
    points: GeoDataFrame, *, routes: GeoDataFrame, within_m: float = COVERED_WITHIN_M
) -> pd.Series[float]:
    """
    Count points per kilometre of each route.

    The number of points at most `within_m` from the route divided by its length in kilometres.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty. Points farther off and rows without a point are not counted.
    routes
        Lines, shape (k,), EPSG:3011; may be of several parts, and may cross: a point counts at each that it is near.
        May be none.
    within_m
        Metres above 0.

    Returns
    -------
    Points per kilometre (1/km), shape (k,), same index as `routes`; 0.0 where there is none. A point counts once per
    route, a street that the route takes twice counts twice in its length.

    Raises
    ------
    CRSMismatchError
        If the two frames do not both use EPSG:3011.
    InvalidFrameError
        If a row of `points` holds something else than a point, or a route is no line with a length.
    InvalidMeasureError
        If `within_m` is not above 0.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import LineString, Point
    >>> walk = GeoDataFrame(index=["walk"], geometry=[LineString([(0, 0), (500, 0)])], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(9, 9), Point(400, -30), Point(500, 31)], crs="EPSG:3011")
    >>> points_per_kilometre(found, routes=walk).to_dict()
    {'walk': 4.0}
    """
    point_coordinates(points)
    require_crs(routes, SWEREF99_1800)
    require_metres(within_m, name="within_m")
    kilometres = routes.length.to_numpy() / 1_000
    lines = routes.geom_type.isin(["LineString", "MultiLineString"]).to_numpy()
    if odd := [str(label) for label in routes.index[~(lines & (kilometres > 0))]]:
        raise InvalidFrameError(f"no line with a length in {', '.join(odd)}; give each route a line to count along")
    route_rows, _ = points.sindex.query(routes.geometry, predicate="dwithin", distance=within_m)
    counts = np.bincount(route_rows, minlength=len(routes))
    return pd.Series(counts / kilometres, index=routes.index, name="points_per_kilometre", dtype="float64")
