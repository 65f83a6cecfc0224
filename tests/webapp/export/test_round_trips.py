"""A report written as data, and read back by programs that know nothing of Lykta: nothing of a finding is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyogrio
import pyproj
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from geodata.crs import SWEREF99_1800, SWEREF99_TM
from tests.walks.analysis.examples import finding, square_100m
from tests.webapp.export.reports import HOSTILE, square_report
from walks.finding import Finding
from walks.vocabulary import vocabulary
from webapp.export.geojson import findings_geojson
from webapp.export.geopackage import geopackage_bytes
from webapp.export.rows import COLUMNS, csv_text
from webapp.export.spreadsheet import findings_xlsx

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# two such signs that share an underscore are the one text that the spreadsheet's own way of writing cannot tell apart
written_by_people = st.text(max_size=60).filter(lambda text: not re.search("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_", text))
texts = st.one_of(st.none(), st.sampled_from(HOSTILE), written_by_people)
points = st.one_of(st.none(), st.tuples(st.floats(17.7, 18.4), st.floats(59.2, 59.5)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
codes = [category.code for category in vocabulary().categories if not category.restricted]


@st.composite
def reported(draw: st.DrawFn) -> list[Finding]:
    """Findings as they come from tablets and papers."""
    made = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        at = draw(points)
        kind = draw(st.sampled_from(["unsafe", "safe", "suggestion"]))
        made.append(
            finding(
                number,
                kind=kind,
                category=draw(st.sampled_from(codes)),
                severity=draw(st.sampled_from([None, 1, 2, 3, 4])) if kind == "unsafe" else None,
                text=draw(texts),
                near=draw(texts),
                longitude=at and at[0],
                latitude=at and at[1],
                observed_at=draw(moments),
            )
        )
    return made


def plain(text: str | None) -> str:
    # a table of text knows no difference between a missing word and an empty one
    return text or ""


def parsed(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def metres(item: Finding, crs: str) -> tuple[float, float]:
    """The point in metres, made by PROJ and not by the code that is tried."""
    transformer = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    east, north = transformer.transform(item.longitude, item.latitude)
    return east, north


def geopackage(findings: list[Finding], crs: str) -> Any:
    report = square_report(findings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rapport.gpkg")
        path.write_bytes(geopackage_bytes(report, area=square_100m(), crs=crs))
        return pyogrio.read_dataframe(path, layer="findings")


@pytest.mark.parametrize("crs", [SWEREF99_1800, SWEREF99_TM])
@given(findings=reported())
@example([finding(1, text="rad ett\nrad två 🔦\r\n\x07", near="före\0efter")])
@FEW
def test_a_geopackage_gives_every_finding_back(crs: str, findings: list[Finding]) -> None:
    table = geopackage(findings, crs)

    assert str(table.crs) == crs
    assert table["finding_id"].tolist() == [item.finding_id for item in findings]
    assert table["kind"].tolist() == [item.kind for item in findings]
    assert table["category"].tolist() == [item.category for item in findings]
    for column in ("text", "near"):
        # the one sign that a GeoPackage cannot hold has a sign of its own
        wanted = [plain(getattr(item, column)).replace("\0", "␀") for item in findings]
        assert [plain(text) for text in table[column].astype(object).where(table[column].notna(), None)] == wanted
    for item, row in zip(findings, table.itertuples(), strict=True):
        assert abs(row.observed_at.to_pydatetime() - item.observed_at) < timedelta(milliseconds=1)
        assert row.geometry.is_empty == (item.longitude is None)
        if item.longitude is not None:
            assert (row.geometry.x, row.geometry.y) == pytest.approx(metres(item, crs), abs=0.01)
            assert (row.longitude, row.latitude) == (item.longitude, item.latitude)


@given(findings=reported())
@FEW
def test_geojson_gives_every_finding_back_exactly(findings: list[Finding]) -> None:
    features = json.loads(findings_geojson(square_report(findings)))["features"]

    for item, feature in zip(findings, features, strict=True):
        told = feature["properties"]
        assert feature["id"] == told["finding_id"] == item.finding_id
        assert (told["kind"], told["category"], told["severity"]) == (item.kind, item.category, item.severity)
        assert (told["text"], told["near"]) == (item.text, item.near)
        assert parsed(told["observed_at"]) == item.observed_at
        point = feature["geometry"] and tuple(feature["geometry"]["coordinates"])
        assert point == (None if item.longitude is None else (item.longitude, item.latitude))


def check_table(findings: list[Finding], rows: list[dict[str, Any]]) -> None:
    """Compare the rows of a table with what was reported; all cells as text with decimal points."""
    for item, row in zip(findings, rows, strict=True):
        assert (row["iakttagelse_id"], row["vandring_id"], row["plats_kod"]) == (item.finding_id, "w1", "rutan")
        assert (row["sort_kod"], row["kategori_kod"]) == (item.kind, item.category)
        assert row["allvar"] == plain(None if item.severity is None else str(item.severity))
        assert (row["text"], row["nara"]) == (plain(item.text), plain(item.near))
        assert parsed(row["tid_utc"]) == item.observed_at
        cells = [row[name] for name in ("longitud", "latitud", "sweref99_1800_e", "sweref99_1800_n")]
        if item.longitude is None:
            assert cells == [""] * 4
            continue
        longitude, latitude, east, north = map(float, cells)
        # a cell of a spreadsheet has 16 digits
        assert (longitude, latitude) == pytest.approx((item.longitude, item.latitude), abs=1e-12)
        assert (east, north) == pytest.approx(metres(item, SWEREF99_1800), abs=0.01)


@given(findings=reported())
@FEW
def test_csv_gives_every_finding_back(findings: list[Finding]) -> None:
    content = csv_text(square_report(findings)).encode().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))

    for row in rows:
        for name in ("longitud", "latitud", "sweref99_1800_e", "sweref99_1800_n"):
            row[name] = row[name].replace(",", ".")
        for name in ("text", "nara"):
            cell = row[name]
            # the rule of safe_cell, read backwards
            row[name] = cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell
    check_table(findings, rows)


@given(findings=reported())
@FEW
def test_xlsx_gives_every_finding_back(findings: list[Finding]) -> None:
    rows = spreadsheet_rows(findings_xlsx(square_report(findings)))

    assert list(rows[0]) == list(COLUMNS)
    check_table(findings, rows)


@given(findings=reported())
@FEW
def test_openpyxl_reads_the_numbers_and_times_of_the_spreadsheet(findings: list[Finding]) -> None:
    book = load_workbook(io.BytesIO(findings_xlsx(square_report(findings))))

    assert book.sheetnames == ["Iakttagelser", "Om rapporten"]
    names, *rows = book["Iakttagelser"].iter_rows(values_only=True)
    for item, cells in zip(findings, rows, strict=True):
        row = dict(zip(names, cells, strict=True))
        assert (row["nummer"], row["allvar"], row["iakttagelse_id"]) == (item.number, item.severity, item.finding_id)
        wanted = (item.longitude, item.latitude)
        assert (row["longitud"], row["latitud"]) == (pytest.approx(wanted, abs=1e-12) if item.longitude else wanted)
        assert parsed(row["tid_utc"]) == item.observed_at
        assert isinstance(row["tid"], datetime)
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds


def spreadsheet_rows(content: bytes) -> list[dict[str, str]]:
    """Read a workbook's first sheet from its XML, as ECMA-376 says: _xHHHH_ in a text is the character HHHH."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    words = ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in shared.iter(f"{MAIN}si")]
    words = [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) for text in words]
    rows = []
    for line in sheet.iter(f"{MAIN}row"):
        cells = {}
        for cell in line.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v", "")
            column = re.sub(r"\d", "", cell.get("r", ""))
            cells[column] = words[int(value)] if cell.get("t") == "s" else value
        rows.append(cells)
    names, *found = rows
    return [{name: line.get(column, "") for column, name in names.items()} for line in found]
