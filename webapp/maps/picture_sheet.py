"""Which part of the earth a picture shows, and where on it things lie: EPSG:3011 in, pixels out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from webapp.maps.lettering import Box
from webapp.maps.picture_ground import Feature
from webapp.maps.svg import Point

if TYPE_CHECKING:
    from geodata.basemap import Basemap

__all__ = ["Parts", "Sheet", "features_on", "metric", "parts_of", "sheet_around"]

Parts: TypeAlias = "list[list[Point]]"
"""Rings, lines or single points of one shape."""

# 178 mm, the width of an A4 sheet within its margins, so that a marker is as large on paper as it is drawn
_WIDTH_PX = 672.0
_LEAST_PX, _MOST_PX = 420.0, 560.0
_MARGIN_PX = 36.0
_LEAST_VIEW_M = 80.0

_SHAPES = {"Point": "point", "LineString": "line", "MultiLineString": "line", "Polygon": "area", "MultiPolygon": "area"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A flat map: metres of EPSG:3011 at its upper left corner, metres per pixel, size in pixels."""

    west: float
    north: float
    metres_per_px: float
    width: float
    height: float

    def point(self, metres: Point) -> Point:
        """Give the pixel of an easting and northing."""
        return (metres[0] - self.west) / self.metres_per_px, (self.north - metres[1]) / self.metres_per_px

    @property
    def frame(self) -> Box:
        """Give the map's edge as a box."""
        return Box(self.width / 2, self.height / 2, self.width, self.height)


def sheet_around(points: Sequence[Point]) -> Sheet:
    """Choose the scale and cut in which all points have room for a marker around them."""
    easts, norths = [east for east, _ in points], [north for _, north in points]
    wide = max(max(easts) - min(easts), _LEAST_VIEW_M)
    high = max(max(norths) - min(norths), _LEAST_VIEW_M)
    room = _WIDTH_PX - 2 * _MARGIN_PX
    height = min(max(high / wide * room + 2 * _MARGIN_PX, _LEAST_PX), _MOST_PX)
    metres_per_px = max(wide / room, high / (height - 2 * _MARGIN_PX))
    west = (min(easts) + max(easts)) / 2 - metres_per_px * _WIDTH_PX / 2
    north = (min(norths) + max(norths)) / 2 + metres_per_px * height / 2
    return Sheet(west, north, metres_per_px, _WIDTH_PX, round(height))


def features_on(sheet: Sheet, basemap: Basemap) -> list[Feature]:
    """Put the ground on the sheet, and leave out what lies beyond it."""
    found = []
    kept = [feature for feature in basemap.features if feature["geometry"]["type"] in _SHAPES]
    shapes = metric([parts_of(feature["geometry"]) for feature in kept])
    for feature, parts in zip(kept, shapes, strict=True):
        properties, geometry = feature["properties"], feature["geometry"]
        on_sheet = tuple(tuple(sheet.point(point) for point in part) for part in parts)
        xs, ys = [x for part in on_sheet for x, _ in part], [y for part in on_sheet for _, y in part]
        if max(xs) < 0 or min(xs) > sheet.width or max(ys) < 0 or min(ys) > sheet.height:
            continue
        rank = properties.get("class") or properties["kind"]
        shape = _SHAPES[geometry["type"]]
        kind = properties["kind"]
        name = properties.get("house_number") if kind == "house_number" else properties.get("name")
        found.append(Feature(kind, rank, name, shape, on_sheet, properties.get("lit")))
    return found


def parts_of(geometry: Mapping[str, Any]) -> list[Any]:
    """Give the rings, lines or points of a GeoJSON geometry, whatever its type, as lists of positions."""
    match geometry["type"]:
        case "Point":
            return [[geometry["coordinates"]]]
        case "LineString":
            return [geometry["coordinates"]]
        case "MultiPolygon":
            return [ring for polygon in geometry["coordinates"] for ring in polygon]
        case _:
            return list(geometry["coordinates"])


def metric(shapes: Iterable[Iterable[Sequence[Any]]]) -> list[Parts]:
    """Project shapes, each a list of parts, to EPSG:3011 in one call: PROJ is slow to start and quick to go on."""
    import numpy as np

    from geodata.crs import to_metric

    nested = [[list(part) for part in parts] for parts in shapes]
    flat = [position for parts in nested for part in parts for position in part]
    longitudes, latitudes = np.array([p[0] for p in flat], dtype=float), np.array([p[1] for p in flat], dtype=float)
    east, north = to_metric(longitudes, latitudes)
    projected: Iterator[Point] = zip(east.tolist(), north.tolist(), strict=True)
    return [[[next(projected) for _ in part] for part in parts] for parts in nested]
