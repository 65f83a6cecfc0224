from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, Point, Polygon, box

from geodata.crs import SWEREF99_1800, WGS84, metric_shape
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError
from geodata.route import COVERED_WITHIN_M, chainage, coverage_m, length_m, order_of_stops

STRAIGHT = LineString([(0, 0), (1000, 0)])
CORNER = LineString([(0, 0), (100, 0), (100, 100)])
# walked against the clock from its south-western corner and back to it
LOOP = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
THERE_AND_BACK = LineString([(0, 0), (100, 0), (0, 0)])
# crosses itself at (50, 50), first after 50√2 m and again after 50√2 m + 200 m
EIGHT = LineString([(0, 0), (100, 100), (100, 0), (0, 100)])


def _points(*points: tuple[float, float] | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[None if point is None else Point(point) for point in points], crs=SWEREF99_1800)


def _along(route: LineString, *points: tuple[float, float] | None) -> list[float]:
    metres: list[float] = chainage(_points(*points), route=route)["chainage_m"].tolist()
    return metres


def _covered(route: LineString, *points: tuple[float, float] | None) -> float:
    return coverage_m(route, points=_points(*points))


@pytest.mark.parametrize(
    ("route", "metres"),
    [(STRAIGHT, 1000), (CORNER, 200), (LOOP, 400), (THERE_AND_BACK, 200), (EIGHT, 100 + 200 * 2**0.5)],
)
def test_a_route_is_as_long_as_the_way_that_is_walked(route: LineString, metres: float) -> None:
    assert length_m(route) == pytest.approx(metres)


def test_heights_make_no_route_longer() -> None:
    assert length_m(LineString([(0, 0, 0), (30, 40, 500)])) == 50


def test_a_route_drawn_in_degrees_is_measured_in_metres() -> None:
    shared_edge = {"type": "LineString", "coordinates": [[18.076428, 59.336498], [18.074415, 59.334921]]}
    route = metric_shape(shared_edge)
    assert isinstance(route, LineString)
    assert length_m(route) == pytest.approx(210, abs=1)


def test_points_beside_a_corner_are_measured_to_the_side_that_is_nearer() -> None:
    found = chainage(_points((30, 4), (105, 50), (90, 5), (-3, -4), (100, 130)), route=CORNER)
    assert found["chainage_m"].tolist() == [30, 150, 90, 0, 200]
    assert found["distance_m"].tolist() == [4, 5, 5, 5, 30]


def test_a_row_without_a_point_is_nowhere_along_a_route() -> None:
    points = GeoDataFrame(index=["a", "b", "c"], geometry=[None, Point(7, 0), Point()], crs=SWEREF99_1800)
    found = chainage(points, route=STRAIGHT)
    assert list(found.index) == ["a", "b", "c"]
    assert found["chainage_m"].tolist() == pytest.approx([math.nan, 7, math.nan], nan_ok=True)
    assert found["distance_m"].tolist() == pytest.approx([math.nan, 0, math.nan], nan_ok=True)


def test_no_points_make_an_empty_answer() -> None:
    found = chainage(_points(), route=STRAIGHT)
    assert list(found.columns) == ["chainage_m", "distance_m"]
    assert len(found) == 0


def test_the_end_of_a_loop_is_its_beginning() -> None:
    assert _along(LOOP, (0, 0), (-3, -3), (0, 1), (1, 0)) == [0, 0, 399, 1]


def test_on_a_street_taken_twice_the_first_passing_counts() -> None:
    assert _along(THERE_AND_BACK, (30, 0), (70, 5), (120, 0)) == [30, 70, 100]


def test_where_a_route_crosses_itself_the_first_passing_counts() -> None:
    # north of the crossing both arms are equally near, too
    assert _along(EIGHT, (50, 50), (50, 60)) == pytest.approx([50 * 2**0.5, 55 * 2**0.5])
    backwards = shapely.reverse(EIGHT)
    assert _along(backwards, (50, 50), (50, 60)) == pytest.approx([50 * 2**0.5, 45 * 2**0.5])


def test_the_first_of_two_passings_counts_also_far_from_the_origin() -> None:
    away = shapely.affinity.translate(EIGHT, 154_138.853, 6_580_115.342)
    assert _along(away, (154_188.853, 6_580_165.342)) == pytest.approx([50 * 2**0.5])


