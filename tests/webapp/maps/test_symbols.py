from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from geodata.basemap import attribution
from tests.webapp.maps.test_shell import square
from walks.vocabulary import vocabulary
from webapp.export.wording import SWEDISH
from webapp.maps.attribution import attribution_line
from webapp.maps.colours import paper_colours
from webapp.maps.symbols import NEVER_DRAWN, symbols

STATIC = Path(__file__).parents[3] / "webapp" / "static"
FILES = sorted((STATIC / "symbols").glob("*.svg"))


def test_every_category_and_kind_has_its_symbol() -> None:
    words = vocabulary()
    wanted = {f"c-{category.code}" for category in words.categories}
    wanted |= {f"{letter}-{kind.code}" for kind in words.kinds for letter in "km"}
    assert wanted <= {*symbols()}


def test_what_is_never_drawn_is_what_the_vocabulary_restricts() -> None:
    assert {category.code for category in vocabulary().categories if category.restricted} == NEVER_DRAWN


def test_the_script_of_the_map_leaves_out_the_same_as_the_picture() -> None:
    script = (STATIC / "js" / "map" / "markers.mjs").read_text(encoding="utf-8")
    assert re.findall(r'NEVER_DRAWN = "([a-z_]+)"', script) == [*NEVER_DRAWN]


def test_the_outlines_of_the_kinds_are_three_different_shapes() -> None:
    shapes = [re.match(r"<(\w+)", symbols()[f"m-{kind.code}"].parts)[1] for kind in vocabulary().kinds]  # type: ignore[index]
    assert shapes == ["path", "circle", "rect"]


def test_a_marker_tells_where_its_pictogram_stands_and_other_symbols_do_not() -> None:
    for name, symbol in symbols().items():
        assert (symbol.icon is not None) == name.startswith("m-")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_symbol_is_plain_drawing(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    tags = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert tags <= {"svg", "title", "style", "symbol", "path", "circle", "rect", "g"}
    assert not any(name.startswith("on") or name.endswith("href") for part in root.iter() for name in part.attrib)


def test_a_symbol_of_its_own_and_the_one_in_the_sheet_are_the_same_drawing() -> None:
    for file in FILES:
        if f"c-{file.stem}" in symbols():
            alone = re.findall(r' d="([^"]+)"', file.read_text(encoding="utf-8"))
            assert alone == re.findall(r' d="([^"]+)"', symbols()[f"c-{file.stem}"].parts)


def test_paper_has_a_white_ground_and_the_colours_of_the_day() -> None:
    colours = paper_colours()
    assert colours["map-land"] == "#ffffff"
    assert (colours["unsafe"], colours["safe"], colours["suggestion"]) == ("#b8390e", "#155f94", "#f3c34a")
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in colours.values())


def test_a_stronger_contrast_of_the_screen_does_not_reach_the_paper() -> None:
    assert paper_colours()["map-label"] == "#37474e"


@pytest.mark.parametrize("schematic", [True, False])
def test_the_attribution_in_swedish_is_that_of_the_data(schematic: bool) -> None:
    area = square(schematic=schematic)
    assert attribution_line(area, gettext=SWEDISH.gettext) == attribution(area)


def test_the_attribution_can_be_translated() -> None:
    said: list[str] = []

    def gettext(sentence: str, **parameters: object) -> str:
        said.append(sentence)
        return "Schematic map."

    assert attribution_line(square(schematic=True), gettext=gettext) == "Schematic map."
    assert said == [attribution(square(schematic=True))]
