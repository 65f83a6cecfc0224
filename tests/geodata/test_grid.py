from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError
from geodata.grid import cell_of, cell_side_m, square_grid


def _areas(*shapes: Polygon | MultiPolygon) -> GeoDataFrame:
    return GeoDataFrame(geometry=list(shapes), crs=SWEREF99_1800)


def _points(*points: tuple[float, float] | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[None if point is None else Point(point) for point in points], crs=SWEREF99_1800)


def _shares(*shapes: Polygon | MultiPolygon, cell_m: int) -> dict[str, float]:
    shares: dict[str, float] = square_grid(_areas(*shapes), cell_m=cell_m)["share"].to_dict()
    return {code.removeprefix(f"CRS3011RES{cell_m}m"): share for code, share in shares.items()}


def test_a_square_on_the_lines_of_the_grid_is_cut_into_whole_cells() -> None:
    assert _shares(box(100, 0, 200, 100), cell_m=50) == {"N0E100": 1, "N0E150": 1, "N50E100": 1, "N50E150": 1}


def test_a_square_across_the_lines_has_a_share_of_each_cell() -> None:
    # 30 m by 20 m west of the line at 50, and 10 m by 20 m east of it
    assert _shares(box(20, 10, 60, 30), cell_m=50) == {"N0E0": 600 / 2500, "N0E50": 200 / 2500}


def test_cells_that_only_touch_an_area_are_left_out() -> None:
    assert _shares(Polygon([(0, 0), (50, 0), (0, 50)]), cell_m=50) == {"N0E0": 0.5}


def test_ground_in_two_areas_counts_once() -> None:
    assert _shares(box(0, 0, 30, 50), box(20, 0, 40, 50), cell_m=50) == {"N0E0": 0.8}


def test_a_hole_is_no_part_of_a_share_and_two_parts_are() -> None:
    ring = Polygon([(0, 0), (50, 0), (50, 50), (0, 50)], holes=[[(10, 10), (40, 10), (40, 40), (10, 40)]])
    assert _shares(ring, cell_m=50) == {"N0E0": pytest.approx(1600 / 2500)}
    parts = MultiPolygon([box(0, 0, 10, 50), box(100, 0, 110, 50)])
    assert _shares(parts, cell_m=50) == {"N0E0": 0.2, "N0E100": 0.2}


def test_cells_west_and_south_of_the_origin_have_codes_too() -> None:
    assert _shares(box(-10, -50, 0, 0), cell_m=50) == {"N-50E-50": 0.2}
    assert cell_of(_points((-1, -1), (0, -0.001)), cell_m=50).tolist() == [
        "CRS3011RES50mN-50E-50",
        "CRS3011RES50mN-50E0",
    ]


def test_the_cells_are_whole_squares_under_their_south_western_corner() -> None:
    cells = square_grid(_areas(box(154_120, 6_580_110, 154_130, 6_580_120)), cell_m=50)
    assert cells.crs == SWEREF99_1800
    assert cells.index.name == "cell"
    assert list(cells.columns) == ["share", "geometry"]
    assert cells.geometry.to_dict() == {
        "CRS3011RES50mN6580100E154100": box(154_100, 6_580_100, 154_150, 6_580_150),
    }


def test_two_areas_cut_one_by_one_share_the_cells_they_have_in_common() -> None:
    five = areas_frame(builtin_areas())
    stureplan = square_grid(five.loc[["stureplan"]], cell_m=50)
    ostermalmstorg = square_grid(five.loc[["ostermalmstorg"]], cell_m=50)
    both = square_grid(five.loc[["stureplan", "ostermalmstorg"]], cell_m=50)
    common = stureplan.index.intersection(ostermalmstorg.index)
    assert len(common) > 3
    assert stureplan.loc[common].geometry.equals(ostermalmstorg.loc[common].geometry)
    assert set(both.index) == set(stureplan.index) | set(ostermalmstorg.index)
    # they share an edge and no ground
    assert both["share"].loc[common].to_list() == pytest.approx(
        (stureplan["share"].loc[common] + ostermalmstorg["share"].loc[common]).to_list()
    )


@pytest.mark.parametrize("cell_m", [10, 50, 100, 1000])
def test_the_shares_of_the_five_areas_add_up_to_their_hectares(cell_m: int) -> None:
    for code, hectares in zip(
        ["stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"],
        [7.66, 11.76, 8.53, 11.47, 35.83],
        strict=True,
    ):
        cells = square_grid(areas_frame(builtin_areas()).loc[[code]], cell_m=cell_m)
        assert cells["share"].sum() * cell_m**2 / 10_000 == pytest.approx(hectares, abs=0.01)


def test_no_areas_make_no_cells() -> None:
    cells = square_grid(areas_frame([]), cell_m=50)
    assert len(cells) == 0
    assert (cells.crs, cells.index.name, list(cells.columns)) == (SWEREF99_1800, "cell", ["share", "geometry"])


def test_a_point_on_a_line_of_the_grid_lies_in_the_cell_to_its_north_and_east() -> None:
    points = _points((49.999, 10), (50, 10), (50, 50), (99.999, 99.999))
    assert cell_of(points, cell_m=50).tolist() == [
        "CRS3011RES50mN0E0",
        "CRS3011RES50mN0E50",
        "CRS3011RES50mN50E50",
        "CRS3011RES50mN50E50",
    ]


