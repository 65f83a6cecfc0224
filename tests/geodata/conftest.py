"""Small named geometries and the five built-in areas, for every test of places on earth."""

from __future__ import annotations

import pytest
from geopandas import GeoDataFrame
from shapely import box

from geodata.areas import Area, builtin_areas
from geodata.crs import SWEREF99_1800


@pytest.fixture(params=builtin_areas(), ids=lambda area: area.code)
def area(request: pytest.FixtureRequest) -> Area:
    """Each of the five areas in turn."""
    built_in: Area = request.param
    return built_in


@pytest.fixture
def two_squares() -> GeoDataFrame:
    """Two squares of 100 m, one hectare each, that share the edge at east 100."""
    squares = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    return GeoDataFrame(index=["west", "east"], geometry=squares, crs=SWEREF99_1800)
