"""What the first map page may import from geodata, and what it may not."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("geopandas", "pandas", "shapely", "pyproj", "pyogrio", "numpy", "astral")


def _loaded_heavy(program: str) -> list[str]:
    report = f"import sys\n{program}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return run.stdout.split()


LIGHT = (
    "errors",
    "crs",
    "plane",
    "areas",
    "basemap",
    "basemap_check",
    "blocks",
    "naming",
    "sun",
    "formats",
    "measurable",
    "locate",
    "area_files",
)


@pytest.mark.parametrize("module", LIGHT)
def test_importing_a_light_module_loads_no_heavy_library(module: str) -> None:
    assert _loaded_heavy(f"import geodata.{module}") == []


def test_everything_a_first_map_page_asks_for_is_read_without_a_heavy_library() -> None:
    program = """
from geodata.areas import builtin_areas
from geodata.basemap import named_features, packaged_basemap
for area in builtin_areas():
    basemap = packaged_basemap(area.code)
    assert basemap.attribution and named_features(basemap, area=area, within_m=300)
"""
    assert _loaded_heavy(program) == []


def test_measuring_loads_proj_and_geos_but_no_data_frames() -> None:
    program = """
from geodata.areas import builtin_area, distance_m
from geodata.basemap import packaged_basemap
from geodata.naming import named_ground, nearest_named
distance_m(builtin_area("stureplan"), longitude=18.07, latitude=59.33)
nearest_named(named_ground(packaged_basemap("stureplan")), longitude=18.07, latitude=59.33)
"""
    assert _loaded_heavy(program) == ["shapely", "pyproj", "numpy"]
