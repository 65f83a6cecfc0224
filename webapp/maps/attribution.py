"""The line that every map must show, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from walks.place import Place
    from webapp.export.wording import Gettext

__all__ = ["attribution_line"]


def attribution_line(place: Place, *, gettext: Gettext) -> str:
    """
    Word whose work the map of a place shows, of when it is, and that it is schematic where it is.

    Parameters
    ----------
    place
        The place; only the map that is drawn of it counts.
    gettext
        The reader's language. A line that somebody wrote for a map of their own stands as it was written.

    Returns
    -------
    Plain text in whole sentences; "" where there is no map.
    """
    credit = _credit(place.attribution, gettext=gettext)
    parts = [gettext("Schematisk karta.")] if place.schematic else []
    taken_on = None if place.ground_map is None else place.ground_map.taken_on
    if taken_on is None:
        return " ".join([*parts, credit]).strip()
    if credit:
        parts.append(credit if credit.endswith(".") else f"{credit}.")
    month = _month(taken_on, gettext=gettext)
    return " ".join([*parts, gettext("Kartdata från %(month)s %(year)s.", month=month, year=taken_on.year)])


def _credit(line: str, *, gettext: Gettext) -> str:
    # written out: the catalogue holds sentences that stand in the code
    known = {
        "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL": gettext(
            "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"
        ),
        "© OpenStreetMaps bidragsgivare (ODbL)": gettext("© OpenStreetMaps bidragsgivare (ODbL)"),
    }
    return known.get(line, line)


def _month(day: date, *, gettext: Gettext) -> str:
    months = (
        gettext("januari"),
        gettext("februari"),
        gettext("mars"),
        gettext("april"),
        gettext("maj"),
        gettext("juni"),
        gettext("juli"),
        gettext("augusti"),
        gettext("september"),
        gettext("oktober"),
        gettext("november"),
        gettext("december"),
    )
    return months[day.month - 1]