def test_a_row_without_a_point_lies_in_no_cell() -> None:
    points = GeoDataFrame(index=["a", "b", "c"], geometry=[None, Point(1, 1), Point()], crs=SWEREF99_1800)
    assert cell_of(points, cell_m=50).to_dict() == {"a": None, "b": "CRS3011RES50mN0E0", "c": None}
    assert cell_of(points.iloc[:0], cell_m=50).tolist() == []


coordinates = st.tuples(st.floats(-1000, 1000), st.floats(-1000, 1000))
corners = st.tuples(st.integers(-200, 200), st.integers(-200, 200))
surfaces = (
    st.lists(corners, min_size=3, max_size=7, unique=True)
    .map(lambda ring: Polygon(ring).buffer(0))
    .filter(lambda shape: shape.area > 0)
)


@given(places=st.lists(coordinates, max_size=20), cell_m=st.integers(1, 300))
@settings(deadline=None, max_examples=60)
def test_every_point_lies_in_the_cell_whose_code_it_has(places: list[tuple[float, float]], cell_m: int) -> None:
    for (east, north), code in zip(places, cell_of(_points(*places), cell_m=cell_m), strict=True):
        found = re.fullmatch(rf"CRS3011RES{cell_m}mN(-?\d+)E(-?\d+)", code)
        assert found is not None
        south, west = int(found[1]), int(found[2])
        assert (south % cell_m, west % cell_m) == (0, 0)
        assert west <= east < west + cell_m
        assert south <= north < south + cell_m


@given(shapes=st.lists(surfaces, max_size=3), cell_m=st.integers(7, 120))
@settings(deadline=None, max_examples=40)
def test_the_shares_add_up_to_the_ground_and_none_is_above_one(
    shapes: list[Polygon | MultiPolygon], cell_m: int
) -> None:
    cells = square_grid(_areas(*shapes), cell_m=cell_m)
    assert cells.index.is_unique
    assert ((cells["share"] > 0) & (cells["share"] <= 1)).all()
    assert cells["share"].sum() * cell_m**2 == pytest.approx(shapely.union_all(shapes).area)
    assert cells.area.to_list() == pytest.approx([cell_m**2] * len(cells))


@given(shape=surfaces, cell_m=st.integers(7, 120), seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_a_point_inside_an_area_lies_in_a_cell_of_its_grid(
    shape: Polygon | MultiPolygon, cell_m: int, seed: int
) -> None:
    west, south, east, north = shape.bounds
    places = np.random.default_rng(seed).uniform((west, south), (east, north), (20, 2))
    inside = [place for place in shapely.points(places) if shape.contains(place)]
    found = cell_of(GeoDataFrame(geometry=inside, crs=SWEREF99_1800), cell_m=cell_m)
    assert set(found) <= set(square_grid(_areas(shape), cell_m=cell_m).index)


def test_the_side_of_the_cells_of_a_grid_is_told() -> None:
    assert cell_side_m(square_grid(areas_frame(builtin_areas()), cell_m=25)) == 25


def test_what_is_no_square_grid_is_refused() -> None:
    grid = square_grid(_areas(box(0, 0, 100, 100)), cell_m=50)
    strangers = [
        _areas(box(0, 0, 50, 50)),
        grid.set_index(grid.index[::-1]),
        grid.set_geometry(grid.translate(10, 0)),
        grid.iloc[:0],
    ]
    for cells in strangers:
        with pytest.raises(InvalidFrameError, match=r"not those of one square grid; take them from square_grid\(\)"):
            cell_side_m(cells)


def test_frames_of_another_system_are_refused() -> None:
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        square_grid(areas_frame(builtin_areas()).to_crs(WGS84), cell_m=50)
    with pytest.raises(CRSMismatchError, match="EPSG:3006 where EPSG:3011"):
        cell_of(_points((1, 1)).to_crs("EPSG:3006"), cell_m=50)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        cell_side_m(square_grid(areas_frame(builtin_areas()), cell_m=50).to_crs(WGS84))


@pytest.mark.parametrize("cell_m", [0, -50, 12.5, 50.0, float("nan"), float("inf")])
def test_a_side_that_is_no_whole_number_above_zero_is_refused(cell_m: int) -> None:
    with pytest.raises(InvalidMeasureError, match=r"cell_m is .*; give whole metres above 0"):
        square_grid(_areas(box(0, 0, 9, 9)), cell_m=cell_m)
    with pytest.raises(InvalidMeasureError, match=r"cell_m is .*; give whole metres above 0"):
        cell_of(_points((1, 1)), cell_m=cell_m)


def test_what_has_no_surface_is_no_area_to_cut() -> None:
    with pytest.raises(InvalidFrameError, match="no surface in 0"):
        square_grid(GeoDataFrame(geometry=[LineString([(0, 0), (9, 9)])], crs=SWEREF99_1800), cell_m=50)


def test_the_frames_passed_in_are_left_as_they_were() -> None:
    areas, points = _areas(box(0, 0, 70, 70)), _points((10, 10), None)
    before, points_before = areas.copy(), points.copy()
    square_grid(areas, cell_m=50)
    cell_of(points, cell_m=50)
    assert_frame_equal(areas, before)
    assert_frame_equal(points, points_before)
    # prepared shapes are not safe to share between threads
    assert not shapely.is_prepared(areas.geometry.to_numpy()).any()
