"""`lykta basemap`: the map of a place, made from a file or fetched from an Overpass server."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.settings import StartRefused

if TYPE_CHECKING:
    from geodata.basemap_build import BuiltBasemap
    from walks.place import Place

_KINDS = {
    "building": "hus utan namn",
    "bench": "bänkar",
    "lamp": "lyktor",
    "house_number": "husnummer",
}


class NoOverpassServer(StartRefused, ValueError):
    """No setting names a server to fetch from."""


def build(options: Namespace) -> int:
    """
    Make the basemap of a place from a file, and store it; if that fails, the present one stays.

    Raises
    ------
    NotFound, InvalidFileError
        If there is no such place, or no map can be made from the file.
    """
    from geodata.basemap_build import build_basemap

    with open_folder(settings_of(options)) as folder:
        place = _places(folder, [options.place])[0]
        built = build_basemap(options.file, area=place.area, attribution=options.attribution, taken_on=options.taken_on)
        _store(folder, place, built)
    return 0


def fetch(options: Namespace) -> int:
    """
    Fetch the basemap of some places, or of all, from the Overpass server that the settings name.

    A place whose answer cannot be used keeps its present map, and the next is fetched all the same.

    Returns
    -------
    0 if every place got its map, else 1.

    Raises
    ------
    NoOverpassServer, OverpassFailed, NotFound
        If no setting names a server, the server gives no answer, or there is no such place.
    """
    from geodata.basemap_build import build_basemap
    from geodata.file_faults import InvalidFileError
    from geodata.overpass import overpass_query
    from webapp.context import system_clock
    from webapp.export.wording import SWEDISH
    from webapp.file_faults import fault_sentences
    from webapp.overpass_client import fetch_answer

    settings = settings_of(options)
    if settings.overpass_url is None:
        raise NoOverpassServer(
            "Ingen Overpass-server är vald: sätt LYKTA_OVERPASS_URL (i lykta.toml: overpass_url) till adressen hos en "
            "som ni får använda, helst er egen; för de öppna servrarna gäller deras regler för användning "
            "(Overpass API, usage policy)."
        )
    failed = False
    with open_folder(settings) as folder, tempfile.TemporaryDirectory() as unfinished:
        for place in _places(folder, options.places):
            answer = Path(unfinished, f"overpass-{place.code}.osm")
            query = overpass_query(place.area)
            fetch_answer(settings.overpass_url, query=query, to=answer, clock=system_clock, sleep=time.sleep)
            try:
                built = build_basemap(answer, area=place.area)
            except InvalidFileError as error:
                failed = True
                for sentence in fault_sentences(error, gettext=SWEDISH.gettext):
                    print(f"{place.name}: {sentence}", file=sys.stderr)
                continue
            finally:
                answer.unlink(missing_ok=True)
            source = f"OpenStreetMap, Overpass {urlsplit(settings.overpass_url).netloc}"
            _store(folder, place, replace(built, basemap=replace(built.basemap, source=source)))
    return 1 if failed else 0


def _places(folder: OpenFolder, codes: list[str]) -> list[Place]:
    from walks.store.places import all_places, place

    with folder.store.reading() as connection:
        # in the order asked for, each once
        return [place(connection, code) for code in dict.fromkeys(codes)] if codes else all_places(connection)


def _store(folder: OpenFolder, place: Place, built: BuiltBasemap) -> None:
    from walks.access import ADMINISTRATOR
    from walks.placing import replace_basemap
    from webapp.context import random_identifier, system_clock

    with folder.store.writing() as connection:
        replace_basemap(
            connection,
            ADMINISTRATOR,
            place.code,
            basemap=built.basemap,
            now=system_clock(),
            new_id=random_identifier,
        )
    print(_line(place, built))


def _line(place: Place, built: BuiltBasemap) -> str:
    basemap = built.basemap
    count = len(basemap.features)
    day = "okänt datum (ange det med --date)" if basemap.taken_on is None else basemap.taken_on.isoformat()
    told = [
        f"{place.name}: {count} {'del' if count == 1 else 'delar'}, {math.ceil(built.packed_bytes / 1000)} kB, "
        f"{basemap.source}, {day}."
    ]
    if built.dropped:
        left = ", ".join(f"{number} {_KINDS[kind]}" for kind, number in built.dropped.items())
        told.append(f"Utelämnat för att kartan ska få plats: {left}.")
    if built.simplified:
        told.append(f"Linjer är förenklade med upp till {built.tolerance_m:.0f} meter.")
    if built.not_understood:
        told.append(f"Lager som inte gick att tolka: {', '.join(built.not_understood)}.")
    return " ".join(told)
