from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from shapely import union_all
from shapely.geometry import shape

from geodata.areas import DATASETS, Area, builtin_area, builtin_areas, distance_m
from geodata.basemap import (
    EMPTY_BASEMAP,
    Basemap,
    NamedFeature,
    basemap_bytes,
    named_features,
    packaged_basemap,
    read_basemap,
)
from geodata.basemap_check import KINDS
from geodata.crs import metric_shape, to_metric
from geodata.errors import InvalidBasemapError, UnknownAreaError

LINES = {"LineString", "MultiLineString"}
ATTRIBUTION = "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"
MARGIN_M = 300
"""As far from a place as a pin of it may stand."""


def _features(code: str) -> tuple[dict[str, Any], ...]:
    return packaged_basemap(code).features


def _named(code: str, *, within_m: float = MARGIN_M) -> tuple[NamedFeature, ...]:
    return named_features(packaged_basemap(code), area=builtin_area(code), within_m=within_m)


def _numbers(coordinates: Any) -> Iterator[float]:
    if isinstance(coordinates, float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _numbers(part)


def _all_features() -> list[tuple[str, dict[str, Any]]]:
    return [(area.code, feature) for area in builtin_areas() for feature in _features(area.code)]


def _point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _stop(geometry: dict[str, Any] | None = None, *, drawn_as: str | None = None, **properties: Any) -> dict[str, Any]:
    known = {"kind": "stop", "class": drawn_as, "name": None, **properties}
    return {"type": "Feature", "properties": known, "geometry": geometry or _point(18.07, 59.33)}


def _collection(**members: Any) -> bytes:
    about: dict[str, Any] = {"attribution": "", "source": "", "taken_on": None, "schematic": False, "features": []}
    return json.dumps({"type": "FeatureCollection", **about, **members}).encode()


def test_every_area_has_one_packaged_basemap_and_there_is_no_other() -> None:
    shipped = {path.name for path in (DATASETS / "basemap").iterdir()}
    assert shipped == {f"{area.code}.geojson" for area in builtin_areas()}


@pytest.mark.parametrize("code", ["sergels-torg", "", "../areas", "basemap/stureplan", "STUREPLAN"])
def test_a_code_that_is_no_area_reaches_no_file(code: str) -> None:
    with pytest.raises(UnknownAreaError):
        packaged_basemap(code)


def _key(feature: dict[str, Any]) -> str:
    return json.dumps([feature["properties"]["name"], feature["properties"]["kind"], feature["geometry"]])


def test_the_facts_are_as_many_as_the_sources_say() -> None:
    facts = {_key(feature) for _, feature in _all_features() if feature["properties"]["kind"] != "block"}
    assert len(facts) == 183
    assert f"{len(facts)} facts" in (DATASETS / "SOURCES.md").read_text(encoding="utf-8")


def test_a_map_shows_what_the_maps_of_its_neighbours_know_within_500_m(area: Area) -> None:
    boundary = metric_shape(area.boundary)
    own = [metric_shape(f["geometry"]).buffer(3) for f in _features(area.code)]
    for neighbour in builtin_areas():
        for feature in _features(neighbour.code):
            shown = metric_shape(feature["geometry"])
            # what a neighbour's map shows of others may lie farther off than what it shows of its own
            if feature["properties"]["kind"] in {"station", "square", "park"} and shown.distance(boundary) <= 400:
                assert any(known.contains(shown) for known in own), feature["properties"]["name"]


def test_every_feature_tells_its_name_kind_class_source_and_accuracy(area: Area) -> None:
    for feature in _features(area.code):
        assert list(feature["properties"]) == ["name", "kind", "class", "source", "accuracy_m"]
        assert feature["properties"]["kind"] in KINDS
        assert feature["properties"]["source"]


def test_only_what_walkers_know_is_drawn_nothing_underground() -> None:
    kinds = {feature["properties"]["kind"] for _, feature in _all_features()}
    assert kinds == set(KINDS) - {"steps", "entrance", "bench", "lamp", "house_number"}
    assert not [feature for _, feature in _all_features() if "tunnel" in str(feature["properties"]["name"]).casefold()]


def test_streets_and_paths_are_lines_with_a_class_and_nothing_else_is() -> None:
    for _, feature in _all_features():
        kind, drawn_as = feature["properties"]["kind"], feature["properties"]["class"]
        assert (feature["geometry"]["type"] in LINES) == (kind in {"street", "path"})
        assert drawn_as in {"street": {"main", "street"}, "path": {"path"}}.get(kind, {None})


def test_a_street_is_of_one_class_on_every_map_it_is_drawn_on() -> None:
    classes: dict[str, set[str]] = {}
    for _, feature in _all_features():
        if feature["properties"]["kind"] == "street":
            classes.setdefault(feature["properties"]["name"], set()).add(feature["properties"]["class"])
    assert [name for name, found in classes.items() if len(found) > 1] == []


def test_accuracy_follows_from_confidence_also_of_what_a_neighbour_s_map_tells() -> None:
    accuracies = {area.code: {f["properties"]["accuracy_m"] for f in _features(area.code)} for area in builtin_areas()}
    assert accuracies == {
        "stureplan": {3, 15, 20},
        "ostermalmstorg": {3, 15, 20, 30},
        "gyllenstiernsgatan": {3, 15, 20, 30, 80},
        "tessinparken": {3, 15, 20, 30, 80},
        "universitetet-lappis": {3, 15, 20, 80},
    }


def test_a_map_is_schematic_when_more_than_a_tenth_of_its_lines_is_good_to_15_m_or_worse(area: Area) -> None:
    drawn = [feature for feature in _features(area.code) if feature["geometry"]["type"] in LINES]
    lengths = [metric_shape(feature["geometry"]).length for feature in drawn]
    rough = [n for n, feature in zip(lengths, drawn, strict=True) if feature["properties"]["accuracy_m"] >= 15]
    assert (sum(rough) > sum(lengths) / 10) == area.schematic


def test_coordinates_have_at_most_six_decimals_and_lie_in_stockholm(area: Area) -> None:
    for feature in _features(area.code):
        numbers = list(_numbers(feature["geometry"]["coordinates"]))
        assert numbers == [round(number, 6) for number in numbers]
        assert all(18.04 < number < 18.12 for number in numbers[::2])
        assert all(59.33 < number < 59.38 for number in numbers[1::2])


def test_every_geometry_is_valid(area: Area) -> None:
    assert all(shape(feature["geometry"]).is_valid for feature in _features(area.code))


def test_labels_hold_no_parentheses_and_paths_without_a_name_have_no_label(area: Area) -> None:
    labels = [feature["properties"]["name"] for feature in _features(area.code)]
    assert not [label for label in labels if label is not None and ("(" in label or "namnlös" in label)]
    unnamed = {f["properties"]["kind"] for f in _features(area.code) if f["properties"]["name"] is None}
    assert unnamed <= {"path", "block"}


def test_no_path_is_a_mere_pavement_of_the_street_beside_it(area: Area) -> None:
    lines = [(f["properties"], metric_shape(f["geometry"])) for f in _features(area.code)]
    streets = union_all([shape.buffer(12) for properties, shape in lines if properties["kind"] == "street"])
    for properties, path in lines:
        if properties["kind"] == "path" and properties["name"] is None:
            assert path.intersection(streets).length < 0.75 * path.length


def test_each_file_carries_its_licence_attribution_and_source_with_it(area: Area) -> None:
    basemap = packaged_basemap(area.code)
    assert (basemap.licence, basemap.attribution, basemap.taken_on) == ("ODbL-1.0", ATTRIBUTION, None)
    assert basemap.schematic == area.schematic == ("uppskattat" in basemap.source)


def test_each_file_is_what_the_writer_makes_of_it(area: Area) -> None:
    content = (DATASETS / "basemap" / f"{area.code}.geojson").read_bytes()
    assert basemap_bytes(read_basemap(content)) == content


def test_changing_what_was_read_does_not_change_the_next_reading(area: Area) -> None:
    packaged_basemap(area.code).features[0]["properties"].clear()
    assert packaged_basemap(area.code).features[0]["properties"]


def test_a_written_basemap_is_read_back_without_loss() -> None:
    feature = {
        "type": "Feature",
        "properties": {"kind": "steps", "class": "steps", "name": None, "lit": False},
        "geometry": {"type": "LineString", "coordinates": [[18.07, 59.33], [18.071, 59.33]]},
    }
    basemap = Basemap((feature,), "© Någon", "prov", date(2020, 12, 31), True)
    assert read_basemap(basemap_bytes(basemap)) == basemap
    assert read_basemap(basemap_bytes(EMPTY_BASEMAP)) == EMPTY_BASEMAP


def test_coordinates_are_written_to_the_decimetre() -> None:
    street = {"type": "Feature", "properties": {"kind": "stop", "class": None, "name": None}}
    written = basemap_bytes(replace(EMPTY_BASEMAP, features=({**street, "geometry": _point(18.07123456, 59)},)))
    assert read_basemap(written).features[0]["geometry"] == _point(18.071235, 59.0)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html>502</html>", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "no FeatureCollection"),
        (b'{"type":"FeatureCollection","features":[]}', "attribution is no text; source is no text; schematic is"),
        (_collection(taken_on="i fjol"), "taken_on is no day"),
        (_collection(licence=1), "licence is no text"),
        (_collection(features=None), "features is no list"),
        (_collection(features=[None]), "feature 0: it has no properties"),
        (_collection(features=[_stop(kind="rumour")]), "feature 0: kind 'rumour'"),
        (_collection(features=[_stop(name=7)]), "feature 0: name"),
        (_collection(features=[_stop(), _stop(lit="yes")]), "feature 1: lit"),
        (_collection(features=[_stop(house_number=8)]), "feature 0: house_number"),
        (_collection(features=[_stop(drawn_as="motorway")]), "feature 0: class 'motorway'"),
        (_collection(features=[_stop(_point(59.3, 180.7))]), "feature 0: the coordinates are those of no Point"),
        (_collection(features=[_stop(_point(18, float("nan")))]), "feature 0: the coordinates"),
        (_collection(features=[_stop({"type": "LineString", "coordinates": [[18, 59]]})]), "of no LineString"),
        (_collection(features=[_stop({"type": "Polygon", "coordinates": [[[18, 59]] * 3]})]), "of no Polygon"),
        (_collection(features=[_stop({"type": "GeometryCollection"})]), "'GeometryCollection' is none that is drawn"),
    ],
)
def test_what_is_no_basemap_is_refused_with_what_where_and_remedy(content: bytes, fault: str) -> None:
    with pytest.raises(InvalidBasemapError, match=re.escape(fault)) as refused:
        read_basemap(content)
    assert "build it again" in str(refused.value)


