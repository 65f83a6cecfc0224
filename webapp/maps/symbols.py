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
from webapp.maps.colours import paper_colours
from webapp.maps.svg import element, number

__all__ = ["MARKER_PX", "NEVER_DRAWN", "VIEW_PX", "Symbol", "marker_body", "marker_svg", "pictogram", "symbols"]

MARKER_PX = 28
"""Width that the sheet's markers are drawn for, and the width of a marker in print."""

VIEW_PX = 40
"""Side of the square that the sheet draws a marker in: the margin is for its halo and rings."""

NEVER_DRAWN = frozenset({RESTRICTED_CATEGORY})
"""Categories that never become a marker: these are people, not places. Their pictograms are for the list only."""

_HALO_SCALE = 1.12
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


def marker_body(kind: str) -> str:
    """Draw the outline of a kind around its point, with a halo, in the colours of paper."""
    colours, outline = paper_colours(), symbols()[f"m-{kind}"].parts
    halo = element("g", [outline], transform=f"scale({_HALO_SCALE})", fill=colours["halo"], stroke=colours["halo"])
    return halo + element("g", [outline], fill=colours[kind], stroke=colours[f"{kind}-key"], stroke_width=1.3)


def pictogram(kind: str, drawing: str) -> str:
    """
    Put a pictogram where the marker of a kind has it.

    Parameters
    ----------
    kind
        Unsafe, safe or suggestion.
    drawing
        Written SVG in a square of 24 px.
    """
    left, top, side = symbols()[f"m-{kind}"].icon or (0.0, 0.0, 0.0)
    return element(
        "g",
        [drawing],
        transform=f"translate({number(left)} {number(top)}) scale({side / 24:.3f})",
        fill="none",
        stroke=paper_colours()[f"on-{kind}"],
        stroke_width=2.3,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def marker_svg(kind: str, category: str | None) -> str:
    """
    Draw the marker of a finding as a picture of its own, for programs that know nothing of the sheet.

    Parameters
    ----------
    kind
        Unsafe, safe or suggestion.
    category
        Its pictogram; None, or a category that the sheet does not have, leaves the marker bare.

    Returns
    -------
    An SVG document, `VIEW_PX` wide and high, its point in the middle, in the colours of paper.
    """
    inside = symbols().get(f"c-{category}")
    return element(
        "svg",
        [marker_body(kind), pictogram(kind, inside.parts) if inside else ""],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-VIEW_PX / 2:.0f} {-VIEW_PX / 2:.0f} {VIEW_PX} {VIEW_PX}",
        width=VIEW_PX,
        height=VIEW_PX,
    )


def _symbol(symbol: ElementTree.Element) -> Symbol:
    place = symbol.attrib.get("data-icon")
    x, y, side = (float(value) for value in place.split()) if place else (0.0, 0.0, 0.0)
    return Symbol(
        parts="".join(element(part.tag.removeprefix(_SVG), **part.attrib) for part in symbol),
        icon=(x, y, side) if place else None,
    )
