"""GIS files as ground: layers and columns in words, three reference systems, what is not understood."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, box
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84
from geodata.ground_files import GroundFile, read_ground
from geodata.ground_tags import ground_of
from tests.geodata.small_town import ORIGIN, lonlat

BOUNDS = (*lonlat(-300, -300), *lonlat(500, 500))


def layer(shapes: list[BaseGeometry], **columns: list[Any]) -> GeoDataFrame:
    """Make a layer of shapes that are given in metres from the corner of the small town."""
    return GeoDataFrame(columns, geometry=[translate(item, *ORIGIN) for item in shapes], crs=SWEREF99_1800)


CITY: Mapping[str, GeoDataFrame] = {
    "byggnader": layer([box(10, 10, 40, 40), box(60, 10, 90, 40)], namn=["Saluhallen", None], vaningar=[3, 5]),
    "gator": layer(
        [LineString([(0, 0), (200, 0)]), LineString([(0, 0), (0, 200)])],
        gatunamn=["Storgatan", "Lillgatan"],
        klass=["huvudgata", "lokalgata"],
        belyst=[True, False],
    ),
    "adresser": layer([Point(5, 5)], gatunamn=["Storgatan"], husnummer=[12]),
    "fastigheter": layer([box(0, 0, 100, 100)], beteckning=["Räven 1"]),
}


def written(path: Path, layers: Mapping[str, GeoDataFrame], *, crs: str = SWEREF99_1800) -> Path:
    for name, frame in layers.items():
        frame.to_crs(crs).to_file(path, layer=name, driver="GPKG")
    return path


def told(found: GroundFile) -> list[tuple[str, str | None, bool | None, str | None]]:
    grounds = [ground for thing in found.things for ground in ground_of(thing.tags, shape=thing.shape)]
    return [(ground.kind, ground.line_class or ground.house_number, ground.lit, ground.name) for ground in grounds]


@pytest.mark.parametrize("crs", [WGS84, SWEREF99_TM, SWEREF99_1800])
def test_the_layers_of_a_city_are_read_in_each_of_the_three_systems(tmp_path: Path, crs: str) -> None:
    found = read_ground(written(tmp_path / "staden.gpkg", CITY, crs=crs), bounds=BOUNDS)
    assert told(found) == [
        ("building", None, None, "Saluhallen"),
        ("building", None, None, None),
        ("street", "main", True, "Storgatan"),
        ("street", "street", False, "Lillgatan"),
        ("house_number", "12", None, None),
    ]
    assert found.not_understood == ("fastigheter",)
    longitude, latitude = lonlat(5, 5)
    assert found.things[-1].geometry.distance(Point(longitude, latitude)) < 1e-7


def test_one_layer_of_tags_holds_every_kind(tmp_path: Path) -> None:
    frame = layer(
        [LineString([(0, 0), (50, 0)]), box(0, 0, 20, 20), Point(1, 1), Point(2, 2)],
        highway=["steps", None, "street_lamp", None],
        building=[None, "yes", None, None],
        name=[None, "Huset", None, "Bara ett namn"],
    )
    path = tmp_path / "export.geojson"
    frame.to_crs(WGS84).to_file(path, driver="GeoJSON")
    found = read_ground(path, bounds=BOUNDS)
    assert [kind for kind, *_ in told(found)] == ["steps", "building", "lamp"]


def test_rows_outside_the_bounds_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "hus.gpkg", {"byggnader": layer([box(10, 10, 20, 20), box(5000, 0, 5020, 20)])})
    assert len(read_ground(path, bounds=BOUNDS).things) == 1


def test_a_layer_whose_shapes_fit_no_word_is_not_understood(tmp_path: Path) -> None:
    path = written(tmp_path / "hus.gpkg", {"byggnader": layer([Point(10, 10)]), "bänkar": layer([Point(20, 20)])})
    found = read_ground(path, bounds=BOUNDS)
    assert ([kind for kind, *_ in told(found)], found.not_understood) == (["bench"], ("byggnader",))


def test_a_layer_with_nothing_near_is_neither_drawn_nor_complained_of(tmp_path: Path) -> None:
    path = written(tmp_path / "hus.gpkg", {"fastigheter": layer([box(5000, 0, 5020, 20)])})
    assert read_ground(path, bounds=BOUNDS) == GroundFile((), ())
