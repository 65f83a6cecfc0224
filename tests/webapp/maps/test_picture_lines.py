from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.maps.picture_lines import Footing, beside, boxes_along, boxes_under, joined, stretches

LEVEL = [(0.0, 50.0), (200.0, 50.0)]


def test_the_best_stretch_of_a_straight_line_is_its_middle() -> None:
    best = stretches(LEVEL, width=60)[0]
    assert (best.x, best.y) == pytest.approx((100, 50), abs=7)
    assert best.angle == 0


@pytest.mark.parametrize(
    ("line", "angle"),
    [
        ([(0, 0), (100, 100)], 45),
        ([(100, 100), (0, 0)], 45),
        ([(0, 100), (100, 0)], -45),
        ([(100, 0), (0, 100)], -45),
        ([(200, 50), (0, 50)], 0),
    ],
)
def test_no_name_stands_on_its_head(line: list[tuple[float, float]], angle: float) -> None:
    assert stretches(line, width=40)[0].angle == pytest.approx(angle)


def test_a_line_shorter_than_the_name_carries_none() -> None:
    assert stretches(LEVEL, width=201) == []


def test_a_name_goes_where_the_line_is_straight() -> None:
    bent = [(0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (200.0, 30.0)]
    assert all(footing.x >= 50 and footing.y == 30 for footing in stretches(bent, width=60))


def test_a_sharp_corner_carries_no_name() -> None:
    assert stretches([(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)], width=90) == []


def test_the_boxes_of_a_sloping_name_cover_it_from_end_to_end() -> None:
    footing = stretches([(0.0, 0.0), (100.0, 100.0)], width=60)[0]
    boxes = boxes_along(footing, width=60, height=12)
    assert boxes[0].x == pytest.approx(footing.x - 21.2, abs=0.1)
    assert boxes[-1].y == pytest.approx(footing.y + 21.2, abs=0.1)
    assert all(one.overlaps(other) for one, other in pairwise(boxes))


def test_a_name_is_moved_to_either_side_of_its_line() -> None:
    level = Footing(100.0, 50.0, 0.0)
    assert beside(level, away=10) == Footing(100.0, 60.0, 0.0)
    assert beside(level, away=-10) == Footing(100.0, 40.0, 0.0)
    upright = beside(Footing(100.0, 50.0, 90.0), away=10)
    assert (upright.x, upright.y) == pytest.approx((90, 50))


def test_the_boxes_under_a_line_leave_no_gap() -> None:
    boxes = [*boxes_under([[(0.0, 0.0), (40.0, 0.0), (40.0, 30.0)]], width=5)]
    assert (boxes[0].x, boxes[0].y) == (0, 0)
    assert (boxes[-1].x, boxes[-1].y) == (40, 30)
    assert all(abs(one.x - other.x) <= 5 and abs(one.y - other.y) <= 5 for one, other in pairwise(boxes))


def test_pieces_of_a_street_are_joined_whichever_way_they_were_drawn() -> None:
    pieces = [[(10.0, 0.0), (20.0, 0.0)], [(30.0, 0.0), (20.0, 0.0)], [(10.0, 0.0), (0.0, 0.0)]]
    (line,) = joined(pieces)
    assert sorted(line) == [(0, 0), (10, 0), (20, 0), (30, 0)]
    assert line in (sorted(line), sorted(line, reverse=True))


def test_where_a_street_forks_the_straightest_pieces_go_on() -> None:
    stem, ahead, aside = [(0.0, 0.0), (50.0, 0.0)], [(50.0, 0.0), (90.0, 2.0)], [(50.0, 0.0), (70.0, 20.0)]
    longest, other = joined([aside, stem, ahead])
    assert {(0.0, 0.0), (90.0, 2.0)} == {longest[0], longest[-1]}
    assert other == aside


def test_a_corner_is_not_joined_round() -> None:
    assert len(joined([[(0.0, 0.0), (50.0, 0.0)], [(50.0, 0.0), (50.0, 50.0)]])) == 2


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 5).map(float), st.integers(0, 5).map(float)), min_size=2, max_size=4),
        max_size=8,
    )
)
def test_joining_loses_no_piece(pieces: list[list[tuple[float, float]]]) -> None:
    def steps(lines: list[list[tuple[float, float]]]) -> list[tuple[tuple[float, float], ...]]:
        return sorted(tuple(sorted(pair)) for line in lines for pair in pairwise(line))

    assert steps(joined(pieces)) == steps(pieces)
