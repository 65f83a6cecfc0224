"""Write a report as a file: a page that opens from disk, rows for a spreadsheet, or layers for a GIS program."""

from __future__ import annotations

from pathlib import Path

from geodata.areas import Area
from walks.reports.area import AreaReport
from webapp.files import write_whole

ENDINGS = (".html", ".csv", ".gpkg")
"""The forms a report can be written in, by the ending of the file's name."""


class UnknownFormat(ValueError):
    """The ending of a file's name is none that a report can be written in."""


def report_bytes(report: AreaReport, *, area: Area, picture: str, ending: str) -> bytes:
    """
    Write a report in one of the forms.

    Parameters
    ----------
    report
        The report; `walks.reports.area.build` makes it.
    area
        The place it is about.
    picture
        SVG of the place with its numbered findings, trusted; only the page uses it.
    ending
        One of `ENDINGS`, in small or capital letters.

    Returns
    -------
    The whole file.

    Raises
    ------
    UnknownFormat
        If the ending is none of `ENDINGS`. The message lists those that work.
    """
    # here, not above: the first map page must not load what only a file needs (performance.md, G8)
    match ending.lower():
        case ".html":
            from webapp.export.html import standalone_page

            return standalone_page(report, picture=picture).encode()
        case ".csv":
            from webapp.export.rows import csv_text

            return csv_text(report).encode()
        case ".gpkg":
            from webapp.export.geopackage import geopackage_bytes

            return geopackage_bytes(report, area=area)
        case _:
            form = ending or "a file without ending"
            raise UnknownFormat(f"report as {form}: not possible; choose {', '.join(ENDINGS)}")


def write_report(report: AreaReport, *, area: Area, picture: str, out: Path) -> None:
    """
    Write a report to a file, in the form that its ending tells; whole or not at all, also if the power fails.

    Parameters
    ----------
    report, area, picture
        As in `report_bytes`.
    out
        Where to write; a file of that name is replaced. Its folder must exist.

    Raises
    ------
    UnknownFormat
        If the ending is none of `ENDINGS`. Nothing is written then.
    OSError
        If the folder is missing or cannot be written to.
    """
    write_whole(out, report_bytes(report, area=area, picture=picture, ending=out.suffix))
