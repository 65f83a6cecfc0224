"""Lay findings out as a GeoDataFrame in metres, the form in which they are measured and given to GIS programs."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import SWEREF99_1800, to_metric
from geodata.errors import InvalidFrameError
from geodata.frame import ColumnKind, FrameSchema, check_frame
from walks.finding import Finding

COLUMNS: dict[str, ColumnKind] = {
    "number": "integer",
    "kind": "text",
    "category": "text",
    "severity": "integer",
    "text": "text",
    "light": "text",
    "observed_at": "time",
    "near": "text",
    "walk_id": "text",
    "place_code": "text",
    "demo": "boolean",
    "longitude": "number",
    "latitude": "number",
}
"""What a frame of findings holds beside its geometry, in order."""

SCHEMA = FrameSchema(columns=COLUMNS, geometry_types=frozenset({"Point"}), crs=SWEREF99_1800)

# Int64 and not int64: a severity may be missing, and a column must not change its type with the rows it happens to hold
_DTYPES: dict[ColumnKind, Any] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
    "time": "datetime64[us, UTC]",
}


def findings_frame(findings: Sequence[Finding]) -> gpd.GeoDataFrame:
    """
    Lay findings out as points in metres.

    Parameters
    ----------
    findings
        Findings in the order in which the rows are to stand. May be empty.

    Returns
    -------
    Points, shape (n,), EPSG:3011, indexed by `finding_id`; an empty point where a finding has none. The columns are
    those of `COLUMNS`: `observed_at` in UTC, `severity` 1-4 or missing, `text` and `near` missing where there is none,
    `longitude` and `latitude` in degrees (EPSG:4326) exactly as captured, or missing.

    Raises
    ------
    InvalidFrameError
        If two findings have the same id, or a column holds something else than it should.
    """
    index = pd.Index([item.finding_id for item in findings], dtype="str", name="finding_id")
    if twice := sorted(set(index[index.duplicated()])):
        raise InvalidFrameError(
            f"finding {', '.join(twice)} was given more than once; give each one once, or it counts twice"
        )
    columns = {
        name: pd.array([*map(attrgetter(name), findings)], dtype=_DTYPES[kind]) for name, kind in COLUMNS.items()
    }
    points = _points(columns["longitude"], columns["latitude"])
    return check_frame(gpd.GeoDataFrame(columns, index=index, geometry=points, crs=SWEREF99_1800), SCHEMA)


def _points(longitude: Any, latitude: Any) -> np.ndarray[Any, Any]:
    placed = ~(pd.isna(longitude) | pd.isna(latitude))
    points = np.full(len(placed), shapely.Point(), dtype=object)
    points[placed] = shapely.points(*to_metric(np.asarray(longitude)[placed], np.asarray(latitude)[placed]))
    return points
