from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from shapely.geometry import shape

from geodata.areas import DATASETS, Area, builtin_area, builtin_areas, distance_m
from geodata.basemap import ATTRIBUTION, KINDS, attribution, basemap_path, load_basemap, named_features
from geodata.crs import metric_shape, to_metric
from geodata.errors import UnknownAreaError

LINES = {"LineString", "MultiLineString"}


def _features(code: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = load_basemap(code)["features"]
    return features


def _numbers(coordinates: Any) -> Iterator[float]:
    if isinstance(coordinates, float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _numbers(part)


def _all_features() -> list[tuple[str, dict[str, Any]]]:
    return [(area.code, feature) for area in builtin_areas() for feature in _features(area.code)]


def test_every_area_has_one_packaged_basemap_and_there_is_no_other() -> None:
    shipped = set((DATASETS / "basemap").iterdir())
    assert shipped == {basemap_path(area.code) for area in builtin_areas()}


@pytest.mark.parametrize("code", ["sergels-torg", "", "../areas", "basemap/stureplan", "STUREPLAN"])
def test_a_code_that_is_no_area_reaches_no_file(code: str) -> None:
    with pytest.raises(UnknownAreaError):
        basemap_path(code)


def test_the_features_are_as_many_as_the_sources_say() -> None:
    assert [len(_features(area.code)) for area in builtin_areas()] == [51, 38, 28, 34, 42]
    assert f"{len(_all_features())} features" in (DATASETS / "SOURCES.md").read_text(encoding="utf-8")


def test_every_feature_tells_its_name_kind_class_source_and_accuracy(area: Area) -> None:
    for feature in _features(area.code):
        assert list(feature["properties"]) == ["name", "kind", "class", "source", "accuracy_m"]
        assert feature["properties"]["kind"] in KINDS
        assert feature["properties"]["source"]


def test_only_what_walkers_know_is_drawn_nothing_underground() -> None:
    assert {feature["properties"]["kind"] for _, feature in _all_features()} == set(KINDS)
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


def test_accuracy_follows_from_confidence_with_estimates_nearer_in_tessinparken() -> None:
    accuracies = {area.code: {f["properties"]["accuracy_m"] for f in _features(area.code)} for area in builtin_areas()}
    assert accuracies == {
        "stureplan": {3},
        "ostermalmstorg": {3, 15, 20},
        "gyllenstiernsgatan": {3, 15, 20, 80},
        "tessinparken": {3, 15, 20, 30},
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
    assert {f["properties"]["kind"] for f in _features(area.code) if f["properties"]["name"] is None} <= {"path"}


def test_the_unnamed_paths_are_kept_without_a_label() -> None:
    unnamed = [code for code, feature in _all_features() if feature["properties"]["name"] is None]
    assert (unnamed.count("stureplan"), unnamed.count("ostermalmstorg"), len(unnamed)) == (4, 6, 10)


def test_each_file_carries_its_licence_and_attribution_with_it(area: Area) -> None:
    basemap = load_basemap(area.code)
    assert (basemap["licence"], basemap["attribution"]) == ("ODbL-1.0", ATTRIBUTION)


def test_the_attribution_says_schematic_first_where_the_map_is() -> None:
    assert attribution(builtin_area("stureplan")) == "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"
    assert attribution(builtin_area("tessinparken")) == f"Schematisk karta. {ATTRIBUTION}"


def test_changing_what_was_loaded_does_not_change_the_next_loading(area: Area) -> None:
    load_basemap(area.code)["features"].clear()
    assert load_basemap(area.code)["features"]


def test_no_label_is_listed_twice(area: Area) -> None:
    names = [feature.name for feature in named_features(area.code)]
    assert len(names) == len(set(names))


def test_every_label_within_reach_is_listed(area: Area) -> None:
    def reach(feature: dict[str, Any]) -> float:
        point = shape(feature["geometry"]).representative_point()
        return distance_m(area, longitude=point.x, latitude=point.y)

    listed = {feature.name for feature in named_features(area.code)}
    near = {f["properties"]["name"] for f in _features(area.code) if reach(f) < 290}
    assert near - {None} <= listed


def test_what_lies_more_than_300_m_off_is_not_listed_since_no_pin_can_stand_there(area: Area) -> None:
    for feature in named_features(area.code):
        assert distance_m(area, longitude=feature.longitude, latitude=feature.latitude) <= 300


def test_the_reach_of_the_list_can_be_narrowed() -> None:
    inside = {feature.name for feature in named_features("stureplan", within_m=0)}
    assert "Svampen" in inside
    assert "Humlegården" not in inside


def test_stureplan_is_listed_once_as_the_square_by_svampen() -> None:
    stureplan = next(feature for feature in named_features("stureplan") if feature.name == "Stureplan")
    assert stureplan.kind == "square"
    there = to_metric(stureplan.longitude, stureplan.latitude)
    assert math.dist(there, to_metric(18.072721, 59.336128)) < 40


def test_a_street_is_found_at_its_point_nearest_to_the_centre() -> None:
    # Gyllenstiernsgatan runs through the centre of its own area
    area = builtin_area("gyllenstiernsgatan")
    street = next(feature for feature in named_features(area.code) if feature.name == "Gyllenstiernsgatan")
    assert math.dist(to_metric(street.longitude, street.latitude), to_metric(*area.centre)) < 1


def test_a_surface_is_found_at_a_point_inside_it(area: Area) -> None:
    shapes = [
        (f["properties"]["name"], f["properties"]["kind"], shape(f["geometry"]))
        for f in _features(area.code)
        if f["geometry"]["type"] == "Polygon"
    ]
    for feature in named_features(area.code):
        own = [polygon for name, kind, polygon in shapes if (name, kind) == (feature.name, feature.kind)]
        if own:
            point = shape({"type": "Point", "coordinates": [feature.longitude, feature.latitude]})
            assert any(polygon.contains(point) for polygon in own), feature.name


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("stureplan", "Humlegården", "park"),
        ("stureplan", "Linnégatan", "stop"),
        ("ostermalmstorg", "Östermalmstorg", "square"),
        ("ostermalmstorg", "Sibyllegatan", "street"),
        ("gyllenstiernsgatan", "Filmhuset", "building"),
        ("tessinparken", "Tessinparken", "park"),
        ("universitetet-lappis", "Lappkärret", "water"),
        ("universitetet-lappis", "Stora Lappkärrsberget", "stop"),
    ],
)
def test_of_things_with_one_name_the_one_that_people_mean_is_listed(code: str, name: str, kind: str) -> None:
    assert [feature.kind for feature in named_features(code) if feature.name == name] == [kind]


def test_the_list_is_in_swedish_alphabetical_order_with_osterut_last() -> None:
    names = [feature.name for feature in named_features("ostermalmstorg")]
    assert names[:3] == ["Armémuseum", "Artillerigatan", "Artillerigården"]
    assert names[-2:] == ["Östermalms saluhall", "Östermalmstorg"]
