"""Say dates, times, numbers and periods as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from webapp.periods import clock_text, local


class Gettext(Protocol):
    """Give a sentence in the reader's language, with its parameters filled in."""

    def __call__(self, sentence: str, **parameters: object) -> str: ...


class Ngettext(Protocol):
    """Give the sentence for one or for many, with `num` and the other parameters filled in."""

    def __call__(self, singular: str, plural: str, num: int, **parameters: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """A language to report in: its code and where its sentences come from."""

    lang: str
    gettext: Gettext
    ngettext: Ngettext

    def day(self, day: date) -> str:
        """Say a day: 23 november 2026."""
        return format_date(day, "d MMMM y", locale=self.lang)

    def clock(self, at: datetime) -> str:
        """Say a time of day in Stockholm: 18.42."""
        return clock_text(at, lang=self.lang)

    def moment(self, at: datetime) -> str:
        """Say a day and time in Stockholm: 23 november 2026 klockan 18.42."""
        day = self.day(local(at).date())
        return self.gettext("%(day)s klockan %(time)s", day=day, time=self.clock(at))

    def short_moment(self, at: datetime) -> str:
        """Say a day and time in Stockholm where room is scarce: 23 nov. 2026 18.42."""
        return f"{format_date(local(at).date(), 'd MMM y', locale=self.lang)} {self.clock(at)}"

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Write a number with the language's decimal mark and a fixed number of decimals: 11,76."""
        return format_decimal(value, "#,##0" + ("." + "0" * decimals if decimals else ""), locale=self.lang)

    def listing(self, parts: Iterable[str]) -> str:
        """Join parts into one phrase: 19 otrygga, 5 trygga och 6 förslag."""
        return format_list(list(parts), locale=self.lang)

    def period(self, since: date | None, until: date | None) -> str:
        """Say a period of whole days: 1 juli–23 november 2026."""
        if since is None:
            if until is None:
                return self.gettext("Alla iakttagelser hittills")
            return self.gettext("Till och med %(day)s", day=self.day(until))
        if until is None:
            return self.gettext("Från %(day)s", day=self.day(since))
        if since == until:
            return self.day(since)
        start = format_date(since, "d MMMM" if since.year == until.year else "d MMMM y", locale=self.lang)
        return f"{start}–{self.day(until)}"


def _as_written(sentence: str, **parameters: object) -> str:
    return sentence % parameters if parameters else sentence


def _as_written_for(singular: str, plural: str, num: int, **parameters: object) -> str:
    return (singular if num == 1 else plural) % {"num": num, **parameters}


SWEDISH = Wording("sv", _as_written, _as_written_for)
"""For files of data, whose words must not depend on who fetches them: the sentences as they stand in the code."""
