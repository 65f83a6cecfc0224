"""How closely findings lie, aligned with the areas that were asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.areas import EDGE_M
from geodata.crs import SWEREF99_1800, require_crs
from geodata.errors import InvalidFrameError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def findings_per_hectare(findings: GeoDataFrame, *, areas: GeoDataFrame) -> pd.Series[float]:
    """
    Count findings per hectare of each area.

    Parameters
    ----------
    findings
        Points, shape (n,), EPSG:3011. May be empty. Points outside every area and rows without a point are not counted.
    areas
        Polygons, shape (k,), EPSG:3011, indexed by place code. They may overlap or share edges: a finding counts in
        each that holds it. A point on an edge (within 1 cm) belongs to the area.

    Returns
    -------
    Findings per hectare (1/ha), shape (k,), same index as `areas`; 0.0 where nothing was found.

    Raises
    ------
    CRSMismatchError
        If the two frames do not both use EPSG:3011.
    InvalidFrameError
        If an area has no surface.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import Point, box
    >>> square = GeoDataFrame(index=["square"], geometry=[box(0, 0, 100, 200)], crs="EPSG:3011")
    >>> found = GeoDataFrame(geometry=[Point(50, 50), Point(0, 200), Point(103, 50)], crs="EPSG:3011")
    >>> findings_per_hectare(found, areas=square).to_dict()
    {'square': 1.0}
    """
    require_crs(findings, SWEREF99_1800)
    require_crs(areas, SWEREF99_1800)
    hectares = areas.area.to_numpy() / 10_000
    # written so that a missing polygon, whose surface is NaN, is refused too
    if flat := [str(code) for code in areas.index[~(hectares > 0)]]:
        raise InvalidFrameError(f"no surface in {', '.join(flat)}; give each area a polygon to count per hectare")
    area_rows, _ = findings.sindex.query(areas.geometry, predicate="dwithin", distance=EDGE_M)
    counts = np.bincount(area_rows, minlength=len(areas))
    return pd.Series(counts / hectares, index=areas.index, name="findings_per_hectare", dtype="float64")
