"""The line that every map must show, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.areas import Area
    from webapp.export.wording import Gettext

__all__ = ["attribution_line"]


def attribution_line(area: Area, *, gettext: Gettext) -> str:
    """
    Word whose work the map of an area shows, and that it is schematic where it is.

    Parameters
    ----------
    area
        The place; only whether its map is schematic counts.
    gettext
        The reader's language. In Swedish the line is `geodata.basemap.attribution`.
    """
    # written out: the catalogue holds sentences that stand in the code
    if area.schematic:
        return gettext("Schematisk karta. © OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL")
    return gettext("© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL")
