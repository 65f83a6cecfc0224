"""The report as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pandas as pd
import pytest

from geodata.crs import to_metric
from tests.walks.analysis.examples import SOUTH_WEST, finding, five_findings
from tests.webapp.export.reports import HOSTILE, square_report
from walks.finding import Finding
from webapp.export.rows import COLUMNS, csv_text


def rows(findings: list[Finding] | None = None, **changes: object) -> list[dict[str, str]]:
    text = csv_text(square_report(findings, **changes)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def number(cell: str) -> float:
    return float(cell.replace(",", "."))


def test_the_file_begins_with_a_byte_order_mark_and_the_column_names() -> None:
    text = csv_text(square_report([]))

    assert text == "\ufeff" + ";".join(COLUMNS) + "\r\n"


def test_every_row_tells_what_the_report_tells() -> None:
    report = square_report()
    table = rows()

    assert [int(row["nummer"]) for row in table] == [item.number for item in report.findings]
    for kind, count in report.by_kind.items():
        assert sum(row["sort_kod"] == kind for row in table) == count
    for light, count in report.by_light.items():
        assert sum(row["ljus_kod"] == light for row in table) == count
    for category in report.by_category:
        assert sum(row["kategori_kod"] == category.category for row in table) == category.total
    for severity, count in report.by_severity.items():
        told = "" if severity is None else str(severity)
        assert sum(row["sort_kod"] == "unsafe" and row["allvar"] == told for row in table) == count
    assert sum(row["longitud"] == "" for row in table) == report.boundary.unplaced


def test_words_stand_beside_codes() -> None:
    row = rows()[0]

    assert (row["sort"], row["sort_kod"]) == ("Otryggt", "unsafe")
    assert (row["kategori"], row["kategori_kod"]) == ("Belysning", "lighting")
    assert (row["ljus"], row["ljus_kod"]) == ("Mörker", "darkness")
    assert (row["plats"], row["plats_kod"]) == ("Rutan", "rutan")
    assert (row["text"], row["nara"], row["allvar"], row["demo"]) == ("Släckt lykta", "Lyktgatan", "2", "nej")
    assert (row["iakttagelse_id"], row["vandring_id"]) == ("f1", "w1")


def test_times_are_local_for_people_and_utc_for_programs() -> None:
    row = rows([finding(1, observed_at=datetime(2026, 6, 30, 22, 5, tzinfo=UTC))])[0]

    assert row["tid"] == "2026-07-01 00:05"
    assert row["tid_utc"] == "2026-06-30T22:05:00Z"
    assert row["uppgifter_fran_utc"] == "2026-11-23T17:42:00Z"


def test_coordinates_agree_in_both_reference_systems_with_decimal_commas() -> None:
    row = rows([finding(1, at_m=(30, 70))])[0]

    assert row["sweref99_1800_e"] == f"{SOUTH_WEST[0] + 30:.0f},0"
    assert row["sweref99_1800_n"] == f"{SOUTH_WEST[1] + 70:.0f},0"
    east, north = to_metric(number(row["longitud"]), number(row["latitud"]))
    assert number(row["sweref99_1800_e"]) == pytest.approx(east, abs=0.001)
    assert number(row["sweref99_1800_n"]) == pytest.approx(north, abs=0.001)


def test_degrees_stand_as_they_were_captured_and_never_with_an_exponent() -> None:
    row = rows([finding(1, longitude=18.072721, latitude=1e-07)])[0]

    assert (row["longitud"], row["latitud"]) == ("18,072721", "0,0000001")


def test_a_finding_without_a_point_has_empty_coordinates() -> None:
    row = rows()[4]

    assert [row[name] for name in ("longitud", "latitud", "sweref99_1800_e", "sweref99_1800_n")] == [""] * 4


def test_a_missing_text_is_an_empty_cell() -> None:
    row = rows([finding(1, text=None, near=None)])[0]

    assert (row["text"], row["nara"]) == ("", "")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_in_their_cell_as_text(words: str) -> None:
    table = rows([finding(1, text=words, near=words, walk_id=words), finding(2)])

    assert len(table) == 2
    for column in ("text", "nara", "vandring_id"):
        cell = table[0][column]
        assert cell in {words, f"'{words}"}
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert table[1]["text"] == "Släckt lykta"


def test_demo_is_marked_on_every_row() -> None:
    findings = [finding(1, demo=True), finding(2, demo=True)]

    assert [row["demo"] for row in rows(findings, walks=[])] == ["ja", "ja"]


def test_pandas_reads_it_as_the_docstring_says() -> None:
    text = csv_text(square_report(five_findings())).encode()
    table = pd.read_csv(io.BytesIO(text), sep=";", decimal=",", encoding="utf-8-sig")

    assert table["longitud"].dtype == table["sweref99_1800_n"].dtype == "float64"
    assert table["nummer"].tolist() == [1, 2, 3, 4, 5]
