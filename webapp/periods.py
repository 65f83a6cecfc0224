"""Days and times of day as people write them in Stockholm, and the moments they stand for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from walks.clock import STOCKHOLM

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""Days that can be asked for: before and after them clocks are not known, and years may not have four digits."""


def read_day(text: str) -> date:
    """
    Read a day as it stands in an address or on a command line: 2026-11-23.

    Raises
    ------
    ValueError
        If it has another form, is no day, or lies outside `FIRST_DAY` to `LAST_DAY`.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("no day; write it as 2026-11-23")
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the year {day.year} is out of reach; use 1900 to 2199")
    return day


def start_of(day: date) -> datetime:
    """Give the first moment of a day in Stockholm, as UTC."""
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Give the first moment after a day in Stockholm, as UTC: 23 or 25 hours later when the clocks change."""
    return start_of(day + timedelta(days=1))


def local(moment: datetime) -> datetime:
    """
    Give a time by Stockholm's clocks.

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; pass an aware moment")
    return moment.astimezone(STOCKHOLM)


def clock_text(moment: datetime, *, lang: str) -> str:
    """
    Say a time of day in Stockholm: 18.42 in Swedish, 18:42 in English.

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    return local(moment).strftime("%H.%M" if lang == "sv" else "%H:%M")
