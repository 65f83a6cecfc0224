"""Pictures to try: a made-up square with what a test puts on it, and how to read what was drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

from geodata.areas import Area
from geodata.basemap import Basemap
from tests.webapp.maps.test_shell import square
from walks.place import GroundMap, Place
from webapp.export.wording import SWEDISH
from webapp.maps.picture import picture

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Found:
    """A finding as a picture needs it."""

    number: int
    longitude: float | None = 18.006
    latitude: float | None = 59.005
    kind: str = "unsafe"
    category: str = "lighting"


def feature(kind: str, geometry: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    """A thing of the ground."""
    return {
        "type": "Feature",
        "properties": {"name": None, "kind": kind, "class": None, **properties},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def street(name: str | None, *points: tuple[float, float], **properties: Any) -> dict[str, Any]:
    """A main street."""
    return feature("street", "LineString", [list(it) for it in points], **{"name": name, "class": "main", **properties})


def ring(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    """The coordinates of a rectangle."""
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def ground_of(*features: dict[str, Any]) -> Basemap:
    """A basemap of these things."""
    return Basemap(features=features, attribution="", source="", taken_on=None, schematic=False)


def shown_by(attribution: str, *, schematic: bool = False, taken_on: date | None = None) -> GroundMap:
    """Whose work the map is, as a place remembers it."""
    replaced_at = datetime(2026, 11, 1, tzinfo=UTC)
    return GroundMap("0" * 64, attribution, "", taken_on, schematic=schematic, replaced_at=replaced_at)


def drawn(
    *findings: Found,
    area: Area | None = None,
    features: list[dict[str, Any]] | None = None,
    demo: bool = False,
    ground_map: GroundMap | None = None,
) -> str:
    """Draw the square, or another place."""
    place = Place(area or square(), 1, ground_map)
    return picture(place, basemap=ground_of(*(features or [])), findings=findings, wording=SWEDISH, demo=demo)


def parsed(svg: str) -> ElementTree.Element:
    """Read a picture."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    """Give all that is written on a picture."""
    return [text.text or "" for text in parsed(svg).iter(f"{SVG}text")]


def markers(svg: str) -> list[tuple[float, float]]:
    """Give where the numbered markers stand, in order of number."""
    return [(float(x), float(y)) for x, y in re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\)"><use', svg)]


def numbers(svg: str) -> list[str]:
    """Give the numbers on a picture."""
    return [text for text in texts(svg) if text.isdigit()]


def size(svg: str) -> tuple[float, float]:
    """Give width and height of a picture with its legend."""
    _, _, width, height = map(float, parsed(svg).get("viewBox", "").split())
    return width, height


def map_height(svg: str) -> float:
    """Give the height of the map within a picture."""
    clip = parsed(svg).find(f".//{SVG}clipPath/{SVG}rect")
    assert clip is not None
    return float(clip.get("height", ""))
