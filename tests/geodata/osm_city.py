"""Builds a synthetic city of any size as an OpenStreetMap extract: blocks of houses, streets, addresses and lamps."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Final

from geodata.areas import builtin_area
from geodata.crs import to_metric
from tests.geodata.osm_files import Extract

BLOCK_M: Final = 100.0
PER_BLOCK: Final = 40 * 12 + 30 + 2 * 11
"""Nodes of a block: 40 houses of twelve corners, 30 lamps or addresses, two streets of eleven points."""

_HOUSE: Final = ((0, 0), (4, 0), (4, 2), (8, 2), (8, 0), (10, 0), (10, 14), (6, 14), (6, 12), (3, 12), (3, 14), (0, 14))


def city(place: str, *, nodes: int, block_m: float = BLOCK_M) -> Extract:
    """
    Build a city round the middle of a built-in place.

    Parameters
    ----------
    place
        Code of the place.
    nodes
        How many nodes there are at least.
    block_m
        Metres from one street to the next; smaller blocks crowd the same city into a smaller place.
    """
    extract = Extract(to_metric(*builtin_area(place).centre))
    blocks = math.ceil(math.sqrt(nodes / PER_BLOCK))
    scale = block_m / BLOCK_M
    for column, row in product(range(blocks), repeat=2):
        west, south = (column - blocks / 2) * block_m, (row - blocks / 2) * block_m
        for house in range(40):
            east, north = west + scale * (5 + house % 8 * 11), south + scale * (5 + house // 8 * 17)
            outline = [(east + scale * x, north + scale * y) for x, y in _HOUSE]
            extract.way(outline, {"building": "yes"}, closed=True)
        for number in range(30):
            address = {"addr:street": f"Gata {row}", "addr:housenumber": f"{column * 15 + number // 2}"}
            tags = address if number % 2 else {"highway": "street_lamp"}
            extract.node(west + scale * number * 3, south - scale * 2, tags)
        along = [step * block_m / 10 for step in range(11)]
        lit = {"highway": "residential", "lit": "yes"}
        extract.way([(west + step, south) for step in along], lit | {"name": f"Gata {row}"})
        extract.way([(west, south + step) for step in along], lit | {"name": f"Gränd {column}"})
    return extract


BUILD: Final = """
import re, resource, sys
from pathlib import Path
from geodata.areas import builtin_area
from geodata.basemap_build import build_basemap
built = build_basemap(Path(sys.argv[1]), area=builtin_area(sys.argv[2]))
status = Path("/proc/self/status")
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(peak, built.packed_bytes, len(built.basemap.features), sum(built.dropped.values()))
"""
"""
A program that builds a map and tells its peak of memory, its size, its features and what it left out.

On Linux `ru_maxrss` is not the program's own: the peak of the process that started it counts until it is topped.
"""


def build_in_child(path: Path, place: str) -> tuple[int, int, int, int]:
    """Build a map in a process of its own: the memory that is measured is its alone."""
    done = subprocess.run([sys.executable, "-c", BUILD, str(path), place], capture_output=True, text=True, check=True)
    peak, packed_bytes, features, dropped = map(int, done.stdout.split())
    return peak, packed_bytes, features, dropped
