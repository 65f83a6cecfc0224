"""
The map of a place: made with Folium when it is first asked for, kept by content, served from then on as a file.

Folium and what it brings are imported in the rendering function only. From the second start of a data folder the map
scripts are found by a key that is computed without it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.basemap import attribution
from webapp.files import write_whole

if TYPE_CHECKING:
    from geodata.areas import Area

__all__ = ["MAX_ZOOM", "MIN_ZOOM", "MapScript", "RefusedMapInputError", "map_script"]

MIN_ZOOM = 14
MAX_ZOOM = 20

# part of the key: raise it when `layers.py` or the configuration below changes what the script says
_SHELL_VERSION = 1

_FINDINGS = {"pick_within_px": 24, "numbers_from_zoom": 19}

# an address of our own that holds no character which means something to a template, a script or a shell
_BASEMAP_URL = re.compile(r"(?:/[a-z0-9][a-z0-9_-]*)+\.geojson", re.ASCII)
_KEPT_NAME = re.compile(r"[0-9a-f]{16}\.js", re.ASCII)

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class MapScript:
    """
    A map script as it is kept and served.

    Attributes
    ----------
    name
        Sixteen hexadecimal digits of the content's SHA-256 and `.js`: the last part of its address.
    path
        The file, UTF-8.
    """

    name: str
    path: Path


class RefusedMapInputError(ValueError):
    """Something was to enter a Folium map that is neither geometry nor an address of our own."""


def map_script(area: Area, *, basemap_url: str, cache: Path) -> MapScript:
    """
    Find or make the script that sets up the map of a place.

    The script holds the view, the boundary, the scale and our two layers with their fixed configuration. Of the area
    only the geometry and whether it is schematic are used: no name, no code, no text.

    Parameters
    ----------
    area
        The place; boundary a GeoJSON Polygon or MultiPolygon, EPSG:4326, longitude before latitude.
    basemap_url
        Where the browser fetches the place's basemap: a path on this server that ends with `.geojson`.
    cache
        The folder where scripts are kept; made if it is missing.

    Returns
    -------
    The kept script; the same name and bytes for the same input, in every process.

    Raises
    ------
    RefusedMapInputError
        If the address or the boundary is anything but what is described here.
    ImportError
        If the script is not kept yet and Folium is not installed.
    """
    if not _BASEMAP_URL.fullmatch(basemap_url):
        raise RefusedMapInputError(
            f"basemap_url {basemap_url!r} is no path on this server; give one such as /kartor/tessinparken-0a1b.geojson"
        )
    rings = _checked_rings(area.boundary)
    ground = {"attribution": attribution(area), "url": basemap_url}
    key = _key(rings, ground=ground)
    kept = cache / f"{key}.key"
    name = _read_name(kept)
    if name and (cache / name).is_file():
        return MapScript(name=name, path=cache / name)

    content = _render(rings, ground=ground).encode()
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.js"
    cache.mkdir(parents=True, exist_ok=True)
    # the script before the key: a key that names a missing script would only be made again, the reverse would be lost
    write_whole(cache / name, content)
    write_whole(kept, name.encode())
    return MapScript(name=name, path=cache / name)


def _key(rings: list[Any], *, ground: dict[str, str]) -> str:
    """Hash everything the script depends on, without importing what makes it."""
    made_of = {
        "branca": version("branca"),
        "findings": _FINDINGS,
        "folium": version("folium"),
        "ground": ground,
        "rings": rings,
        "shell": _SHELL_VERSION,
        "zoom": [MIN_ZOOM, MAX_ZOOM],
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:32]


def _render(rings: list[Any], *, ground: dict[str, str]) -> str:
    """Let Folium write the script; this is the only place where it is imported."""
    from webapp.maps import layers

    points = list(_points(rings))
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    bounds = [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]
    shell = layers.ShellMap(bounds=bounds, min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM)
    basemap, findings = layers.GroundLayer(ground), layers.FindingsLayer(_FINDINGS)
    basemap.add_to(shell)
    for polygon in rings:
        layers.Boundary(polygon).add_to(shell)
    findings.add_to(shell)
    layers.Mount(shell, basemap=basemap, findings=findings).add_to(shell)
    return shell.script()


def _checked_rings(boundary: Mapping[str, Any]) -> list[Any]:
    """Give the boundary's polygons as lists of [latitude, longitude]: every number checked, no other member kept."""
    kind, coordinates = boundary.get("type"), boundary.get("coordinates", ())
    if kind not in {"Polygon", "MultiPolygon"}:
        raise RefusedMapInputError(f"boundary is a {kind!r}; a place is a Polygon or a MultiPolygon")
    try:
        polygons = [coordinates] if kind == "Polygon" else coordinates
        checked = [[[_checked_point(point) for point in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError) as fault:
        raise RefusedMapInputError(f"boundary: {fault}; give rings of [longitude, latitude] in degrees") from None
    if not checked or not all(polygon and all(len(ring) >= 4 for ring in polygon) for polygon in checked):
        raise RefusedMapInputError("boundary: a ring needs at least four points and a polygon at least one ring")
    return checked


def _checked_point(point: Any) -> list[float]:
    longitude, latitude = point
    for value, limit in ((longitude, 180), (latitude, 90)):
        # float() would take a string, and a bool is an int to Python; NaN fails the comparison
        if type(value) not in {int, float} or not abs(value) <= limit:
            raise ValueError(f"{value!r} is not a coordinate")
    return [round(float(latitude), _DECIMALS), round(float(longitude), _DECIMALS)]


def _points(rings: Any) -> Iterator[list[float]]:
    if isinstance(rings[0], float):
        yield rings
    else:
        for part in rings:
            yield from _points(part)


def _read_name(kept: Path) -> str | None:
    """Give the script's name that is kept under a key, or None where nothing usable is kept."""
    try:
        name = kept.read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return name if _KEPT_NAME.fullmatch(name) else None
