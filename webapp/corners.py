"""Corners of a place as text, one to a row: as the form carries them, and as people write or paste them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84, GeoJSON
from geodata.file_faults import FileFault, InvalidFileError
from webapp.i18n import _

SYSTEM_NAMES: Final = {WGS84: "WGS 84", SWEREF99_1800: "SWEREF 99 18 00", SWEREF99_TM: "SWEREF 99 TM"}
LEAST_CORNERS: Final = 3
MOST_TOLD: Final = 5
"""Faulty rows that are told one by one; of more the rest is counted."""

_DECIMALS: Final = 6


def _row_of(number: str, *, apart: str) -> re.Pattern[str]:
    """Make the pattern of a row: two numbers, each with the signs that people put around it."""
    signed = rf"[NEÖ]?\s*(-?{number})\s*°?\s*[NEÖ]?"
    return re.compile(f"{signed}{apart}{signed}", re.ASCII | re.IGNORECASE)


_DOTTED: Final = _row_of(r"\d{1,9}(?:\.\d+)?", apart=r"(?:\s*[,;]\s*|\s+)")
_WITH_COMMAS: Final = _row_of(r"\d{1,9}(?:,\d+)?", apart=r"(?:\s*;\s*|,?\s+)")


@dataclass(frozen=True, slots=True)
class ReadCorners:
    """A boundary that was read from text: a GeoJSON Polygon, EPSG:4326, and the system in which it was written."""

    boundary: GeoJSON
    crs: str


class UnreadableCornersError(ValueError):
    """Rows that are no corners; `sentences` says to people which rows, and what would be right."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = tuple(sentences)


def corner_text(boundary: GeoJSON) -> str:
    """
    Write a boundary as text.

    Parameters
    ----------
    boundary
        A GeoJSON Polygon, EPSG:4326, longitude first.

    Returns
    -------
    One corner to a row, latitude before longitude as people say them, six decimals. An empty row before each hole; the
    first corner of a ring is not written again at its end.
    """
    rings = ([f"{latitude:.6f}, {longitude:.6f}" for longitude, latitude in ring[:-1]] for ring in _rings(boundary))
    return "\n\n".join("\n".join(rows) for rows in rings)


def read_corners(text: str) -> ReadCorners:
    """
    Read a boundary that somebody wrote.

    Parameters
    ----------
    text
        One corner to a row: latitude and longitude in degrees, or northing and easting in metres of EPSG:3011 or
        EPSG:3006, all rows in one system. Decimals after a full stop, or after a comma where a space or semicolon parts
        the two numbers. An empty row begins a hole.

    Raises
    ------
    UnreadableCornersError
        If there are fewer than three corners, a row is no corner, or the numbers fit no system in Stockholm.
    """
    numbered = [(number, row.strip()) for number, row in enumerate(text.splitlines(), start=1)]
    written = [(number, row) for number, row in numbered if row]
    if not written:
        raise UnreadableCornersError([_("Rita gränsen på kartan, eller skriv minst tre hörn.")])
    found = {number: _numbers(row) for number, row in written}
    wrong = [number for number, pair in found.items() if pair is None]
    if wrong:
        raise UnreadableCornersError(
            _first([_("Rad %(row)s är inget hörn. Skriv till exempel 59.336128, 18.072721.", row=row) for row in wrong])
        )
    corners = {number: pair for number, pair in found.items() if pair is not None}
    crs = _detected(corners)
    placed = dict(zip(corners, _in_degrees(list(corners.values()), crs=crs), strict=True))
    rings = [[placed[number] for number in block] for block in _blocks(numbered)]
    if any(len(_opened(ring)) < LEAST_CORNERS for ring in rings):
        raise UnreadableCornersError([_("Gränsen behöver minst tre hörn. Sätt fler.")])
    closed = [[*_opened(ring), ring[0]] for ring in rings]
    return ReadCorners({"type": "Polygon", "coordinates": closed}, crs)


def _numbers(row: str) -> tuple[float, float] | None:
    """Give the two numbers of a row in the order in which they stand there, None where it holds anything else."""
    # single spaces: over a long run of them the patterns would try every way to share it out
    bare = " ".join(row.split())
    found = _DOTTED.fullmatch(bare) or _WITH_COMMAS.fullmatch(bare)
    return None if found is None else (float(found[1].replace(",", ".")), float(found[2].replace(",", ".")))


def _detected(corners: dict[int, tuple[float, float]]) -> str:
    import numpy as np

    from geodata.reference_systems import detect_crs

    bounds = np.array([[east, north, east, north] for north, east in corners.values()])
    try:
        return detect_crs(bounds, declared=None, file="", rows=list(corners))
    except InvalidFileError as error:
        raise UnreadableCornersError(_first([_misplaced(fault) for fault in error.faults])) from None


def _misplaced(fault: FileFault) -> str:
    # the words for files would ask for another order than the one of the rows
    if fault.code == "swapped_axes":
        return _("Rad %(row)s står i omvänd ordning. Skriv latitud eller N först.", row=fault.row)
    return _(
        "Rad %(row)s ligger inte i Stockholm, varken i grader (WGS 84) eller i meter (SWEREF 99 18 00, SWEREF 99 TM). "
        "Kontrollera talen, och att alla rader är i samma system.",
        row=fault.row,
    )


def _first(sentences: list[str]) -> list[str]:
    rest = len(sentences) - MOST_TOLD
    return sentences if rest <= 0 else [*sentences[:MOST_TOLD], _("Och %(count)s rader till.", count=rest)]


def _in_degrees(pairs: list[tuple[float, float]], *, crs: str) -> list[list[float]]:
    """Turn northing and easting, or latitude and longitude, into [longitude, latitude]."""
    if crs == WGS84:
        return [[round(longitude, _DECIMALS), round(latitude, _DECIMALS)] for latitude, longitude in pairs]
    import numpy as np

    from geodata.crs import to_lonlat

    northing, easting = np.array(pairs).T
    longitude, latitude = to_lonlat(easting, northing, crs=crs)
    return [[round(float(x), _DECIMALS), round(float(y), _DECIMALS)] for x, y in zip(longitude, latitude, strict=True)]


def _blocks(numbered: list[tuple[int, str]]) -> list[list[int]]:
    """Group the numbers of rows into rings: an empty row stands between two."""
    blocks: list[list[int]] = [[]]
    for number, row in numbered:
        if row:
            blocks[-1].append(number)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _opened(ring: list[list[float]]) -> list[list[float]]:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _rings(boundary: GeoJSON) -> list[list[list[Any]]]:
    rings: list[list[list[Any]]] = boundary["coordinates"]
    return rings
