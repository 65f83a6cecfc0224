from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point, box

from geodata.cluster import spot_measures, spots
from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError

# lamps of a street, each 14 m from the next
STREET = [(14.0 * n, 0.0) for n in range(10)]


def _points(*points: tuple[float, float] | None, index: list[str] | list[int] | None = None) -> GeoDataFrame:
    shapes = [None if point is None else Point(point) for point in points]
    return GeoDataFrame(index=index, geometry=shapes, crs=SWEREF99_1800)


def test_two_points_near_each_other_are_a_spot_and_a_lone_one_is_none() -> None:
    assert spots(_points((0, 0), (400, 0), (9, 0)), within_m=10).tolist() == [0, None, 0]


def test_a_pair_at_just_the_distance_is_a_spot_and_one_beyond_is_not() -> None:
    assert spots(_points((0, 0), (10, 0)), within_m=10).tolist() == [0, 0]
    assert spots(_points((0, 0), (10.01, 0)), within_m=10).tolist() == [None, None]


def test_a_spot_has_the_smallest_label_of_its_members_whatever_the_order_of_the_rows() -> None:
    found = spots(_points((9, 0), (400, 0), (0, 0), (403, 0), index=["d", "c", "b", "a"]), within_m=10)
    assert found.to_dict() == {"d": "b", "c": "a", "b": "b", "a": "a"}
    turned = spots(_points((403, 0), (0, 0), (400, 0), (9, 0), index=["a", "b", "c", "d"]), within_m=10)
    assert turned.to_dict() == found.to_dict()


def test_a_spot_keeps_its_label_when_later_points_join_it() -> None:
    before = spots(_points((0, 0), (9, 0), index=[3, 5]), within_m=10)
    after = spots(_points((0, 0), (9, 0), (5, 5), (14, 0), index=[3, 5, 8, 9]), within_m=10)
    assert before.tolist() == [3, 3]
    assert after.tolist() == [3, 3, 3, 3]


def test_a_gathering_smaller_than_asked_is_no_spot() -> None:
    points = _points((0, 0), (9, 0), (100, 0), (105, 0), (100, 5), (300, 0))
    assert spots(points, within_m=10, min_points=3).tolist() == [None, None, 2, 2, 2, None]
    assert spots(points, within_m=10, min_points=1).tolist() == [0, 0, 2, 2, 2, 5]


def test_points_on_the_very_same_spot_are_counted_each() -> None:
    assert spots(_points((5, 5), (5, 5), (5, 5)), within_m=1, min_points=3).tolist() == [0, 0, 0]


def test_ten_thousand_points_on_one_stop_are_one_spot() -> None:
    points = GeoDataFrame(geometry=[Point(5, 5)] * 10_000, crs=SWEREF99_1800)
    assert set(spots(points, within_m=15)) == {0}


def test_a_row_without_a_point_is_of_no_spot_and_keeps_its_place() -> None:
    points = GeoDataFrame(geometry=[None, Point(0, 0), Point(), Point(9, 0)], crs=SWEREF99_1800)
    assert spots(points, within_m=10).tolist() == [None, 1, None, 1]
    assert spots(points, within_m=10, min_points=1).tolist() == [None, 1, None, 1]


def test_no_points_make_no_spots() -> None:
    assert spots(_points(), within_m=10).tolist() == []
    assert spots(_points(None), within_m=10).tolist() == [None]


def test_lamps_along_a_street_make_one_chain_and_its_spread_tells_so() -> None:
    street = _points(*STREET)
    found = spots(street, within_m=15)
    assert set(found) == {0}
    assert spot_measures(street, labels=found)["spread_m"].to_dict() == {0: 126.0}


@pytest.mark.parametrize("order", ["forwards", "backwards", "mixed", "zigzag"])
def test_a_long_chain_is_one_spot_however_its_labels_lie(order: str) -> None:
    number = 5_000
    labels = {
        "forwards": np.arange(number),
        "backwards": np.arange(number)[::-1],
        "mixed": np.random.default_rng(1).permutation(number),
        "zigzag": np.where(np.arange(number) % 2, np.arange(number), number + np.arange(number)),
    }[order]
    chain = GeoDataFrame(index=labels, geometry=[Point(n, 0) for n in range(number)], crs=SWEREF99_1800)
    assert set(spots(chain, within_m=1)) == {labels.min()}


def test_a_spot_is_measured_by_its_members_their_middle_and_the_two_farthest_apart() -> None:
    points = _points((0, 0), (30, 40), (30, 0), (500, 500), (500, 500), None, (900, 0))
    found = spot_measures(points, labels=spots(points, within_m=45))
    assert found.crs == SWEREF99_1800
    assert found.index.name == "spot"
    assert found["members"].to_dict() == {0: 3, 3: 2}
    assert found["spread_m"].to_dict() == {0: 50.0, 3: 0.0}
    assert found.geometry.to_list() == [Point(20, 40 / 3), Point(500, 500)]


