"""What GDAL hands out of an extract: columns for our keys, closed ways as what they are, only what lies near."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geodata.file_faults import InvalidFileError
from geodata.ground_shapes import Tagged, metric_geometries
from geodata.layers import Bounds
from geodata.osm import OsmExtract, read_osm
from tests.geodata.osm_files import Extract, utc
from tests.geodata.small_town import ORIGIN, lonlat, small_town

FORMS: dict[str, Callable[[Extract, Path], Path]] = {
    "town.osm": lambda extract, path: extract.write_xml(path),
    "town.osm.pbf": lambda extract, path: extract.write_pbf(path),
}


def around(west: float, south: float, east: float, north: float) -> Bounds:
    return (*lonlat(west, south), *lonlat(east, north))


@pytest.fixture(params=FORMS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Extract], Path]:
    """Writes an extract in each of the two forms."""
    return lambda extract: FORMS[request.param](extract, tmp_path / request.param)


def read(path: Path, bounds: Bounds | None = None) -> OsmExtract:
    return read_osm(path, bounds=bounds or around(-10, -10, 210, 210))


def the(extract: OsmExtract, key: str, value: str) -> Tagged:
    (found,) = [thing for thing in extract.things if thing.tags.get(key) == value]
    return found


def test_tags_that_gdal_hides_come_as_columns(written: Callable[[Extract], Path]) -> None:
    found = read(written(small_town()))
    assert the(found, "addr:housenumber", "5").tags == {
        "building": "yes",
        "addr:street": "Västra gatan",
        "addr:housenumber": "5",
    }
    assert the(found, "amenity", "bench").shape == "point"
    assert the(found, "highway", "street_lamp").shape == "point"
    assert {thing.tags["lit"] for thing in found.things if thing.tags.get("highway") == "residential"} == {"yes"}
    assert the(found, "highway", "steps").shape == "line"


def test_a_relation_with_a_yard_is_a_surface_with_a_hole(written: Callable[[Extract], Path]) -> None:
    house = the(read(written(small_town())), "name", "Kvarteret Räven")
    (metric,) = metric_geometries([house.geometry])
    assert house.shape == "surface"
    assert metric.area == pytest.approx(60 * 60 - 20 * 20, abs=1)


def test_a_closed_way_is_a_surface_only_where_its_tags_say_so(written: Callable[[Extract], Path]) -> None:
    extract = Extract(ORIGIN)
    extract.square(0, 0, 50, {"highway": "footway"})
    extract.square(60, 0, 50, {"highway": "footway", "area": "yes"})
    extract.square(0, 60, 50, {"natural": "coastline"})
    extract.square(60, 60, 50, {"natural": "wood"})
    shapes = Counter((thing.tags.get("natural"), thing.shape) for thing in read(written(extract)).things)
    assert shapes == {(None, "line"): 1, (None, "surface"): 1, ("coastline", "line"): 1, ("wood", "surface"): 1}


def test_only_what_touches_the_bounds_is_read_and_that_whole(written: Callable[[Extract], Path]) -> None:
    extract = Extract(ORIGIN)
    extract.way([(-500, 50), (500, 50)], {"highway": "residential", "name": "Långa gatan"})
    extract.way([(-500, 900), (500, 900)], {"highway": "residential", "name": "Avlägsna gatan"})
    extract.node(900, 900, {"amenity": "bench"})
    (street,) = read(written(extract)).things
    (metric,) = metric_geometries([street.geometry])
    assert street.tags["name"] == "Långa gatan"
    assert metric.length == pytest.approx(1000, abs=0.1)


def test_where_nothing_lies_near_nothing_is_read(written: Callable[[Extract], Path]) -> None:
    assert read(written(small_town()), around(5000, 5000, 5200, 5200)).things == ()


def test_an_extract_without_elements_is_refused(written: Callable[[Extract], Path]) -> None:
    path = written(Extract(ORIGIN))
    with pytest.raises(InvalidFileError) as caught:
        read(path)
    assert [fault.code for fault in caught.value.faults] == ["no_features"]


def test_both_forms_hold_the_same(tmp_path: Path) -> None:
    extracts = [read(write(small_town(), tmp_path / name)) for name, write in FORMS.items()]
    told = [Counter((thing.shape, *sorted(thing.tags.items())) for thing in extract.things) for extract in extracts]
    assert told[0] == told[1]


def test_a_file_of_an_editor_with_ids_in_any_order_is_read(tmp_path: Path) -> None:
    path = tmp_path / "josm.osm"
    positions = {-9: lonlat(0, 0), -2: lonlat(100, 0), -3: lonlat(100, 100)}
    nodes = "".join(f'<node id="{n}" lat="{lat}" lon="{lon}"/>' for n, (lon, lat) in positions.items())
    way = '<way id="-4"><nd ref="-9"/><nd ref="-2"/><nd ref="-3"/><nd ref="-9"/><tag k="building" v="yes"/></way>'
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    (house,) = read(path).things
    (metric,) = metric_geometries([house.geometry])
    assert metric.area == pytest.approx(5000, abs=5)


def test_a_pbf_that_does_not_say_that_it_is_sorted_is_read_all_the_same(tmp_path: Path) -> None:
    town = small_town()
    swift = read(town.write_pbf(tmp_path / "a.osm.pbf"))
    slow = read(town.write_pbf(tmp_path / "b.osm.pbf", sorted_ids=False))
    assert [thing.tags for thing in swift.things] == [thing.tags for thing in slow.things]


def test_the_day_is_that_in_stockholm_of_the_time_that_the_file_names(written: Callable[[Extract], Path]) -> None:
    assert read(written(small_town(taken_at=utc(2026, 11, 3, 23, 30)))).taken_on == date(2026, 11, 4)


def test_without_such_a_time_the_newest_edit_tells_the_day(written: Callable[[Extract], Path]) -> None:
    assert read(written(small_town(edited_at=utc(2020, 12, 1, 12)))).taken_on == date(2020, 12, 1)


def test_a_file_that_tells_no_time_has_no_day(written: Callable[[Extract], Path]) -> None:
    assert read(written(small_town())).taken_on is None


def test_a_relation_that_misses_members_leaves_the_rest_to_be_read(written: Callable[[Extract], Path]) -> None:
    extract = Extract(ORIGIN)
    extract.node(10, 10, {"amenity": "bench"})
    extract.multipolygon([77, 78], [79], {"building": "yes"})
    assert [thing.tags for thing in read(written(extract)).things] == [{"amenity": "bench"}]
