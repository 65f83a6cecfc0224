from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from shapely.geometry import shape

from geodata.areas import (
    DATASETS,
    Area,
    area_ha,
    areas_frame,
    builtin_area,
    builtin_areas,
    distance_m,
)
from geodata.crs import SWEREF99_1800
from geodata.errors import InvalidPositionError, UnknownAreaError

CODES = ["stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"]
HECTARES = [7.66, 11.76, 8.53, 11.47, 35.83]

# both are corners of Stureplan and of Östermalmstorg
SHARED_CORNERS = [(18.076428, 59.336498), (18.074415, 59.334921)]


def test_the_five_areas_come_in_their_fixed_order_under_their_swedish_names() -> None:
    assert [area.code for area in builtin_areas()] == CODES
    assert [area.name for area in builtin_areas()] == [
        "Stureplan",
        "Östermalmstorg",
        "Gyllenstiernsgatan",
        "Tessinparken",
        "Universitetet–Lappis",
    ]


def test_stureplan_and_ostermalmstorg_are_collaborations_and_the_others_walk_areas() -> None:
    kinds = {area.code: area.kind for area in builtin_areas()}
    assert [code for code in CODES if kinds[code] == "collaboration"] == ["stureplan", "ostermalmstorg"]
    assert [code for code in CODES if kinds[code] == "walk_area"] == CODES[2:]


def test_every_area_stands_since_2021_without_an_end(area: Area) -> None:
    assert (area.valid_from, area.valid_to) == (date(2021, 1, 1), None)


def test_an_area_that_has_ended_keeps_its_last_day() -> None:
    ended = replace(builtin_area("stureplan"), valid_to=date(2026, 12, 31))
    assert areas_frame([ended]).loc["stureplan", "valid_to"] == date(2026, 12, 31)


def test_the_three_areas_drawn_by_estimate_are_schematic() -> None:
    assert [area.code for area in builtin_areas() if area.schematic] == CODES[2:]


@pytest.mark.parametrize(("code", "hectares"), list(zip(CODES, HECTARES, strict=True)))
def test_each_area_has_the_published_hectares(code: str, hectares: float) -> None:
    assert area_ha(builtin_area(code)) == pytest.approx(hectares, abs=0.01)


def test_the_centre_lies_in_the_area(area: Area) -> None:
    longitude, latitude = area.centre
    assert distance_m(area, longitude=longitude, latitude=latitude) == 0.0


def test_every_corner_of_an_area_belongs_to_it(area: Area) -> None:
    for longitude, latitude in area.boundary["coordinates"][0]:
        assert distance_m(area, longitude=longitude, latitude=latitude) == 0.0


def test_the_middle_of_every_edge_belongs_to_the_area(area: Area) -> None:
    ring = area.boundary["coordinates"][0]
    for one, other in pairwise(ring):
        middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        assert distance_m(area, longitude=middle[0], latitude=middle[1]) == 0.0


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
def test_a_point_on_the_edge_that_two_areas_share_belongs_to_both(share: float) -> None:
    (west, south), (east, north) = SHARED_CORNERS
    longitude, latitude = west + share * (east - west), south + share * (north - south)
    for code in ("stureplan", "ostermalmstorg"):
        assert distance_m(builtin_area(code), longitude=longitude, latitude=latitude) == 0.0


def test_a_point_outside_is_as_far_off_as_a_ruler_says() -> None:
    ring = [[18.0, 59.0], [18.01, 59.0], [18.01, 59.01], [18.0, 59.01], [18.0, 59.0]]
    area = replace(builtin_area("stureplan"), boundary={"type": "Polygon", "coordinates": [ring]})
    # a minute of latitude is a nautical mile of 1,852 m, nearly: 0.001 degrees are 111 m
    assert distance_m(area, longitude=18.005, latitude=58.999) == pytest.approx(111.4, abs=0.1)


def test_swapped_axes_end_up_thousands_of_kilometres_away(area: Area) -> None:
    longitude, latitude = area.centre
    assert distance_m(area, longitude=latitude, latitude=longitude) > 1_000_000


def test_no_distance_is_given_for_what_is_no_point_on_earth() -> None:
    with pytest.raises(InvalidPositionError):
        distance_m(builtin_area("stureplan"), longitude=float("nan"), latitude=59.3)


def test_an_unknown_code_is_refused_with_the_codes_there_are() -> None:
    with pytest.raises(UnknownAreaError, match="code 'sergels-torg'; take one of stureplan, ostermalmstorg"):
        builtin_area("sergels-torg")


def test_boundaries_are_valid_and_turn_counterclockwise_as_geojson_asks(area: Area) -> None:
    polygon = shape(area.boundary)
    assert polygon.is_valid
    assert polygon.exterior.is_ccw


def test_changing_what_was_read_does_not_change_the_next_reading() -> None:
    builtin_area("stureplan").boundary["coordinates"].clear()
    assert len(builtin_area("stureplan").boundary["coordinates"][0]) == 10


def test_areas_are_equal_by_content_and_may_stand_in_a_set() -> None:
    assert builtin_areas() == builtin_areas()
    assert len({*builtin_areas(), *builtin_areas()}) == 5


def test_two_areas_of_one_code_are_measured_each_by_its_own_boundary() -> None:
    stureplan, lappis = builtin_area("stureplan"), builtin_area("universitetet-lappis")
    moved = replace(stureplan, boundary=lappis.boundary)
    assert area_ha(stureplan) == pytest.approx(7.66, abs=0.01)
    assert area_ha(moved) == pytest.approx(35.83, abs=0.01)


def test_the_frame_of_areas_is_metric_and_indexed_by_code() -> None:
    frame = areas_frame(builtin_areas())
    assert frame.crs == SWEREF99_1800
    assert frame.index.name == "code"
    assert list(frame.index) == CODES
    assert list(frame.columns) == ["name", "kind", "valid_from", "valid_to", "schematic", "geometry"]
    assert (frame.area / 10_000).to_list() == pytest.approx(HECTARES, abs=0.01)


def test_stureplan_and_ostermalmstorg_share_an_edge_of_210_m_and_no_ground() -> None:
    shared = areas_frame(builtin_areas()).geometry
    edge = shared["stureplan"].intersection(shared["ostermalmstorg"])
    assert edge.length == pytest.approx(210, abs=1)
    assert edge.area == 0


def test_no_areas_make_an_empty_metric_frame() -> None:
    frame = areas_frame([])
    assert len(frame) == 0
    assert frame.crs == SWEREF99_1800


def test_the_data_carry_the_text_of_their_licence_and_their_sources() -> None:
    assert "Open Database License" in (DATASETS / "LICENSE").read_text(encoding="utf-8")
    sources = (DATASETS / "SOURCES.md").read_text(encoding="utf-8")
    assert "2021-01-01" in sources
    assert "assumption" in sources
