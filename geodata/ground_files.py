"""Read what can be drawn out of GIS files: GeoPackage, GeoJSON and Shapefile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.ground_shapes import Tagged
from geodata.ground_tags import Shape, ground_of
from geodata.ground_words import tags_of_row
from geodata.layers import Bounds
from geodata.vector_files import read_layers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_SHAPES: Final[Mapping[str, Shape]] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "surface",
    "MultiPolygon": "surface",
}


@dataclass(frozen=True, slots=True)
class GroundFile:
    """
    What of a GIS file lies within some bounds.

    `things` hold only what can be drawn, in the order of the file; `not_understood` names the layers of which nothing
    can, since no word in them is known or their shapes fit none.
    """

    things: tuple[Tagged, ...]
    not_understood: tuple[str, ...]


def read_ground(path: Path, *, bounds: Bounds) -> GroundFile:
    """
    Read a GIS file as ground.

    Parameters
    ----------
    path
        .gpkg, .geojson, .json, .shp or .zip, in EPSG:4326, 3006 or 3011.
    bounds
        What to read: all that touches this box.

    Returns
    -------
    Its things with tags, EPSG:4326; none where nothing lies within the bounds.

    Raises
    ------
    InvalidFileError
        If the file cannot be read or its reference system is not one of the three.
    """
    things: list[Tagged] = []
    not_understood = []
    for layer in read_layers(path, mask=bounds):
        found = _things(layer.frame, layer=layer.name)
        things += found
        if not found and len(layer.frame):
            not_understood.append(layer.name)
    return GroundFile(tuple(things), tuple(not_understood))


def _things(frame: GeoDataFrame, *, layer: str) -> list[Tagged]:
    geometries = frame.geometry
    columns = {str(name): frame[name].tolist() for name in frame.columns if name != frame.active_geometry_name}
    found = []
    for row, geometry in enumerate(geometries):
        if geometry is None or geometry.is_empty or geometry.geom_type not in _SHAPES:
            continue
        texts = {name: text for name, values in columns.items() if (text := _text(values[row])) is not None}
        tags, shape = tags_of_row(texts, layer=layer), _SHAPES[geometry.geom_type]
        if tags is not None and ground_of(tags, shape=shape):
            found.append(Tagged(tags, shape, geometry))
    return found


def _text(value: Any) -> str | None:
    """Give a value as text, None where it is missing; 12.0 is a house's number 12."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Real):
        number = float(value)
        if not math.isfinite(number):
            return None
        return str(int(number)) if number.is_integer() else str(number)
    return (value.strip() or None) if isinstance(value, str) else None
