from __future__ import annotations

import re
from itertools import combinations

import pytest

from geodata.areas import Area
from tests.webapp.maps.pictures import SVG, Found, drawn, feature, parsed, ring, street, texts
from tests.webapp.maps.test_shell import square

EDGE = [(18.0, 59.0), (18.012345, 59.0)]
"""The southern side of the square's boundary."""


def named(svg: str, name: str) -> tuple[float, float]:
    """Where the middle of a name stands."""
    (text,) = [text for text in parsed(svg).iter(f"{SVG}text") if text.text == name]
    return float(text.get("x", "")), float(text.get("y", ""))


def boundary_path(svg: str) -> str:
    """Give the data of the boundary, not that of the legend's piece of it."""
    dashed = [path for path in parsed(svg).iter(f"{SVG}path") if path.get("stroke-dasharray") == "9 5 2 5"]
    (ring_of_place,) = [path.get("d", "") for path in dashed if path.get("d", "").endswith("Z")]
    return ring_of_place


def close_square() -> Area:
    """A place of one hectare and a half: small enough for the smallest things."""
    return square(boundary={"type": "Polygon", "coordinates": ring(18.0, 59.0, 18.002, 59.001)})


def test_a_street_carries_its_name_upright_whichever_way_it_was_drawn() -> None:
    for points in ([(18.0, 59.002), (18.012, 59.008)], [(18.012, 59.008), (18.0, 59.002)]):
        svg = drawn(features=[street("Storgatan", *points)])
        (name,) = [text for text in parsed(svg).iter(f"{SVG}text") if text.text == "Storgatan"]
        turn = float(re.match(r"rotate\((-?[\d.]+) ", name.get("transform", ""))[1])  # type: ignore[index]
        # a rise of 668 m on 690 m, seen upwards to the right
        assert turn == pytest.approx(-44, abs=1)


def test_a_street_shorter_than_its_name_carries_none() -> None:
    assert "Storgatan" not in texts(drawn(features=[street("Storgatan", (18.0, 59.002), (18.0005, 59.002))]))


def test_a_name_gives_way_to_a_marker() -> None:
    short = street("Storgatan", (18.0045, 59.005), (18.008, 59.005))
    assert "Storgatan" in texts(drawn(features=[short]))
    assert "Storgatan" not in texts(drawn(Found(1, longitude=18.00625), features=[short]))


def test_a_name_stands_once_however_many_parts_its_street_has() -> None:
    parts = [street("Storgatan", (18.0, y), (18.012, y)) for y in (59.002, 59.004, 59.006)]
    assert texts(drawn(features=parts)).count("Storgatan") == 1


def test_the_name_of_a_street_in_pieces_runs_over_their_joints() -> None:
    steps = [18.0 + step / 1_000 for step in range(13)]
    pieces = [street("Storgatan", (west, 59.004), (west + 0.001, 59.004)) for west in steps[:-1]]
    assert "Storgatan" in texts(drawn(features=pieces))
    assert "Storgatan" not in texts(drawn(features=pieces[:1]))


def test_where_the_boundary_runs_in_a_street_its_name_stands_to_one_side() -> None:
    svg = drawn(features=[street("Storgatan", *EDGE)])
    _, y = named(svg, "Storgatan")
    line = max(float(y) for _, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", boundary_path(svg)))
    # a third of an em below the middle is where the letters stand
    assert abs(y - 12.5 * 0.34 - line) == pytest.approx(11.5, abs=0.2)


def test_the_boundary_is_drawn_over_the_names_and_under_the_markers() -> None:
    svg = drawn(Found(1), features=[street("Storgatan", (18.0, 59.002), (18.012, 59.002))])
    assert svg.index(">Storgatan<") < svg.index(boundary_path(svg)) < svg.index('<g transform="translate(')


def test_a_station_whose_sign_has_no_room_is_not_named() -> None:
    station = feature("station", "Point", [18.006, 59.005], name="T-bana Torget, norra")
    assert "Torget" in texts(drawn(features=[station]))
    assert "Torget" not in texts(drawn(Found(1, 18.006, 59.005), features=[station]))


def test_house_numbers_stand_where_there_is_room_and_the_scale_is_large() -> None:
    doors = {f"{door}B": [18.0001 + door / 10_000, 59.0004] for door in range(5)}
    features = [feature("house_number", "Point", at, house_number=number) for number, at in doors.items()]
    assert {*doors} <= {*texts(drawn(area=close_square(), features=features))}
    assert not {*doors} & {*texts(drawn(features=features))}


def test_no_two_names_lie_on_each_other() -> None:
    rows = [59.001 + row / 10_000 for row in range(60)]
    svg = drawn(features=[street(f"Gata {row:.4f}", (18.0, row), (18.012, row)) for row in rows])
    names = [text for text in parsed(svg).iter(f"{SVG}text") if (text.text or "").startswith("Gata")]
    places = [(float(text.get("x", "")), float(text.get("y", ""))) for text in names]
    assert len(places) > 10
    assert all(abs(y1 - y2) >= 12 or abs(x1 - x2) > 60 for (x1, y1), (x2, y2) in combinations(places, 2))
