"""The findings of an area report as rows for a spreadsheet: words for people beside codes for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from geodata.formats import Cell, safe_cell
from geodata.outgoing import utc_text
from walks.analysis.frames import findings_frame
from walks.reports.area import AreaReport
from walks.vocabulary import vocabulary
from webapp.periods import local

BYTE_ORDER_MARK = "\ufeff"

COLUMNS = (
    "nummer",
    "sort",
    "sort_kod",
    "kategori",
    "kategori_kod",
    "allvar",
    "text",
    "nara",
    "tid",
    "tid_utc",
    "ljus",
    "ljus_kod",
    "plats",
    "plats_kod",
    "longitud",
    "latitud",
    "sweref99_1800_e",
    "sweref99_1800_n",
    "demo",
    "iakttagelse_id",
    "vandring_id",
    "uppgifter_fran_utc",
)
"""Names of the columns, in order; they never change with the reader's language."""


def finding_rows(report: AreaReport) -> Iterator[dict[str, Cell]]:
    """
    Lay out the findings of a report as rows.

    Parameters
    ----------
    report
        The report.

    Yields
    ------
    A cell for each of `COLUMNS`, per finding by number. `longitud` and `latitud` are degrees (EPSG:4326) as captured,
    `sweref99_1800_e` and `_n` metres (EPSG:3011), all None where a finding has no point. `tid` is the clock of
    Stockholm, to the minute and without a zone; `tid_utc` is the whole time, as text. Words stand as they were written.
    """
    terms, as_of = vocabulary(), utc_text(report.as_of)
    # the frame has the report's rows in the same order; an empty point has no east and north
    for finding, point in zip(report.findings, findings_frame(report.findings).geometry, strict=True):
        placed = not point.is_empty
        yield {
            "nummer": finding.number,
            "sort": terms.label("kinds", finding.kind),
            "sort_kod": finding.kind,
            "kategori": terms.label("categories", finding.category),
            "kategori_kod": finding.category,
            "allvar": finding.severity,
            "text": finding.text,
            "nara": finding.near,
            "tid": local(finding.observed_at).replace(second=0, microsecond=0, tzinfo=None),
            "tid_utc": utc_text(finding.observed_at),
            "ljus": terms.label("lights", finding.light),
            "ljus_kod": finding.light,
            "plats": report.place_name,
            "plats_kod": finding.place_code,
            "longitud": finding.longitude,
            "latitud": finding.latitude,
            "sweref99_1800_e": round(point.x, 3) if placed else None,
            "sweref99_1800_n": round(point.y, 3) if placed else None,
            "demo": "ja" if finding.demo else "nej",
            "iakttagelse_id": finding.finding_id,
            "vandring_id": finding.walk_id,
            "uppgifter_fran_utc": as_of,
        }


def csv_text(report: AreaReport) -> str:
    """
    Write the findings of a report as CSV that a Swedish spreadsheet opens as it is, by a double click.

    That needs a byte order mark (else å, ä and ö break), semicolons (the comma is the decimal mark there), and decimal
    commas: 18.07 would be read as a time of day. A program reads it with `sep=";", decimal=",", encoding="utf-8-sig"`.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    One line of `COLUMNS`, then one per finding by number, with line ends of CR LF; cells as in `finding_rows`, degrees
    as captured and metres with three decimals. A text that begins like a formula has an apostrophe before it
    (`geodata.tables.safe_cell`).
    """
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in finding_rows(report))
    return BYTE_ORDER_MARK + page.getvalue()


def _cell(value: Cell) -> str | int | None:
    match value:
        case float():
            # never 1e-05, which a spreadsheet in Swedish takes for words
            return format(Decimal(repr(value)), "f").replace(".", ",")
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case str():
            guarded: str = safe_cell(value)
            return guarded
    return value
