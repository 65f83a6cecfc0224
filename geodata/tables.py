"""Keep what people wrote from being run by the spreadsheet that opens a table of text."""

from __future__ import annotations

from typing import Any

# a spreadsheet takes a cell that begins so for a formula; the wide forms count too once it has normalised the text
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """
    Keep a spreadsheet from running a cell of a CSV file as a formula.

    Parameters
    ----------
    value
        What the cell is to hold.

    Returns
    -------
    Text that begins like a formula (= + - @, tab, line break), with apostrophes before it or not, with one apostrophe
    more; all else, numbers too, as given. So no two texts become one: who takes one apostrophe off where a formula's
    beginning follows the apostrophes has the text as it was.

    References
    ----------
    OWASP, CSV Injection.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("trasig lampa"), safe_cell(-3)
    ("'=1+1", 'trasig lampa', -3)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(_FORMULA_STARTS) else value
