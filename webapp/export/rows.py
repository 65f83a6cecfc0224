"""The findings of an area report as rows for a spreadsheet: words for people beside codes for programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from geodata.formats import csv_rows, safe_cell
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
    One line of `COLUMNS`, then one per finding by number, with line ends of CR LF. `longitud` and `latitud` are degrees
    (EPSG:4326), `sweref99_1800_e` and `_n` metres (EPSG:3011), all empty where a finding has no point. `tid` is the
    clock of Stockholm. A text that begins like a formula has an apostrophe before it.
    """
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(_rows(report))
    return BYTE_ORDER_MARK + page.getvalue()


def _rows(report: AreaReport) -> Iterator[dict[str, Any]]:
    terms = vocabulary()
    as_of = report.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # the frame has the report's rows in the same order, with coordinates in both systems and every text made harmless
    for finding, row in zip(report.findings, csv_rows(findings_frame(report.findings)).to_dict("records"), strict=True):
        yield {
            "nummer": finding.number,
            "sort": terms.label("kinds", finding.kind),
            "sort_kod": row["kind"],
            "kategori": safe_cell(terms.label("categories", finding.category)),
            "kategori_kod": row["category"],
            "allvar": finding.severity,
            "text": "" if finding.text is None else row["text"],
            "nara": "" if finding.near is None else row["near"],
            "tid": local(finding.observed_at).strftime("%Y-%m-%d %H:%M"),
            "tid_utc": row["observed_at"],
            "ljus": terms.label("lights", finding.light),
            "ljus_kod": row["light"],
            "plats": safe_cell(report.place_name),
            "plats_kod": row["place_code"],
            "longitud": _decimal(row["longitude"], decimals=6),
            "latitud": _decimal(row["latitude"], decimals=6),
            "sweref99_1800_e": _decimal(row["sweref99_1800_e"], decimals=2),
            "sweref99_1800_n": _decimal(row["sweref99_1800_n"], decimals=2),
            "demo": "ja" if finding.demo else "nej",
            "iakttagelse_id": safe_cell(finding.finding_id),
            "vandring_id": row["walk_id"],
            "uppgifter_fran_utc": as_of,
        }


def _decimal(value: float, *, decimals: int) -> str:
    return "" if math.isnan(value) else f"{value:.{decimals}f}".replace(".", ",")
