"""The words of a GIS file, Swedish and English, told in tags."""

from __future__ import annotations

import pytest

from geodata.ground_tags import Ground, Shape, ground_of
from geodata.ground_words import tags_of_row


def drawn(row: dict[str, str], layer: str, shape: Shape) -> tuple[Ground, ...] | None:
    tags = tags_of_row(row, layer=layer)
    return None if tags is None else ground_of(tags, shape=shape)


@pytest.mark.parametrize(
    ("layer", "shape", "ground"),
    [
        ("Byggnader", "surface", Ground("building")),
        ("buildings_2025", "surface", Ground("building")),
        ("vägar", "line", Ground("street", "street")),
        ("GATUNÄT", "line", Ground("street", "street")),
        ("huvudgator", "line", Ground("street", "main")),
        ("gång- och cykelväg", "line", Ground("path", "path")),
        ("GC_vägar", "line", Ground("path", "path")),
        ("Trappor", "line", Ground("steps", "steps")),
        ("Parker", "surface", Ground("park")),
        ("grönytor", "surface", Ground("park")),
        ("vatten", "surface", Ground("water")),
        ("Sjöar", "surface", Ground("water")),
        ("torg", "surface", Ground("square")),
        ("Busshållplatser", "point", Ground("stop")),
        ("T-bana", "point", Ground("station")),
        ("entréer", "point", Ground("entrance")),
        ("parkbänkar", "point", Ground("bench")),
        ("Belysningsstolpar", "point", Ground("lamp")),
        ("street_lamp", "point", Ground("lamp")),
    ],
)
def test_a_layer_is_what_it_is_called(layer: str, shape: Shape, ground: Ground) -> None:
    assert drawn({}, layer, shape) == (ground,)


@pytest.mark.parametrize("layer", ["järnvägar", "parkering", "fastigheter", "layer1", "bankomater", "", "åäö_2025"])
def test_a_layer_of_another_kind_is_not_understood(layer: str) -> None:
    assert tags_of_row({"namn": "Något"}, layer=layer) is None


@pytest.mark.parametrize(
    ("row", "ground"),
    [
        ({"namn": "Sibyllegatan"}, Ground("street", "street", "Sibyllegatan")),
        ({"GATUNAMN": "Sibyllegatan", "Belyst": "Ja"}, Ground("street", "street", "Sibyllegatan", True)),
        ({"name": "Sibyllegatan", "lit": "0"}, Ground("street", "street", "Sibyllegatan", False)),
        ({"namn": "Sturegatan", "klass": "Huvudgata"}, Ground("street", "main", "Sturegatan")),
        ({"typ": "gångväg"}, Ground("path", "path")),
        ({"typ": "okänd"}, Ground("street", "street")),
    ],
)
def test_columns_tell_name_class_and_light_and_a_row_goes_before_its_layer(row: dict[str, str], ground: Ground) -> None:
    assert drawn(row, "gator", "line") == (ground,)


def test_a_row_tells_its_kind_in_a_layer_that_does_not() -> None:
    assert drawn({"objekttyp": "Byggnad", "namn": "Saluhallen"}, "lager1", "surface") == (
        Ground("building", name="Saluhallen"),
    )


@pytest.mark.parametrize(
    "row",
    [
        {"gatunamn": "Sibyllegatan", "husnummer": "12B"},
        {"addr_street": "Sibyllegatan", "addr_housenumber": "12B"},
        {"addr:street": "Sibyllegatan", "addr:housenumber": "12B"},
        {"adress": "Sibyllegatan 12B"},
    ],
)
def test_an_address_is_its_number_on_its_street(row: dict[str, str]) -> None:
    assert tags_of_row(row, layer="adresser") == {"addr:street": "Sibyllegatan", "addr:housenumber": "12B"}
    assert drawn(row, "adresser", "point") == (Ground("house_number", house_number="12B"),)


def test_columns_named_as_tags_go_before_every_word() -> None:
    row = {"highway": "steps", "name": "Kungstrappan", "lit": "yes", "typ": "park"}
    assert drawn(row, "parker", "line") == (Ground("steps", "steps", "Kungstrappan", True),)


def test_tags_that_gdal_folded_into_one_column_are_unfolded() -> None:
    row = {"highway": "footway", "other_tags": r'"lit"=>"no","note"=>"a \"b\"","tunnel"=>"yes"'}
    assert tags_of_row(row, layer="lines") == {"highway": "footway", "lit": "no", "tunnel": "yes"}
    assert drawn(row, "lines", "line") == ()


def test_a_basemap_of_our_own_is_understood() -> None:
    rows: list[tuple[dict[str, str], Shape, Ground]] = [
        ({"kind": "street", "class": "main", "name": "Sturegatan"}, "line", Ground("street", "main", "Sturegatan")),
        ({"kind": "path", "class": "path", "lit": "yes"}, "line", Ground("path", "path", lit=True)),
        ({"kind": "steps", "class": "steps"}, "line", Ground("steps", "steps")),
        ({"kind": "house_number", "house_number": "7"}, "point", Ground("house_number", house_number="7")),
        ({"kind": "square", "name": "Stureplan"}, "surface", Ground("square", name="Stureplan")),
        ({"kind": "lamp"}, "point", Ground("lamp")),
        ({"kind": "landmark", "name": "Svampen"}, "point", Ground("landmark", name="Svampen")),
        ({"kind": "stop", "name": "Stureplan"}, "point", Ground("stop", name="Stureplan")),
        ({"kind": "station", "name": "Karlaplan"}, "point", Ground("station", name="Karlaplan")),
        ({"kind": "entrance"}, "point", Ground("entrance")),
    ]
    assert [drawn(row, "stureplan", shape) for row, shape, _ in rows] == [(ground,) for *_, ground in rows]


def test_what_lies_underground_is_told_so() -> None:
    assert drawn({"nivå": "-1"}, "gångvägar", "line") == ()
