from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geodata.tables import safe_cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_it_was(cell: str) -> str:
    """Read a cell as the docstring says."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("value", ["trasig lampa", "", "a=b", "5-6 lampor", " ", "'", "'n", -3, 2.5, True, None])
def test_other_cells_stay_as_they_are(value: Any) -> None:
    assert safe_cell(value) is value


@given(text=st.text())
@example("=1")
@example("'=1")
@example("''=1")
def test_no_guarded_text_begins_like_a_formula_and_every_one_can_be_had_back(text: str) -> None:
    guarded = safe_cell(text)
    assert not guarded.startswith(FORMULA_STARTS)
    assert as_it_was(guarded) == text
