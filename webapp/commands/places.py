"""`lykta places`: the places of a data folder: list, add, change, export."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.settings import StartRefused

if TYPE_CHECKING:
    from geodata.area_files import AreaDraft
    from walks.place import Place
    from walks.store import Connection

ENDINGS = (".geojson", ".gpkg")

SENTENCES = {
    ("code", "taken"): "Koden {code} är upptagen; välj en annan med --code.",
    ("code", "malformed"): "Koden {code} går inte att använda; skriv 2–40 tecken av a–z, 0–9 och - med --code.",
    ("name", "empty"): "Namnet saknas; skriv det i kolumnen namn, eller ange det med --name.",
    ("name", "too_long"): "Namnet är för långt; korta det till högst 120 tecken.",
    ("kind", "unknown"): "Slaget är okänt; välj collaboration eller walk_area.",
    (
        "valid_from",
        "before_present_version",
    ): "Den version som gäller nu började efter {day}; ange en dag med --from.",
    ("valid_from", "in_future"): "Dagen {day} har inte kommit än; ange i dag eller tidigare med --from.",
}


class PlaceRefused(StartRefused, ValueError):
    """A place cannot be added or changed as the words on the command line and the file ask."""


class AreasUnwritable(StartRefused, OSError):
    """The places cannot be written where it was asked for."""


def run(options: Namespace) -> int:
    """
    List, add, change or export places.

    Raises
    ------
    PlaceRefused, AreasUnwritable
        If it cannot be done as asked; the message tells why and the way out. Nothing is changed then.
    InvalidFileError
        If the file cannot be used.
    """
    acts = {"list": _list, "add": _add, "change": _change, "export": _export}
    with open_folder(settings_of(options)) as folder:
        return acts[options.action](folder, options)


def _list(folder: OpenFolder, options: Namespace) -> int:
    from geodata.areas import area_ha
    from walks.store.places import all_places

    with folder.store.reading() as connection:
        found = all_places(connection)
    for item in found:
        print(f"{item.code}\t{item.name}\t{area_ha(item.area):.2f}")
    return 0


def _add(folder: OpenFolder, options: Namespace) -> int:
    from geodata.area_files import read_areas
    from walks.errors import InvalidPlace

    drafts = read_areas(options.file)
    if len(drafts) > 1 and (options.code or options.name):
        raise PlaceRefused(f"{options.file.name} har {len(drafts)} områden; --code och --name går bara med ett.")
    day = options.since or _today()
    refusals, told = [], []
    with folder.store.writing() as connection:
        for draft in drafts:
            try:
                added = _added(connection, draft, options=options, day=day)
            except InvalidPlace as refusal:
                where = f"{options.file.name}, rad {draft.row}: " if len(drafts) > 1 else ""
                refusals.append(where + _sentences(refusal.faults, code=options.code or draft.code, day=day))
                continue
            told += [f"Lade till {added.name} ({added.code}), {_hectares(added)}, från {day}."]
            told += _overlaps(connection, added)
        if refusals:
            # within the transaction, so that none of the file's areas is kept without the others
            raise PlaceRefused("\n".join(refusals))
    print("\n".join([*told, "Än är bara gränsen ritad. Bygg en karta med lykta basemap build."]))
    return 0


def _added(connection: Connection, draft: AreaDraft, *, options: Namespace, day: date) -> Place:
    from geodata.area_files import code_of
    from walks.access import ADMINISTRATOR
    from walks.placing import add_place
    from webapp.context import random_identifier, system_clock

    name = options.name or draft.name or ""
    return add_place(
        connection,
        ADMINISTRATOR,
        code=options.code or draft.code or code_of(name),
        name=name,
        kind=options.kind or draft.kind or "walk_area",
        boundary=draft.boundary,
        valid_from=day,
        now=system_clock(),
        new_id=random_identifier,
    )


def _change(folder: OpenFolder, options: Namespace) -> int:
    from geodata.area_files import read_areas
    from walks.access import ADMINISTRATOR
    from walks.errors import InvalidPlace
    from walks.placing import change_place
    from walks.store.places import place
    from webapp.context import random_identifier, system_clock

    draft = _the_one(read_areas(options.file), options=options)
    day = options.since or _today()
    with folder.store.writing() as connection:
        before = place(connection, options.place)
        try:
            after = change_place(
                connection,
                ADMINISTRATOR,
                before.code,
                name=draft.name or before.name,
                kind=draft.kind or before.area.kind,
                boundary=draft.boundary,
                valid_from=day,
                now=system_clock(),
                new_id=random_identifier,
            )
        except InvalidPlace as refusal:
            raise PlaceRefused(_sentences(refusal.faults, code=before.code, day=day)) from refusal
        overlapping = _overlaps(connection, after)
    if after.version == before.version:
        print(f"{before.name} är som i filen; ingenting har ändrats.")
        return 0
    print(f"{after.name} har version {after.version} från {day}: {_hectares(before)} blev {_hectares(after)}.")
    print("Rapporter om tiden före räknar med den gräns som gällde då.", *overlapping, sep="\n")
    return 0


def _the_one(drafts: tuple[AreaDraft, ...], *, options: Namespace) -> AreaDraft:
    named = [draft for draft in drafts if draft.code == options.place] if len(drafts) > 1 else drafts
    if len(named) != 1:
        raise PlaceRefused(
            f"{options.file.name} har {len(drafts)} områden och inget med koden {options.place}; "
            "skriv koden i kolumnen kod, eller spara området i en egen fil."
        )
    return named[0]


def _export(folder: OpenFolder, options: Namespace) -> int:
    from geodata.area_files import write_areas
    from walks.store.places import all_places

    out: Path = options.out
    if out.suffix.lower() not in ENDINGS:
        raise PlaceRefused(f"{out}: ändelsen väljer formen; välj en av {', '.join(ENDINGS)}.")
    if not out.parent.is_dir() or out.is_dir():
        raise AreasUnwritable(f"{out} kan inte skrivas; ange en fil i en mapp som finns med --out.")
    with folder.store.reading() as connection:
        found = all_places(connection)
    write_areas(out, [item.area for item in found])
    print(f"{out}: {len(found)} platser.")
    return 0


def _overlaps(connection: Connection, of: Place) -> list[str]:
    from geodata.boundary import overlaps
    from walks.store.places import all_places

    others = [item.area for item in all_places(connection) if item.code != of.code]
    return [
        f"Överlappar {item.name} med {_decimal(item.hectares)} hektar. Det får den: en iakttagelse där räknas i båda."
        for item in overlaps(of.area.boundary, areas=others)
    ]


def _sentences(faults: Mapping[str, str], *, code: str | None, day: date) -> str:
    # a code that was to come from a name that is missing is no fault of its own
    own = {field: fault for field, fault in faults.items() if code or field != "code" or "name" not in faults}
    return " ".join(SENTENCES[fault].format(code=code or "ur namnet", day=day) for fault in own.items())


def _hectares(of: Place) -> str:
    from geodata.areas import area_ha

    return f"{_decimal(area_ha(of.area))} hektar"


def _decimal(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def _today() -> date:
    from walks.clock import day_of
    from webapp.context import system_clock

    return day_of(system_clock())
