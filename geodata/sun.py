"""The light at a place and time: daylight, twilight or darkness."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from geodata.crs import require_position
from geodata.errors import NaiveTimeError

Light: TypeAlias = Literal["daylight", "twilight", "darkness"]

SUNRISE_DEG = -0.8
"""Elevation of the sun's centre at sunrise and sunset: the horizon less refraction (34') and the sun's radius (16')."""

CIVIL_DUSK_DEG = -6.0
"""Elevation at the end of civil twilight; below it one needs lamps out of doors."""


def elevation_deg(*, longitude: float, latitude: float, at: datetime) -> float:
    """
    Compute how high the sun stands.

    Parameters
    ----------
    longitude, latitude
        Degrees, EPSG:4326.
    at
        The moment, with a time zone.

    Returns
    -------
    Degrees of the sun's centre above the horizon, without refraction; negative below it.

    Raises
    ------
    NaiveTimeError
        If `at` has no time zone.
    InvalidPositionError
        If the numbers are no point on earth.

    References
    ----------
    J. Meeus, Astronomical Algorithms (2nd ed. 1998), chapter 25, low accuracy, as computed by the package astral.
    """
    require_position(longitude, latitude)
    if at.utcoffset() is None:
        raise NaiveTimeError(f"the time {at.isoformat()} has no time zone; give the one it was read in, such as UTC")
    from astral import Observer
    from astral.sun import elevation

    # the elevation, not sunset() or dusk(): those raise in June, when the sun never reaches the depth they look for
    return float(elevation(Observer(latitude=latitude, longitude=longitude), at, with_refraction=False))


def light_at(*, longitude: float, latitude: float, at: datetime) -> Light:
    """
    Tell the light at a place and time.

    Parameters
    ----------
    longitude, latitude
        Degrees, EPSG:4326.
    at
        The moment, with a time zone.

    Returns
    -------
    "daylight" from sunrise to sunset, "twilight" while the sun is less than 6 degrees down, else "darkness".

    Raises
    ------
    NaiveTimeError
        If `at` has no time zone.
    InvalidPositionError
        If the numbers are no point on earth.

    Examples
    --------
    >>> from datetime import UTC
    >>> light_at(longitude=18.0727, latitude=59.3361, at=datetime(2026, 12, 21, 14, 10, tzinfo=UTC))
    'twilight'
    """
    elevation = elevation_deg(longitude=longitude, latitude=latitude, at=at)
    if elevation > SUNRISE_DEG:
        return "daylight"
    return "twilight" if elevation > CIVIL_DUSK_DEG else "darkness"
