"""Pieces of ground are in metres, valid, cut to their region, and a street is one piece."""

from __future__ import annotations

import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geodata.crs import to_lonlat
from geodata.ground_shapes import Piece, Tagged, joined, pieces_of
from geodata.ground_tags import Ground, Shape

EAST, NORTH = 154_000.0, 6_580_000.0
REGION = box(EAST, NORTH, EAST + 100, NORTH + 100)


def tagged(shape: Shape, geometry: BaseGeometry, **tags: str) -> Tagged:
    """Tag a shape that is given in metres from the corner of the region."""
    moved = translate(geometry, EAST, NORTH)
    return Tagged(tags, shape, shapely.transform(moved, to_lonlat, interleaved=False))


def drawn(*things: Tagged) -> list[Piece]:
    return pieces_of(things, region=REGION)


def from_corner(piece: Piece) -> BaseGeometry:
    return translate(piece.geometry, -EAST, -NORTH)


def test_a_surface_is_cut_at_the_edge_and_keeps_its_hole() -> None:
    ring = Polygon(box(50, 10, 150, 90).exterior, [box(60, 20, 80, 40).exterior])
    (piece,) = drawn(tagged("surface", ring, building="yes"))
    assert piece.geometry.area == pytest.approx(50 * 80 - 20 * 20, abs=0.1)


def test_a_line_that_leaves_and_comes_back_is_one_piece_with_two_parts() -> None:
    line = LineString([(10, 50), (150, 50), (150, 60), (10, 60)])
    (piece,) = drawn(tagged("line", line, highway="footway"))
    assert [round(part.length) for part in piece.geometry.geoms] == [90, 90]


def test_an_outline_that_crosses_itself_becomes_the_surface_it_surrounds() -> None:
    bow_tie = Polygon([(10, 10), (50, 50), (50, 10), (10, 50)])
    (piece,) = drawn(tagged("surface", bow_tie, leisure="park"))
    assert piece.geometry.is_valid
    assert piece.geometry.area == pytest.approx(2 * 40 * 20 / 2, abs=0.1)


def test_a_speck_that_cutting_left_is_not_drawn() -> None:
    assert drawn(tagged("surface", box(99, 99, 150, 150), building="yes")) == []


def test_what_only_touches_the_edge_is_not_drawn() -> None:
    assert drawn(tagged("surface", box(100, 0, 150, 50), building="yes")) == []
    assert drawn(tagged("line", LineString([(100, 50), (150, 50)]), highway="footway")) == []


@pytest.mark.parametrize(
    ("shape", "geometry", "at"),
    [
        ("point", Point(30, 40), Point(30, 40)),
        ("line", LineString([(20, 40), (40, 40)]), Point(30, 40)),
        ("surface", box(20, 30, 40, 50), Point(30, 40)),
    ],
)
def test_a_bench_is_one_point_however_it_was_drawn(shape: Shape, geometry: BaseGeometry, at: Point) -> None:
    (piece,) = drawn(tagged(shape, geometry, amenity="bench"))
    assert from_corner(piece).equals_exact(at, 0.02)


def test_points_lie_within_the_region_but_stations_may_lie_beyond() -> None:
    far = Point(150, 50)
    assert drawn(tagged("point", far, amenity="bench")) == []
    (station,) = drawn(tagged("point", far, railway="station", name="Karlaplan"))
    assert station.ground.kind == "station"


def test_a_stream_has_a_width() -> None:
    (piece,) = drawn(tagged("line", LineString([(10, 50), (60, 50)]), waterway="stream"))
    assert piece.geometry.area == pytest.approx(50 * 2, abs=0.1)


def test_heights_are_left_out() -> None:
    flat = tagged("point", Point(30, 40), amenity="bench")
    (piece,) = drawn(Tagged(flat.tags, "point", shapely.force_3d(flat.geometry, 12)))
    assert not piece.geometry.has_z


def test_a_house_of_two_parts_is_one_piece() -> None:
    parts = MultiPolygon([box(10, 10, 20, 20), box(30, 10, 40, 20)])
    (piece,) = drawn(tagged("surface", parts, building="yes", name="Gallerian"))
    assert piece.geometry.area == pytest.approx(200, abs=0.1)


def test_blocks_of_a_street_are_joined_across_a_corner_where_others_meet() -> None:
    street = [
        tagged("line", LineString([(0, 50), (50, 50)]), highway="residential", name="Storgatan"),
        tagged("line", LineString([(100, 50), (50, 50)]), highway="residential", name="Storgatan"),
        tagged("line", LineString([(50, 0), (50, 50)]), highway="residential", name="Grev Turegatan"),
    ]
    pieces = joined(drawn(*street))
    assert [(piece.ground.name, round(piece.geometry.length)) for piece in pieces] == [
        ("Grev Turegatan", 50),
        ("Storgatan", 100),
    ]
    assert all(piece.geometry.geom_type == "LineString" for piece in pieces)


def test_a_street_in_two_places_is_one_piece_of_two_parts() -> None:
    ends = [LineString([(0, 50), (30, 50)]), LineString([(70, 50), (100, 50)])]
    (piece,) = joined(drawn(*(tagged("line", line, highway="residential", name="Storgatan") for line in ends)))
    assert [round(part.length) for part in piece.geometry.geoms] == [30, 30]


def test_what_differs_in_class_or_light_is_not_joined() -> None:
    halves = [LineString([(0, 50), (50, 50)]), LineString([(50, 50), (100, 50)])]
    for tags in ({"highway": "primary"}, {"highway": "residential", "lit": "no"}):
        one = tagged("line", halves[0], highway="residential", name="Storgatan", lit="yes")
        other = Tagged({"name": "Storgatan", **tags}, "line", tagged("line", halves[1]).geometry)
        assert len(joined(drawn(one, other))) == 2


def test_paths_without_a_name_are_joined_run_by_run() -> None:
    lines = [LineString([(0, 10), (50, 10)]), LineString([(50, 10), (90, 10)]), LineString([(0, 80), (20, 80)])]
    pieces = joined(drawn(*(tagged("line", line, highway="footway") for line in lines)))
    assert sorted(round(piece.geometry.length) for piece in pieces) == [20, 90]


def test_the_order_given_does_not_show() -> None:
    lines = [LineString([(0, 10), (50, 10)]), LineString([(50, 10), (90, 10)]), LineString([(50, 10), (50, 60)])]
    things = [tagged("line", line, highway="footway") for line in lines]
    things += [tagged("surface", box(10, 20, 20, 30), building="yes"), tagged("point", Point(5, 5), amenity="bench")]
    told = [(piece.ground, piece.geometry.wkb) for piece in joined(drawn(*things))]
    assert [(piece.ground, piece.geometry.wkb) for piece in joined(drawn(*reversed(things)))] == told


def test_nothing_gives_nothing() -> None:
    assert drawn() == []
    assert joined([]) == []
    assert joined([Piece(Ground("bench"), Point(1, 1), {})]) == [Piece(Ground("bench"), Point(1, 1), {})]
