"""Days as people write them in Stockholm, and the times they stand for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from webapp.i18n import ZONE as STOCKHOLM

__all__ = ["STOCKHOLM", "end_of", "local", "start_of"]


def start_of(day: date) -> datetime:
    """Give the first moment of a day in Stockholm, as UTC."""
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Give the first moment after a day in Stockholm, as UTC: 23 or 25 hours later when the clocks change."""
    return start_of(day + timedelta(days=1))


def local(moment: datetime) -> datetime:
    """Give a time by Stockholm's clocks."""
    return moment.astimezone(STOCKHOLM)