def test_all_faults_are_told_at_once_but_no_more_than_ten() -> None:
    with pytest.raises(InvalidBasemapError, match=r"feature 9: .*; and 2 more; build"):
        read_basemap(_collection(features=[_stop(kind="rumour")] * 12))


def test_no_label_is_listed_twice(area: Area) -> None:
    names = [feature.name for feature in _named(area.code)]
    assert len(names) == len(set(names))


def test_every_label_within_reach_is_listed(area: Area) -> None:
    def reach(feature: dict[str, Any]) -> float:
        point = shape(feature["geometry"]).representative_point()
        return distance_m(area, longitude=point.x, latitude=point.y)

    listed = {feature.name for feature in _named(area.code)}
    near = {f["properties"]["name"] for f in _features(area.code) if reach(f) < 290}
    assert near - {None} <= listed


def test_what_lies_more_than_300_m_off_is_not_listed_since_no_pin_can_stand_there(area: Area) -> None:
    for feature in _named(area.code):
        # right to one in two hundred: the list is made without loading PROJ
        assert distance_m(area, longitude=feature.longitude, latitude=feature.latitude) <= MARGIN_M * 1.005


def test_the_reach_of_the_list_can_be_narrowed() -> None:
    inside = {feature.name for feature in _named("stureplan", within_m=0)}
    assert "Svampen" in inside
    assert "Humlegården" not in inside


