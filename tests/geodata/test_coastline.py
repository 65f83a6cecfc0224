"""The sea lies to the right of its coast."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from geodata.coastline import sea

REGION = box(0, 0, 100, 100)
ISLAND = LineString([(40, 40), (60, 40), (60, 60), (40, 60), (40, 40)])


def test_an_island_is_a_hole_in_the_sea() -> None:
    (water,) = sea([ISLAND], region=REGION)
    assert water.area == pytest.approx(100 * 100 - 20 * 20)
    assert not water.contains(shapely.Point(50, 50))


def test_a_coast_the_other_way_round_is_a_lake_of_salt_water() -> None:
    (water,) = sea([ISLAND.reverse()], region=REGION)
    assert water.area == pytest.approx(20 * 20)


def test_a_coast_in_two_ways_is_one_coast() -> None:
    halves = [LineString([(50, -10), (50, 50)]), LineString([(50, 50), (70, 110)])]
    (water,) = sea(halves, region=REGION)
    assert water.area == pytest.approx((50 * 50) + (50 + 50 - 50 * 20 / 60) / 2 * 50)


def test_a_coast_that_ends_within_parts_nothing() -> None:
    # one end hangs loose: which side is sea cannot be told, and a park must not be flooded
    assert all(water.area < REGION.area for water in sea([LineString([(50, -10), (50, 60)])], region=REGION)) is True


@pytest.mark.parametrize("coast", [[], [LineString([(500, 0), (500, 100)])]])
def test_where_no_coast_passes_there_is_no_sea(coast: list[LineString]) -> None:
    assert sea(coast, region=REGION) == []


def test_a_coast_that_goes_far_beyond_the_region_parts_it() -> None:
    slanting = LineString([(33.3, -7_000.1), (66.7, 90_000.7)])
    (water,) = sea([slanting], region=REGION.buffer(30))
    assert water.contains(shapely.Point(90, 50))
    assert not water.contains(shapely.Point(10, 50))


@given(st.lists(st.floats(5, 95), min_size=2, max_size=8))
def test_water_and_land_change_places_when_the_coast_is_turned(turns: list[float]) -> None:
    steps = [(east, -10 + 120 * number / (len(turns) - 1)) for number, east in enumerate(turns)]
    coast = LineString(steps)
    right = shapely.union_all(sea([coast], region=REGION))
    left = shapely.union_all(sea([coast.reverse()], region=REGION))
    assert right.area + left.area == pytest.approx(REGION.area)
    assert right.intersection(left).area == pytest.approx(0, abs=1e-6)
