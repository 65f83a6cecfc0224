"""
Writing SVG: every attribute and every word escaped, numbers short and the same on every machine.

Looks are presentation attributes, never a `style`: the pages' policy allows no inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Point", "element", "number", "path", "short_path", "words"]

Point = tuple[float, float]
"""Right and down in pixels from the upper left corner of the picture."""


def element(tag: str, children: Iterable[str] = (), **attributes: str | float | None) -> str:
    """
    Write an element.

    Parameters
    ----------
    tag
        Its name.
    children
        What stands inside, already written: pass text through `words`.
    attributes
        An underscore stands for a hyphen, one at the end is dropped; numbers are shortened; None leaves one out.

    Examples
    --------
    >>> element("circle", cx=4.04, r=3, stroke_width=1.5)
    '<circle cx="4" r="3" stroke-width="1.5"/>'
    """
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def words(text: str) -> str:
    """
    Escape words that somebody wrote.

    >>> words("A & B <i>")
    'A &amp; B &lt;i&gt;'
    """
    return escape(text)


def number(value: float) -> str:
    """
    Write a number with one decimal at most: a tenth of a pixel is more than a print can show.

    >>> number(12.04), number(-0.04), number(3)
    ('12', '0', '3')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(parts: Iterable[Sequence[Point]], *, closed: bool) -> str:
    """
    Write lines, or rings, as the data of one path.

    Examples
    --------
    >>> path([[(0, 0), (10, 0), (10, 5)]], closed=True)
    'M0 0L10 0L10 5Z'
    """
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in part) + end for part in parts)


def short_path(parts: Iterable[Sequence[Point]], *, closed: bool) -> str:
    """
    Write many lines, or rings, as the data of one path in few bytes: each point as seen from the one before.

    Parameters
    ----------
    parts
        Lines of one point or more; a ring may end where it began, or not.
    closed
        Whether they are rings.

    Returns
    -------
    The same points as `path` writes, to a tenth of a pixel: steps are taken between rounded points, so that no error
    grows along a line.

    Examples
    --------
    >>> short_path([[(0, 0), (10.04, 0), (10, 4.5), (0, 0)]], closed=True)
    'M0 0l10 0 0 4.5z'
    """
    written = []
    for part in parts:
        tenths = [(round(x * 10), round(y * 10)) for x, y in part]
        if closed and len(tenths) > 1 and tenths[0] == tenths[-1]:
            tenths.pop()
        steps = [_pair(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(tenths) if (x1, y1) != (x2, y2)]
        joined = "".join(step if step[0] == "-" or not at else f" {step}" for at, step in enumerate(steps))
        written.append(f"M{_pair(*tenths[0])}{'l' if steps else ''}{joined}{'z' if closed else ''}")
    return "".join(written)


def _pair(x: int, y: int) -> str:
    down = _tenth(y)
    return f"{_tenth(x)}{'' if down[0] == '-' else ' '}{down}"


def _tenth(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    if not tenth:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{tenth}"
