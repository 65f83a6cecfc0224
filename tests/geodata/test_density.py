from __future__ import annotations

import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiLineString, Point, Polygon, box

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, WGS84
from geodata.density import points_per_cell, points_per_hectare, points_per_kilometre
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError
from geodata.grid import square_grid


def _points(*points: tuple[float, float] | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[None if point is None else Point(point) for point in points], crs=SWEREF99_1800)


def test_points_are_counted_per_hectare_in_the_order_of_the_areas(two_squares: GeoDataFrame) -> None:
    density = points_per_hectare(_points((10, 10), (20, 20), (150, 50)), areas=two_squares)
    assert density.to_dict() == {"west": 2.0, "east": 1.0}
    assert list(density.index) == ["west", "east"]


def test_a_half_hectare_with_three_points_has_six_per_hectare() -> None:
    areas = GeoDataFrame(index=["half"], geometry=[box(0, 0, 50, 100)], crs=SWEREF99_1800)
    assert points_per_hectare(_points((1, 1), (2, 2), (3, 3)), areas=areas).to_dict() == {"half": 6.0}


def test_a_point_on_an_edge_or_corner_belongs_to_the_area(two_squares: GeoDataFrame) -> None:
    density = points_per_hectare(_points((0, 50), (0, 0), (50, 100)), areas=two_squares)
    assert density.to_dict() == {"west": 3.0, "east": 0.0}


def test_a_point_on_a_shared_edge_counts_in_both_areas(two_squares: GeoDataFrame) -> None:
    assert points_per_hectare(_points((100, 50)), areas=two_squares).to_dict() == {"west": 1.0, "east": 1.0}


def test_a_point_in_two_overlapping_areas_counts_in_both() -> None:
    overlapping = GeoDataFrame(
        index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 150, 100)], crs=SWEREF99_1800
    )
    assert points_per_hectare(_points((75, 50)), areas=overlapping).to_dict() == {"a": 1.0, "b": 1.0}


def test_a_point_3_m_outside_the_square_belongs_to_no_area(two_squares: GeoDataFrame) -> None:
    assert points_per_hectare(_points((-3, 50)), areas=two_squares).to_dict() == {"west": 0.0, "east": 0.0}


def test_a_row_without_a_point_is_not_counted(two_squares: GeoDataFrame) -> None:
    assert points_per_hectare(_points(None, (10, 10)), areas=two_squares).to_dict() == {"west": 1.0, "east": 0.0}


def test_no_points_give_zero_not_nothing(two_squares: GeoDataFrame) -> None:
    assert points_per_hectare(_points(), areas=two_squares).to_dict() == {"west": 0.0, "east": 0.0}


def test_no_areas_give_no_rows() -> None:
    assert points_per_hectare(_points((0, 0)), areas=areas_frame([])).to_dict() == {}


def test_a_point_amid_the_edge_that_stureplan_and_ostermalmstorg_share_counts_in_both() -> None:
    middle = GeoDataFrame(geometry=[Point((18.076428 + 18.074415) / 2, (59.336498 + 59.334921) / 2)], crs=WGS84)
    density = points_per_hectare(middle.to_crs(SWEREF99_1800), areas=areas_frame(builtin_areas()))
    assert density.to_dict() == pytest.approx(
        {
            "stureplan": 1 / 7.66,
            "ostermalmstorg": 1 / 11.76,
            "gyllenstiernsgatan": 0,
            "tessinparken": 0,
            "universitetet-lappis": 0,
        },
        abs=0.0005,
    )


coordinates = st.tuples(st.integers(-20, 220), st.integers(-20, 120))


@given(points=st.lists(coordinates, max_size=30), data=st.data())
@settings(deadline=None, max_examples=50)
def test_the_order_of_the_points_does_not_matter(points: list[tuple[int, int]], data: st.DataObject) -> None:
    areas = GeoDataFrame(index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 200, 100)], crs=SWEREF99_1800)
    shuffled = data.draw(st.permutations(points))
    density = points_per_hectare(_points(*points), areas=areas)
    assert density.to_dict() == points_per_hectare(_points(*shuffled), areas=areas).to_dict()


