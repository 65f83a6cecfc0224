"""The offline vector basemap of an area: where it is kept, what it holds and what in it has a name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.areas import DATASETS, Area, builtin_area
from geodata.crs import GeoJSON
from geodata.plane import Plane, Point, contains, distance, interior_point, nearest_on_lines

ATTRIBUTION = "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"

# of things with one name the first kind here stands for all: a square before its stops, a street before the stop on it
KINDS = ("square", "park", "water", "building", "station", "street", "stop", "landmark", "path")

_SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "–": " "})


@dataclass(frozen=True, slots=True)
class NamedFeature:
    """Something on the ground that people know by name, with one point (degrees, EPSG:4326) to find it by."""

    name: str
    kind: str
    longitude: float
    latitude: float


def basemap_path(code: str) -> Path:
    """
    Tell where the packaged basemap of an area is kept.

    Parameters
    ----------
    code
        Code of a built-in area.

    Returns
    -------
    Path of a GeoJSON file, EPSG:4326.

    Raises
    ------
    UnknownAreaError
        If no built-in area has this code.
    """
    return DATASETS / "basemap" / f"{builtin_area(code).code}.geojson"


def load_basemap(code: str) -> GeoJSON:
    """
    Read the packaged basemap of an area.

    Parameters
    ----------
    code
        Code of a built-in area.

    Returns
    -------
    A GeoJSON FeatureCollection, EPSG:4326. Each feature has `name` (its label, or None), `kind`, `class` (main, street
    or path; None for what is no line), `source` and `accuracy_m` (metres). The caller owns it.

    Raises
    ------
    UnknownAreaError
        If no built-in area has this code.
    """
    basemap: GeoJSON = json.loads(basemap_path(code).read_text(encoding="utf-8"))
    return basemap


def attribution(area: Area) -> str:
    """
    Word the line that every map of this area must show.

    Examples
    --------
    >>> attribution(builtin_area("tessinparken"))
    'Schematisk karta. © OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL'
    """
    return f"Schematisk karta. {ATTRIBUTION}" if area.schematic else ATTRIBUTION


def named_features(code: str, *, within_m: float = 300) -> tuple[NamedFeature, ...]:
    """
    List what people can name in and around an area, each name once.

    Parameters
    ----------
    code
        Code of a built-in area.
    within_m
        Metres from the area; what lies farther off is left out, since no finding of this place can lie there.

    Returns
    -------
    One entry per label, in Swedish alphabetical order. Where several features share a label, the first kind of `KINDS`
    stands for them, and of that kind the one nearest to the area's centre. A street or path is found at its point
    nearest to the centre, a surface at a point inside it.

    Raises
    ------
    UnknownAreaError
        If no built-in area has this code.
    """
    area = builtin_area(code)
    plane = Plane(area.centre)
    boundary = [plane.point(position) for position in area.boundary["coordinates"][0]]
    best: dict[str, tuple[int, float, NamedFeature]] = {}
    for feature in load_basemap(code)["features"]:
        name, kind = feature["properties"]["name"], feature["properties"]["kind"]
        point = _representative(feature["geometry"], plane=plane)
        if name is None or _distance_m(boundary, point) > within_m:
            continue
        longitude, latitude = plane.position(point)
        named = NamedFeature(name, kind, round(longitude, 6), round(latitude, 6))
        candidate = (KINDS.index(kind), distance(point, (0.0, 0.0)), named)
        if name not in best or candidate[:2] < best[name][:2]:
            best[name] = candidate
    return tuple(sorted((named for _, _, named in best.values()), key=_swedish_order))


def _representative(geometry: dict[str, Any], *, plane: Plane) -> Point:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return plane.point(coordinates)
        case "Polygon":
            return interior_point(_points(coordinates[0], plane=plane))
        case "LineString":
            lines = [coordinates]
        case _:
            lines = coordinates
    return nearest_on_lines([_points(line, plane=plane) for line in lines], to=(0.0, 0.0))


def _points(line: Sequence[Sequence[float]], *, plane: Plane) -> list[Point]:
    return [plane.point(position) for position in line]


def _distance_m(boundary: Sequence[Point], point: Point) -> float:
    return 0.0 if contains(boundary, point) else distance(point, nearest_on_lines([boundary], to=point))


def _swedish_order(feature: NamedFeature) -> str:
    return feature.name.casefold().translate(_SWEDISH)
