from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from walks.vocabulary import vocabulary
from webapp.maps.colours import paper_colours
from webapp.maps.symbols import NEVER_DRAWN, marker_svg, symbols

STATIC = Path(__file__).parents[3] / "webapp" / "static"
ROOT = STATIC.parent
SHEET = "sprite.svg"
SVG = "{http://www.w3.org/2000/svg}"


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


def test_the_sheet_is_the_only_file_of_symbols() -> None:
    assert [file.name for file in (STATIC / "symbols").iterdir()] == [SHEET]


def test_whoever_draws_symbols_reads_the_sheet() -> None:
    """Screen, legend, list, print and QGIS: none of them may have drawings of its own."""
    readers = {
        file.relative_to(ROOT).as_posix()
        for ending in ("py", "mjs", "js", "html", "css")
        for file in ROOT.rglob(f"*.{ending}")
        if "vendor" not in file.parts and SHEET in file.read_text(encoding="utf-8")
    }
    known = {"maps/symbols.py", "static/js/map/findings.mjs", "static/js/shared/marker.mjs", "templates/icons.html"}
    assert known <= readers
    others = {
        f"{reader}: {name}"
        for reader in readers
        for name in re.findall(r"symbols/([\w-]+\.svg)", (ROOT / reader).read_text(encoding="utf-8"))
        if name != SHEET
    }
    assert others == set()
    for reader in ("maps/picture_pins.py", "export/qgis.py"):
        assert "from webapp.maps.symbols import" in (ROOT / reader).read_text(encoding="utf-8")


def test_the_sheet_is_plain_drawing() -> None:
    root = ElementTree.parse(STATIC / "symbols" / SHEET).getroot()
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {"svg", "symbol", "path", "circle", "rect"}
    assert not any(name.startswith("on") or name.endswith("href") for part in root.iter() for name in part.attrib)


def test_each_category_has_a_pictogram_unlike_every_other() -> None:
    drawings = [symbols()[f"c-{category.code}"].parts for category in vocabulary().categories]
    assert all(drawings)
    assert len({*drawings}) == len(drawings)


@pytest.mark.browser
def test_a_marker_of_its_own_renders_in_the_colours_of_its_kind(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 80, "height": 80})
    page.set_content(f"<body style='margin:0'>{marker_svg('unsafe', 'lighting')}")
    colours = page.evaluate(
        """() => ["g:nth-of-type(2)", "g:nth-of-type(3)"].map((which) => {
            const style = getComputedStyle(document.querySelector(`svg > ${which}`));
            return [style.fill, style.stroke];
        })"""
    )
    drawn = page.evaluate("() => document.querySelector('svg').getBBox().width")
    page.close()
    assert colours == [["rgb(184, 57, 14)", "rgb(124, 36, 5)"], ["none", "rgb(255, 255, 255)"]]
    assert 28 < drawn < 40


def test_a_marker_without_a_known_category_is_bare() -> None:
    assert marker_svg("safe", None) == marker_svg("safe", "ufo") != marker_svg("safe", "lighting")


def test_paper_has_a_white_ground_and_the_colours_of_the_day() -> None:
    colours = paper_colours()
    assert colours["map-land"] == "#ffffff"
    assert (colours["unsafe"], colours["safe"], colours["suggestion"]) == ("#b8390e", "#155f94", "#f3c34a")
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in colours.values())


def test_a_stronger_contrast_of_the_screen_does_not_reach_the_paper() -> None:
    assert paper_colours()["map-label"] == "#37474e"
