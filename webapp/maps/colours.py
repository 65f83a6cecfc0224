"""The colours of paper, read from `tokens.css`: one set of values for screen, report and print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["paper_colours"]

_TOKENS = Path(__file__).parent.parent / "static" / "css" / "tokens.css"

_BY_DAY = re.compile(r"--(?P<name>[a-z0-9-]+):\s*var\(--day,\s*(?P<value>#[0-9a-f]{6})\)")
_PLAIN = re.compile(r"--(?P<name>[a-z0-9-]+):\s*(?P<value>#[0-9a-f]{6})\s*;")
_MEDIA = re.compile(r"@media (?P<kind>[^{]+)\{")


@cache
def paper_colours() -> Mapping[str, str]:
    """
    Read the colours by day, as changed for print.

    Returns
    -------
    Six-digit hexadecimal colours by the name of their custom property, without its hyphens in front.

    Examples
    --------
    >>> paper_colours()["map-land"]
    '#ffffff'
    """
    found: dict[str, str] = {}
    screen, printed = _rules(_TOKENS.read_text(encoding="utf-8"))
    for text in (screen, printed):
        found |= {match["name"]: match["value"] for match in _BY_DAY.finditer(text)}
        found |= {match["name"]: match["value"] for match in _PLAIN.finditer(text)}
    return MappingProxyType(found)


def _rules(text: str) -> tuple[str, str]:
    """Part a style sheet into what counts everywhere and what counts on paper; other conditions are left out."""
    everywhere, on_paper, at = "", "", 0
    for match in _MEDIA.finditer(text):
        everywhere += text[at : match.start()]
        at = _closing(text, match.end())
        if match["kind"].strip() == "print":
            on_paper += text[match.end() : at]
    return everywhere + text[at:], on_paper


def _closing(text: str, at: int) -> int:
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at
