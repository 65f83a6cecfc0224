"""Whether some bytes are a basemap: every fault at once, each with its feature."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from geodata.crs import GeoJSON
from geodata.errors import InvalidBasemapError

KINDS = (
    "park",
    "water",
    "square",
    "block",
    "building",
    "street",
    "path",
    "steps",
    "stop",
    "station",
    "entrance",
    "landmark",
    "bench",
    "lamp",
    "house_number",
)
"""What a basemap can hold, in the order of drawing; a block is the ground between streets and never has a name."""

CLASSES = ("main", "street", "path", "steps")
"""What a line is drawn as."""

# how deep the coordinates of a geometry nest above a single position, and how many positions its lines have at least
_NESTING = {
    "Point": (0, 1),
    "MultiPoint": (1, 1),
    "LineString": (1, 2),
    "MultiLineString": (2, 2),
    "Polygon": (2, 4),
    "MultiPolygon": (3, 4),
}

_TOLD = 10


def require_basemap(content: bytes) -> GeoJSON:
    """
    Refuse bytes that are no basemap.

    Parameters
    ----------
    content
        A file as `geodata.basemap.basemap_bytes` writes it.

    Returns
    -------
    The FeatureCollection that it holds.

    Raises
    ------
    InvalidBasemapError
        If it is no such collection; the message names its faults, at most ten, each with its feature.
    """
    try:
        collection = json.loads(content)
    except ValueError as error:
        raise InvalidBasemapError(
            f"the basemap is no JSON ({error}); build it again from its source, or take the one that is shipped"
        ) from error
    faults = list(_faults(collection))
    if faults:
        more = f"; and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
        raise InvalidBasemapError(
            f"the basemap has faults: {'; '.join(faults[:_TOLD])}{more}; build it again from its source"
        )
    checked: GeoJSON = collection
    return checked


def _faults(collection: Any) -> Iterator[str]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        yield "it is no FeatureCollection"
        return
    for member in ("attribution", "source"):
        if not isinstance(collection.get(member), str):
            yield f"{member} is no text"
    if not isinstance(collection.get("schematic"), bool):
        yield "schematic is neither true nor false"
    if not isinstance(collection.get("licence"), str | None):
        yield "licence is no text"
    if not _is_day(collection.get("taken_on")):
        yield "taken_on is no day such as 2020-12-31"
    features = collection.get("features")
    if not isinstance(features, list):
        yield "features is no list"
        return
    for number, feature in enumerate(features):
        for fault in _feature_faults(feature):
            yield f"feature {number}: {fault}"


def _feature_faults(feature: Any) -> Iterator[str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        yield "it has no properties or no geometry"
        return
    if properties.get("kind") not in KINDS:
        yield f"kind {properties.get('kind')!r} is none of {', '.join(KINDS)}"
    if "name" not in properties or not isinstance(properties["name"], str | None):
        yield "name is neither text nor null"
    if properties.get("class") not in (None, *CLASSES):
        yield f"class {properties['class']!r} is none of {', '.join(CLASSES)}"
    if not isinstance(properties.get("lit"), bool | None):
        yield "lit is neither true nor false"
    if not isinstance(properties.get("house_number"), str | None):
        yield "house_number is no text"
    nesting, least = _NESTING.get(str(geometry.get("type")), (None, 0))
    if nesting is None:
        yield f"geometry {geometry.get('type')!r} is none that is drawn"
    elif not _is_drawn(geometry.get("coordinates"), nesting=nesting, least=least):
        yield f"the coordinates are those of no {geometry['type']} in degrees"


def _is_drawn(coordinates: Any, *, nesting: int, least: int) -> bool:
    if nesting == 0:
        return _is_position(coordinates)
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if nesting == 1 and len(coordinates) < least:
        return False
    return all(_is_drawn(part, nesting=nesting - 1, least=least) for part in coordinates)


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, Sequence)
        and len(position) == 2
        and all(isinstance(number, (int, float)) and math.isfinite(number) for number in position)
        and abs(position[0]) <= 180
        and abs(position[1]) <= 90
    )


def _is_day(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