def test_without_a_spot_there_is_nothing_to_measure() -> None:
    for points in (_points((0, 0), (99, 0)), _points()):
        found = spot_measures(points, labels=spots(points, within_m=10))
        assert len(found) == 0
        assert list(found.columns) == ["members", "spread_m", "geometry"]
        assert found.crs == SWEREF99_1800


coordinates = st.tuples(st.integers(0, 120), st.integers(0, 120))
places = st.lists(st.one_of(coordinates, st.none()), max_size=25)


def _by_hand(placed: dict[int, tuple[int, int]], *, within_m: float) -> dict[int, int]:
    """Give each label the smallest one it is joined with, by joining pair after pair."""
    spot = {label: label for label in placed}
    for one, other in combinations(placed, 2):
        if math.dist(placed[one], placed[other]) <= within_m:
            low, high = sorted((spot[one], spot[other]))
            spot = {label: low if of == high else of for label, of in spot.items()}
    return spot


@given(places=places, within_m=st.integers(1, 40), min_points=st.integers(1, 4))
@settings(deadline=None, max_examples=80)
def test_the_spots_agree_with_joining_pair_after_pair(
    places: list[tuple[int, int] | None], within_m: int, min_points: int
) -> None:
    expected = _by_hand({row: place for row, place in enumerate(places) if place}, within_m=within_m)
    sizes = {spot: list(expected.values()).count(spot) for spot in expected.values()}
    found = spots(_points(*places), within_m=within_m, min_points=min_points)
    assert found.to_dict() == {
        row: expected[row] if place and sizes[expected[row]] >= min_points else None for row, place in enumerate(places)
    }


@given(places=places, within_m=st.integers(1, 40), data=st.data())
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_rows_changes_no_spot_and_no_measure(
    places: list[tuple[int, int] | None], within_m: int, data: st.DataObject
) -> None:
    points = _points(*places)
    shuffled = points.loc[data.draw(st.permutations(range(len(places))))]
    found, again = spots(points, within_m=within_m), spots(shuffled, within_m=within_m)
    assert found.to_dict() == again.to_dict()
    one, other = spot_measures(points, labels=found), spot_measures(shuffled, labels=again)
    assert_frame_equal(one[["members", "spread_m"]], other[["members", "spread_m"]])
    assert one.geometry.geom_equals_exact(other.geometry, 1e-6).all()


@given(places=places, within_m=st.integers(1, 40))
@settings(deadline=None, max_examples=40)
def test_a_spread_is_the_greatest_distance_of_two_members_and_at_most_that_of_a_chain(
    places: list[tuple[int, int] | None], within_m: int
) -> None:
    points = _points(*places)
    labels = spots(points, within_m=within_m)
    for spot, row in spot_measures(points, labels=labels).iterrows():
        members = points[labels == spot].geometry
        assert row["members"] == len(members)
        assert row["spread_m"] == pytest.approx(max(one.distance(other) for one in members for other in members))
        assert row["spread_m"] <= within_m * (row["members"] - 1) + 1e-9


def test_points_in_degrees_are_refused() -> None:
    degrees = GeoDataFrame(geometry=[Point(18, 59)], crs=WGS84)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        spots(degrees, within_m=15)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        spot_measures(degrees, labels=spots(_points((0, 0)), within_m=15))


def test_what_cannot_be_grouped_is_refused() -> None:
    with pytest.raises(InvalidFrameError, match="hold Polygon"):
        spots(GeoDataFrame(geometry=[box(0, 0, 9, 9)], crs=SWEREF99_1800), within_m=15)
    with pytest.raises(InvalidFrameError, match="two points have one label"):
        spots(_points((0, 0), (5, 5), index=["a", "a"]), within_m=15)
    with pytest.raises(InvalidMeasureError, match="within_m is 0"):
        spots(_points((0, 0)), within_m=0)
    with pytest.raises(InvalidMeasureError, match="min_points is 0; a spot has 1 point or more"):
        spots(_points((0, 0)), within_m=15, min_points=0)


def test_labels_of_other_rows_are_refused() -> None:
    labels = spots(_points((0, 0), (5, 5)), within_m=15)
    with pytest.raises(InvalidFrameError, match="labelled for other rows"):
        spot_measures(_points((0, 0)), labels=labels)


def test_the_frame_passed_in_is_left_as_it_was() -> None:
    points = _points((10, 10), None, (12, 10))
    before = points.copy()
    spot_measures(points, labels=spots(points, within_m=5))
    assert_frame_equal(points, before)
