from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidPositionError, NaiveTimeError
from geodata.sun import (
    CIVIL_DUSK_DEG,
    NAUTICAL_DUSK_DEG,
    SUNRISE_DEG,
    Light,
    LightTimes,
    elevation_deg,
    light_at,
    light_times,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STUREPLAN = {"longitude": 18.072721, "latitude": 59.336128}
KIRUNA = {"longitude": 20.23, "latitude": 67.86}
MALMO = {"longitude": 13.0, "latitude": 55.6}
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


# maps.md: local times, published
PUBLISHED = [
    ("2026-12-21", "sunrise", "08:44"),
    ("2026-12-21", "sunset", "14:48"),
    ("2026-12-21", "civil_dusk", "15:44"),
    ("2026-06-21", "sunrise", "03:31"),
    ("2026-06-21", "sunset", "22:08"),
    ("2026-06-21", "civil_dusk", "23:42"),
]


@pytest.mark.parametrize(("day", "turn", "published"), PUBLISHED)
def test_the_light_at_stureplan_turns_when_it_is_published_to(day: str, turn: str, published: str) -> None:
    found = getattr(light_times(**STUREPLAN, day=date.fromisoformat(day)), turn)
    assert abs(found - _local(f"{day} {published}")) <= TWO_MINUTES
    assert str(found.date()) == day


def test_on_the_lightest_night_there_is_no_nautical_dusk_and_in_december_there_is() -> None:
    assert light_times(**STUREPLAN, day=date(2026, 6, 21)).nautical_dusk is None
    dusk = light_times(**STUREPLAN, day=date(2026, 12, 21)).nautical_dusk
    assert dusk is not None
    assert elevation_deg(**STUREPLAN, at=dusk) == pytest.approx(-12, abs=0.01)


def test_every_night_from_mid_may_to_late_july_lacks_nautical_dusk_and_no_other_does() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    lacking = [day for day in days if light_times(**STUREPLAN, day=day).nautical_dusk is None]
    # the declination of the sun is above 90 - 59.34 - 12 = 18.66 degrees
    assert (lacking[0], lacking[-1]) == (date(2026, 5, 14), date(2026, 7, 28))
    assert len(lacking) == (lacking[-1] - lacking[0]).days + 1


def test_a_dusk_after_midnight_belongs_to_the_evening_before() -> None:
    # the last evening before the light nights
    times = light_times(**STUREPLAN, day=date(2026, 5, 13))
    assert times.nautical_dusk is not None
    assert times.sunset is not None
    assert times.sunset.date() == date(2026, 5, 13)
    assert times.nautical_dusk.date() == date(2026, 5, 14)
    assert times.nautical_dusk > times.sunset


def test_under_the_midnight_sun_and_in_the_polar_night_the_sun_neither_rises_nor_sets() -> None:
    assert light_times(**KIRUNA, day=date(2026, 6, 21)) == LightTimes(None, None, None, None, None)
    winter = light_times(**KIRUNA, day=date(2026, 12, 21))
    assert (winter.sunrise, winter.sunset) == (None, None)
    assert winter.civil_dawn is not None
    assert winter.civil_dusk is not None


def test_the_clock_jumps_an_hour_on_the_night_when_summer_time_begins() -> None:
    before, after = (light_times(**STUREPLAN, day=date(2026, 3, day)) for day in (28, 29))
    assert before.sunset is not None
    assert after.sunset is not None
    assert after.sunrise is not None
    assert before.sunset.utcoffset() == timedelta(hours=1)
    assert after.sunrise.utcoffset() == after.sunset.utcoffset() == timedelta(hours=2)
    assert (after.sunrise.date(), after.sunset.date()) == (date(2026, 3, 29), date(2026, 3, 29))
    assert f"{before.sunset:%H:%M} {after.sunset:%H:%M}" == "18:20 19:22"
    # a day later by the sun, whatever the clock says
    assert after.sunset.astimezone(UTC) - before.sunset.astimezone(UTC) == pytest.approx(
        timedelta(days=1), abs=timedelta(minutes=4)
    )


def test_the_clock_goes_back_an_hour_on_the_night_when_summer_time_ends() -> None:
    before, after = (light_times(**STUREPLAN, day=date(2026, 10, day)) for day in (24, 25))
    assert before.civil_dusk is not None
    assert after.civil_dusk is not None
    assert after.civil_dawn is not None
    assert before.civil_dusk.utcoffset() == timedelta(hours=2)
    assert after.civil_dawn.utcoffset() == after.civil_dusk.utcoffset() == timedelta(hours=1)
    assert f"{before.civil_dusk:%H:%M} {after.civil_dusk:%H:%M}" == "17:58 16:55"
    assert (after.civil_dawn.date(), after.civil_dusk.date()) == (date(2026, 10, 25), date(2026, 10, 25))


places = st.sampled_from([STUREPLAN, KIRUNA, MALMO])
days = st.dates(date(2021, 1, 1), date(2036, 1, 1))


@given(place=places, day=days)
@settings(deadline=None, max_examples=60)
def test_the_turns_of_a_day_follow_each_other_around_noon(place: dict[str, float], day: date) -> None:
    times = light_times(**place, day=day)
    in_order = [times.civil_dawn, times.sunrise, times.sunset, times.civil_dusk, times.nautical_dusk]
    moments = [moment.astimezone(UTC) for moment in in_order if moment is not None]
    assert moments == sorted(moments)
    noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    assert all(abs(moment - noon) < timedelta(hours=13) for moment in moments)
    # north of the polar circle the sun may rise after midnight and stay up from that day on
    if place != KIRUNA:
        assert (times.sunrise is None) == (times.sunset is None)
        assert (times.civil_dawn is None) == (times.civil_dusk is None)


def test_on_the_first_day_of_the_midnight_sun_it_rises_after_midnight_and_does_not_set() -> None:
    times = light_times(**KIRUNA, day=date(2021, 5, 27))
    assert times.sunrise is not None and f"{times.sunrise:%Y-%m-%d %H}" == "2021-05-27 00"
    assert times.sunset is None


@given(place=places, day=days)
@settings(deadline=None, max_examples=60)
def test_at_each_turn_the_light_turns_to_the_second(place: dict[str, float], day: date) -> None:
    times = light_times(**place, day=day)
    turns: list[tuple[datetime | None, Light, Light]] = [
        (times.civil_dawn, "darkness", "twilight"),
        (times.sunrise, "twilight", "daylight"),
        (times.sunset, "daylight", "twilight"),
        (times.civil_dusk, "twilight", "darkness"),
    ]
    for turn, before, after in turns:
        if turn is not None:
            instant = turn.astimezone(UTC)
            assert light_at(**place, at=instant - timedelta(seconds=1)) == before
            assert light_at(**place, at=instant) == after


@given(place=places, day=days, share=st.floats(0, 1))
@settings(deadline=None, max_examples=100)
def test_the_light_at_any_moment_is_what_the_turns_of_its_day_say(
    place: dict[str, float], day: date, share: float
) -> None:
    times = light_times(**place, day=day)
    # the solar day of any of the places holds 06 to 17 UTC
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + share * timedelta(hours=11)

    def up(rise: datetime | None, fall: datetime | None, *, depth_deg: float) -> bool:
        if rise is None or fall is None:
            noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
            return elevation_deg(**place, at=noon) > depth_deg
        return rise <= at < fall

    light: Light = "darkness"
    if up(times.civil_dawn, times.civil_dusk, depth_deg=CIVIL_DUSK_DEG):
        light = "twilight"
    if up(times.sunrise, times.sunset, depth_deg=SUNRISE_DEG):
        light = "daylight"
    assert light_at(**place, at=at) == light
    if times.nautical_dusk is not None and at >= times.nautical_dusk:
        assert elevation_deg(**place, at=at) <= NAUTICAL_DUSK_DEG


@given(longitude=st.floats(-180, 180), latitude=st.floats(-90, 90), day=days)
@settings(deadline=None, max_examples=60)
def test_every_place_on_earth_has_its_times_or_none_on_every_day(longitude: float, latitude: float, day: date) -> None:
    times = light_times(longitude=longitude, latitude=latitude, day=day)
    for moment in dataclasses.astuple(times):
        assert moment is None or moment.tzinfo == STOCKHOLM


def test_what_is_no_point_on_earth_has_no_times() -> None:
    with pytest.raises(InvalidPositionError):
        light_times(longitude=18, latitude=91, day=date(2026, 11, 26))
