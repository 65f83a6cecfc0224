"""A place where walks are held: an area of the earth with a name, a kind and a time in which it is valid."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from geodata.areas import Area
from geodata.basemap import packaged_basemap
from geodata.errors import UnknownAreaError

CODE_PATTERN = r"[a-z0-9][a-z0-9-]{1,39}"
"""What a place's code may look like: it stands in addresses and in names of files."""

RESERVED_CODES = frozenset({"ny"})
"""Words that stand in an address where a place's code would: /samordning/platser/ny."""

NAME_LIMIT = 120
"""Longest name of a place, in characters."""


@dataclass(frozen=True, slots=True)
class GroundMap:
    """A basemap that replaced the packaged one, or the lack of one.

    Attributes
    ----------
    digest
        SHA-256 of its content in hexadecimal digits: the content is kept under it.
    attribution, source
        Whose work it is, as it must be shown, and what it was made from.
    taken_on
        The day of the data; None where nobody told.
    schematic
        Whether lines of it are estimates.
    replaced_at
        Aware, UTC; since when it is drawn.
    """

    digest: str
    attribution: str
    source: str
    taken_on: date | None
    schematic: bool
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A place with one version of its boundary.

    Attributes
    ----------
    area
        Code, name, boundary (EPSG:4326) and validity: `valid_from` is the first day of this version, `valid_to` its
        last. One that was replaced on the day it began has its last day before its first.
    version
        1, 2, 3 ... for each change of the boundary, the name or the kind.
    ground_map
        The basemap that is drawn now, whatever the version; None while it is the packaged one, or there is none.
    """

    area: Area
    version: int
    ground_map: GroundMap | None = None

    @property
    def code(self) -> str:
        """The code in addresses and files."""
        return self.area.code

    @property
    def name(self) -> str:
        """The name people use."""
        return self.area.name

    @property
    def schematic(self) -> bool:
        """Whether the map that is drawn must be called schematic."""
        return self.area.schematic if self.ground_map is None else self.ground_map.schematic

    @property
    def attribution(self) -> str:
        """Whose work the map that is drawn is, in Swedish; "" where there is no map."""
        if self.ground_map is not None:
            return self.ground_map.attribution
        try:
            return _packaged_attribution(self.code)
        except UnknownAreaError:
            return ""


def boundary_changes(versions: Sequence[Place]) -> tuple[date, ...]:
    """Give the days on which a place got another boundary, from all its versions in order; none for the first one."""
    pairs = itertools.pairwise(versions)
    return tuple(after.area.valid_from for before, after in pairs if after.area.boundary != before.area.boundary)


@functools.cache
def _packaged_attribution(code: str) -> str:
    return packaged_basemap(code).attribution
