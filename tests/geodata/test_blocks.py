from __future__ import annotations

from typing import Any

import pytest
from shapely import union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.areas import Area
from geodata.basemap import packaged_basemap
from geodata.blocks import LARGEST_M2, PAVEMENT_M, SMALLEST_M2, SOURCE, STREET_WIDTH_M, city_blocks
from geodata.crs import metric_shape, to_lonlat, to_metric

EAST, NORTH = to_metric(18.07, 59.33)


def line(*points: tuple[float, float], name: str | None = None, drawn_as: str = "street", **known: Any) -> Any:
    """A street through points in metres from a corner in Stockholm."""
    positions = [list(to_lonlat(EAST + x, NORTH + y)) for x, y in points]
    properties = {"kind": "street", "class": drawn_as, "name": name, **known}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": positions}}


def surface(kind: str, *points: tuple[float, float]) -> Any:
    positions = [list(to_lonlat(EAST + x, NORTH + y)) for x, y in points]
    properties = {"kind": kind, "class": None, "name": None}
    geometry = {"type": "Polygon", "coordinates": [[*positions, positions[0]]]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square_of(side: float, *, reach: float = 10) -> list[Any]:
    """Four streets around a square, each going on a little beyond the corners."""
    low, high = -reach, side + reach
    return [
        line((low, 0), (high, 0), name="S"),
        line((low, side), (high, side), name="N"),
        line((0, low), (0, high), name="V"),
        line((side, low), (side, high), name="O"),
    ]


def only(blocks: tuple[Any, ...]) -> BaseGeometry:
    assert len(blocks) == 1
    return metric_shape(blocks[0]["geometry"])


def test_four_streets_enclose_one_block_cut_back_by_half_a_street_and_a_pavement() -> None:
    block = only(city_blocks(square_of(100)))
    side = 100 - 2 * (STREET_WIDTH_M["street"] / 2 + PAVEMENT_M)
    # the four corners, rounded with a radius of 2.5 m, take 5 m² in all
    assert block.area == pytest.approx(side**2 - 5, abs=25)
    assert block.is_valid


def test_a_main_street_takes_more_of_the_block_than_a_side_street() -> None:
    plain = only(city_blocks(square_of(100)))
    grand = only(city_blocks([line((-10, 0), (110, 0), name="S", drawn_as="main"), *square_of(100)[1:]]))
    assert plain.area - grand.area == pytest.approx(86 * (13.0 - 8.5) / 2, abs=20)


def test_streets_that_enclose_nothing_make_no_block() -> None:
    assert city_blocks([]) == ()
    assert city_blocks([line((0, 0), (100, 0))]) == ()
    assert city_blocks([line((0, 0), (100, 0)), line((0, 60), (100, 60))]) == ()
    assert city_blocks([surface("park", (0, 0), (50, 0), (50, 50))]) == ()


def test_a_street_that_ends_a_little_short_of_the_next_one_still_encloses() -> None:
    streets = [*square_of(100)[:3], line((100, 12), (100, 88), name="O")]
    assert len(city_blocks(streets)) == 1


def test_a_roughly_known_street_may_end_farther_short() -> None:
    others = [line((-10, 0), (400, 0)), line((-10, 200), (400, 200)), line((0, -10), (0, 210))]
    short = (200, 55), (200, 145)
    assert city_blocks([*others, line(*short, accuracy_m=3)]) == ()
    assert len(city_blocks([*others, line(*short, accuracy_m=30)])) == 1


def test_a_block_whose_last_street_lies_beyond_the_map_is_cut_off_between_the_ends() -> None:
    west = [line((0, -10), (0, 90)), line((0, 0), (100, 0)), line((0, 80), (100, 80))]
    block = only(city_blocks(west))
    _, _, east, _ = block.bounds
    assert east - EAST == pytest.approx(100, abs=3)


def test_a_park_a_square_and_water_are_no_block() -> None:
    half = (0, 0), (50, 0), (50, 100), (0, 100)
    whole = only(city_blocks(square_of(100)))
    for kind in ("park", "square", "water"):
        block = only(city_blocks([*square_of(100), surface(kind, *half)]))
        assert block.area < 0.55 * whole.area
        assert not block.intersects(metric_shape(surface(kind, *half)["geometry"]))


def test_the_strip_between_two_carriageways_is_no_block_but_a_loop_is() -> None:
    avenue = [line((0, 0), (300, 0), name="A"), line((0, 32), (300, 32), name="A")]
    crossings = [line((10, -10), (10, 42), name="B"), line((290, -10), (290, 42), name="C")]
    assert city_blocks([*avenue, *crossings]) == ()
    loop = [(0.0, 0.0), (120.0, 0.0), (120.0, 110.0), (0.0, 110.0), (0.0, 0.0)]
    assert len(city_blocks([line(*loop, name="Slingan")])) == 1


def test_a_sliver_and_a_wood_are_no_block() -> None:
    assert city_blocks(square_of(28)) == ()
    assert city_blocks(square_of(320)) == ()
    assert LARGEST_M2 < 300**2
    assert SMALLEST_M2 > (28 - 14.5) ** 2


def test_a_block_is_as_sure_as_the_worst_street_around_it() -> None:
    streets = square_of(100)
    for street, accuracy_m in zip(streets, [3, 20, 15, 3], strict=True):
        street["properties"]["accuracy_m"] = accuracy_m
    far = line((500, 0), (600, 0), accuracy_m=80)
    (block,) = city_blocks([*streets, far])
    assert block["properties"] == {"name": None, "kind": "block", "class": None, "source": SOURCE, "accuracy_m": 20}
    (unknown,) = city_blocks(square_of(100))
    assert "accuracy_m" not in unknown["properties"]


def test_the_order_of_the_streets_changes_nothing() -> None:
    streets = [*square_of(100), line((50, -10), (50, 110))]
    one, other = city_blocks(streets), city_blocks(streets[::-1])
    assert len(one) == len(other) == 2
    for a, b in zip(one, other, strict=True):
        assert metric_shape(a["geometry"]).symmetric_difference(metric_shape(b["geometry"])).area < 1


def test_the_packaged_blocks_are_those_of_the_packaged_streets(area: Area) -> None:
    features = packaged_basemap(area.code).features
    packaged = [f for f in features if f["properties"]["kind"] == "block"]
    derived = city_blocks(f for f in features if f["properties"]["kind"] != "block")
    assert [f["properties"] for f in packaged] == [f["properties"] for f in derived]
    # the last decimal may fall otherwise with another release of GEOS
    for one, other in zip(packaged, derived, strict=True):
        assert metric_shape(one["geometry"]).symmetric_difference(metric_shape(other["geometry"])).area < 5


def test_packaged_blocks_are_valid_and_lie_neither_on_a_street_nor_on_each_other(area: Area) -> None:
    features = packaged_basemap(area.code).features
    blocks = [shape(f["geometry"]) for f in features if f["properties"]["kind"] == "block"]
    assert all(block.is_valid for block in blocks)
    metric = [metric_shape(f["geometry"]) for f in features if f["properties"]["kind"] == "block"]
    assert union_all(metric).area == pytest.approx(sum(block.area for block in metric), abs=1)
    for feature in features:
        if feature["properties"]["kind"] == "street":
            half = STREET_WIDTH_M[feature["properties"]["class"]] / 2
            paved = metric_shape(feature["geometry"]).buffer(half)
            assert all(block.intersection(paved).area < 5 for block in metric), feature["properties"]["name"]


def test_every_place_has_blocks_and_the_inner_city_many() -> None:
    counts = {
        code: sum(f["properties"]["kind"] == "block" for f in packaged_basemap(code).features)
        for code in ("stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis")
    }
    assert counts["stureplan"] >= 20 and counts["ostermalmstorg"] >= 20
    assert counts["gyllenstiernsgatan"] >= 5 and counts["tessinparken"] >= 5
    assert counts["universitetet-lappis"] >= 1
