"""Which tags are drawn, and as what."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

import geodata.osm
from geodata.basemap_check import CLASSES, KINDS
from geodata.ground_tags import DRAWN_VALUES, TAG_KEYS, Ground, Shape, ground_of, is_underground


@pytest.mark.parametrize(
    ("shape", "tags", "drawn"),
    [
        ("surface", {"building": "apartments"}, Ground("building")),
        ("surface", {"building": "yes", "name": "Kvarteret Räven"}, Ground("building", name="Kvarteret Räven")),
        ("surface", {"building": "yes", "addr:housename": "Villan"}, Ground("building", name="Villan")),
        ("surface", {"building": "train_station", "railway": "station", "name": "C"}, Ground("building", name="C")),
        ("surface", {"leisure": "park", "name": "Humlegården"}, Ground("park", name="Humlegården")),
        ("surface", {"landuse": "grass"}, Ground("park")),
        ("surface", {"natural": "wood"}, Ground("park")),
        ("surface", {"natural": "water", "name": "Laduviken"}, Ground("water", name="Laduviken")),
        ("surface", {"amenity": "fountain"}, Ground("water")),
        ("line", {"waterway": "stream"}, Ground("water")),
        ("surface", {"place": "square", "name": "Stureplan"}, Ground("square", name="Stureplan")),
        ("surface", {"highway": "pedestrian", "name": "Östermalmstorg"}, Ground("square", name="Östermalmstorg")),
        ("line", {"highway": "secondary", "name": "Sturegatan"}, Ground("street", "main", "Sturegatan")),
        ("line", {"highway": "tertiary_link"}, Ground("street", "main")),
        ("line", {"highway": "residential", "lit": "yes"}, Ground("street", "street", lit=True)),
        ("line", {"highway": "pedestrian", "lit": "no"}, Ground("street", "street", lit=False)),
        ("line", {"highway": "service"}, Ground("street", "street")),
        ("line", {"highway": "service", "service": "driveway"}, Ground("path", "path")),
        ("line", {"highway": "footway", "lit": "24/7"}, Ground("path", "path", lit=True)),
        ("line", {"highway": "cycleway", "lit": "maybe"}, Ground("path", "path")),
        ("line", {"highway": "steps", "name": "Kungstrappan"}, Ground("steps", "steps", "Kungstrappan")),
        ("line", {"highway": "footway", "tunnel": "building_passage"}, Ground("path", "path")),
        ("point", {"highway": "bus_stop", "name": "Stureplan"}, Ground("stop", name="Stureplan")),
        ("point", {"railway": "subway_entrance", "layer": "-1"}, Ground("station")),
        ("point", {"railway": "station", "name": "Karlaplan"}, Ground("station", name="Karlaplan")),
        ("point", {"amenity": "bench", "name": "Minne av A"}, Ground("bench")),
        ("line", {"amenity": "bench"}, Ground("bench")),
        ("point", {"highway": "street_lamp", "lit": "yes"}, Ground("lamp")),
        ("point", {"tourism": "artwork", "name": "Svampen"}, Ground("landmark", name="Svampen")),
        ("point", {"entrance": "main"}, Ground("entrance")),
        ("surface", {"addr:housenumber": "12;14"}, Ground("house_number", house_number="12, 14")),
    ],
)
def test_a_thing_is_drawn_as_what_it_is(shape: Shape, tags: dict[str, str], drawn: Ground) -> None:
    assert ground_of(tags, shape=shape) == (drawn,)


@pytest.mark.parametrize(
    ("shape", "tags"),
    [
        ("line", {"highway": "footway", "tunnel": "yes"}),
        ("line", {"highway": "residential", "layer": "-1"}),
        ("line", {"highway": "footway", "level": "-2;-1"}),
        ("point", {"amenity": "bench", "location": "underground"}),
        ("surface", {"building": "yes", "location": "underground"}),
        ("line", {"highway": "footway", "indoor": "yes"}),
        ("line", {"highway": "footway", "footway": "sidewalk"}),
        ("line", {"highway": "footway", "footway": "crossing"}),
        ("line", {"highway": "construction"}),
        ("line", {"highway": "proposed"}),
        ("line", {"railway": "subway"}),
        ("surface", {"building": "no"}),
        ("surface", {"building": "roof"}),
        ("point", {"building": "yes"}),
        ("line", {"leisure": "park"}),
        ("point", {"tourism": "artwork"}),
        ("point", {"amenity": "restaurant", "name": "Sturehof"}),
        ("point", {"entrance": "emergency"}),
        ("point", {"addr:housenumber": "1, 3, 5, 7, 9, 11, 13"}),
        ("line", {"addr:housenumber": "1"}),
        ("point", {"railway": "station", "name": " \u200b "}),
        ("point", {}),
    ],
)
def test_what_nobody_sees_or_looks_for_is_not_drawn(shape: Shape, tags: dict[str, str]) -> None:
    assert ground_of(tags, shape=shape) == ()


def test_a_door_with_an_address_is_an_entrance_and_a_number() -> None:
    tags = {"entrance": "main", "addr:street": "Sturegatan", "addr:housenumber": "2A"}
    assert ground_of(tags, shape="point") == (Ground("entrance"), Ground("house_number", house_number="2A"))


def test_a_house_with_an_address_is_a_building_and_a_number() -> None:
    tags = {"building": "yes", "addr:housenumber": "7"}
    assert ground_of(tags, shape="surface") == (Ground("building"), Ground("house_number", house_number="7"))


def test_a_station_is_told_also_where_it_lies_underground() -> None:
    tags = {"railway": "station", "station": "subway", "layer": "-3", "name": "Östermalmstorg"}
    assert is_underground(tags)
    assert ground_of(tags, shape="point") == (Ground("station", name="Östermalmstorg"),)


@pytest.mark.parametrize(
    ("tags", "below"),
    [
        ({"layer": "-1"}, True),
        ({"layer": "-0.5"}, True),
        ({"layer": "0"}, False),
        ({"layer": "1"}, False),
        ({"level": "-1;0"}, False),
        ({"level": "-1-0"}, False),
        ({"level": "-2--1"}, True),
        ({"level": "källare"}, False),
        ({"tunnel": "culvert"}, True),
        ({"tunnel": "no"}, False),
        ({}, False),
    ],
)
def test_below_ground_is_where_every_level_is_below_it(tags: dict[str, str], below: bool) -> None:
    assert is_underground(tags) is below


def test_a_label_is_one_line_without_signs_that_nobody_sees() -> None:
    (ground,) = ground_of({"place": "square", "name": " Sture\u202eplan\n torg ; Norr "}, shape="surface")
    assert ground.name == "Stureplan torg/Norr"


def test_every_kind_and_class_is_one_that_a_basemap_can_hold() -> None:
    tagged = [
        ({key: value, "name": "A"}, shape)
        for key, values in DRAWN_VALUES.items()
        for value in values or ("yes",)
        for shape in ("point", "line", "surface")
    ]
    drawn = [ground for tags, shape in tagged for ground in ground_of(tags, shape=shape)]  # type: ignore[arg-type]
    assert {ground.kind for ground in drawn} == set(KINDS) - {"block", "entrance", "house_number"}
    assert {ground.line_class for ground in drawn} == {*CLASSES, None}


@pytest.mark.parametrize("section", ["points", "lines", "multipolygons"])
def test_gdal_is_asked_for_every_key_that_counts_and_no_other(section: str) -> None:
    configuration = configparser.ConfigParser()
    configuration.read(Path(geodata.osm.__file__).with_name("osmconf.ini"), "utf-8")
    assert configuration[section]["attributes"].split(",") == list(TAG_KEYS)


def test_closed_ways_that_are_drawn_as_surfaces_alone_are_read_as_such() -> None:
    configuration = configparser.ConfigParser()
    configuration.read(Path(geodata.osm.__file__).with_name("osmconf.ini"), "utf-8")
    closed = set(configuration["general"]["closed_ways_are_polygons"].split(","))
    missing = [
        (key, value)
        for key, values in DRAWN_VALUES.items()
        for value in values or ("yes",)
        if ground_of({key: value}, shape="surface") and not ground_of({key: value}, shape="line")
        if key not in closed and f"{key}={value}" not in closed
    ]
    assert missing == []
