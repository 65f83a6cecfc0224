"""The basemap of a place out of an extract or GIS files: whole, sound, small, with its source; or one clear refusal."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import box
from shapely.affinity import translate
from shapely.geometry import shape

from geodata import basemap_build
from geodata.areas import builtin_area
from geodata.basemap import Basemap, basemap_bytes, read_basemap
from geodata.basemap_build import LIMIT_BYTES, MARGIN_M, OSM_ATTRIBUTION, build_basemap
from geodata.crs import SWEREF99_1800, WGS84, metric_shape
from geodata.file_faults import InvalidFileError
from tests.geodata.osm_city import build_in_child, city
from tests.geodata.osm_files import Extract, utc
from tests.geodata.small_town import ORIGIN, SIDE_M, lonlat, small_town, square_place

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "osm" / "stureplan-ostermalmstorg.osm.pbf"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return small_town(taken_at=utc(2026, 11, 3, 12)).write_pbf(tmp_path / "town.osm.pbf")


def features(basemap: Basemap, kind: str) -> list[dict[str, Any]]:
    return [feature for feature in basemap.features if feature["properties"]["kind"] == kind]


def metres(feature: dict[str, Any]) -> Any:
    return translate(metric_shape(feature["geometry"]), -ORIGIN[0], -ORIGIN[1])


def codes(path: Path) -> list[str]:
    with pytest.raises(InvalidFileError) as caught:
        build_basemap(path, area=square_place())
    assert {fault.file.partition(":")[0] for fault in caught.value.faults} == {path.name}
    return [fault.code for fault in caught.value.faults]


def test_every_thing_of_the_town_is_on_its_map(town: Path) -> None:
    built = build_basemap(town, area=square_place())
    assert Counter(feature["properties"]["kind"] for feature in built.basemap.features) == {
        "building": 2,
        "park": 1,
        "water": 1,
        "square": 1,
        "street": 4,
        "path": 1,
        "steps": 1,
        "stop": 1,
        "station": 2,
        "entrance": 1,
        "bench": 1,
        "lamp": 1,
        "landmark": 1,
        "house_number": 2,
    }
    assert (built.dropped, built.simplified, built.not_understood) == ({}, False, ())


def test_streets_are_whole_lit_and_of_their_class(town: Path) -> None:
    streets = features(build_basemap(town, area=square_place()).basemap, "street")
    told = {street["properties"]["name"]: street["properties"] for street in streets}
    assert {name: item["class"] for name, item in told.items()} == {
        "Norra gatan": "main",
        "Södra gatan": "street",
        "Västra gatan": "street",
        "Östra gatan": "street",
    }
    assert {item["lit"] for item in told.values()} == {True}
    assert [round(metres(street).length) for street in streets] == [200] * 4
    assert {street["geometry"]["type"] for street in streets} == {"LineString"}


def test_a_house_keeps_its_yard_and_a_stop_stands_amid_its_posts(town: Path) -> None:
    basemap = build_basemap(town, area=square_place()).basemap
    house = next(item for item in features(basemap, "building") if item["properties"]["name"] == "Kvarteret Räven")
    assert metres(house).area == pytest.approx(60 * 60 - 20 * 20, abs=15)
    (stop,) = features(basemap, "stop")
    assert metres(stop).distance(shapely.Point(50, 195)) < 0.1
    assert {item["properties"]["name"] for item in features(basemap, "station")} == {
        "T-bana Rutan, uppgång Norra gatan",
        "T-bana Rutan",
    }


def test_source_day_and_licence_are_told_without_the_path(town: Path) -> None:
    basemap = build_basemap(town, area=square_place()).basemap
    assert basemap.source == "OpenStreetMap, town.osm.pbf"
    assert (basemap.attribution, basemap.licence) == (OSM_ATTRIBUTION, "ODbL-1.0")
    assert (basemap.taken_on, basemap.schematic) == (date(2026, 11, 3), False)


def test_a_day_that_is_given_goes_before_that_of_the_file(town: Path) -> None:
    assert build_basemap(town, area=square_place(), taken_on=date(2020, 12, 1)).basemap.taken_on == date(2020, 12, 1)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "© OpenStreetMaps bidragsgivare (ODbL)"),
        (" Stockholms\n stad", "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad"),
        (" ", "© OpenStreetMaps bidragsgivare (ODbL)"),
        ("© OpenStreetMap contributors", "© OpenStreetMap contributors"),
    ],
)
def test_openstreetmap_is_named_whatever_else_is(town: Path, given: str | None, shown: str) -> None:
    assert build_basemap(town, area=square_place(), attribution=given).basemap.attribution == shown


def test_the_same_data_give_the_same_bytes_from_either_form(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    binary = small_town().write_pbf(tmp_path / "a" / "town.osm.pbf")
    text = small_town().write_xml(tmp_path / "b" / "town.osm")
    maps = [build_basemap(path, area=square_place()).basemap.features for path in (binary, text, binary)]
    assert maps[0] == maps[1] == maps[2]


def test_the_map_is_read_back_as_it_was_built(town: Path) -> None:
    built = build_basemap(town, area=square_place())
    content = basemap_bytes(built.basemap)
    assert read_basemap(content) == built.basemap
    assert built.packed_bytes == len(gzip.compress(content, mtime=0))


def test_everything_lies_within_the_margin(tmp_path: Path) -> None:
    extract = small_town()
    extract.way([(-2000, 100), (2000, 100)], {"highway": "residential", "name": "Långa gatan"})
    extract.square(-1000, -1000, 3000, {"landuse": "forest"})
    basemap = build_basemap(extract.write_pbf(tmp_path / "wide.osm.pbf"), area=square_place()).basemap
    region = box(0, 0, SIDE_M, SIDE_M).buffer(MARGIN_M + 0.2)
    assert all(region.covers(metres(feature)) for feature in basemap.features)
    (long,) = (item for item in features(basemap, "street") if item["properties"]["name"] == "Långa gatan")
    assert metres(long).length == pytest.approx(SIDE_M + 2 * MARGIN_M, abs=0.5)


def test_sea_is_drawn_from_its_coast_with_the_quay_in_it(tmp_path: Path) -> None:
    extract = small_town()
    extract.way([(250, -1000), (250, 1500)], {"natural": "coastline"})
    extract.square(300, 50, 40, {"natural": "coastline"})
    basemap = build_basemap(extract.write_pbf(tmp_path / "quay.osm.pbf"), area=square_place()).basemap
    sea = max(features(basemap, "water"), key=lambda item: metres(item).area)
    shore = metres(sea)
    assert shore.contains(shapely.Point(280, 100))
    assert not shore.contains(shapely.Point(320, 70))
    assert not shore.contains(shapely.Point(240, 100))


def test_a_city_s_own_file_is_a_map_with_the_attribution_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "stadens karta.gpkg"
    shapes = {
        "byggnader": [box(0, 0, 50, 50), box(150, 150, 200, 200), box(0, 150, 50, 200), box(150, 0, 200, 50)],
        "fastigheter": [box(0, 0, 100, 100)],
    }
    for name, items in shapes.items():
        frame = GeoDataFrame(geometry=[translate(item, *ORIGIN) for item in items], crs=SWEREF99_1800)
        frame.to_file(path, layer=name, driver="GPKG")
    built = build_basemap(path, area=square_place(), attribution="© Stockholms stad", taken_on=date(2026, 5, 1))
    assert [feature["properties"]["kind"] for feature in built.basemap.features] == ["building"] * 4
    assert built.not_understood == ("fastigheter",)
    assert (built.basemap.attribution, built.basemap.source) == ("© Stockholms stad", "stadens karta.gpkg")
    assert (built.basemap.taken_on, built.basemap.licence) == (date(2026, 5, 1), None)
    nameless = build_basemap(path, area=square_place()).basemap
    assert (nameless.attribution, nameless.taken_on) == ("Kartdata: stadens karta.gpkg", None)


def half_a_town(path: Path) -> Path:
    extract = Extract(ORIGIN)
    extract.square(0, 0, 90, {"building": "yes"})
    extract.way([(0, 0), (90, 200)], {"highway": "residential"})
    return extract.write_pbf(path)


def elsewhere(path: Path) -> Path:
    extract = Extract((ORIGIN[0] + 5000, ORIGIN[1]))
    extract.square(0, 0, 50, {"building": "yes"})
    return extract.write_pbf(path)


def nothing_drawable(path: Path) -> Path:
    extract = Extract(ORIGIN)
    extract.square(0, 0, 200, {"landuse": "commercial", "name": "Kontoren"})
    extract.node(5, 5, {"amenity": "restaurant", "name": "Krogen"})
    return extract.write_pbf(path)


def cut(path: Path) -> Path:
    content = small_town().write_pbf(path).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (half_a_town, "not_covering"),
        (elsewhere, "not_covering"),
        (nothing_drawable, "no_features"),
        (cut, "truncated"),
    ],
)
def test_an_extract_that_makes_no_map_is_refused(tmp_path: Path, make: Callable[[Path], Path], code: str) -> None:
    assert codes(make(tmp_path / "extract.osm.pbf")) == [code]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("svar.osm", b"<html><body>504 Gateway Time-out</body></html>", "error_page"),
        ("svar.osm", b"<osm><remark>runtime error: out of memory</remark></osm>", "error_page"),
        ("svar.osm", b'<osm version="0.6"><node id="1"', "truncated"),
        ("svar.osm", b"", "empty_file"),
        ("svar.osm.pbf", b"<!DOCTYPE html>", "error_page"),
        ("karta.geojson", b"<!DOCTYPE html><html></html>", "error_page"),
        ("karta.docx", b"PK", "unknown_format"),
    ],
)
def test_what_is_no_map_data_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert codes(path) == [code]


@pytest.mark.parametrize("name", ["borta.osm", "borta.osm.pbf", "borta.gpkg"])
def test_a_file_that_is_not_there_or_is_none_is_refused(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path / name) == ["missing_file"]
    (tmp_path / name).mkdir()
    assert codes(tmp_path / name) == ["not_a_file"]


def test_layers_that_no_word_explains_make_no_map(tmp_path: Path) -> None:
    path = tmp_path / "fastigheter.geojson"
    corner = lonlat(0, 0)
    GeoDataFrame(geometry=[box(*corner, corner[0] + 0.01, corner[1] + 0.01)], crs=WGS84).to_file(path)
    assert codes(path) == ["no_features"]


def test_streets_alone_that_are_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basemap_build, "LIMIT_BYTES", 20_000)
    chance = random.Random(3)
    extract = Extract(ORIGIN)
    for number in range(500):
        corners = [(chance.uniform(-200, 400), chance.uniform(-200, 400)) for _ in range(5)]
        extract.way(corners, {"highway": "residential", "name": f"Gata {number:x} {chance.random()}"})
    assert codes(extract.write_pbf(tmp_path / "maze.osm.pbf")) == ["map_too_large"]


def test_a_town_of_lamps_is_thinned_out_to_its_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basemap_build, "LIMIT_BYTES", 10_000)
    chance = random.Random(3)
    extract = small_town()
    lamps = [(chance.uniform(-200, 400), chance.uniform(-200, 400)) for _ in range(2_000)]
    for east, north in lamps:
        extract.node(east, north, {"highway": "street_lamp"})
    built = build_basemap(extract.write_pbf(tmp_path / "bright.osm.pbf"), area=square_place())
    place = box(0, 0, SIDE_M, SIDE_M)
    left = [metres(lamp).distance(place) for lamp in features(built.basemap, "lamp")]
    assert built.packed_bytes <= 10_000
    assert built.dropped == {"lamp": len(lamps) + 1 - len(left)}
    # the farthest went: of those nearer than the farthest that is left, none is missing
    nearer = sum(1 for lamp in lamps if shapely.Point(lamp).distance(place) < max(left) - 0.2)
    assert 0 < nearer <= len(left)


def test_the_limit_is_400_kb() -> None:
    assert LIMIT_BYTES == 400_000


def test_a_large_extract_is_read_in_little_memory(tmp_path: Path) -> None:
    # a slice of what `make bench` measures with a million nodes and a limit of 1 GB
    path = city("stureplan", nodes=50_000).write_pbf(tmp_path / "city.osm.pbf")
    peak, packed_bytes, count, _ = build_in_child(path, "stureplan")
    assert peak < 500_000_000
    assert packed_bytes <= LIMIT_BYTES
    assert count > 4_000


@pytest.mark.skipif(not REAL.exists(), reason="the real extract stays outside the product")
@pytest.mark.parametrize(
    ("code", "streets", "houses", "named"),
    [
        ("stureplan", {"Birger Jarlsgatan", "Sturegatan", "Kungsgatan", "Biblioteksgatan"}, 60, {"Humlegården"}),
        ("ostermalmstorg", {"Nybrogatan", "Sibyllegatan", "Humlegårdsgatan"}, 50, {"Hedvig Eleonora kyrka"}),
    ],
)
def test_the_real_extract_makes_a_map_that_people_know(
    code: str, streets: set[str], houses: int, named: set[str]
) -> None:
    area = builtin_area(code)
    built = build_basemap(REAL, area=area, taken_on=date(2020, 12, 15))
    names = {feature["properties"]["name"] for feature in built.basemap.features}
    assert streets <= {feature["properties"]["name"] for feature in features(built.basemap, "street")}
    assert named <= names
    assert any(name and name.startswith("T-bana Östermalmstorg, uppgång") for name in names)
    assert len(features(built.basemap, "building")) > houses
    assert len(features(built.basemap, "house_number")) > 300
    assert built.packed_bytes < 50_000
    shapes = [shape(feature["geometry"]) for feature in built.basemap.features]
    assert all(item.is_valid and not item.is_empty for item in shapes)
