"""The question to an Overpass server asks for what is drawn, and for no more."""

from __future__ import annotations

import re

import pytest

from geodata.areas import Area
from geodata.basemap_build import MARGIN_M
from geodata.crs import to_metric
from geodata.ground_tags import DRAWN_VALUES
from geodata.overpass import overpass_query
from tests.geodata.small_town import ORIGIN, SIDE_M, square_place


def test_the_bounds_are_the_place_and_its_margin_south_first() -> None:
    found = re.search(r"\[bbox:([\d.]+),([\d.]+),([\d.]+),([\d.]+)\]", overpass_query(square_place()))
    assert found is not None
    south, west, north, east = map(float, found.groups())
    low, high = to_metric(west, south), to_metric(east, north)
    # two metres more at most: a bow of the edge, and the sixth decimal
    for axis in (0, 1):
        assert 0 < ORIGIN[axis] - MARGIN_M - low[axis] < 20
        assert 0 < high[axis] - (ORIGIN[axis] + SIDE_M + MARGIN_M) < 20


def test_every_key_and_value_that_is_drawn_is_asked_for() -> None:
    query = overpass_query(square_place())
    asked = {
        key: set(values.strip("^()$").split("|")) if values else set()
        for key, values in re.findall(r'nwr\["([^"]+)"(?:~"([^"]+)")?\];', query)
    }
    besides = {"addr:housenumber": set(), "entrance": set(), "natural": {*DRAWN_VALUES["natural"], "coastline"}}
    assert asked == {key: set(values) for key, values in DRAWN_VALUES.items()} | besides


def test_the_answer_is_an_ordinary_osm_file_with_all_nodes_of_its_ways(area: Area) -> None:
    lines = overpass_query(area).splitlines()
    assert lines[0].startswith("[out:xml][timeout:90]")
    assert lines[-2:] == ["(._;>;);", "out body;"]


@pytest.mark.parametrize("name", ['"];out;', "Rutan"])
def test_nothing_of_the_place_but_its_bounds_reaches_the_server(name: str) -> None:
    place = square_place()
    hostile = Area(
        code=place.code,
        name=name,
        kind=place.kind,
        valid_from=place.valid_from,
        valid_to=None,
        centre=place.centre,
        boundary=place.boundary,
        schematic=False,
    )
    assert overpass_query(hostile) == overpass_query(place)
