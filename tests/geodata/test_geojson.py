from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import shape

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError
from geodata.geojson import geojson_bytes


def read(frame: GeoDataFrame, **options: Any) -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(geojson_bytes(frame, **options))
    return collection


def area_of_ring(ring: list[list[float]]) -> float:
    """Twice the signed area: above zero where the ring runs counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def one(geometry: Any, crs: str = WGS84) -> Any:
    return read(GeoDataFrame(geometry=[geometry], crs=crs))["features"][0]["geometry"]


def test_a_collection_names_no_reference_system_and_has_longitude_first() -> None:
    collection = read(GeoDataFrame({"text": ["å"]}, geometry=[Point(18.072721, 59.336128)], crs=WGS84))
    assert collection == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [18.072721, 59.336128]},
                "properties": {"text": "å"},
            }
        ],
    }


def test_a_missing_and_an_empty_geometry_are_null() -> None:
    frame = GeoDataFrame(geometry=[None, Point(), Polygon()], crs=WGS84)
    assert [feature["geometry"] for feature in read(frame)["features"]] == [None, None, None]


def test_rings_follow_the_right_hand_rule_whichever_way_they_were_drawn() -> None:
    for outer in (box(18, 59, 18.01, 59.01, ccw=True), box(18, 59, 18.01, 59.01, ccw=False)):
        hole = [(18.002, 59.002), (18.004, 59.002), (18.004, 59.004), (18.002, 59.004)]
        for inner in (hole, hole[::-1]):
            rings = one(Polygon(outer.exterior, [inner]))["coordinates"]
            assert area_of_ring(rings[0]) > 0 > area_of_ring(rings[1])
    parts = one(MultiPolygon([box(18, 59, 18.01, 59.01, ccw=False)]))["coordinates"]
    assert area_of_ring(parts[0][0]) > 0


@pytest.mark.parametrize("crs", [SWEREF99_1800, SWEREF99_TM])
def test_metres_become_degrees_with_nine_decimals(crs: str) -> None:
    point = GeoDataFrame(geometry=[Point(18.072721, 59.336128)], crs=WGS84).to_crs(crs).geometry[0]
    longitude, latitude = one(point, crs)["coordinates"]
    assert (longitude, latitude) == pytest.approx((18.072721, 59.336128), abs=1e-8)
    assert longitude == round(longitude, 9)


def test_height_is_left_out() -> None:
    assert one(Point(18, 59, 31.5))["coordinates"] == [18.0, 59.0]


def test_a_collection_of_geometries_keeps_its_parts() -> None:
    told = one(GeometryCollection([Point(18, 59), LineString([(18, 59), (18.1, 59)])]))
    assert [part["type"] for part in told["geometries"]] == ["Point", "LineString"]


def test_the_name_of_the_index_becomes_an_id_and_a_property() -> None:
    index = pd.Index(["f1"], name="finding_id")
    feature = read(GeoDataFrame({"n": [1]}, index=index, geometry=[None], crs=WGS84))["features"][0]
    assert (feature["id"], feature["properties"]) == ("f1", {"finding_id": "f1", "n": 1})


def test_missing_values_of_every_kind_are_null_and_numbers_stay_numbers() -> None:
    frame = GeoDataFrame(
        {
            "text": pd.array(["a", None], dtype="str"),
            "severity": pd.array([3, None], dtype="Int64"),
            "metres": [1.5, np.nan],
            "far": [1.0, np.inf],
            "demo": [True, False],
            "seen": pd.Series(["2026-11-26T18:42:00+01:00", None], dtype="datetime64[us, UTC]"),
        },
        geometry=[None, None],
        crs=WGS84,
    )
    told = [feature["properties"] for feature in read(frame)["features"]]
    assert told == [
        {"text": "a", "severity": 3, "metres": 1.5, "far": 1.0, "demo": True, "seen": "2026-11-26T17:42:00Z"},
        {"text": None, "severity": None, "metres": None, "far": None, "demo": False, "seen": None},
    ]


def test_foreign_members_stand_beside_the_features() -> None:
    collection = read(GeoDataFrame(geometry=[], crs=WGS84), members={"about": {"as_of": "2026-11-26"}})
    assert collection == {"type": "FeatureCollection", "about": {"as_of": "2026-11-26"}, "features": []}


@pytest.mark.parametrize("name", ["crs", "features", "type", "properties"])
def test_a_foreign_member_takes_no_name_of_the_standard(name: str) -> None:
    with pytest.raises(InvalidFrameError, match=f"keeps the name {name} for itself"):
        geojson_bytes(GeoDataFrame(geometry=[], crs=WGS84), members={name: 1})


def test_a_frame_without_a_reference_system_and_a_time_without_a_zone_are_refused() -> None:
    with pytest.raises(CRSMismatchError, match="names no reference system"):
        geojson_bytes(GeoDataFrame(geometry=[Point(0, 0)]))
    naive = GeoDataFrame({"seen": pd.to_datetime(["2026-11-26"])}, geometry=[None], crs=WGS84)
    with pytest.raises(InvalidFrameError, match="no time zone in seen"):
        geojson_bytes(naive)


def test_the_built_in_areas_come_back_as_they_went_in() -> None:
    collection = read(areas_frame(builtin_areas()).to_crs(WGS84))
    assert [feature["id"] for feature in collection["features"]] == [area.code for area in builtin_areas()]
    for feature, area in zip(collection["features"], builtin_areas(), strict=True):
        assert shape(feature["geometry"]).equals_exact(shape(area.boundary), 1e-8)


@given(longitude=st.floats(10, 25), latitude=st.floats(55, 70))
def test_degrees_are_written_exactly_as_they_were_captured(longitude: float, latitude: float) -> None:
    assert one(Point(longitude, latitude))["coordinates"] == [longitude, latitude]
