"""Square metric cells, the same for every area: for statistics, and to tell a place more coarsely than a point does."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geodata.crs import SWEREF99_1800
from geodata.errors import InvalidFrameError, InvalidMeasureError
from geodata.measurable import point_coordinates, require_surfaces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts: TypeAlias = NDArray[np.int64]


def square_grid(areas: GeoDataFrame, *, cell_m: int) -> GeoDataFrame:
    """
    Lay square cells over areas.

    The corners of the cells are multiples of `cell_m` in EPSG:3011, wherever the areas lie: two areas that are cut one
    by one share the cells they have in common, code and all, and so do two years of one area.

    Parameters
    ----------
    areas
        Polygons or multi-polygons, shape (k,), EPSG:3011. They may overlap: ground in two of them counts once. May be
        none.
    cell_m
        Side of a cell, whole metres above 0.

    Returns
    -------
    Whole squares, EPSG:3011, indexed by `cell` (code as in `cell_of`), from south to north and in each row from west to
    east, with the column `share`: area of the cell within the areas by area of the cell, above 0 and at most 1. Cells
    that touch the areas in nothing but an edge are left out.

    Raises
    ------
    CRSMismatchError
        If the areas are not in EPSG:3011.
    InvalidFrameError
        If an area has no surface, or two areas have one label.
    InvalidMeasureError
        If `cell_m` is no whole number above 0.

    Examples
    --------
    >>> from shapely import box
    >>> square = GeoDataFrame(index=["square"], geometry=[box(110, 200, 150, 250)], crs="EPSG:3011")
    >>> square_grid(square, cell_m=50)["share"].to_dict()
    {'CRS3011RES50mN200E100': 0.8}
    """
    require_surfaces(areas)
    _require_cell(cell_m)
    ground = areas.geometry.union_all()
    east, north = _around(ground, cell_m=cell_m)
    squares = shapely.box(east, north, east + cell_m, north + cell_m)
    shapely.prepare(ground)
    # only the cells on the edge are cut: cutting is what costs
    share = np.where(shapely.contains_properly(ground, squares), 1.0, 0.0)
    edge = (share == 0) & shapely.intersects(ground, squares)
    # a cell that shares an edge with the ground comes out a rounding above 1
    share[edge] = np.minimum(shapely.area(shapely.intersection(squares[edge], ground)) / cell_m**2, 1)
    held = share > 0
    index = pd.Index(_codes(east[held], north[held], cell_m=cell_m), name="cell", dtype="str")
    return GeoDataFrame({"share": share[held]}, index=index, geometry=squares[held], crs=SWEREF99_1800)


def cell_of(points: GeoDataFrame, *, cell_m: int) -> pd.Series[str]:
    """
    Tell in which cell each point lies.

    A cell holds its southern and western edges and the corner between them, so that every point lies in one cell only:
    its corner is (floor(E / cell_m) * cell_m, floor(N / cell_m) * cell_m). The code names the reference system, the
    side and that corner, "CRS3011RES50mN6580100E154100"; it is the same in every year and for every area.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011. May be empty; rows may be without a point.
    cell_m
        Side of a cell, whole metres above 0.

    Returns
    -------
    Codes of cells, shape (n,), same index as `points`; None for a row without a point.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point.
    InvalidMeasureError
        If `cell_m` is no whole number above 0.

    References
    ----------
    The pattern of the codes is that of the European statistical grid: Commission Implementing Regulation (EU)
    2018/1799, article 3(2).

    Examples
    --------
    >>> from shapely import Point
    >>> svampen = GeoDataFrame(geometry=[Point(154138.853, 6580115.342)], crs="EPSG:3011")
    >>> cell_of(svampen, cell_m=50).tolist()
    ['CRS3011RES50mN6580100E154100']
    """
    east, north = point_coordinates(points)
    _require_cell(cell_m)
    placed = np.isfinite(east)
    corners = np.stack([east[placed], north[placed]], axis=1) // cell_m
    # a code is written once per cell, not once per point
    cells, rows = np.unique(corners.astype(np.int64), axis=0, return_inverse=True)
    codes = np.array(_codes(cells[:, 0] * cell_m, cells[:, 1] * cell_m, cell_m=cell_m), dtype=object)
    found = np.full(len(points), None, dtype=object)
    found[placed] = codes[rows.ravel()]
    return pd.Series(found, index=points.index, name="cell", dtype="object")


def cell_side_m(cells: GeoDataFrame) -> int:
    """
    Tell the side of the cells of a grid.

    Parameters
    ----------
    cells
        Cells as `square_grid` gives them, one or more, EPSG:3011.

    Returns
    -------
    Whole metres.

    Raises
    ------
    CRSMismatchError
        If the cells are not in EPSG:3011.
    InvalidFrameError
        If a row is not a cell of one grid, under its own code.
    """
    require_surfaces(cells)
    west, south, east, _ = shapely.bounds(cells.geometry.to_numpy()).T
    side = max(1, round(float(east[0] - west[0]))) if len(cells) else 1
    codes = _codes(np.round(west).astype(np.int64), np.round(south).astype(np.int64), cell_m=side)
    if not len(cells) or list(cells.index) != codes:
        raise InvalidFrameError("the cells are not those of one square grid; take them from square_grid()")
    return side


def _around(ground: shapely.Geometry, *, cell_m: int) -> tuple[Counts, Counts]:
    """South-west corners of all cells in the rectangle around a shape, from south to north; none around nothing."""
    if ground.is_empty:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    west, south, east, north = ground.bounds
    columns = np.arange(west // cell_m, east // cell_m + 1, dtype=np.int64) * cell_m
    rows = np.arange(south // cell_m, north // cell_m + 1, dtype=np.int64) * cell_m
    return np.tile(columns, len(rows)), np.repeat(rows, len(columns))


def _codes(east: Counts, north: Counts, *, cell_m: int) -> list[str]:
    system = SWEREF99_1800.removeprefix("EPSG:")
    return [f"CRS{system}RES{cell_m}mN{n}E{e}" for e, n in zip(east.tolist(), north.tolist(), strict=True)]


def _require_cell(cell_m: int) -> None:
    if not (isinstance(cell_m, Integral) and cell_m > 0):
        raise InvalidMeasureError(f"cell_m is {cell_m}; give whole metres above 0, so that codes of cells are the same")
