"""What the ground says about a point of a place: how far outside it lies, which light there is, and what is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from geodata.areas import Area


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
    """The ground of a real place. Its measures import their libraries when first asked: a mere reader needs none."""

    area: Area

    def distance_m(self, longitude: float, latitude: float) -> float:
        """Metres from the place's boundary in EPSG:3011; 0.0 inside."""
        from geodata.areas import distance_m

        return distance_m(self.area, longitude=longitude, latitude=latitude)

    def light(self, longitude: float, latitude: float, at: datetime) -> str:
        """Light by the sun's elevation."""
        from geodata.sun import light_at

        return light_at(longitude=longitude, latitude=latitude, at=at)

    def near(self, longitude: float, latitude: float) -> str | None:
        """Label of the nearest named thing within 60 m; None for a place without a built-in map."""
        from geodata.errors import UnknownAreaError
        from geodata.locate import nearest_named

        try:
            return nearest_named(self.area.code, longitude=longitude, latitude=latitude)
        except UnknownAreaError:
            return None
