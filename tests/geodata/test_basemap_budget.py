"""A basemap is made to fit: what goes first, what goes last, and that what is left is sound."""

from __future__ import annotations

import gzip
import json
import random

import pytest
import shapely
from shapely import LineString, Point, Polygon, box
from shapely.geometry import shape

from geodata.basemap_budget import TOLERANCES_M, Fitted, fitted
from geodata.ground_shapes import Piece, metric_geometries
from geodata.ground_tags import Ground

EAST, NORTH = 154_000.0, 6_580_000.0
PLENTY = 400_000
PLACE = box(EAST, NORTH, EAST + 100, NORTH + 100)


def lamp(east: float, north: float = 50.0) -> Piece:
    return Piece(Ground("lamp"), Point(EAST + east, NORTH + north), {})


def house(east: float, name: str | None = None) -> Piece:
    return Piece(Ground("building", name=name), box(EAST + east, NORTH, EAST + east + 10, NORTH + 10), {})


def wobbly_street(corners: int, sway_m: float) -> Piece:
    chance = random.Random(5)
    line = [(EAST + 100 * n / corners, NORTH + chance.uniform(-sway_m, sway_m)) for n in range(corners + 1)]
    return Piece(Ground("street", "street", "Slingergatan"), LineString(line), {})


def kinds(fit: Fitted) -> list[str]:
    return [feature["properties"]["kind"] for feature in fit.features]


def test_what_fits_is_kept_whole() -> None:
    fit = fitted([lamp(20), house(300), house(20, "Räven")], place=PLACE, limit=PLENTY)
    assert (kinds(fit), fit.dropped, fit.tolerance_m) == (["building", "building", "lamp"], {}, TOLERANCES_M[0])


def test_furniture_numbers_and_nameless_houses_outside_go_first_and_the_farthest_before_others() -> None:
    number = Piece(Ground("house_number", house_number="7"), Point(EAST + 250, NORTH + 50), {})
    outside = [lamp(110), lamp(200), number, house(290), lamp(399)]
    kept = [lamp(50), house(20), house(350, "Räven"), wobbly_street(10, 5)]
    whole = fitted([*kept, *outside], place=PLACE, limit=PLENTY).packed_bytes

    bare = fitted([*kept, *outside], place=PLACE, limit=whole - 1)
    assert sum(bare.dropped.values()) == 1
    assert bare.dropped == {"lamp": 1}
    least = fitted(kept, place=PLACE, limit=PLENTY).packed_bytes
    all_gone = fitted([*kept, *outside], place=PLACE, limit=least)
    assert all_gone.dropped == {"building": 1, "lamp": 3, "house_number": 1}
    assert all_gone.features == fitted(kept, place=PLACE, limit=PLENTY).features
    assert all_gone.tolerance_m == TOLERANCES_M[0]


