"""Points that people take for one thing are one point, and an entrance says where it leads."""

from __future__ import annotations

import pytest
from shapely import Point, box

from geodata.ground_points import tidy_points
from geodata.ground_shapes import Piece
from geodata.ground_tags import Ground, ground_of


def point(east: float, **tags: str) -> Piece:
    (ground,) = ground_of(tags, shape="point")
    return Piece(ground, Point(east, 0), tags)


def stop(east: float, name: str | None = "Stureplan") -> Piece:
    return point(east, highway="bus_stop", **({} if name is None else {"name": name}))


def number(east: float, street: str, house_number: str) -> Piece:
    tags = {"addr:street": street, "addr:housenumber": house_number}
    return Piece(Ground("house_number", house_number=house_number), Point(east, 0), tags)


def entrance(east: float, **tags: str) -> Piece:
    return point(east, railway="subway_entrance", **tags)


def station(east: float, **tags: str) -> Piece:
    return point(east, **{"railway": "station", "station": "subway", "name": "Östermalmstorg", **tags})


def places(pieces: list[Piece]) -> list[float]:
    return sorted(piece.geometry.x for piece in pieces)


def names(pieces: list[Piece]) -> list[str | None]:
    return [piece.ground.name for piece in pieces]


@pytest.mark.parametrize(
    ("at", "left"),
    [
        ([0], [0]),
        ([0, 60], [30]),
        ([0, 61], [0, 61]),
        ([0, 30, 60], [30]),
        ([0, 50, 100], [25, 100]),
    ],
)
def test_posts_of_one_name_within_60_m_of_the_first_are_one_stop(at: list[float], left: list[float]) -> None:
    assert places(tidy_points([stop(east) for east in at])) == left


def test_posts_of_other_names_or_of_none_stay_apart() -> None:
    pieces = [stop(0, "Stureplan"), stop(10, "Humlegården"), stop(20, None), stop(21, None)]
    assert places(tidy_points(pieces)) == [0, 10, 20, 21]


def test_a_house_has_its_number_once_however_many_shops_it_has() -> None:
    numbers = [number(0, "Sturegatan", "2"), number(20, "Sturegatan", "2"), number(10, "Sturegatan", "4")]
    assert places(tidy_points(numbers)) == [10, 10]
    corner = [number(0, "Sturegatan", "2"), number(20, "Grev Turegatan", "2")]
    assert places(tidy_points(corner)) == [0, 20]


def test_entrances_are_called_after_their_station_which_is_not_drawn_beside_them() -> None:
    pieces = [station(0), entrance(100, name="Nybrogatan"), entrance(120, name="Stureplan/Humlegården"), entrance(130)]
    assert names(tidy_points(pieces)) == [
        "T-bana Östermalmstorg, uppgång Nybrogatan",
        "T-bana Östermalmstorg, uppgång Stureplan/Humlegården",
        "T-bana Östermalmstorg",
    ]


def test_an_entrance_that_is_called_as_its_station_says_so_once() -> None:
    assert names(tidy_points([station(0), entrance(10, name="Östermalmstorg")])) == ["T-bana Östermalmstorg"]


def test_an_entrance_belongs_to_the_nearest_station_of_the_tbana_within_600_m() -> None:
    pieces = [
        station(0),
        station(1000, name="Karlaplan"),
        point(700, railway="station", name="Stockholms östra"),
        entrance(590, name="A"),
        entrance(1601, name="B"),
        entrance(-601),
    ]
    assert sorted(map(str, names(tidy_points(pieces)))) == [
        "Stockholms östra",
        "T-bana",
        "T-bana B",
        "T-bana Karlaplan, uppgång A",
        "T-bana Östermalmstorg",
    ]


def test_a_station_without_entrances_is_drawn_unless_it_lies_underground() -> None:
    assert names(tidy_points([station(0)])) == ["T-bana Östermalmstorg"]
    assert tidy_points([station(0, layer="-2")]) == []


def test_an_underground_station_still_names_its_entrances() -> None:
    assert names(tidy_points([station(0, layer="-2"), entrance(10)])) == ["T-bana Östermalmstorg"]


def test_a_landmark_is_not_told_beside_the_house_that_bears_its_name() -> None:
    house = Piece(Ground("building", name="Kungliga biblioteket"), box(0, 0, 50, 50), {})
    inside = point(20, amenity="library", name="Kungliga biblioteket")
    elsewhere = point(500, amenity="library", name="Kungliga biblioteket")
    assert [piece.geometry for piece in tidy_points([house, inside, elsewhere])] == [
        house.geometry,
        elsewhere.geometry,
    ]


def test_surfaces_lines_and_furniture_pass_unchanged() -> None:
    pieces = [
        Piece(Ground("building"), box(0, 0, 50, 50), {}),
        point(1, amenity="bench"),
        point(2, amenity="bench"),
        point(3, highway="street_lamp"),
    ]
    assert tidy_points(pieces) == pieces
