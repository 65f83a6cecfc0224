"""The light at a place and time: daylight, twilight or darkness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from geodata.crs import require_position
from geodata.errors import NaiveTimeError

Light: TypeAlias = Literal["daylight", "twilight", "darkness"]

SUNRISE_DEG = -0.8
"""Elevation of the sun's centre at sunrise and sunset: the horizon less refraction (34') and the sun's radius (16')."""

CIVIL_DUSK_DEG = -6.0
"""Elevation at the end of civil twilight; below it one needs lamps out of doors."""

NAUTICAL_DUSK_DEG = -12.0
"""Elevation at the end of nautical twilight; below it the sky gives no light to walk by."""

CLOCK = "Europe/Stockholm"
"""The zone whose clock and days people go by."""


@dataclass(frozen=True, slots=True)
class LightTimes:
    """
    When the light turns on one day.

    Aware times of Swedish clocks, to the second, from the midnight of the sun before that day's noon to the one after
    it; a dusk after midnight by the clock belongs to the evening before, and carries the next date. None where the sun
    does not pass that height then, as in June, when it never sinks to nautical dusk; whether it stays above or below,
    `light_at` tells.
    """

    sunrise: datetime | None
    sunset: datetime | None
    civil_dawn: datetime | None
    civil_dusk: datetime | None
    nautical_dusk: datetime | None


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


def light_times(*, longitude: float, latitude: float, day: date) -> LightTimes:
    """
    Tell when the light turns on one day.

    The moments at which the elevation of the sun's centre passes -0.8 degrees (sunrise, sunset), -6 (civil dawn and
    dusk) and -12 (nautical dusk), found by halving the time between the sun's midnight and noon. They agree with
    `light_at`: at sunrise begins "daylight", at civil dawn and at sunset "twilight", at civil dusk "darkness".

    Parameters
    ----------
    longitude, latitude
        Degrees, EPSG:4326.
    day
        The calendar day at the place whose noon lies amid the times.

    Returns
    -------
    The times, of Europe/Stockholm: summer time on 2026-03-29, the day it begins, and normal time on 2026-10-25.

    Raises
    ------
    InvalidPositionError
        If the numbers are no point on earth.

    References
    ----------
    J. Meeus, Astronomical Algorithms (2nd ed. 1998), chapter 15 for the heights, 25 for the sun, as computed by the
    package astral.

    Examples
    --------
    >>> times = light_times(longitude=18.072721, latitude=59.336128, day=date(2026, 12, 21))
    >>> f"{times.sunrise:%H:%M} {times.sunset:%H:%M} {times.civil_dusk:%H:%M %Z}"
    '08:43 14:47 15:43 CET'
    """
    require_position(longitude, latitude)
    from astral import Observer
    from astral.sun import midnight, noon

    place = {"longitude": longitude, "latitude": latitude}
    observer = Observer(**place)
    before, amid, after = midnight(observer, day), noon(observer, day), midnight(observer, day + timedelta(days=1))

    def rise(depth_deg: float) -> datetime | None:
        return _turn(before, amid, after_turn=lambda at: elevation_deg(**place, at=at) > depth_deg)

    def fall(depth_deg: float) -> datetime | None:
        return _turn(amid, after, after_turn=lambda at: elevation_deg(**place, at=at) <= depth_deg)

    return LightTimes(
        sunrise=rise(SUNRISE_DEG),
        sunset=fall(SUNRISE_DEG),
        civil_dawn=rise(CIVIL_DUSK_DEG),
        civil_dusk=fall(CIVIL_DUSK_DEG),
        nautical_dusk=fall(NAUTICAL_DUSK_DEG),
    )


def _turn(start: datetime, end: datetime, *, after_turn: Callable[[datetime], bool]) -> datetime | None:
    """
    Find the first second after a turn that comes once, if at all, between two moments in UTC.

    Halving, not the formulas of sunset() and dusk(): those raise in June, when the sun never reaches the depth they
    look for, and give the evening before where a dusk comes after midnight.
    """
    if after_turn(start) or not after_turn(end):
        return None
    earliest, latest = 0, int((end - start).total_seconds())
    while latest - earliest > 1:
        middle = (earliest + latest) // 2
        if after_turn(start + timedelta(seconds=middle)):
            latest = middle
        else:
            earliest = middle
    # added in UTC, in which both moments stand: local clocks jump twice a year
    return (start + timedelta(seconds=latest)).astimezone(ZoneInfo(CLOCK))
