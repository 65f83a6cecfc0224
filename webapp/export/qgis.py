"""How QGIS draws the layers of a report: our symbols, embedded, so that the file needs nothing beside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from geodata.formats import LayerStyle
from walks.reports.area import AreaReport
from walks.vocabulary import vocabulary
from webapp.maps.colours import paper_colours
from webapp.maps.symbols import MARKER_PX, NEVER_DRAWN, VIEW_PX, marker_svg

_MM_PER_PX = 25.4 / 96
_SIZES_PX = {1: 24, 2: 28, 3: 34, 4: 42}
_DASHES_PX = (9, 5, 2, 5)
_OVER_POINT, _BELOW_LEFT = "1", "6"
_EXPRESSION = "3"


def layer_styles(report: AreaReport) -> dict[str, LayerStyle]:
    """
    Give the looks of a report's layers.

    Parameters
    ----------
    report
        The report. Only the pairs of kind and category that it holds get a rule, so that the legend says what is there;
        each kind also has a bare marker for what is added later.

    Returns
    -------
    Styles of `findings` and `place`. Findings are drawn by kind and category, sized by severity, the gravest on top,
    with their numbers; the place as its boundary.
    """
    made = {"changed_at": report.as_of}
    return {
        "findings": LayerStyle(
            "Lykta", _findings(report), description="Form för sort, tecken för kategori, storlek för allvar.", **made
        ),
        "place": LayerStyle("Lykta", _place(), description="Platsens gräns.", **made),
    }


def _findings(report: AreaReport) -> str:
    terms, held = vocabulary(), {(item.kind, item.category) for item in report.findings}
    root = _style()
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="1")
    rules = SubElement(renderer, "rules", key="lykta")
    symbols = SubElement(renderer, "symbols")
    for kind in terms.kinds:
        group = SubElement(rules, "rule", key=kind.code, filter=f"\"kind\" = '{kind.code}'", label=kind.label())
        for category in (item for item in terms.categories if item.code not in NEVER_DRAWN):
            if (kind.code, category.code) in held:
                _rule(group, symbols, kind.code, category.code, f"\"category\" = '{category.code}'", category.label())
        _rule(group, symbols, kind.code, None, "ELSE", "Annan kategori")
    order = SubElement(SubElement(renderer, "orderby"), "orderByClause", asc="1", nullsFirst="1")
    order.text = '"severity"'
    _numbers(root)
    return _written(root)


def _rule(group: Element, symbols: Element, kind: str, category: str | None, condition: str, label: str) -> None:
    name = str(len(symbols))
    SubElement(group, "rule", key=f"{kind}-{category or 'else'}", symbol=name, filter=condition, label=label)
    symbol = SubElement(symbols, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    drawing = base64.b64encode(marker_svg(kind, category).encode()).decode()
    layer = _layer(
        symbol,
        "SvgMarker",
        {"name": f"base64:{drawing}", "size": _side_mm(MARKER_PX), "size_unit": "MM", "scale_method": "diameter"},
    )
    cases = " ".join(f'WHEN "severity" = {severity} THEN {_side_mm(px)}' for severity, px in _SIZES_PX.items())
    properties = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(properties, "Option", type="QString", name="name", value="")
    size = SubElement(
        SubElement(properties, "Option", type="Map", name="properties"), "Option", type="Map", name="size"
    )
    SubElement(size, "Option", type="bool", name="active", value="true")
    expression = f"CASE {cases} ELSE {_side_mm(MARKER_PX)} END"
    SubElement(size, "Option", type="QString", name="expression", value=expression)
    SubElement(size, "Option", type="int", name="type", value=_EXPRESSION)
    SubElement(properties, "Option", type="QString", name="type", value="collection")


def _numbers(root: Element) -> None:
    """Write the number of each finding at its lower left, as the picture of the report has it."""
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    style = SubElement(
        settings,
        "text-style",
        fieldName="number",
        isExpression="0",
        fontFamily="Source Sans 3",
        fontSize="9",
        fontSizeUnit="Point",
        fontWeight="75",
        textColor=_rgba("ink"),
        textOpacity="1",
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba("halo"),
        bufferOpacity="1",
        bufferNoFill="0",
    )
    aside = f"{-MARKER_PX / 2 * _MM_PER_PX:.1f}"
    where = {"placement": _OVER_POINT, "quadOffset": _BELOW_LEFT, "xOffset": aside, "yOffset": "0", "offsetUnits": "MM"}
    SubElement(settings, "placement", where)
    SubElement(settings, "rendering", drawLabels="1", displayAll="1", obstacle="0")


def _place() -> str:
    root = _style(labels=False)
    renderer = SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0")
    symbols = SubElement(renderer, "symbols")
    symbol = SubElement(symbols, "symbol", type="fill", name="0", alpha="1", clip_to_extent="1", force_rhr="0")
    _layer(
        symbol,
        "SimpleLine",
        {
            "line_color": _rgba("map-boundary"),
            "line_style": "solid",
            "line_width": f"{2 * _MM_PER_PX:.2f}",
            "line_width_unit": "MM",
            "use_custom_dash": "1",
            "customdash": ";".join(f"{px * _MM_PER_PX:.2f}" for px in _DASHES_PX),
            "customdash_unit": "MM",
            "capstyle": "flat",
            "joinstyle": "round",
        },
    )
    return _written(root)


def _style(*, labels: bool = True) -> Element:
    # the form of QGIS 3.16, which later versions read too
    return Element(
        "qgis",
        version="3.16.0-Hannover",
        styleCategories="Symbology|Labeling" if labels else "Symbology",
        labelsEnabled="1" if labels else "0",
    )


def _layer(symbol: Element, kind: str, properties: Mapping[str, str]) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for name, value in properties.items():
        SubElement(layer, "prop", k=name, v=value)
    return layer


def _written(root: Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def _side_mm(marker_px: float) -> str:
    """Give the side of the whole drawing at which its marker has a width; the margin around it counts in QGIS."""
    return f"{marker_px * VIEW_PX / MARKER_PX * _MM_PER_PX:.2f}"


def _rgba(name: str) -> str:
    value = paper_colours()[name]
    return ",".join(str(int(value[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
