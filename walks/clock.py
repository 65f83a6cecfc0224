"""The clock by which days and times of day are counted."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def day_of(moment: datetime) -> date:
    """Give the day that an aware moment lies in, in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()
