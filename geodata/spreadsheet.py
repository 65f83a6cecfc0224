"""Write tables as an XLSX workbook: text stays text, and the same tables give the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from geodata.errors import InvalidFrameError

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | datetime | None
"""What a cell may hold; a time has no zone, for a spreadsheet knows none, and None is an empty cell."""

LONGEST_TEXT = 32_767
"""Characters of a cell, counted in UTF-16 as Excel does."""

MOST_ROWS = 1_048_575
"""Rows below the headings."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the width of its column in characters, and how numbers stand in it."""

    name: str
    width: float = 12
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: rows of one cell per column, under headings that stay in view."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]


def xlsx_bytes(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """
    Write sheets as one workbook.

    Parameters
    ----------
    sheets
        In order; one or more.
    title
        Title of the document.
    made_at
        Aware; the only time in the file.

    Returns
    -------
    The file. No cell is a formula or a link, whatever it begins with: text is written as text, in cells that stay
    text when they are edited. A control character that XML cannot hold is written as Excel does it (`_x0007_`), and
    text that looks so is told apart; only two such signs that share an underscore (`_x0041_x0042_`) are read otherwise.

    Raises
    ------
    InvalidFrameError
        If there is no sheet, a row is longer or shorter than its headings, there are more than `MOST_ROWS` rows, a text
        is longer than `LONGEST_TEXT`, a number is not finite, or a time has a zone.
    """
    from xlsxwriter import Workbook

    if not sheets:
        raise InvalidFrameError("there is no sheet to write; give one or more, they may be empty")
    page = io.BytesIO()
    book = Workbook(page, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "bottom": 2, "valign": "top", "num_format": "@"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        numbers = [book.add_format({"num_format": column.number_format, "valign": "top"}) for column in sheet.columns]
        _write(book.add_worksheet(sheet.name), sheet, heading=heading, text=text, numbers=numbers)
    book.close()
    return page.getvalue()


def _write(page: Worksheet, sheet: Sheet, *, heading: Format, text: Format, numbers: Sequence[Format]) -> None:
    if len(sheet.rows) > MOST_ROWS:
        raise InvalidFrameError(
            f"sheet {sheet.name}: {len(sheet.rows)} rows, at most {MOST_ROWS} go; write CSV instead"
        )
    for across, column in enumerate(sheet.columns):
        page.set_column(across, across, column.width)
        page.write_string(0, across, column.name, heading)
    for down, row in enumerate(sheet.rows, start=1):
        if len(row) != len(sheet.columns):
            raise InvalidFrameError(
                f"sheet {sheet.name}, row {down}: {len(row)} cells for {len(sheet.columns)} headings"
            )
        for across, value in enumerate(row):
            where = f"sheet {sheet.name}, row {down}, column {sheet.columns[across].name}"
            match _checked(value, where=where):
                case str(words) if words:
                    page.write_string(down, across, words, text)
                case datetime() as moment:
                    page.write_datetime(down, across, moment, numbers[across])
                case int(number) | float(number):
                    page.write_number(down, across, number, numbers[across])
                case _:
                    page.write_blank(down, across, None, text)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _checked(value: Cell, *, where: str) -> Cell:
    if isinstance(value, str) and len(value.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise InvalidFrameError(f"{where}: the text is longer than {LONGEST_TEXT} characters; shorten it or write CSV")
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidFrameError(f"{where}: {value} is no number that a cell can hold; give None for a missing one")
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise InvalidFrameError(f"{where}: a cell knows no time zone; give the clock of a place, or the time as text")
    return value
