"""The words of the interface: which language a person reads, and times and dates in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import flask_babel
from babel.dates import format_date
from flask import has_request_context, request

from walks.clock import STOCKHOLM
from webapp.assets import UnknownAsset, asset
from webapp.periods import clock_text, local

if TYPE_CHECKING:
    from flask import Flask, Response

LANGUAGES: Final = ("sv", "en")
COOKIE: Final = "lykta_sprak"
PARAMETER: Final = "sprak"
TRANSLATIONS: Final = Path(__file__).parent / "translations"
_YEAR_S = 31_536_000


def _(sentence: str, **parameters: object) -> str:
    """
    Give a Swedish sentence in the reader's language.

    Parameters
    ----------
    sentence
        The message id: the Swedish sentence itself, names as %(name)s.
    parameters
        What stands in the place of the names.
    """
    return str(flask_babel.gettext(sentence, **parameters))


def ngettext(singular: str, plural: str, num: int, **parameters: object) -> str:
    """
    Give the Swedish sentence for one or for many in the reader's language.

    Parameters
    ----------
    singular, plural
        The sentences; %(num)s is filled in.
    num
        How many.
    parameters
        What stands in the place of other names.
    """
    return str(flask_babel.ngettext(singular, plural, num, **parameters))


def lang() -> str:
    """Give the reader's language: sv or en."""
    return str(flask_babel.get_locale() or LANGUAGES[0])


def text_time(at: datetime) -> str:
    """
    Say a time of day in Stockholm: 18.42.

    Parameters
    ----------
    at
        An aware moment.

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    return clock_text(at, lang=lang())


def text_date(day: date) -> str:
    """
    Say a day: torsdag 26 november.

    Parameters
    ----------
    day
        A day, or an aware moment, whose day in Stockholm counts.

    Raises
    ------
    ValueError
        If it is a moment without a time zone.
    """
    return str(format_date(_day(day), "EEEE d MMMM", locale=lang()))


def text_date_year(day: date) -> str:
    """
    Say a day with its year: torsdag 26 november 2026.

    Parameters
    ----------
    day
        As for `text_date`.

    Raises
    ------
    ValueError
        As `text_date`.
    """
    return str(format_date(_day(day), "EEEE d MMMM y", locale=lang()))


def register(app: Flask, *, translations: Path = TRANSLATIONS) -> None:
    """
    Give an application its languages, and its templates `lang`, `catalogue_url`, `_` and the `text_` functions.

    Parameters
    ----------
    app
        The application; `assets` may be registered before or after.
    translations
        Folder with `<language>/LC_MESSAGES/messages.mo`. Where a file is missing the Swedish sentences are shown.
    """
    flask_babel.Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone=STOCKHOLM.key,
        default_translation_directories=str(translations),
        locale_selector=_chosen,
    )
    app.jinja_env.globals.update(text_time=text_time, text_date=text_date, text_date_year=text_date_year)
    app.context_processor(lambda: {"lang": lang(), "catalogue_url": _catalogue_url()})
    app.after_request(_remember)


def _chosen() -> str:
    # not from Accept-Language: the service is Swedish first, and a walker whose telephone happens to be set to English
    # would read other words than those the group is talking about
    if has_request_context():
        for value in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
            if value in LANGUAGES:
                return value
    return LANGUAGES[0]


def _remember(response: Response) -> Response:
    chosen = request.args.get(PARAMETER)
    if chosen in LANGUAGES and chosen != request.cookies.get(COOKIE):
        response.set_cookie(COOKIE, chosen, max_age=_YEAR_S, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _catalogue_url() -> str:
    if lang() == LANGUAGES[0]:
        return ""
    try:
        return asset(f"js/catalogue/{lang()}.json")
    except UnknownAsset:
        # not built: Swedish is shown
        return ""


def _day(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day
