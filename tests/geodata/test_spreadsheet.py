from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from geodata.errors import InvalidFrameError
from geodata.spreadsheet import LONGEST_TEXT, Cell, Column, Sheet, xlsx_bytes

MADE = datetime(2026, 11, 26, 17, 42, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://example.com")',
    "http://example.com",
    "mailto:a@b",
]


def book(*rows: list[Cell], columns: tuple[Column, ...] = (Column("text"),)) -> bytes:
    return xlsx_bytes([Sheet("Blad", columns, rows)], title="Prov", made_at=MADE)


def words(content: bytes) -> list[str]:
    """Read the texts of a workbook from its XML, as ECMA-376 says: _xHHHH_ is the character HHHH."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        root = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
    raw = ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in root.iter(f"{MAIN}si")]
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) for text in raw]


def first_cell(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active["A2"]


def test_a_workbook_is_read_back_by_another_program() -> None:
    columns = (Column("text"), Column("tal", number_format="0.00"), Column("tid", number_format="yyyy-mm-dd hh:mm"))
    content = book(["Släckt lykta 🔦", 2.5, datetime(2026, 11, 26, 18, 42)], [None, None, None], columns=columns)
    page = load_workbook(io.BytesIO(content))["Blad"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["text", "tal", "tid"],
        ["Släckt lykta 🔦", 2.5, datetime(2026, 11, 26, 18, 42)],
        [None, None, None],
    ]
    assert page["B2"].number_format == "0.00"
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_and_never_a_formula_or_a_link(text: str) -> None:
    content = book([text])
    cell = first_cell(content)
    assert (cell.value, cell.data_type, cell.hyperlink, cell.number_format) == (text, "s", None, "@")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert not [*sheet.iter(f"{MAIN}f")] and not [*sheet.iter(f"{MAIN}hyperlink")]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert book(["a"], ["b"]) == book(["a"], ["b"])
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-26T17:42:00Z" in parts.read("docProps/core.xml")


def test_a_headings_row_alone_is_a_sheet() -> None:
    page = load_workbook(io.BytesIO(book()))["Blad"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["text"]]


@given(text=st.text(min_size=1))
@example("_x0041_")
@example("\x00\x07\x1f\r\n\t")
@example(" luft ")
@example("\ufffe\uffff")
def test_no_text_is_lost_in_the_file_whatever_it_holds(text: str) -> None:
    assert words(book([text], columns=(Column("rubrik"),))) == [*dict.fromkeys(["rubrik", text])]


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="_\ufffe\uffff"), min_size=1))
def test_text_of_readable_signs_comes_out_of_openpyxl_as_it_went_in(text: str) -> None:
    assert first_cell(book([text])).value == text


def test_a_text_longer_than_a_cell_is_refused_with_its_place() -> None:
    book(["a" * LONGEST_TEXT])
    with pytest.raises(InvalidFrameError, match="sheet Blad, row 2, column text: the text is longer than 32767"):
        book(["a"], ["🔦" * (LONGEST_TEXT // 2 + 1)])


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(InvalidFrameError, match=r"row 1, column text: (nan|inf) is no number that a cell can hold"):
        book([number])


def test_a_time_with_a_zone_is_refused() -> None:
    with pytest.raises(InvalidFrameError, match="a cell knows no time zone"):
        book([MADE])


def test_a_row_has_a_cell_for_each_heading() -> None:
    with pytest.raises(InvalidFrameError, match="sheet Blad, row 1: 2 cells for 1 headings"):
        book(["a", "b"])


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(InvalidFrameError, match="there is no sheet to write"):
        xlsx_bytes([], title="Prov", made_at=MADE)
