"""Word the question that an Overpass server answers with the ground of a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geodata.areas import Area
from geodata.basemap_build import drawn_bounds
from geodata.ground_tags import DRAWN_VALUES

ANSWER_S: Final = 90
"""Seconds that the server may work on the question."""

_SERVER_MEMORY_BYTES: Final = 256 * 1024 * 1024
_BESIDES: Final = {"addr:housenumber": (), "entrance": (), "natural": ("coastline",)}


def overpass_query(area: Area) -> str:
    """
    Ask for everything that is drawn of a place.

    Parameters
    ----------
    area
        The place.

    Returns
    -------
    A question in Overpass QL. Its answer is an ordinary .osm file: nodes, then ways, then relations by rising id, with
    all nodes of every way, also those that lie beyond the margin.

    References
    ----------
    OpenStreetMap wiki, Overpass API/Overpass QL: settings, union, recurse down, out.
    """
    west, south, east, north = drawn_bounds(area)
    bounds = f"{south:.6f},{west:.6f},{north:.6f},{east:.6f}"
    return "\n".join(
        [
            f"[out:xml][timeout:{ANSWER_S}][maxsize:{_SERVER_MEMORY_BYTES}][bbox:{bounds}];",
            "(",
            *(f"  nwr{asked};" for asked in _filters()),
            ");",
            "(._;>;);",
            "out body;",
        ]
    )


def _filters() -> Iterator[str]:
    for key in sorted({*DRAWN_VALUES, *_BESIDES}):
        values = sorted({*DRAWN_VALUES.get(key, ()), *_BESIDES.get(key, ())})
        yield f'["{key}"~"^({"|".join(values)})$"]' if values else f'["{key}"]'
