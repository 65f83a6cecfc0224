from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.crs import to_metric
from geodata.plane import Plane, Point, contains, distance, interior_point, nearest_on_lines

SVAMPEN = (18.072721, 59.336128)

# open to the east: its middle lies outside
HORSESHOE: list[Point] = [(0, 0), (10, 0), (10, 2), (2, 2), (2, 9), (10, 9), (10, 12), (0, 12), (0, 0)]

metres = st.floats(-1000, 1000)


@given(east=metres, north=metres)
def test_a_point_keeps_its_place_through_degrees_and_back(east: float, north: float) -> None:
    plane = Plane(SVAMPEN)
    assert plane.point(plane.position((east, north))) == pytest.approx((east, north), rel=0, abs=1e-6)


@given(east=metres, north=metres)
@settings(deadline=None)
def test_lengths_agree_with_sweref_99_to_one_in_two_hundred(east: float, north: float) -> None:
    measured = math.dist(to_metric(*SVAMPEN), to_metric(*Plane(SVAMPEN).position((east, north))))
    assert distance((0, 0), (east, north)) == pytest.approx(measured, rel=1 / 200, abs=0.001)


def test_the_nearest_point_of_a_line_may_lie_between_its_corners() -> None:
    assert nearest_on_lines([[(0, 0), (10, 0), (10, 10)]], to=(12, 5)) == (10, 5)


def test_the_nearest_point_never_lies_beyond_the_end_of_a_line() -> None:
    assert nearest_on_lines([[(0, 0), (10, 0)]], to=(15, 1)) == (10, 0)


def test_the_nearer_of_two_lines_counts() -> None:
    assert nearest_on_lines([[(0, 9), (9, 9)], [(0, -2), (9, -2)]], to=(4, 0)) == (4, -2)


def test_a_corner_given_twice_does_no_harm() -> None:
    assert nearest_on_lines([[(1, 1), (1, 1), (1, 5)]], to=(0, 0)) == (1, 1)


def test_no_line_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        nearest_on_lines([], to=(0, 0))


@pytest.mark.parametrize(("point", "inside"), [((1, 6), True), ((6, 1), True), ((6, 6), False), ((-1, 6), False)])
def test_a_ring_holds_what_is_inside_and_nothing_of_its_bay(point: Point, inside: bool) -> None:
    assert contains(HORSESHOE, point) is inside


def test_the_point_inside_a_horseshoe_is_not_its_middle() -> None:
    assert interior_point(HORSESHOE) == (1, 6)


@given(
    radii=st.lists(st.floats(1, 100), min_size=3, max_size=12),
    centre=st.tuples(metres, metres),
)
def test_the_interior_point_lies_inside_any_star_shaped_ring(radii: list[float], centre: Point) -> None:
    step = 2 * math.pi / len(radii)
    ring = [
        (centre[0] + radius * math.cos(step * turn), centre[1] + radius * math.sin(step * turn))
        for turn, radius in enumerate(radii)
    ]
    ring.append(ring[0])
    assert contains(ring, interior_point(ring))
