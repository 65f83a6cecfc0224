"""What the ground says about a point of a place: how far outside it lies, which light there is, and what is near."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from geodata.areas import Area
from geodata.basemap import NamedFeature, named_features
from geodata.naming import NamedGround, named_ground, nearest_named
from walks.finding import PLACE_MARGIN_M
from walks.place import Place
from walks.store import Connection
from walks.store.basemaps import basemap_of

Made = TypeVar("Made")

MOST_KEPT = 64
"""So much is kept of what basemaps were turned into; more than all places of a city, with some old ones."""

_made: dict[tuple[Any, ...], Any] = {}


class Ground(Protocol):
    """What a verdict needs to know of a place; tests hand in a flat one."""

    def distance_m(self, longitude: float, latitude: float) -> float:
        """Metres from the place's boundary; 0.0 inside."""

    def light(self, longitude: float, latitude: float, at: datetime) -> str:
        """Light at the point and time."""

    def near(self, longitude: float, latitude: float) -> str | None:
        """Label of the nearest named thing; None where nothing is near."""


@dataclass(frozen=True, slots=True)
class AreaGround:
    """The ground of a real place. Its measures import their libraries when first asked: a mere reader needs none.

    `names` is what the place's basemap can name; None where nobody will ask for it.
    """

    area: Area
    names: NamedGround | None = None

    def distance_m(self, longitude: float, latitude: float) -> float:
        """Metres from the place's boundary in EPSG:3011; 0.0 inside."""
        from geodata.areas import distance_m

        return distance_m(self.area, longitude=longitude, latitude=latitude)

    def light(self, longitude: float, latitude: float, at: datetime) -> str:
        """Light by the sun's elevation."""
        from geodata.sun import light_at

        return light_at(longitude=longitude, latitude=latitude, at=at)

    def near(self, longitude: float, latitude: float) -> str | None:
        """Label of the nearest named thing within 60 m; None where nothing is near, or without names."""
        if self.names is None:
            return None
        return nearest_named(self.names, longitude=longitude, latitude=latitude)


def ground_of(connection: Connection, place: Place) -> AreaGround:
    """
    Give the ground of a place with the names of the basemap that is drawn of it.

    Raises
    ------
    NotFound
        If the place names a basemap whose content is not kept.
    """
    names = _kept(("near", *_content(place)), lambda: named_ground(basemap_of(connection, place)))
    return AreaGround(place.area, names)


def names_around(connection: Connection, place: Place) -> tuple[NamedFeature, ...]:
    """
    List what people can name in and around a place, where a finding of it may lie; none without a basemap.

    Raises
    ------
    NotFound
        If the place names a basemap whose content is not kept.
    """
    return _kept(
        ("names", place.area, *_content(place)),
        lambda: named_features(basemap_of(connection, place), area=place.area, within_m=PLACE_MARGIN_M),
    )


def _content(place: Place) -> tuple[str, str]:
    """Name the content of a place's basemap: the packaged one by the place, another by its digest."""
    return ("packaged", place.code) if place.ground_map is None else ("kept", place.ground_map.digest)


def _kept(key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    # content never changes under its key, so nothing has to be forgotten but for room
    found: Made | None = _made.get(key)
    if found is None:
        found = make()
        if len(_made) >= MOST_KEPT:
            _made.clear()
        _made[key] = found
    return found
