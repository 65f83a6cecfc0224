"""
How QGIS is told to draw a report's layers, read back as QGIS reads it: no QGIS is at hand here.

What is tried instead: the table and its columns, the style as XML with the names that QGIS 3 reads (`prop`, `rule`,
`data_defined_properties`), and each embedded drawing; `tests/webapp/maps/test_symbols.py` renders one.
"""

from __future__ import annotations

import base64
import re
import sqlite3
from xml.etree import ElementTree

import pytest

from tests.walks.analysis.examples import finding, five_findings, square_100m
from tests.webapp.export.reports import square_report
from walks.vocabulary import vocabulary
from webapp.export.geopackage import geopackage_bytes
from webapp.export.qgis import layer_styles
from webapp.maps.symbols import NEVER_DRAWN, marker_svg, symbols

SVG = "{http://www.w3.org/2000/svg}"
EVERY = [
    finding(number, kind=kind.code, category=category.code)
    for number, (kind, category) in enumerate(
        ((kind, category) for kind in vocabulary().kinds for category in vocabulary().categories),
        start=1,
    )
    if category.code not in NEVER_DRAWN
]


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ElementTree.Element]:
    """Give the styles of a report of every kind and category, as they stand in the file."""
    path = tmp_path_factory.mktemp("qgis") / "rapport.gpkg"
    path.write_bytes(geopackage_bytes(square_report(EVERY), area=square_100m()))
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall()
    layers = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
    connection.close()
    assert {name for name, _ in rows} == {name for (name,) in layers} == {"findings", "place"}
    assert all(qml.startswith("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>") for _, qml in rows)
    return {name: ElementTree.fromstring(qml) for name, qml in rows}


def drawing_of(layer: ElementTree.Element) -> str:
    name = next(prop.get("v", "") for prop in layer.iter("prop") if prop.get("k") == "name")
    return base64.b64decode(name.removeprefix("base64:"), validate=True).decode()


def test_every_pair_of_kind_and_category_has_a_rule_and_each_rule_a_symbol(
    styles: dict[str, ElementTree.Element],
) -> None:
    renderer = styles["findings"].find("renderer-v2")
    assert renderer is not None and renderer.get("type") == "RuleRenderer"
    groups = renderer.findall("rules/rule")
    assert [group.get("filter") for group in groups] == [f"\"kind\" = '{kind.code}'" for kind in vocabulary().kinds]
    wanted = [f"\"category\" = '{item.code}'" for item in vocabulary().categories if item.code not in NEVER_DRAWN]
    for group in groups:
        assert [rule.get("filter") for rule in group] == [*wanted, "ELSE"]
    used = [rule.get("symbol") for group in groups for rule in group]
    assert used == [symbol.get("name") for symbol in renderer.findall("symbols/symbol")]
    assert "vulnerable_people" not in ElementTree.tostring(styles["findings"], encoding="unicode")


def test_the_legend_of_a_file_says_what_is_in_it() -> None:
    root = ElementTree.fromstring(layer_styles(square_report(five_findings()))["findings"].qml)
    labels = [rule.get("label") for rule in root.iter("rule") if rule.get("filter") != "ELSE"]
    held = {(item.kind, item.category) for item in five_findings()}
    assert len(labels) == len(vocabulary().kinds) + len(held)
    assert {"Otryggt", "Belysning"} <= {*labels}


def test_each_embedded_drawing_is_our_symbol_and_fetches_nothing(styles: dict[str, ElementTree.Element]) -> None:
    rules = {rule.get("symbol"): rule.get("key", "") for rule in styles["findings"].iter("rule")}
    for symbol in styles["findings"].iter("symbol"):
        kind, _, category = rules[symbol.get("name")].partition("-")
        (layer,) = symbol.findall("layer")
        assert layer.get("class") == "SvgMarker"
        svg = drawing_of(layer)
        assert svg == marker_svg(kind, None if category == "else" else category)
        root = ElementTree.fromstring(svg)
        assert root.get("viewBox") == "-20 -20 40 40"
        assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {"svg", "g", "path", "circle", "rect"}
        assert "href" not in svg
        outline = symbols()[f"m-{kind}"].parts
        assert outline in svg
        if category != "else":
            assert symbols()[f"c-{category}"].parts in svg


def test_severity_is_the_size_in_millimetres(styles: dict[str, ElementTree.Element]) -> None:
    for layer in styles["findings"].iter("layer"):
        properties = {prop.get("k"): prop.get("v") for prop in layer.iter("prop")}
        # a marker of 28 px in a drawing of 40 px, at 96 px to the inch
        assert (properties["size"], properties["size_unit"]) == ("10.58", "MM")
        size = next(option for option in layer.iter("Option") if option.get("name") == "size")
        told = {option.get("name"): option.get("value") for option in size}
        assert (told["active"], told["type"]) == ("true", "3")
        assert re.findall(r"\"severity\" = (\d) THEN ([\d.]+)", told["expression"] or "") == [
            ("1", "9.07"),
            ("2", "10.58"),
            ("3", "12.85"),
            ("4", "15.88"),
        ]


def test_the_gravest_lie_on_top_and_the_numbers_are_those_of_the_report(
    styles: dict[str, ElementTree.Element],
) -> None:
    root = styles["findings"]
    order = root.find("renderer-v2/orderby/orderByClause")
    assert order is not None and (order.text, order.get("asc")) == ('"severity"', "1")
    assert root.get("labelsEnabled") == "1"
    text = root.find("labeling/settings/text-style")
    assert text is not None and (text.get("fieldName"), text.get("isExpression")) == ("number", "0")


def test_the_place_is_drawn_as_its_boundary_and_hides_nothing(styles: dict[str, ElementTree.Element]) -> None:
    (symbol,) = styles["place"].iter("symbol")
    (layer,) = symbol.findall("layer")
    properties = {prop.get("k"): prop.get("v") for prop in layer.iter("prop")}
    assert (symbol.get("type"), layer.get("class")) == ("fill", "SimpleLine")
    assert (properties["line_color"], properties["use_custom_dash"]) == ("14,76,95,255", "1")