def test_a_corner_just_before_the_nearest_spot_does_not_draw_a_point_to_it() -> None:
    assert _along(LineString([(0, 0), (100, 0), (200, 0)]), (100.1, 20)) == pytest.approx([100.1], abs=0.001)


def test_a_corner_given_twice_does_no_harm() -> None:
    route = LineString([(0, 0), (0, 0), (50, 0), (50, 0), (100, 0), (100, 0)])
    assert _along(route, (50, 3), (75, 3)) == [50, 75]
    assert _covered(route, (50, 0)) == 60


def test_stops_stand_in_the_order_in_which_the_route_passes_them() -> None:
    stops = _points((100, 90), (10, 5), (60, -5)).set_index(np.array(["last", "first", "second"]))
    assert list(order_of_stops(stops, route=CORNER)) == ["first", "second", "last"]


def test_the_stop_where_a_loop_begins_and_ends_stands_first() -> None:
    assert list(order_of_stops(_points((0, 50), (0, 0), (50, 0)), route=LOOP)) == [1, 2, 0]


def test_stops_passed_at_once_keep_their_order_and_those_without_a_point_stand_last() -> None:
    assert list(order_of_stops(_points((50, 9), None, (50, -9), (20, 0)), route=STRAIGHT)) == [3, 0, 2, 1]


def test_one_finding_on_a_street_covers_30_metres_each_way() -> None:
    assert COVERED_WITHIN_M == 30
    assert _covered(STRAIGHT, (500, 0)) == 60


def test_a_finding_18_metres_beside_a_street_covers_24_metres_each_way() -> None:
    # 18, 24, 30: a right-angled triangle
    assert _covered(STRAIGHT, (500, 18)) == pytest.approx(48)


def test_a_finding_just_30_metres_off_or_farther_covers_nothing() -> None:
    assert _covered(STRAIGHT, (500, 30), (700, 30.5), (1031, 0)) == 0


def test_a_stretch_that_two_findings_cover_counts_once() -> None:
    assert _covered(STRAIGHT, (500, 0), (520, 0), (500, 0)) == 80
    assert _covered(STRAIGHT, (500, 0), (560, 0)) == 120


def test_a_finding_inside_what_another_covers_adds_nothing() -> None:
    assert _covered(STRAIGHT, (500, 0), (500, 29), (510, 28)) == 60


def test_nothing_is_covered_beyond_the_ends_of_a_route() -> None:
    assert _covered(STRAIGHT, (0, 0), (1010, 0)) == pytest.approx(30 + 20)


def test_around_a_corner_both_sides_are_covered() -> None:
    assert _covered(CORNER, (100, 0)) == 60


def test_a_street_taken_twice_is_covered_twice() -> None:
    assert _covered(THERE_AND_BACK, (50, 0)) == 120
    assert length_m(THERE_AND_BACK) == 200


def test_at_a_crossing_both_arms_are_covered() -> None:
    assert _covered(EIGHT, (50, 50)) == pytest.approx(120)


def test_a_loop_is_covered_across_its_beginning() -> None:
    assert _covered(LOOP, (0, 0)) == 60


def test_the_reach_may_be_asked_for() -> None:
    assert coverage_m(STRAIGHT, points=_points((500, 0)), within_m=5) == 10


def test_where_nothing_was_noted_nothing_is_covered() -> None:
    assert _covered(STRAIGHT) == 0
    assert _covered(STRAIGHT, None) == 0


corners = st.tuples(st.integers(-200, 200), st.integers(-200, 200))
routes = st.lists(corners, min_size=2, max_size=8).map(LineString).filter(lambda line: line.length > 0)
places = st.lists(st.one_of(corners, st.none()), max_size=12)


