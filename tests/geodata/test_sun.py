from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidPositionError, NaiveTimeError
from geodata.sun import Light, elevation_deg, light_at

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STUREPLAN = {"longitude": 18.072721, "latitude": 59.336128}
TWO_MINUTES = timedelta(minutes=2)

# local time, light before, light after
TURNS_OF_LIGHT: list[tuple[str, Light, Light]] = [
    ("2026-12-21 08:44", "twilight", "daylight"),
    ("2026-12-21 14:48", "daylight", "twilight"),
    ("2026-12-21 15:44", "twilight", "darkness"),
    ("2026-06-21 03:31", "twilight", "daylight"),
    ("2026-06-21 22:08", "daylight", "twilight"),
    ("2026-06-21 23:42", "twilight", "darkness"),
]


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(("turn", "before", "after"), TURNS_OF_LIGHT)
def test_the_light_at_stureplan_turns_within_two_minutes_of_the_published_time(
    turn: str, before: Light, after: Light
) -> None:
    assert light_at(**STUREPLAN, at=_local(turn) - TWO_MINUTES) == before
    assert light_at(**STUREPLAN, at=_local(turn) + TWO_MINUTES) == after


def test_on_the_lightest_night_nautical_dusk_never_comes_and_every_minute_has_its_light() -> None:
    minutes = [_local("2026-06-21 12:00") + timedelta(minutes=n) for n in range(24 * 60)]
    assert {light_at(**STUREPLAN, at=minute) for minute in minutes} == {"daylight", "twilight", "darkness"}
    # 7.2 degrees down at midnight sun time: 90 - 59.34 - 23.44, not the 12 of nautical dusk
    assert min(elevation_deg(**STUREPLAN, at=minute) for minute in minutes) == pytest.approx(-7.2, abs=0.1)


def test_under_the_midnight_sun_it_is_daylight_all_night() -> None:
    for hour in range(24):
        at = datetime(2026, 6, 21, hour, tzinfo=UTC)
        assert light_at(longitude=20.23, latitude=67.86, at=at) == "daylight"


def test_in_the_polar_night_noon_is_twilight() -> None:
    at = datetime(2026, 12, 21, 10, 40, tzinfo=UTC)
    assert light_at(longitude=20.23, latitude=67.86, at=at) == "twilight"


def test_the_sun_stands_highest_at_midsummer_noon() -> None:
    # 90 - 59.34 + 23.44 degrees
    assert elevation_deg(**STUREPLAN, at=datetime(2026, 6, 21, 10, 50, tzinfo=UTC)) == pytest.approx(54.1, abs=0.1)


@given(at=st.datetimes(datetime(2021, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))
@settings(deadline=None)
def test_one_moment_has_one_light_whatever_zone_its_clock_shows(at: datetime) -> None:
    assert light_at(**STUREPLAN, at=at) == light_at(**STUREPLAN, at=at.astimezone(STOCKHOLM))


@given(
    longitude=st.floats(-180, 180),
    latitude=st.floats(-90, 90),
    at=st.datetimes(datetime(2021, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
)
@settings(deadline=None)
def test_every_place_on_earth_has_a_light_at_every_time(longitude: float, latitude: float, at: datetime) -> None:
    assert light_at(longitude=longitude, latitude=latitude, at=at) in {"daylight", "twilight", "darkness"}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTimeError, match=r"2026-11-26T18:42:00 has no time zone; give the one"):
        light_at(**STUREPLAN, at=datetime(2026, 11, 26, 18, 42))


def test_what_is_no_point_on_earth_has_no_light() -> None:
    with pytest.raises(InvalidPositionError):
        light_at(longitude=18, latitude=float("nan"), at=datetime(2026, 11, 26, tzinfo=UTC))