def test_as_few_go_as_the_limit_asks() -> None:
    lamps = [lamp(110 + step) for step in range(180)]
    whole = fitted(lamps, place=PLACE, limit=PLENTY).packed_bytes
    fit = fitted([lamp(50), *lamps], place=PLACE, limit=whole // 2)
    assert fit.packed_bytes <= whole // 2
    one_more = fitted([lamp(50), *lamps[: 180 - fit.dropped["lamp"] + 1]], place=PLACE, limit=PLENTY)
    assert one_more.packed_bytes > whole // 2


def test_then_lines_are_drawn_more_simply_and_the_place_keeps_its_lamps() -> None:
    pieces = [wobbly_street(400, 0.8), lamp(50), lamp(300)]
    fine = fitted(pieces, place=PLACE, limit=PLENTY)
    fit = fitted(pieces, place=PLACE, limit=fine.packed_bytes // 2)
    assert fit.tolerance_m > TOLERANCES_M[0]
    assert fit.dropped in ({}, {"lamp": 1})
    lamps = [feature["geometry"] for feature in fit.features if feature["properties"]["kind"] == "lamp"]
    assert fine.features[-2]["geometry"] in lamps or fine.features[-1]["geometry"] in lamps


def test_only_then_do_lamps_in_the_place_go_too() -> None:
    pieces = [wobbly_street(100, 20), *(lamp(step / 10, step % 97) for step in range(900))]
    street = fitted(pieces[:1], place=PLACE, limit=PLENTY).packed_bytes
    fit = fitted(pieces, place=PLACE, limit=street + 200)
    assert fit.tolerance_m == TOLERANCES_M[-1]
    assert 0 < fit.dropped["lamp"] <= 900
    assert "street" in kinds(fit)


def test_what_is_too_much_without_any_of_it_is_told_by_its_size() -> None:
    fit = fitted([wobbly_street(500, 30), lamp(50)], place=PLACE, limit=100)
    assert fit.packed_bytes > 100
    assert fit.dropped == {"lamp": 1}


def test_shapes_are_sound_rounded_and_turned_as_rfc_7946_says() -> None:
    # corners a few centimetres apart: rounded one by one they would cross
    sliver = Polygon([(EAST, NORTH), (EAST + 30, NORTH + 0.04), (EAST + 30, NORTH + 40), (EAST + 0.03, NORTH + 0.05)])
    ring = Polygon(
        box(EAST, NORTH, EAST + 60, NORTH + 60).exterior, [box(EAST + 9, NORTH + 9, EAST + 29, NORTH + 29).exterior]
    )
    pieces = [Piece(Ground("park"), sliver, {}), Piece(Ground("building"), ring, {}), wobbly_street(50, 5)]
    for feature in fitted(pieces, place=PLACE, limit=PLENTY).features:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid and not geometry.is_empty
        numbers = [float(number) for number in shapely.get_coordinates(geometry).ravel()]
        assert numbers == [round(number, 6) for number in numbers]
        if geometry.geom_type == "Polygon":
            assert geometry.exterior.is_ccw and not any(hole.is_ccw for hole in geometry.interiors)


def test_lines_are_moved_no_farther_than_is_told() -> None:
    street = wobbly_street(400, 3)
    fit = fitted([street], place=PLACE, limit=PLENTY)
    (drawn,) = metric_geometries([shape(fit.features[0]["geometry"])])
    # 0.06 m more for the sixth decimal
    assert shapely.hausdorff_distance(drawn, street.geometry) <= fit.tolerance_m + 0.12
    assert len(drawn.coords) < 400


def test_what_rounding_leaves_nothing_of_is_not_drawn() -> None:
    speck = Piece(Ground("path", "path"), LineString([(EAST, NORTH), (EAST + 0.001, NORTH)]), {})
    assert (
        fitted([speck, lamp(1)], place=PLACE, limit=PLENTY).features
        == fitted([lamp(1)], place=PLACE, limit=PLENTY).features
    )


def test_the_order_is_that_of_drawing_and_does_not_hang_on_the_order_given() -> None:
    pieces = [lamp(1), house(20), wobbly_street(5, 5), house(10, "Räven"), lamp(2)]
    fit = fitted(pieces, place=PLACE, limit=PLENTY)
    assert kinds(fit) == ["building", "building", "street", "lamp", "lamp"]
    assert fitted(pieces[::-1], place=PLACE, limit=PLENTY).features == fit.features


@pytest.mark.parametrize("lit", [True, False, None])
def test_light_and_house_numbers_stand_only_where_they_are_known(lit: bool | None) -> None:
    path = Piece(Ground("path", "path", lit=lit), LineString([(EAST, NORTH), (EAST + 50, NORTH)]), {})
    (feature,) = fitted([path], place=PLACE, limit=PLENTY).features
    expected = {"kind": "path", "class": "path", "name": None} | ({} if lit is None else {"lit": lit})
    assert feature["properties"] == expected


def test_the_size_told_is_that_of_the_features_packed() -> None:
    fit = fitted([lamp(1), house(20)], place=PLACE, limit=PLENTY)
    lines = [json.dumps(feature, separators=(",", ":")).encode() for feature in fit.features]
    assert abs(fit.packed_bytes - len(gzip.compress(b",\n".join(lines), mtime=0))) <= 2
