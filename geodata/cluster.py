"""Group points that lie closer together than a walker would tell apart: spots that come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geodata.crs import SWEREF99_1800
from geodata.errors import InvalidFrameError, InvalidMeasureError
from geodata.measurable import point_coordinates, require_metres

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows: TypeAlias = NDArray[np.intp]


def spots(points: GeoDataFrame, *, within_m: float, min_points: int = 2) -> pd.Series[Any]:
    """
    Find the spots where points gather.

    Two points at most `within_m` apart are of one spot, and so is whatever a chain of such pairs joins: the connected
    components of the graph of near pairs (single linkage, cut at `within_m`). Its known weakness is that chain: lamps
    of one street, each 14 m from the next, are one spot at 15 m, however long the street. `spot_measures` gives the
    greatest distance in each spot, so that a report can tell such a chain from a spot.

    Parameters
    ----------
    points
        Points, shape (n,), EPSG:3011, each with a label of its own; labels must compare with each other. May be empty;
        rows may be without a point.
    within_m
        Metres above 0. A pair at just this distance is of one spot.
    min_points
        How many points make a spot, 1 or more; at 1 a lone point is a spot of its own.

    Returns
    -------
    The spot of each point, shape (n,), same index as `points`: the smallest label among its members, whatever the order
    of the rows; None for a row without a point and for a point of a gathering smaller than `min_points`. A label stays
    as long as that member does, so a spot keeps its own while later points, with greater labels, join it.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point, or two rows have one label.
    InvalidMeasureError
        If `within_m` is not above 0, or `min_points` not 1 or more.

    References
    ----------
    P. H. A. Sneath, "The application of computers to taxonomy", Journal of General Microbiology 17 (1957), 201-226.

    Examples
    --------
    >>> from shapely import Point
    >>> found = GeoDataFrame(geometry=[Point(0, 0), Point(400, 0), Point(9, 0), Point(18, 0)], crs="EPSG:3011")
    >>> spots(found, within_m=10).tolist()
    [0, None, 0, 0]
    """
    east, north = point_coordinates(points)
    require_metres(within_m, name="within_m")
    if min_points < 1:
        raise InvalidMeasureError(f"min_points is {min_points}; a spot has 1 point or more")
    if not points.index.is_unique:
        raise InvalidFrameError("two points have one label, and a spot is named by a label; give each row its own")
    # ranked by label, so that the smallest rank of a spot is its smallest label
    ranked = np.asarray(points.index.argsort())
    ranked = ranked[np.isfinite(east[ranked])]
    # many findings share the very point of a stop or a landmark: without this their pairs would fill the memory
    spots_of_ground, same = np.unique(np.stack([east, north], axis=1)[ranked], axis=0, return_inverse=True)
    same = same.ravel()
    first = np.full(len(spots_of_ground), len(ranked))
    np.minimum.at(first, same, np.arange(len(ranked)))
    tree = shapely.STRtree(shapely.points(spots_of_ground))
    one, other = tree.query(tree.geometries, predicate="dwithin", distance=within_m)
    apart = one < other
    root = _components(first[one[apart]], first[other[apart]], size=len(ranked))[first[same]]
    large = np.bincount(root, minlength=len(ranked))[root] >= min_points
    found = np.full(len(points), None, dtype=object)
    found[ranked[large]] = points.index.to_numpy(dtype=object)[ranked[root[large]]]
    return pd.Series(found, index=points.index, name="spot", dtype="object")


def spot_measures(points: GeoDataFrame, *, labels: pd.Series[Any]) -> GeoDataFrame:
    """
    Measure the spots that `spots` found.

    Parameters
    ----------
    points
        The points that were grouped, shape (n,), EPSG:3011.
    labels
        The spot of each, shape (n,), with the same index; None for a point of no spot.

    Returns
    -------
    One row per spot, indexed by `spot` in the order of the labels: `members` (number of points), `spread_m` (greatest
    distance between two members, metres; 0.0 for a lone point) and the middle of the members as geometry, the mean of
    their coordinates in EPSG:3011. A `spread_m` of several times the `within_m` that was asked for tells a chain.

    Raises
    ------
    CRSMismatchError
        If the points are not in EPSG:3011.
    InvalidFrameError
        If a row holds something else than a point, or if the labels belong to other rows than `points` has.

    Examples
    --------
    >>> from shapely import Point
    >>> found = GeoDataFrame(geometry=[Point(0, 0), Point(400, 0), Point(9, 0), Point(18, 0)], crs="EPSG:3011")
    >>> spot_measures(found, labels=spots(found, within_m=10))
          members  spread_m   geometry
    spot
    0           3      18.0  POINT (9 0)
    """
    east, north = point_coordinates(points)
    if not labels.index.equals(points.index):
        raise InvalidFrameError("the spots are labelled for other rows; take the labels that spots() gave for these")
    grouped = pd.DataFrame({"east": east, "north": north}, index=labels.index).groupby(labels, sort=True)
    middles = grouped.mean()
    measures = {
        "members": grouped.size().astype("int64"),
        "spread_m": pd.Series(
            [_spread_m(members.to_numpy()) for _, members in grouped], index=middles.index, dtype="float64"
        ),
    }
    middle = shapely.points(middles.to_numpy())
    return GeoDataFrame(measures, index=middles.index.rename("spot"), geometry=middle, crs=SWEREF99_1800)


def _components(one: Rows, other: Rows, *, size: int) -> Rows:
    """Give each of `size` things the smallest of those that pairs join it with: union-find on whole arrays."""
    root = np.arange(size)
    while True:
        low = np.minimum(root[one], root[other])
        lower = root.copy()
        np.minimum.at(lower, root[one], low)
        np.minimum.at(lower, root[other], low)
        # each root now hangs on a smaller one: jump until all hang on the last
        while not np.array_equal(jumped := lower[lower], lower):
            lower = jumped
        if np.array_equal(lower, root):
            return root
        root = lower


def _spread_m(members: NDArray[np.float64]) -> float:
    # the two that are farthest apart are corners of the hull: few, however many members there are
    corners = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(members)))
    across = corners[:, np.newaxis] - corners[np.newaxis]
    return float(np.hypot(across[..., 0], across[..., 1]).max())
