"""Write a report as a file: a page that opens from disk, rows for a spreadsheet, or layers for a map program."""

from __future__ import annotations

from pathlib import Path

from geodata.areas import Area
from geodata.crs import SWEREF99_1800, SWEREF99_TM
from walks.reports.area import AreaReport
from webapp.files import write_whole

ENDINGS = (".html", ".xlsx", ".csv", ".gpkg", ".geojson")
"""The forms a report can be written in, by the ending of the file's name."""

SYSTEMS = (SWEREF99_1800, SWEREF99_TM)
"""The reference systems that a GeoPackage can be had in; the first where nothing is said."""


class UnknownFormat(ValueError):
    """The ending of a file's name is none that a report can be written in."""


def report_bytes(report: AreaReport, *, area: Area, picture: str, ending: str, crs: str = SWEREF99_1800) -> bytes:
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
    crs
        One of `SYSTEMS`: the reference system of the GeoPackage. The other forms have one of their own.

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
        case ".xlsx":
            from webapp.export.spreadsheet import findings_xlsx

            return findings_xlsx(report)
        case ".geojson":
            from webapp.export.geojson import findings_geojson

            return findings_geojson(report)
        case ".gpkg":
            from webapp.export.geopackage import geopackage_bytes

            return geopackage_bytes(report, area=area, crs=crs)
        case _:
            form = ending or "a file without ending"
            raise UnknownFormat(f"report as {form}: not possible; choose {', '.join(ENDINGS)}")


def write_report(report: AreaReport, *, area: Area, picture: str, out: Path, crs: str = SWEREF99_1800) -> None:
    """
    Write a report to a file, in the form that its ending tells; whole or not at all, also if the power fails.

    Parameters
    ----------
    report, area, picture, crs
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
    write_whole(out, report_bytes(report, area=area, picture=picture, ending=out.suffix, crs=crs))