@given(points=st.lists(coordinates, max_size=30))
@settings(deadline=None, max_examples=50)
def test_the_density_agrees_with_counting_by_hand(points: list[tuple[int, int]]) -> None:
    areas = GeoDataFrame(index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 250, 100)], crs=SWEREF99_1800)
    in_a = sum(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
    in_b = sum(50 <= x <= 250 and 0 <= y <= 100 for x, y in points)
    assert points_per_hectare(_points(*points), areas=areas).to_dict() == {"a": in_a, "b": in_b / 2}


def test_degrees_are_refused_for_points_and_for_areas(two_squares: GeoDataFrame) -> None:
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_hectare(_points((18, 59)).set_crs(WGS84, allow_override=True), areas=two_squares)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_hectare(_points((10, 10)), areas=two_squares.set_crs(WGS84, allow_override=True))


@pytest.mark.parametrize("geometry", [LineString([(0, 0), (10, 0)]), None])
def test_an_area_without_a_surface_is_refused_by_name(geometry: LineString | None) -> None:
    areas = GeoDataFrame(index=["ok", "flat"], geometry=[box(0, 0, 1, 1), geometry], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="no surface in flat; give each area a polygon"):
        points_per_hectare(_points((0, 0)), areas=areas)


def test_two_areas_of_one_label_are_refused() -> None:
    areas = GeoDataFrame(index=["a", "a"], geometry=[box(0, 0, 1, 1), box(5, 5, 6, 6)], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="rows a stand more than once"):
        points_per_hectare(_points((0, 0)), areas=areas)


def _cells(*shapes: Polygon, cell_m: int = 50) -> GeoDataFrame:
    return square_grid(GeoDataFrame(geometry=list(shapes), crs=SWEREF99_1800), cell_m=cell_m)


def test_each_point_counts_in_one_cell_in_the_order_of_the_cells() -> None:
    cells = _cells(box(0, 0, 100, 100))
    found = points_per_cell(_points((10, 10), (49, 49), (50, 10), (99, 99), (10, 150)), cells=cells)
    assert list(found.index) == list(cells.index)
    assert found.tolist() == [2, 1, 0, 1]


def test_a_point_on_the_outer_edge_of_a_grid_counts_in_the_cell_inside() -> None:
    found = points_per_cell(_points((100, 10), (100, 100), (100, 50), (100.02, 10)), cells=_cells(box(0, 0, 100, 100)))
    # the one amid the edge touches two cells and counts in the first
    assert found.tolist() == [0, 2, 0, 1]


def test_a_point_in_a_cell_but_beyond_the_area_counts_in_the_cell() -> None:
    assert points_per_cell(_points((40, 40)), cells=_cells(box(0, 0, 20, 20))).tolist() == [1]


def test_rows_without_a_point_count_in_no_cell_and_no_cells_have_no_counts() -> None:
    assert points_per_cell(_points(None, (1, 1)), cells=_cells(box(0, 0, 50, 50))).tolist() == [1]
    assert points_per_cell(_points(), cells=_cells(box(0, 0, 50, 50))).tolist() == [0]
    assert points_per_cell(_points((1, 1)), cells=_cells()).to_dict() == {}


@given(points=st.lists(coordinates, max_size=30), cell_m=st.integers(5, 90))
@settings(deadline=None, max_examples=40)
def test_the_counts_of_the_cells_add_up_to_the_points_on_the_area(points: list[tuple[int, int]], cell_m: int) -> None:
    area = box(-20, -20, 220, 120)
    found = points_per_cell(_points(*points), cells=_cells(area, cell_m=cell_m))
    assert found.sum() == len(points)
    assert found.dtype == "int64"


def test_cells_of_no_grid_are_refused() -> None:
    cells = GeoDataFrame(index=["mine"], geometry=[box(0, 0, 50, 50)], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="not those of one square grid"):
        points_per_cell(_points((1, 1)), cells=cells)


def _routes(**lines: LineString | MultiLineString | Polygon | None) -> GeoDataFrame:
    return GeoDataFrame(index=list(lines), geometry=list(lines.values()), crs=SWEREF99_1800)


def test_points_within_30_metres_of_a_route_are_counted_per_kilometre() -> None:
    routes = _routes(half=LineString([(0, 0), (500, 0)]), corner=LineString([(0, 0), (0, 1500), (500, 1500)]))
    found = points_per_kilometre(_points((9, 9), (400, -30), (500, 30.5), (-30, 700)), routes=routes)
    assert found.to_dict() == {"half": 4.0, "corner": 1.0}


def test_the_reach_of_a_route_may_be_asked_for() -> None:
    routes = _routes(route=LineString([(0, 0), (1000, 0)]))
    points = _points((5, 5), (5, 6), (5, 60))
    assert points_per_kilometre(points, routes=routes, within_m=5).to_dict() == {"route": 1.0}
    assert points_per_kilometre(points, routes=routes, within_m=60).to_dict() == {"route": 3.0}


def test_a_point_counts_once_at_a_route_that_passes_it_twice_and_at_each_of_two_routes() -> None:
    routes = _routes(
        there_and_back=LineString([(0, 0), (500, 0), (0, 0)]),
        parts=MultiLineString([[(0, 10), (250, 10)], [(250, 20), (500, 20)]]),
    )
    assert points_per_kilometre(_points((250, 5)), routes=routes).to_dict() == {"there_and_back": 1.0, "parts": 2.0}


def test_no_points_give_zero_per_kilometre_and_no_routes_no_rows() -> None:
    routes = _routes(route=LineString([(0, 0), (1000, 0)]))
    assert points_per_kilometre(_points(), routes=routes).to_dict() == {"route": 0.0}
    assert points_per_kilometre(_points(None), routes=routes).to_dict() == {"route": 0.0}
    assert points_per_kilometre(_points((0, 0)), routes=routes.iloc[:0]).to_dict() == {}


@given(points=st.lists(coordinates, max_size=20), within_m=st.integers(1, 60))
@settings(deadline=None, max_examples=40)
def test_the_count_along_a_route_agrees_with_measuring_each_point(points: list[tuple[int, int]], within_m: int) -> None:
    line = LineString([(0, 0), (100, 0), (100, 100), (200, 50)])
    near = sum(line.distance(Point(point)) <= within_m for point in points)
    found = points_per_kilometre(_points(*points), routes=_routes(route=line), within_m=within_m)
    assert found.to_dict() == pytest.approx({"route": near / (line.length / 1000)})


@pytest.mark.parametrize("shape", [box(0, 0, 9, 9), LineString([(1, 1), (1, 1)]), LineString(), None])
def test_what_is_no_line_with_a_length_is_refused_by_name(shape: LineString | Polygon | None) -> None:
    routes = _routes(ok=LineString([(0, 0), (9, 0)]), odd=shape)
    with pytest.raises(InvalidFrameError, match="no line with a length in odd; give each route a line"):
        points_per_kilometre(_points((0, 0)), routes=routes)


def test_degrees_are_refused_for_cells_and_routes_and_their_points() -> None:
    degrees = _points((18, 59)).set_crs(WGS84, allow_override=True)
    cells, routes = _cells(box(0, 0, 50, 50)), _routes(route=LineString([(0, 0), (9, 0)]))
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_cell(degrees, cells=cells)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_cell(_points((1, 1)), cells=cells.set_crs(WGS84, allow_override=True))
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_cell(_points((1, 1)), cells=cells.iloc[:0].set_crs(WGS84, allow_override=True))
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_kilometre(degrees, routes=routes)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        points_per_kilometre(_points((1, 1)), routes=routes.set_crs(WGS84, allow_override=True))


def test_a_reach_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidMeasureError, match="within_m is 0"):
        points_per_kilometre(_points((1, 1)), routes=_routes(route=LineString([(0, 0), (9, 0)])), within_m=0)


def test_the_frames_passed_in_are_left_as_they_were(two_squares: GeoDataFrame) -> None:
    points, routes = _points((10, 10), None), _routes(route=LineString([(0, 0), (9, 0)]))
    cells = _cells(box(0, 0, 50, 50))
    before = [frame.copy() for frame in (points, two_squares, routes, cells)]
    points_per_hectare(points, areas=two_squares)
    points_per_cell(points, cells=cells)
    points_per_kilometre(points, routes=routes)
    for frame, copy in zip((points, two_squares, routes, cells), before, strict=True):
        assert_frame_equal(frame, copy)
