"""A place where walks are held: an area of the earth with a name, a kind and a time in which it is valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.areas import Area

PlaceKind = Literal["collaboration", "walk_area"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the version of its boundary that counts now.

    Attributes
    ----------
    area
        Code, name, boundary (EPSG:4326) and validity.
    version
        1, 2, 3 ... for each change of the boundary or the name.
    """

    area: Area
    version: int

    @property
    def code(self) -> str:
        """The code in addresses and files."""
        return self.area.code

    @property
    def name(self) -> str:
        """The name people use."""
        return self.area.name
