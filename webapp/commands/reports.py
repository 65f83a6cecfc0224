"""`lykta report`: reports as files."""

from __future__ import annotations

from argparse import Namespace

from webapp.commands.folder import open_folder, settings_of
from webapp.settings import StartRefused


class UnknownEnding(StartRefused, ValueError):
    """The file's ending is none that a report can be written in."""


class UnknownSystem(StartRefused, ValueError):
    """A reference system was asked for that the form is not written in."""


class ReversedPeriod(StartRefused, ValueError):
    """The period ends before it begins."""


class FileUnwritable(StartRefused, OSError):
    """The report cannot be written where it was asked for."""


def run(options: Namespace) -> int:
    """
    Write the area report of a place, in the form that the file's ending tells.

    Raises
    ------
    UnknownEnding, UnknownSystem, ReversedPeriod, FileUnwritable
        If it cannot be written as asked; the message tells why and the way out.
    """
    from walks.access import ADMINISTRATOR
    from webapp.context import system_clock
    from webapp.export import ENDINGS, SYSTEMS, write_report
    from webapp.reporting import area_report, picture_of

    if options.out.suffix.lower() not in ENDINGS:
        raise UnknownEnding(f"{options.out}: ändelsen väljer formen; välj en av {', '.join(ENDINGS)}.")
    if options.crs is not None and options.out.suffix.lower() != ".gpkg":
        raise UnknownSystem(f"--crs gäller bara .gpkg; ta bort det för {options.out}, den formen har sitt eget system.")
    if options.crs is not None and options.crs.upper() not in SYSTEMS:
        raise UnknownSystem(f"--crs {options.crs}: går inte att skriva; välj {' eller '.join(SYSTEMS)}.")
    if options.since and options.until and options.since > options.until:
        raise ReversedPeriod(f"Perioden slutar {options.until} innan den börjar {options.since}; byt plats på dem.")
    if not options.out.parent.is_dir() or options.out.is_dir():
        raise FileUnwritable(f"{options.out} kan inte skrivas; ange en fil i en mapp som finns med --out.")
    with open_folder(settings_of(options)) as folder:
        reported = area_report(
            folder.store, ADMINISTRATOR, options.place, since=options.since, until=options.until, now=system_clock()
        )
    picture = picture_of(reported) if options.out.suffix.lower() == ".html" else ""
    try:
        crs = (options.crs or SYSTEMS[0]).upper()
        write_report(reported.report, area=reported.place.area, picture=picture, out=options.out, crs=crs)
    except OSError as error:
        raise FileUnwritable(
            f"{options.out} kan inte skrivas ({error.strerror}); välj en annan fil med --out."
        ) from error
    total = reported.report.total
    print(f"{options.out}: {total} {'iakttagelse' if total == 1 else 'iakttagelser'}.")
    return 0
