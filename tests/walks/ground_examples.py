"""Small places and basemaps for tests, around the corner of the park that pins of `tests.conftest` lie in."""

from __future__ import annotations

from datetime import date
from typing import Any

from geodata.basemap import Basemap

WEST, SOUTH = 18.095, 59.342


def square(*, east: float = 0.0, north: float = 0.0, size: float = 0.002) -> dict[str, Any]:
    """Give a square in degrees, 114 by 223 m if nothing else is said, its corner moved by so many degrees."""
    west, south = round(WEST + east, 6), round(SOUTH + north, 6)
    right, top = round(west + size, 6), round(south + size, 6)
    ring = [[west, south], [right, south], [right, top], [west, top], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def well(name: str = "Brunnen", *, at: tuple[float, float] = (18.096, 59.343), **more: Any) -> Basemap:
    """Give a basemap with one named thing and a lamp."""
    about: dict[str, Any] = {
        "attribution": "© Gatukontoret",
        "source": "karta.gpkg",
        "taken_on": date(2020, 12, 31),
        "schematic": False,
    } | more
    features = tuple(
        {
            "type": "Feature",
            "properties": {"kind": kind, "class": None, "name": label},
            "geometry": {"type": "Point", "coordinates": list(at)},
        }
        for kind, label in (("landmark", name), ("lamp", None))
    )
    return Basemap(features=features, **about)
