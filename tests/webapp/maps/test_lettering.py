from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.maps.lettering import Box, Taken, fits, inside_area, longest_line, text_width

FRAME = Box(100, 100, 200, 200)


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9.9, 0, 10, 10))


def test_a_box_fits_inside_the_frame_and_on_free_ground_only() -> None:
    assert fits([Box(10, 10, 20, 20)], taken=Taken(), frame=FRAME)
    assert not fits([Box(9, 10, 20, 20)], taken=Taken(), frame=FRAME)
    assert not fits([Box(10, 10, 20, 20)], taken=Taken([Box(20, 20, 10, 10)]), frame=FRAME)


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


def test_room_that_is_taken_is_found_whatever_the_size_of_the_boxes() -> None:
    taken = Taken([Box(0, 0, 500, 4)])
    assert taken.meets(Box(240, 0, 2, 2))
    assert not taken.meets(Box(240, 10, 2, 2))
    taken.extend([Box(-300, 10, 1, 1)])
    assert taken.meets(Box(-300, 10, 1, 1))


@given(st.lists(st.tuples(*[st.floats(-200, 200)] * 2, *[st.floats(1, 90)] * 2).map(lambda it: Box(*it))))
def test_a_box_meets_what_is_taken_just_where_it_overlaps_one_of_them(boxes: list[Box]) -> None:
    asked = Box(10, 20, 40, 30)
    assert Taken(boxes).meets(asked) == any(asked.overlaps(box) for box in boxes)
