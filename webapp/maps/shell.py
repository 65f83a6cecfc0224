"""
The map of a place, or of where one is drawn: made with Folium when first asked for, then a file kept by content.

Folium and what it brings are imported in the rendering function only. From the second start of a data folder the map
scripts are found by a key that is computed without it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from webapp.files import write_whole

if TYPE_CHECKING:
    from geodata.areas import Area

__all__ = ["MAX_ZOOM", "MIN_ZOOM", "MapScript", "RefusedMapInputError", "editor_script", "map_script"]

MIN_ZOOM = 14
MAX_ZOOM = 20
DISTRICT_ZOOM = 11
"""Where a place is drawn one begins with a view of the whole district, also on a telephone."""

# part of the key: raise it when `layers.py` or the configuration below changes what the script says
_SHELL_VERSION = 2

_FINDINGS = {"pick_within_px": 24, "numbers_from_zoom": 19}

# an address of our own that holds no character which means something to a template, a script or a shell
_BASEMAP_URL = re.compile(r"(?:/[a-z0-9][a-z0-9_-]*)+\.geojson", re.ASCII)
_KEPT_NAME = re.compile(r"[0-9a-f]{16}\.js", re.ASCII)

_DECIMALS = 6

# pixels between the view's geometry and the edges: the editor has buttons over its map
_ROOM = (24, 24)
_EDITOR_ROOM = (24, 64)

_Polygon: TypeAlias = list[list[list[float]]]
"""Rings of [latitude, longitude], as Leaflet has them."""


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a script depends on, checked: nothing else reaches Folium."""

    view: list[_Polygon]
    drawn: list[_Polygon]
    ground: dict[str, str | list[str]]
    room: tuple[int, int]
    min_zoom: int
    findings: dict[str, int] | None
    faint: bool


def map_script(area: Area, *, basemap_url: str, cache: Path) -> MapScript:
    """
    Find or make the script that sets up the map of a place.

    The script holds the view, the boundary, the scale and our two layers with their fixed configuration. Of the area
    only the geometry is used: no name, no code, no text.

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
    ground: dict[str, str | list[str]] = {"url": _own_address(basemap_url)}
    polygons = _checked_polygons(area.boundary)
    plan = _Plan(polygons, polygons, ground, room=_ROOM, min_zoom=MIN_ZOOM, findings=_FINDINGS, faint=False)
    return _kept(plan, cache=cache)


def editor_script(
    boundaries: Sequence[Mapping[str, Any]],
    *,
    basemap_urls: Sequence[str],
    cache: Path,
    view: Mapping[str, Any] | None = None,
) -> MapScript:
    """
    Find or make the script that sets up the map on which a place is drawn or changed.

    The polygon that is being drawn is not part of it: the page has it as text and draws it by itself.

    Parameters
    ----------
    boundaries
        The other places, drawn faintly: GeoJSON Polygons or MultiPolygons, EPSG:4326, longitude before latitude.
    basemap_urls
        Where the browser fetches the basemaps that are drawn for orientation: paths on this server that end with
        `.geojson`; may be none.
    cache
        The folder where scripts are kept; made if it is missing.
    view
        What the map shows first, a geometry as in `boundaries`; None for all of them.

    Returns
    -------
    The kept script; the same name and bytes for the same input, in every process.

    Raises
    ------
    RefusedMapInputError
        If an address or a geometry is anything but what is described here, or there is nothing to show.
    ImportError
        If the script is not kept yet and Folium is not installed.
    """
    ground: dict[str, str | list[str]] = {"urls": [_own_address(url) for url in basemap_urls]}
    drawn = [polygon for boundary in boundaries for polygon in _checked_polygons(boundary)]
    seen = drawn if view is None else _checked_polygons(view)
    if not seen:
        raise RefusedMapInputError("boundaries: none is given; give at least one, or a view to begin with")
    plan = _Plan(seen, drawn, ground, room=_EDITOR_ROOM, min_zoom=DISTRICT_ZOOM, findings=None, faint=True)
    return _kept(plan, cache=cache)


def _kept(plan: _Plan, *, cache: Path) -> MapScript:
    """Give the script that was made for a plan, made now if there is none."""
    kept = cache / f"{_key(plan)}.key"
    name = _read_name(kept)
    if name and (cache / name).is_file():
        return MapScript(name=name, path=cache / name)

    content = _render(plan).encode()
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.js"
    cache.mkdir(parents=True, exist_ok=True)
    # the script before the key: a key that names a missing script would only be made again, the reverse would be lost
    write_whole(cache / name, content)
    write_whole(kept, name.encode())
    return MapScript(name=name, path=cache / name)


def _key(plan: _Plan) -> str:
    """Hash everything the script depends on, without importing what makes it."""
    made_of = asdict(plan) | {
        "branca": version("branca"),
        "folium": version("folium"),
        "max_zoom": MAX_ZOOM,
        "shell": _SHELL_VERSION,
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:32]


def _render(plan: _Plan) -> str:
    """Let Folium write the script; this is the only place where it is imported."""
    from webapp.maps import layers

    points = list(_points(plan.view))
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    bounds = [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]
    shell = layers.ShellMap(bounds=bounds, min_zoom=plan.min_zoom, max_zoom=MAX_ZOOM, room=plan.room)
    basemap = layers.GroundLayer(plan.ground)
    basemap.add_to(shell)
    for polygon in plan.drawn:
        layers.Boundary(polygon, faint=plan.faint).add_to(shell)
    findings = None
    if plan.findings is not None:
        findings = layers.FindingsLayer(plan.findings)
        findings.add_to(shell)
    layers.Mount(shell, basemap=basemap, findings=findings).add_to(shell)
    return shell.script()


def _own_address(url: str) -> str:
    if not _BASEMAP_URL.fullmatch(url):
        raise RefusedMapInputError(
            f"basemap_url {url!r} is no path on this server; give one such as /kartor/tessinparken-0a1b.geojson"
        )
    return url


def _checked_polygons(boundary: Mapping[str, Any]) -> list[_Polygon]:
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


def _points(polygons: list[_Polygon]) -> Iterator[list[float]]:
    return (point for polygon in polygons for ring in polygon for point in ring)


def _read_name(kept: Path) -> str | None:
    """Give the script's name that is kept under a key, or None where nothing usable is kept."""
    try:
        name = kept.read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return name if _KEPT_NAME.fullmatch(name) else None
