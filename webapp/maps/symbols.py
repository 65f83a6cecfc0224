"""
The shapes of markers and pictograms, read from `static/symbols/sprite.svg`.

The sheet is the one source: pages refer to it, the map's canvas reads it (`symbols.mjs`), and pictures copy from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from walks.vocabulary import RESTRICTED_CATEGORY
from webapp.maps.svg import element

__all__ = ["MARKER_PX", "NEVER_DRAWN", "Symbol", "symbols"]

MARKER_PX = 28
"""Width that the sheet's markers are drawn for, and the width of a marker in print."""

NEVER_DRAWN = frozenset({RESTRICTED_CATEGORY})
"""Categories that never become a marker: these are people, not places. Their pictograms are for the list only."""

_SHEET = Path(__file__).parent.parent / "static" / "symbols" / "sprite.svg"
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Symbol:
    """
    One symbol of the sheet.

    Attributes
    ----------
    parts
        Its shapes as written SVG, without colours: they take those of the group they stand in.
    icon
        Of a marker, where the pictogram stands: left, top, side in pixels from its point. None for other symbols.
    """

    parts: str
    icon: tuple[float, float, float] | None


@cache
def symbols() -> Mapping[str, Symbol]:
    """
    Read the sheet.

    Returns
    -------
    Symbols by id: `c-` and a category, `k-` and a kind, `m-` and a kind for the outline of its marker, `i-` an action.

    Examples
    --------
    >>> symbols()["m-safe"].parts
    '<circle cx="0" cy="0" r="14"/>'
    """
    sheet = ElementTree.parse(_SHEET).getroot()
    return MappingProxyType({symbol.attrib["id"]: _symbol(symbol) for symbol in sheet.iter(f"{_SVG}symbol")})


def _symbol(symbol: ElementTree.Element) -> Symbol:
    place = symbol.attrib.get("data-icon")
    x, y, side = (float(value) for value in place.split()) if place else (0.0, 0.0, 0.0)
    return Symbol(
        parts="".join(element(part.tag.removeprefix(_SVG), **part.attrib) for part in symbol),
        icon=(x, y, side) if place else None,
    )
