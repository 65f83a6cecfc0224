"""Dates, times, numbers and periods as people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from webapp.export.wording import SWEDISH

ENGLISH = replace(SWEDISH, lang="en")


def test_a_time_is_said_by_the_clock_of_stockholm() -> None:
    evening = datetime(2026, 11, 23, 17, 42, tzinfo=UTC)

    assert SWEDISH.moment(evening) == "23 november 2026 klockan 18.42"
    assert SWEDISH.short_moment(datetime(2026, 6, 30, 22, 5, tzinfo=UTC)) == "1 juli 2026 00.05"
    assert ENGLISH.short_moment(evening) == "23 Nov 2026 18:42"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (None, None, "Alla iakttagelser hittills"),
        (date(2026, 7, 1), None, "Från 1 juli 2026"),
        (None, date(2026, 11, 23), "Till och med 23 november 2026"),
        (date(2026, 7, 1), date(2026, 11, 23), "1 juli–23 november 2026"),
        (date(2025, 12, 1), date(2026, 1, 31), "1 december 2025–31 januari 2026"),
        (date(2026, 11, 23), date(2026, 11, 23), "23 november 2026"),
    ],
)
def test_a_period_is_said_once_and_whole(since: date | None, until: date | None, said: str) -> None:
    assert SWEDISH.period(since, until) == said


def test_numbers_have_the_decimal_mark_of_the_language() -> None:
    assert SWEDISH.number(11.764, decimals=2) == "11,76"
    assert ENGLISH.number(11.764, decimals=2) == "11.76"
    assert SWEDISH.number(0) == "0"


def test_parts_are_joined_into_a_phrase() -> None:
    assert SWEDISH.listing(["19 otrygga", "5 trygga", "6 förslag"]) == "19 otrygga, 5 trygga och 6 förslag"


def test_one_and_many_have_their_own_words() -> None:
    assert SWEDISH.ngettext("%(num)s iakttagelse", "%(num)s iakttagelser", 1) == "1 iakttagelse"
    assert SWEDISH.ngettext("%(num)s iakttagelse", "%(num)s iakttagelser", 0) == "0 iakttagelser"
