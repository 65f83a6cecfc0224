"""The offline vector basemap of a place: what it holds, how it is kept, and the five that the product ships."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.areas import DATASETS, Area, builtin_area
from geodata.basemap_check import require_basemap
from geodata.crs import GeoJSON
from geodata.plane import Plane, Point, contains, distance, interior_point, nearest_on_lines

_DECIMALS = 6
"""A sixth decimal of a degree is about 0.1 m: finer than any of the sources."""

_NAMED_FIRST = ("square", "park", "water", "building", "station", "street", "stop", "landmark", "path", "steps")
"""Of things with one name the first kind here stands for all: a square before its stops, a street before its stop."""

_SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "–": " "})


@dataclass(frozen=True, slots=True)
class Basemap:
    """
    The ground of a place.

    `features` are GeoJSON Features, EPSG:4326, longitude first, with the properties `kind` (one of
    `geodata.basemap_check.KINDS`), `class` (main, street, path or steps for lines, else None), `name` (the label, or
    None) and, where known, `source`, `accuracy_m` (metres), `lit` (whether a street, path or flight of steps has
    lamps) and `house_number`. They are shared: nobody changes them.

    `attribution` is plain text, the line that every picture of this map must show; "" where there is nothing to show.
    `source` says in words where the map comes from, `taken_on` of which day its facts are (None where they differ),
    `schematic` that most of what it draws as lines is estimated. `licence` is an SPDX identifier, or None.
    """

    features: tuple[GeoJSON, ...]
    attribution: str
    source: str
    taken_on: date | None
    schematic: bool
    licence: str | None = None


EMPTY_BASEMAP = Basemap(features=(), attribution="", source="", taken_on=None, schematic=False)
"""The basemap of a place that has none: its boundary alone is drawn."""


@dataclass(frozen=True, slots=True)
class NamedFeature:
    """Something on the ground that people know by name, with one point (degrees, EPSG:4326) to find it by."""

    name: str
    kind: str
    longitude: float
    latitude: float


def packaged_basemap(code: str) -> Basemap:
    """
    Read the basemap that the product ships for an area.

    Parameters
    ----------
    code
        Code of a built-in area.

    Returns
    -------
    The basemap, read anew at each call.

    Raises
    ------
    UnknownAreaError
        If no built-in area has this code.

    Examples
    --------
    >>> packaged_basemap("tessinparken").schematic
    True
    """
    return read_basemap((DATASETS / "basemap" / f"{builtin_area(code).code}.geojson").read_bytes())


def read_basemap(content: bytes) -> Basemap:
    """
    Read a basemap from the form in which it is kept and sent.

    Parameters
    ----------
    content
        What `basemap_bytes` wrote: a GeoJSON FeatureCollection, EPSG:4326, UTF-8.

    Returns
    -------
    The basemap. Members that are not known here are left out.

    Raises
    ------
    InvalidBasemapError
        If it is no such collection; all its faults are named, the first of each kind by its feature.
    """
    collection = require_basemap(content)
    taken_on = collection.get("taken_on")
    return Basemap(
        features=tuple(collection["features"]),
        attribution=collection["attribution"],
        source=collection["source"],
        taken_on=None if taken_on is None else date.fromisoformat(taken_on),
        schematic=collection["schematic"],
        licence=collection.get("licence"),
    )


def basemap_bytes(basemap: Basemap) -> bytes:
    """
    Write a basemap in the form in which it is kept and sent.

    Parameters
    ----------
    basemap
        The basemap.

    Returns
    -------
    A GeoJSON FeatureCollection (RFC 7946), EPSG:4326, UTF-8, six decimals, one feature a line; about the map itself
    in foreign members. Equal basemaps give equal bytes.
    """
    about = {
        "type": "FeatureCollection",
        **({} if basemap.licence is None else {"licence": basemap.licence}),
        "attribution": basemap.attribution,
        "source": basemap.source,
        "taken_on": None if basemap.taken_on is None else basemap.taken_on.isoformat(),
        "schematic": basemap.schematic,
    }
    lines = ",\n".join(_compact(_kept(feature)) for feature in basemap.features)
    return f'{_compact(about)[:-1]},"features":[\n{lines}\n]}}\n'.encode()


def named_features(basemap: Basemap, *, area: Area, within_m: float) -> tuple[NamedFeature, ...]:
    """
    List what people can name in and around an area, each name once.

    Parameters
    ----------
    basemap
        The ground of the area.
    area
        The area.
    within_m
        Metres from the area; what lies farther off is left out, since no finding of this place can lie there.

    Returns
    -------
    One entry per label, in Swedish alphabetical order. Where several features share a label, a square stands before a
    park, a building before the street it lies at, a street before its stop, and of one kind the one nearest to the
    area's centre. A street or path is found at its point nearest to the centre, a surface at a point inside it.
    """
    plane = Plane(area.centre)
    boundary = [plane.point(position) for position in area.boundary["coordinates"][0]]
    best: dict[str, tuple[int, float, NamedFeature]] = {}
    for feature in basemap.features:
        name, kind = feature["properties"]["name"], feature["properties"]["kind"]
        if name is None:
            continue
        point = _representative(feature["geometry"], plane=plane)
        if _distance_m(boundary, point) > within_m:
            continue
        longitude, latitude = plane.position(point)
        named = NamedFeature(name, kind, round(longitude, _DECIMALS), round(latitude, _DECIMALS))
        candidate = (_weight(kind), distance(point, (0.0, 0.0)), named)
        if name not in best or candidate[:2] < best[name][:2]:
            best[name] = candidate
    return tuple(sorted((named for _, _, named in best.values()), key=_swedish_order))


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _kept(feature: GeoJSON) -> GeoJSON:
    geometry = feature["geometry"]
    rounded = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    return {"type": "Feature", "properties": feature["properties"], "geometry": rounded}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, (int, float)):
        return round(float(coordinates), _DECIMALS)
    return [_rounded(part) for part in coordinates]


def _weight(kind: str) -> int:
    return _NAMED_FIRST.index(kind) if kind in _NAMED_FIRST else len(_NAMED_FIRST)


def _representative(geometry: dict[str, Any], *, plane: Plane) -> Point:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return plane.point(coordinates)
        case "MultiPoint":
            return plane.point(coordinates[0])
        case "Polygon":
            return interior_point(_points(coordinates[0], plane=plane))
        case "MultiPolygon":
            # the part with the most corners: the main piece, where a mere sliver was cut off with the rest
            return interior_point(_points(max((part[0] for part in coordinates), key=len), plane=plane))
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
