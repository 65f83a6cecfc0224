"""The line that every map must show: whose work it is, of when, and that it is schematic where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from geodata.areas import builtin_area, builtin_areas
from geodata.basemap import packaged_basemap
from walks.place import GroundMap, Place
from webapp.export.wording import SWEDISH
from webapp.maps.attribution import attribution_line

SHIPPED = "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"
PARK = Place(builtin_area("tessinparken"), version=1)
ADDED = replace(PARK, area=replace(PARK.area, code="annan", schematic=False))
BUILT = GroundMap(
    digest="0" * 64,
    attribution="© Gatukontoret <b>",
    source="karta.gpkg",
    taken_on=None,
    schematic=False,
    replaced_at=datetime(2026, 11, 26, tzinfo=UTC),
)


def line(place: Place) -> str:
    return attribution_line(place, gettext=SWEDISH.gettext)


@pytest.mark.parametrize("code", [area.code for area in builtin_areas()])
def test_the_maps_that_are_shipped_show_their_own_line_and_say_where_they_are_schematic(code: str) -> None:
    area = builtin_area(code)

    assert packaged_basemap(code).attribution == SHIPPED, "or it could not be translated"
    assert line(Place(area, version=1)) == (f"Schematisk karta. {SHIPPED}" if area.schematic else SHIPPED)


def test_where_there_is_no_map_there_is_nothing_to_show() -> None:
    assert line(ADDED) == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "© Gatukontoret <b>"),
        ({"schematic": True}, "Schematisk karta. © Gatukontoret <b>"),
        ({"taken_on": date(2020, 12, 31)}, "© Gatukontoret <b>. Kartdata från december 2020."),
        ({"taken_on": date(2026, 1, 1), "attribution": "Staden."}, "Staden. Kartdata från januari 2026."),
        ({"taken_on": date(2026, 5, 9), "attribution": ""}, "Kartdata från maj 2026."),
        ({"attribution": ""}, ""),
    ],
)
def test_a_map_that_was_built_shows_what_was_written_for_it(changes: dict[str, object], expected: str) -> None:
    for place in (PARK, ADDED):
        assert line(replace(place, ground_map=replace(BUILT, **changes))) == expected  # type: ignore[arg-type]


def test_what_the_product_says_is_translated_and_what_somebody_wrote_is_not() -> None:
    said: list[str] = []

    def gettext(sentence: str, **parameters: object) -> str:
        said.append(sentence)
        return {"juni": "June", "Schematisk karta.": "Schematic map.", SHIPPED: "© OSM"}.get(sentence, sentence) % (
            parameters or ()
        )

    assert attribution_line(PARK, gettext=gettext) == "Schematic map. © OSM"
    own = replace(BUILT, taken_on=date(2026, 6, 1), schematic=True)
    shown = attribution_line(replace(PARK, ground_map=own), gettext=gettext)
    assert shown == "Schematic map. © Gatukontoret <b>. Kartdata från June 2026."
    assert BUILT.attribution not in said
