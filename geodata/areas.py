"""The areas that walks cover: the built-in five, how large they are and how far a point lies from them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from geodata.crs import SWEREF99_1800, GeoJSON, metric_shape, require_position, to_metric
from geodata.errors import UnknownAreaError
from geodata.plane import Position

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

AreaKind: TypeAlias = Literal["collaboration", "walk_area"]

DATASETS = Path(__file__).parent / "datasets"

EDGE_M = 0.01
"""
Metres within which a point counts as on an edge. An edge that is straight in degrees bows from the same edge in metres,
by 1.5 mm over the 210 m that Stureplan and Östermalmstorg share: else a point on it would fall in one of them only.
"""


@dataclass(frozen=True, slots=True)
class Area:
    """
    A piece of ground with a name.

    `centre` is longitude and latitude, `boundary` a GeoJSON geometry, both EPSG:4326. `valid_to` is the last day, None
    while the area stands. `schematic` says that its map is mostly drawn by estimate.
    """

    code: str
    name: str
    kind: AreaKind
    valid_from: date
    valid_to: date | None
    centre: Position
    boundary: GeoJSON = field(hash=False, repr=False)
    schematic: bool


def builtin_areas() -> tuple[Area, ...]:
    """
    Read the five areas that the product ships, in their fixed order.

    Returns
    -------
    Stureplan, Östermalmstorg, Gyllenstiernsgatan, Tessinparken, Universitetet–Lappis.

    Examples
    --------
    >>> [area.code for area in builtin_areas()]
    ['stureplan', 'ostermalmstorg', 'gyllenstiernsgatan', 'tessinparken', 'universitetet-lappis']
    """
    return tuple(_area(feature) for feature in json.loads(_areas_text())["features"])


def builtin_area(code: str) -> Area:
    """
    Find one of the five by its code.

    Raises
    ------
    UnknownAreaError
        If none has this code.
    """
    areas = {area.code: area for area in builtin_areas()}
    if code not in areas:
        raise UnknownAreaError(f"no built-in area has the code {code!r}; take one of {', '.join(areas)}")
    return areas[code]


def area_ha(area: Area) -> float:
    """
    Measure an area.

    Returns
    -------
    Hectares (10,000 m²), measured in EPSG:3011.

    Examples
    --------
    >>> print(f"{area_ha(builtin_area('stureplan')):.2f}")
    7.66
    """
    return float(_metric_boundary(area).area) / 10_000


def distance_m(area: Area, *, longitude: float, latitude: float) -> float:
    """
    Measure how far a point lies from an area.

    Parameters
    ----------
    area
        The area.
    longitude, latitude
        Degrees, EPSG:4326.

    Returns
    -------
    Metres to the nearest point of the boundary, measured in EPSG:3011; 0.0 inside the area and on its edge.

    Raises
    ------
    InvalidPositionError
        If the numbers are no point on earth.
    """
    import shapely

    require_position(longitude, latitude)
    metres = float(shapely.distance(_metric_boundary(area), shapely.Point(to_metric(longitude, latitude))))
    return metres if metres > EDGE_M else 0.0


def areas_frame(areas: Iterable[Area]) -> GeoDataFrame:
    """
    Put areas into a frame, ready to measure.

    Parameters
    ----------
    areas
        The areas; may be none.

    Returns
    -------
    Polygons, EPSG:3011, indexed by `code` in the order given, with the columns `name`, `kind`, `valid_from`, `valid_to`
    (dates, None while the area stands) and `schematic`.
    """
    import pandas as pd
    from geopandas import GeoDataFrame

    rows = tuple(areas)
    columns = {
        "name": pd.array([area.name for area in rows], dtype="str"),
        "kind": pd.array([area.kind for area in rows], dtype="str"),
        "valid_from": pd.array([area.valid_from for area in rows], dtype="object"),
        "valid_to": pd.array([area.valid_to for area in rows], dtype="object"),
        "schematic": pd.array([area.schematic for area in rows], dtype="bool"),
    }
    index = pd.Index([area.code for area in rows], name="code", dtype="str")
    boundaries = [_metric_boundary(area) for area in rows]
    return GeoDataFrame(columns, index=index, geometry=boundaries, crs=SWEREF99_1800)


@functools.cache
def _areas_text() -> str:
    return (DATASETS / "areas.geojson").read_text(encoding="utf-8")


def _area(feature: dict[str, Any]) -> Area:
    properties = feature["properties"]
    longitude, latitude = properties["centre"]
    valid_to = properties["valid_to"]
    return Area(
        code=properties["code"],
        name=properties["name"],
        kind=properties["kind"],
        valid_from=date.fromisoformat(properties["valid_from"]),
        valid_to=None if valid_to is None else date.fromisoformat(valid_to),
        centre=(longitude, latitude),
        boundary=feature["geometry"],
        schematic=properties["schematic"],
    )


@functools.lru_cache(maxsize=256)
def _metric_boundary(area: Area) -> BaseGeometry:
    return metric_shape(area.boundary)
