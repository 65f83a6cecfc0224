from __future__ import annotations

from itertools import pairwise

import pytest

from webapp.maps.lettering import Box, boxes_along, fits, inside_area, longest_line, stretches, text_width

FRAME = Box(100, 100, 200, 200)
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


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9.9, 0, 10, 10))


def test_a_box_fits_inside_the_frame_and_on_free_ground_only() -> None:
    assert fits([Box(10, 10, 20, 20)], taken=[], frame=FRAME)
    assert not fits([Box(9, 10, 20, 20)], taken=[], frame=FRAME)
    assert not fits([Box(10, 10, 20, 20)], taken=[Box(20, 20, 10, 10)], frame=FRAME)


def test_a_name_stands_in_the_middle_of_its_area_first() -> None:
    ring = [(20.0, 20.0), (180.0, 20.0), (180.0, 100.0), (20.0, 100.0), (20.0, 20.0)]
    first = next(inside_area(ring, width=60, height=15, frame=FRAME))
    assert (first.x, first.y) == (100, 60)


def test_a_name_wider_than_its_area_has_no_place_in_it() -> None:
    ring = [(20.0, 20.0), (60.0, 20.0), (60.0, 100.0), (20.0, 100.0), (20.0, 20.0)]
    assert not [*inside_area(ring, width=60, height=15, frame=FRAME)]


def test_only_the_part_of_an_area_that_is_seen_carries_its_name() -> None:
    ring = [(-400.0, 20.0), (180.0, 20.0), (180.0, 100.0), (-400.0, 100.0), (-400.0, 20.0)]
    assert all(box.x - 30 >= 0 for box in inside_area(ring, width=60, height=15, frame=FRAME))


def test_the_longest_line_of_an_area_joins_its_farthest_corners() -> None:
    ring = [(0.0, 0.0), (50.0, 5.0), (100.0, 40.0), (50.0, 35.0), (0.0, 0.0)]
    assert longest_line(ring) == ((0, 0), (100, 40))


def test_a_wide_letter_takes_more_room_than_a_narrow_one() -> None:
    assert text_width("m", size=10) > text_width("n", size=10) > text_width("i", size=10)
