"""Write a frame as GeoJSON (RFC 7946): WGS 84, longitude first, outer rings counter-clockwise."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from geodata.crs import WGS84
from geodata.errors import InvalidFrameError
from geodata.outgoing import in_system, in_utc, utc_text

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_DECIMALS = 9
_TAKEN = frozenset({"type", "features", "bbox", "crs", "coordinates", "geometries", "geometry", "properties"})


def geojson_bytes(frame: GeoDataFrame, *, members: Mapping[str, Any] | None = None) -> bytes:
    """
    Write a frame as a FeatureCollection.

    Parameters
    ----------
    frame
        Any geometries, in any named reference system. May be empty, and rows may lack a geometry. An index with a name
        becomes both `id` and a property.
    members
        Foreign members of the collection (section 6.1), such as where the rows come from.

    Returns
    -------
    UTF-8. Coordinates are degrees, longitude first, without height: of a frame in EPSG:4326 exactly as they are, of
    others with 9 decimals (0.1 mm). There is no `crs`; a missing or empty geometry is null, as are missing values and
    numbers that are not finite. Times are text in UTC, days text. Rings follow the right-hand rule.

    Raises
    ------
    CRSMismatchError
        If the frame names no reference system.
    InvalidFrameError
        If a time column has no time zone, or a foreign member has a name that RFC 7946 keeps for itself.

    References
    ----------
    Butler, H., et al. (2016). The GeoJSON Format. RFC 7946, sections 3.1.6, 3.2, 4, 6.1 and 7.1.
    """
    import pandas as pd

    told = dict(members or {})
    if taken := sorted(told.keys() & _TAKEN):
        raise InvalidFrameError(f"GeoJSON keeps the name {', '.join(taken)} for itself; call the member something else")
    as_captured = frame.crs == WGS84
    geometries = _geometries(in_system(frame, WGS84, name="geojson"), decimals=None if as_captured else _DECIMALS)
    table = in_utc(frame, name="geojson")
    table = pd.DataFrame(table.drop(columns=frame.active_geometry_name))
    ids = None if frame.index.name is None else [_plain(label) for label in frame.index]
    table = table if ids is None else table.reset_index()
    names = [str(name) for name in table.columns]
    columns = [[_plain(value) for value in table[name]] for name in table.columns]
    features = []
    for row, (geometry, *values) in enumerate(zip(geometries, *columns, strict=True)):
        feature = {"type": "Feature", "geometry": geometry, "properties": dict(zip(names, values, strict=True))}
        features.append(feature if ids is None else {"id": ids[row], **feature})
    collection = {"type": "FeatureCollection", **told, "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _geometries(frame: GeoDataFrame, *, decimals: int | None) -> list[dict[str, Any] | None]:
    import shapely

    shapes = shapely.orient_polygons(shapely.force_2d(frame.geometry.to_numpy()), exterior_cw=False)
    return [
        None if shape is None or shape.is_empty else _rounded(shapely.geometry.mapping(shape), decimals)
        for shape in shapes
    ]


def _rounded(geometry: Mapping[str, Any], decimals: int | None) -> dict[str, Any]:
    if geometry["type"] == "GeometryCollection":
        return {"type": geometry["type"], "geometries": [_rounded(part, decimals) for part in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": _positions(geometry["coordinates"], decimals)}


def _positions(coordinates: Any, decimals: int | None) -> Any:
    if isinstance(coordinates, float):
        return coordinates if decimals is None else round(coordinates, decimals)
    return [_positions(part, decimals) for part in coordinates]


def _plain(value: Any) -> Any:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    # numpy's own numbers know how to become Python's
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain
