from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape

from geodata.areas import Area, area_ha, builtin_area, builtin_areas
from geodata.boundary import MOST_POINTS, checked_boundary, interior_position, overlaps
from geodata.crs import GeoJSON, metric_shape, to_lonlat
from geodata.file_faults import FileFault, InvalidFileError
from tests.geodata.gis_files import SQUARE_LONLAT, polygon

SQUARE = polygon(SQUARE_LONLAT)
HOLE = [[18.0725, 59.3363], [18.0725, 59.3367], [18.0735, 59.3367], [18.0735, 59.3363], [18.0725, 59.3363]]
BOW_TIE = [[18.07, 59.33], [18.08, 59.34], [18.08, 59.33], [18.07, 59.34], [18.07, 59.33]]
ORIGIN = (154_100.0, 6_580_100.0)


def metres(*points: tuple[float, float]) -> GeoJSON:
    """A polygon from metres east and north of Svampen."""
    ring = [to_lonlat(ORIGIN[0] + east, ORIGIN[1] + north) for east, north in points]
    return polygon([*ring, ring[0]])


def faults(geometry: Any) -> tuple[FileFault, ...]:
    with pytest.raises(InvalidFileError) as caught:
        checked_boundary(geometry, file="torg.geojson", row=3)
    return caught.value.faults


def fault(geometry: Any) -> FileFault:
    (only,) = faults(geometry)
    assert (only.file, only.row) == ("torg.geojson", 3)
    return only


def test_a_boundary_in_good_form_comes_back_as_it_is() -> None:
    assert checked_boundary(SQUARE) == SQUARE
    assert checked_boundary(polygon(SQUARE_LONLAT, HOLE)) == polygon(SQUARE_LONLAT, HOLE)


@pytest.mark.parametrize("code", [area.code for area in builtin_areas()])
def test_the_five_areas_pass_and_keep_their_size(code: str) -> None:
    area = builtin_area(code)
    checked = checked_boundary(area.boundary)
    assert area_ha(replace(area, boundary=checked)) == pytest.approx(area_ha(area), abs=1e-9)


def test_the_wrong_ring_order_is_mended_for_the_outside_and_for_holes() -> None:
    assert checked_boundary(polygon(SQUARE_LONLAT[::-1], HOLE[::-1])) == polygon(SQUARE_LONLAT, HOLE)


def test_heights_an_open_ring_and_a_corner_twice_are_mended() -> None:
    high = [[*SQUARE_LONLAT[0], 12.5], *([*position, 3.0] for position in SQUARE_LONLAT[:-1])]
    assert checked_boundary(polygon(high)) == SQUARE


def test_positions_are_kept_with_six_decimals() -> None:
    fine = [[x + 0.00000041, y - 0.00000041] for x, y in SQUARE_LONLAT]
    assert checked_boundary(polygon(fine)) == SQUARE


def test_a_multi_part_shape_of_one_part_is_that_part() -> None:
    assert checked_boundary({"type": "MultiPolygon", "coordinates": [[SQUARE_LONLAT, HOLE]]}) == polygon(
        SQUARE_LONLAT, HOLE
    )


def test_several_parts_are_refused_with_their_number() -> None:
    moved = [[x + 0.01, y] for x, y in SQUARE_LONLAT]
    found = fault({"type": "MultiPolygon", "coordinates": [[SQUARE_LONLAT], [moved]]})
    assert (found.code, found.detail["parts"]) == ("several_parts", 2)


def test_a_boundary_that_crosses_itself_is_told_by_place_in_degrees_and_words() -> None:
    found = fault(polygon(BOW_TIE))
    assert (found.code, found.detail["part"]) == ("self_intersection", "middle")
    assert (found.detail["longitude"], found.detail["latitude"]) == (18.075, 59.335)
    assert "18.075, 59.335, in its middle" in str(found)


@pytest.mark.parametrize(
    ("edge", "along", "part"),
    [
        (0, 50, "south_west"),
        (0, 500, "south"),
        (0, 950, "south_east"),
        (1, 500, "east"),
        (2, 50, "north_east"),
        (2, 500, "north"),
        (2, 950, "north_west"),
        (3, 500, "west"),
    ],
)
def test_the_part_where_it_crosses_itself_is_told(edge: int, along: float, part: str) -> None:
    corners = [(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0)]
    east, north = [(1, 0), (0, 1), (-1, 0), (0, -1)][edge]
    x, y = corners[edge][0] + east * along, corners[edge][1] + north * along
    # to beyond the point, and back to before it, 20 m outside: the ways there and on cross
    ahead, back = ((x + step * east + 20 * north, y + step * north - 20 * east) for step in (20, -20))
    found = fault(metres(*corners[: edge + 1], ahead, back, *corners[edge + 1 :]))
    assert (found.code, found.detail["part"]) == ("self_intersection", part)


def test_a_ring_that_touches_itself_is_told_as_crossing() -> None:
    touching = metres((0, 0), (100, 0), (100, 100), (50, 0), (0, 100))
    assert fault(touching).code == "self_intersection"


@pytest.mark.parametrize("moved", [0.05, 0.001])
def test_a_hole_outside_the_area_or_across_its_edge_is_told(moved: float) -> None:
    assert fault(polygon(SQUARE_LONLAT, [[x + moved, y] for x, y in HOLE])).code in {"bad_hole", "self_intersection"}


def test_holes_within_each_other_are_told_as_such() -> None:
    inner = [[18.0728, 59.3364], [18.0728, 59.3366], [18.0732, 59.3366], [18.0732, 59.3364], [18.0728, 59.3364]]
    assert fault(polygon(SQUARE_LONLAT, HOLE, inner)).code == "bad_hole"


def test_an_area_with_hole_and_outside_exchanged_is_told() -> None:
    assert fault(polygon(HOLE, SQUARE_LONLAT)).code == "bad_hole"


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "empty_geometry"),
        ({"type": "Polygon", "coordinates": []}, "empty_geometry"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty_geometry"),
        ({"type": "GeometryCollection", "geometries": []}, "empty_geometry"),
        ({"type": "Point", "coordinates": [18.07, 59.33]}, "no_polygon"),
        ({"type": "LineString", "coordinates": SQUARE_LONLAT}, "no_polygon"),
        ({"type": "GeometryCollection", "geometries": [SQUARE]}, "no_polygon"),
        ({"type": "Circle", "coordinates": [18.07, 59.33]}, "malformed_geometry"),
        ({"type": "Polygon"}, "malformed_geometry"),
        ({"type": "Polygon", "coordinates": [SQUARE_LONLAT[:2]]}, "malformed_geometry"),
        ({"type": "Polygon", "coordinates": SQUARE_LONLAT}, "malformed_geometry"),
        ({"type": ["Polygon"], "coordinates": [SQUARE_LONLAT]}, "malformed_geometry"),
        (["Polygon"], "malformed_geometry"),
        ("Polygon", "malformed_geometry"),
        ({}, "malformed_geometry"),
        (polygon([[18.07, math.nan], *SQUARE_LONLAT]), "bad_coordinate"),
        (polygon([[18.07, math.inf], *SQUARE_LONLAT]), "bad_coordinate"),
        ({"type": "Polygon", "coordinates": [[["18.07", "59.33"], *SQUARE_LONLAT]]}, "bad_coordinate"),
        (polygon([[10**400, 59.33], *SQUARE_LONLAT]), "bad_coordinate"),
        ({"type": "Polygon", "coordinates": [[[True, 59.33], *SQUARE_LONLAT]]}, "bad_coordinate"),
    ],
)
def test_what_is_no_area_is_refused(geometry: Any, code: str) -> None:
    assert fault(geometry).code == code


def test_swapped_axes_and_another_city_are_refused() -> None:
    assert fault(polygon([position[::-1] for position in SQUARE_LONLAT])).code == "swapped_axes"
    assert fault(polygon([[x - 6, y - 2] for x, y in SQUARE_LONLAT])).code == "outside"


def test_metres_in_the_place_of_degrees_are_told_with_their_system() -> None:
    easts = polygon([[154_100, 6_580_100], [154_200, 6_580_100], [154_200, 6_580_200], [154_100, 6_580_100]])
    found = fault(easts)
    assert (found.code, found.detail["fits"]) == ("wrong_crs", "EPSG:3011")


@pytest.mark.parametrize(("side", "code"), [(22.0, "too_small"), (5_010.0, "too_large")])
def test_an_area_too_small_or_too_large_is_told_in_hectares(side: float, code: str) -> None:
    found = fault(metres((0, 0), (side, 0), (side, side), (0, side)))
    assert found.code == code
    assert found.detail["hectares"] == pytest.approx(side**2 / 10_000, rel=0.01)


@pytest.mark.parametrize("side", [22.6, 4_990.0])
def test_an_area_within_the_limits_passes(side: float) -> None:
    checked_boundary(metres((0, 0), (side, 0), (side, side), (0, side)))


def test_an_area_without_any_surface_is_too_small() -> None:
    assert fault(polygon([SQUARE_LONLAT[0], SQUARE_LONLAT[1], SQUARE_LONLAT[0], SQUARE_LONLAT[0]])).code == "too_small"
    assert fault(polygon([SQUARE_LONLAT[0]] * 4)).code == "too_small"


def circle(corners: int) -> GeoJSON:
    angles = [2 * math.pi * number / corners for number in range(corners)]
    return metres(*((1000 * math.cos(angle), 1000 * math.sin(angle)) for angle in angles))


def test_a_boundary_has_two_thousand_corners_at_most() -> None:
    assert len(checked_boundary(circle(MOST_POINTS))["coordinates"][0]) == MOST_POINTS + 1
    found = fault(circle(MOST_POINTS + 1))
    assert (found.code, found.detail["points"]) == ("too_many_points", MOST_POINTS + 1)


def test_a_huge_boundary_is_refused_without_being_examined() -> None:
    zigzag = [[18.0 + (number % 2) / 10, 59.2 + number / 1e6] for number in range(200_000)]
    assert fault(polygon([*zigzag, zigzag[0]])).code == "too_many_points"


def test_all_faults_of_a_boundary_are_told_at_once() -> None:
    far = [[x - 6, y] for x, y in BOW_TIE]
    assert [found.code for found in faults(polygon(far))] == ["outside", "self_intersection"]


def test_corners_a_few_centimetres_apart_do_not_make_a_sound_boundary_cross_itself() -> None:
    saw = [(number * 0.03, 0.02 if number % 2 else -0.02) for number in range(1500)]
    drawn = metres(*saw, (60, 60), (0, 60))
    assert shapely.is_valid(shape(drawn))
    assert shapely.is_valid(shape(checked_boundary(drawn)))


def test_a_hole_that_is_smaller_than_the_grid_is_dropped() -> None:
    pin = [[x + dx, y + dy] for x, y in [(18.073, 59.3365)] for dx, dy in [(0, 0), (0, 2e-7), (2e-7, 2e-7), (0, 0)]]
    assert shape(checked_boundary(polygon(SQUARE_LONLAT, pin))).equals(shape(SQUARE))


stars = st.lists(st.floats(40, 900), min_size=5, max_size=40)


@settings(deadline=None)
@given(radii=stars, is_turned=st.booleans(), height=st.none() | st.floats(-50, 50))
def test_what_is_checked_is_valid_two_dimensional_closed_and_stays_so(
    radii: list[float], is_turned: bool, height: float | None
) -> None:
    angles = [2 * math.pi * number / len(radii) for number in range(len(radii))]
    corners = [(r * math.cos(angle), r * math.sin(angle)) for r, angle in zip(radii, angles, strict=True)]
    drawn = metres(*(corners[::-1] if is_turned else corners))
    if height is not None:
        drawn["coordinates"] = [[[*position, height] for position in ring] for ring in drawn["coordinates"]]

    checked = checked_boundary(drawn)

    (ring,) = checked["coordinates"]
    assert checked_boundary(checked) == checked
    assert ring[0] == ring[-1]
    assert all(len(position) == 2 and position == [round(x, 6) for x in position] for position in ring)
    assert shape(checked).is_valid
    assert shape(checked).exterior.is_ccw
    assert metric_shape(checked).area == pytest.approx(metric_shape(drawn).area, rel=0.01)


@settings(deadline=None)
@given(radii=stars)
def test_the_inner_position_lies_inside(radii: list[float]) -> None:
    angles = [2 * math.pi * number / len(radii) for number in range(len(radii))]
    corners = [(r * math.cos(angle), r * math.sin(angle)) for r, angle in zip(radii, angles, strict=True)]
    checked = checked_boundary(metres(*corners))
    assert shape(checked).contains(shapely.Point(interior_position(checked)))


def test_the_inner_position_of_a_horseshoe_lies_in_its_arm() -> None:
    horseshoe = metres((0, 0), (300, 0), (300, 300), (240, 300), (240, 60), (60, 60), (60, 300), (0, 300))
    boundary = checked_boundary(horseshoe)
    assert not shape(boundary).contains(shape(boundary).centroid)
    assert shape(boundary).contains(shapely.Point(interior_position(boundary)))


def test_the_inner_position_avoids_a_hole() -> None:
    boundary = checked_boundary(polygon(SQUARE_LONLAT, HOLE))
    assert shape(boundary).contains(shapely.Point(interior_position(boundary)))


def named(code: str, boundary: GeoJSON) -> Area:
    return Area(code, code.title(), "walk_area", date(2026, 1, 1), None, (18.07, 59.33), boundary, False)


def test_overlaps_are_told_in_hectares_in_the_order_given() -> None:
    square = metres((0, 0), (100, 0), (100, 100), (0, 100))
    half = metres((50, 0), (150, 0), (150, 100), (50, 100))
    areas = [named("halva", half), named("samma", square)]
    found = overlaps(square, areas=areas)
    assert [(overlap.code, overlap.name) for overlap in found] == [("halva", "Halva"), ("samma", "Samma")]
    assert [overlap.hectares for overlap in found] == pytest.approx([0.5, 1.0], abs=1e-6)


def test_a_shared_edge_or_corner_is_no_overlap() -> None:
    stureplan = builtin_area("stureplan")
    square = metres((0, 0), (100, 0), (100, 100), (0, 100))
    beside = metres((100, 0), (200, 0), (200, 100), (100, 100))
    diagonal = metres((100, 100), (200, 100), (200, 200), (100, 200))
    assert overlaps(square, areas=[named("a", beside), named("b", diagonal)]) == ()
    assert [found.code for found in overlaps(stureplan.boundary, areas=builtin_areas())] == ["stureplan"]


def test_a_shape_from_shapely_is_taken_as_it_is() -> None:
    assert checked_boundary(mapping(shape(SQUARE))) == SQUARE
