from __future__ import annotations

import json
from typing import Any

import pytest
from shapely import LineString, Point, Polygon

from geodata.file_faults import MOST_TOLD, InvalidFileError
from geodata.geojson_files import Features, read_features
from tests.geodata.gis_files import SQUARE_LONLAT, codes, feature, polygon


def read(content: bytes | str | dict[str, Any]) -> Features:
    raw = json.dumps(content) if isinstance(content, dict) else content
    return read_features(raw.encode() if isinstance(raw, str) else raw, file="a.geojson", most_rows=1_000)


def refused(content: bytes | str | dict[str, Any]) -> list[tuple[str, str, int | None]]:
    with pytest.raises(InvalidFileError) as caught:
        read(content)
    return codes(caught.value)


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **members}


def test_a_collection_a_feature_and_a_bare_geometry_are_read() -> None:
    square = Polygon(SQUARE_LONLAT)
    assert read(collection(feature(namn="Å"), feature(namn="Ö"))).properties == [{"namn": "Å"}, {"namn": "Ö"}]
    assert read(feature(namn="Å")).shapes == [square]
    assert read(polygon(SQUARE_LONLAT)).shapes == [square]
    assert read({"type": "Point", "coordinates": [18.0, 59.0, 7.0]}).shapes == [Point(18, 59)]
    assert read({"type": "LineString", "coordinates": [[18.0, 59.0], [18.0, 60.0]]}).shapes == [
        LineString([(18, 59), (18, 60)])
    ]


def test_a_feature_without_shape_or_properties_is_a_row_like_others() -> None:
    found = read(collection({"type": "Feature", "geometry": None, "properties": None}, {"type": "Feature"}, feature()))
    assert found.shapes[:2] == [None, None]
    assert found.properties == [{}, {}, {}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_unicode_encoding_of_json_is_read(encoding: str) -> None:
    text = json.dumps(collection(feature(namn="Åäö")), ensure_ascii=False)
    assert read(text.encode(encoding)).properties == [{"namn": "Åäö"}]


def test_a_list_or_object_among_the_properties_comes_as_text() -> None:
    assert read(collection(feature(taggar=["å", 1], mer={"a": None}))).properties == [
        {"taggar": '["å", 1]', "mer": '{"a": null}'}
    ]


@pytest.mark.parametrize(
    "content",
    [
        "hej",
        "[]",
        "null",
        "7",
        "{}",
        '{"type": "Topology"}',
        '{"type": ["FeatureCollection"], "features": []}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [7]}',
        '{"error": {"code": 499, "message": "Token Required"}}',
        "1" * 10_000,
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"type": "FeatureCollection" "features": [1, 2, 3]}',
    ],
)
def test_what_is_no_geojson_is_refused(content: str) -> None:
    assert refused(content) in ([("unreadable", "a.geojson", None)], [("truncated", "a.geojson", None)])


def test_a_file_that_ends_too_early_is_truncated() -> None:
    text = json.dumps(collection(feature(namn="Stora torget i staden")))
    for length in (10, 40, 60, 100, len(text) - 1):
        assert refused(text[:length]) == [("truncated", "a.geojson", None)], text[:length]


def test_text_in_another_encoding_is_told_as_such() -> None:
    text = json.dumps(collection(feature(namn="Åäö")), ensure_ascii=False)
    assert refused(text.encode("cp1252")) == [("encoding", "a.geojson", None)]


def test_half_a_character_is_told_by_row() -> None:
    bad = feature(namn="?")
    text = json.dumps(collection(feature(), bad)).replace('"?"', '"\\ud83d"')
    assert refused(text) == [("encoding", "a.geojson", 2)]
    assert refused(text.replace('"namn"', '"\\udc00"').replace('"\\ud83d"', '"a"')) == [("encoding", "a.geojson", 2)]


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", '"18.07"', "null", "true", "{}", "1" * 400]
)
def test_a_coordinate_that_is_no_finite_number_is_told_by_row(number: str) -> None:
    text = json.dumps(collection(feature(), feature())).replace("18.072,", f"{number},")
    assert refused(text) == [("bad_coordinate", "a.geojson", 1), ("bad_coordinate", "a.geojson", 2)]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": 7},
        {"type": "Polygon", "coordinates": {"a": 1}},
        {"type": "Polygon", "coordinates": [[[[[[18.0, 59.0]]]]]]},
        {"type": "Polygon", "coordinates": [[[18.0], [18.1], [18.2], [18.0]]]},
        {"type": "Polygon", "coordinates": [[[18.0, 59.0], [18.1, 59.0]]]},
        {"type": "LineString", "coordinates": [[18.0, 59.0]]},
        {"type": "LineString", "coordinates": [[], [18.0, 59.0]]},
        {"type": "CircularString", "coordinates": []},
        {"type": "GeometryCollection", "geometries": 7},
        {"type": "GeometryCollection", "geometries": [7]},
        {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": []}]},
        "POINT (18 59)",
        [18.0, 59.0],
    ],
)
def test_a_shape_that_geojson_does_not_know_is_told_by_row(geometry: Any) -> None:
    found = refused(collection(feature(), {**feature(), "geometry": geometry}))
    assert found in ([("malformed_geometry", "a.geojson", 2)], [("bad_coordinate", "a.geojson", 2)])


def test_shapes_nested_without_end_are_refused() -> None:
    deep: Any = [18.0, 59.0]
    for _ in range(500):
        deep = [deep]
    assert refused(collection(feature({"type": "MultiPolygon", "coordinates": deep}))) == [
        ("malformed_geometry", "a.geojson", 1)
    ]


@pytest.mark.parametrize("depth", [10, 300, 900, 950, 990, 1_500, 5_000])
def test_a_property_nested_however_deep_is_read_or_refused(depth: int) -> None:
    text = json.dumps(collection(feature(a="?"))).replace('"?"', "[" * depth + "]" * depth)
    try:
        assert read(text).properties == [{"a": "[" * depth + "]" * depth}]
    except InvalidFileError as invalid:
        assert codes(invalid)[0][0] == "unreadable"


def test_of_many_rows_at_fault_the_first_are_told() -> None:
    assert len(refused(collection(*[feature({"type": "Polygon"})] * 900))) == MOST_TOLD + 1


def test_too_many_rows_and_too_many_columns_are_refused() -> None:
    assert refused(collection(*[feature()] * 1_001)) == [("too_many_rows", "a.geojson", None)]
    wide = [feature(**{f"k{row}_{column}": 1 for column in range(30)}) for row in range(1_000)]
    assert refused(collection(*wide)) == [("too_many_columns", "a.geojson", None)]


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def test_an_old_member_names_the_system_and_a_link_to_one_is_not_followed() -> None:
    assert read(collection(feature())).declared is None
    assert read(collection(feature(), crs=None)).declared is None
    assert read(collection(feature(), crs=named("urn:ogc:def:crs:EPSG::3011"))).declared == "urn:ogc:def:crs:EPSG::3011"
    link = {"type": "link", "properties": {"href": "http://127.0.0.1/crs", "type": "proj4"}}
    assert "http://127.0.0.1/crs" in str(read(collection(feature(), crs=link)).declared)
