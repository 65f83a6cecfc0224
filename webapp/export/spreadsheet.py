"""The area report as an XLSX workbook: a sheet of findings, and one of what they are and are not."""

from __future__ import annotations

from geodata.formats import Column, Sheet, xlsx_bytes
from walks.reports.area import AreaReport

from .about import facts
from .rows import COLUMNS, finding_rows

_DEGREES, _METRES, _CLOCK = "0.0000000", "0.00", "yyyy-mm-dd hh:mm"

_WIDTHS = {"text": 60, "nara": 24, "kategori": 26, "sort": 16, "tid": 17, "plats": 22, "demo": 7, "allvar": 8}
_WIDTHS |= {"nummer": 9, "tid_utc": 22, "uppgifter_fran_utc": 22, "iakttagelse_id": 38, "vandring_id": 38}
_FORMS = {"tid": _CLOCK, "longitud": _DEGREES, "latitud": _DEGREES}
_FORMS |= {"sweref99_1800_e": _METRES, "sweref99_1800_n": _METRES}


def findings_xlsx(report: AreaReport) -> bytes:
    """
    Write a report as a workbook.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    An XLSX file, the same bytes for the same report. Sheet `Iakttagelser` has one row per finding by number, the
    columns of `rows.COLUMNS`, with coordinates in WGS 84 and in SWEREF 99 18 00; sheet `Om rapporten` what
    `about.facts` tells. All text is text, whatever it begins with.
    """
    columns = tuple(Column(name, _WIDTHS.get(name, 14), _FORMS.get(name, "General")) for name in COLUMNS)
    findings = [[row[name] for name in COLUMNS] for row in finding_rows(report)]
    told = facts(report)
    return xlsx_bytes(
        [
            Sheet("Iakttagelser", columns, findings),
            Sheet("Om rapporten", (Column("nyckel", 24), Column("uppgift", 100)), list(told.items())),
        ],
        title=told["title"],
        made_at=report.as_of,
    )