@given(route=routes, places=places)
@settings(deadline=None, max_examples=60)
def test_the_chainage_is_the_first_way_to_the_nearest_spot(
    route: LineString, places: list[tuple[int, int] | None]
) -> None:
    found = chainage(_points(*places), route=route)
    for place, along, distance in zip(places, found["chainage_m"], found["distance_m"], strict=True):
        if place is None:
            assert math.isnan(along)
            assert math.isnan(distance)
            continue
        assert distance == pytest.approx(route.distance(Point(place)), abs=1e-9)
        assert 0 <= along <= route.length + 1e-9
        assert route.interpolate(along).distance(Point(place)) == pytest.approx(distance, abs=1e-5)
        earlier = np.arange(0, along - 1, 0.5)
        sooner = shapely.distance(shapely.line_interpolate_point(route, earlier), Point(place))
        assert (sooner > distance - 1e-6).all()
        # GEOS gives one of the nearest spots; ours is never walked after it
        assert along <= route.project(Point(place)) + 1e-6


@given(route=routes, places=places)
@settings(deadline=None, max_examples=40)
def test_the_order_of_stops_holds_every_stop_once_and_never_goes_back(
    route: LineString, places: list[tuple[int, int] | None]
) -> None:
    stops = _points(*places)
    order = order_of_stops(stops, route=route)
    assert sorted(order) == list(range(len(places)))
    along = chainage(stops, route=route)["chainage_m"].loc[order].dropna()
    assert along.is_monotonic_increasing


@given(route=routes, places=places, within_m=st.floats(1, 60))
@settings(deadline=None, max_examples=60)
def test_the_coverage_agrees_with_cutting_the_route_by_circles_of_many_corners(
    route: LineString, places: list[tuple[int, int] | None], within_m: float
) -> None:
    covered = coverage_m(route, points=_points(*places), within_m=within_m)
    circles = shapely.union_all([Point(place).buffer(within_m, quad_segs=256) for place in places if place])
    # stretch by stretch: GEOS would count a street taken twice once
    ends = shapely.get_coordinates(route)
    stretches = shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1))
    assert covered == pytest.approx(shapely.length(shapely.intersection(stretches, circles)).sum(), rel=0.01, abs=1)
    assert 0 <= covered <= route.length + 1e-6


@given(route=routes, places=places, more=places)
@settings(deadline=None, max_examples=40)
def test_more_findings_never_cover_less(
    route: LineString, places: list[tuple[int, int] | None], more: list[tuple[int, int] | None]
) -> None:
    assert _covered(route, *places, *more) >= _covered(route, *places) - 1e-6


@given(route=routes, places=places)
@settings(deadline=None, max_examples=40)
def test_the_way_walked_backwards_is_as_long_and_as_covered(
    route: LineString, places: list[tuple[int, int] | None]
) -> None:
    backwards = shapely.reverse(route)
    assert length_m(backwards) == pytest.approx(length_m(route))
    assert _covered(backwards, *places) == pytest.approx(_covered(route, *places), abs=1e-6)


def test_points_in_degrees_are_refused() -> None:
    degrees = GeoDataFrame(geometry=[Point(18, 59)], crs=WGS84)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        chainage(degrees, route=STRAIGHT)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        order_of_stops(degrees, route=STRAIGHT)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        coverage_m(STRAIGHT, points=degrees)


@pytest.mark.parametrize("shape", [LineString(), LineString([(1, 1), (1, 1)]), box(0, 0, 9, 9)])
def test_what_is_no_line_is_no_route(shape: LineString | Polygon) -> None:
    with pytest.raises(InvalidMeasureError, match="give one LineString"):
        length_m(shape)
    with pytest.raises(InvalidMeasureError, match="give one LineString"):
        chainage(_points((0, 0)), route=shape)
    with pytest.raises(InvalidMeasureError, match="give one LineString"):
        coverage_m(shape, points=_points((0, 0)))


def test_what_is_no_point_and_a_reach_of_nothing_are_refused() -> None:
    lines = GeoDataFrame(geometry=[STRAIGHT], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="hold LineString"):
        chainage(lines, route=STRAIGHT)
    with pytest.raises(InvalidMeasureError, match="within_m is 0"):
        coverage_m(STRAIGHT, points=_points((0, 0)), within_m=0)


def test_the_frame_passed_in_is_left_as_it_was() -> None:
    points = _points((10, 10), None)
    before = points.copy()
    chainage(points, route=STRAIGHT)
    order_of_stops(points, route=STRAIGHT)
    coverage_m(STRAIGHT, points=points)
    assert_frame_equal(points, before)