def test_stureplan_is_listed_once_as_the_square_by_svampen() -> None:
    stureplan = next(feature for feature in _named("stureplan") if feature.name == "Stureplan")
    assert stureplan.kind == "square"
    there = to_metric(stureplan.longitude, stureplan.latitude)
    assert math.dist(there, to_metric(18.072721, 59.336128)) < 40


def test_a_street_is_found_at_its_point_nearest_to_the_centre() -> None:
    # Gyllenstiernsgatan runs through the centre of its own area
    area = builtin_area("gyllenstiernsgatan")
    street = next(feature for feature in _named(area.code) if feature.name == "Gyllenstiernsgatan")
    assert math.dist(to_metric(street.longitude, street.latitude), to_metric(*area.centre)) < 1


def test_a_surface_is_found_at_a_point_inside_it(area: Area) -> None:
    shapes = [
        (f["properties"]["name"], f["properties"]["kind"], shape(f["geometry"]))
        for f in _features(area.code)
        if f["geometry"]["type"] == "Polygon"
    ]
    for feature in _named(area.code):
        own = [polygon for name, kind, polygon in shapes if (name, kind) == (feature.name, feature.kind)]
        if own:
            point = shape({"type": "Point", "coordinates": [feature.longitude, feature.latitude]})
            assert any(polygon.contains(point) for polygon in own), feature.name


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("stureplan", "Humlegården", "park"),
        ("stureplan", "Linnégatan", "street"),
        ("ostermalmstorg", "Östermalmstorg", "square"),
        ("ostermalmstorg", "Sibyllegatan", "street"),
        ("gyllenstiernsgatan", "Filmhuset", "building"),
        ("tessinparken", "Tessinparken", "park"),
        ("universitetet-lappis", "Lappkärret", "water"),
        ("universitetet-lappis", "Stora Lappkärrsberget", "stop"),
    ],
)
def test_of_things_with_one_name_the_one_that_people_mean_is_listed(code: str, name: str, kind: str) -> None:
    assert [feature.kind for feature in _named(code) if feature.name == name] == [kind]


def test_the_list_is_in_swedish_alphabetical_order_with_osterut_last() -> None:
    names = [feature.name for feature in _named("ostermalmstorg")]
    assert names[:3] == ["Armémuseum", "Artillerigatan", "Artillerigården"]
    assert names[-2:] == ["Östermalms saluhall", "Östermalmstorg"]
