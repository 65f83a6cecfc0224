"""Which reference system a file really uses: what it says, held against where its numbers lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84
from geodata.file_faults import MOST_TOLD, FileFault, InvalidFileError, refuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodata.crs import FloatArray

    BoolArray: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SystemWindow:
    """The numbers that Stockholm has in a reference system, `x` east or longitude, `y` north or latitude."""

    crs: str
    west: float
    south: float
    east: float
    north: float

    def holds(self, bounds: FloatArray) -> BoolArray:
        """Tell for each row of bounds (n, 4), x and y least and greatest, whether it lies in the window."""
        inside: BoolArray = (
            (bounds[:, 0] >= self.west)
            & (bounds[:, 1] >= self.south)
            & (bounds[:, 2] <= self.east)
            & (bounds[:, 3] <= self.north)
        )
        return inside


STOCKHOLM: Final = (
    SystemWindow(WGS84, west=17.71, south=59.18, east=18.37, north=59.56),
    SystemWindow(SWEREF99_TM, west=655_000, south=6_565_000, east=690_000, north=6_605_000),
    SystemWindow(SWEREF99_1800, west=137_000, south=6_565_000, east=165_000, north=6_605_000),
)
"""The windows of the three systems that are read; no two overlap, nor does one with its axes swapped."""

SYSTEMS: Final = ", ".join(window.crs for window in STOCKHOLM)

_CRS84: Final = re.compile(r"(?:OGC:|urn:ogc:def:crs:OGC:[\d.]*:)CRS84", re.IGNORECASE)
_SWAPPED: Final = (1, 0, 3, 2)


def known_name(declared: str | None) -> str | None:
    """
    Give a reference system the name that it has here.

    Parameters
    ----------
    declared
        As a file names it: an authority's code, a URN, or WKT of any dialect, with a height system or without. None
        where it names none.

    Returns
    -------
    EPSG:4326, EPSG:3006 or EPSG:3011; of another system its own code or name; None where the file names none, or says
    itself that it does not know.

    Examples
    --------
    >>> known_name("urn:ogc:def:crs:EPSG::3011"), known_name("urn:ogc:def:crs:OGC:1.3:CRS84")
    ('EPSG:3011', 'EPSG:4326')
    """
    if declared is None or not declared.strip():
        return None
    if _CRS84.fullmatch(declared.strip()):
        return WGS84
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    # PROJ takes a name of a file or a program's own string for a system too; only codes and WKT are meant here
    if not re.match(r"(?:EPSG|ESRI|OGC|urn)\s*:|[A-Z_]+\s*\[", declared.strip(), re.IGNORECASE):
        return declared
    try:
        system = CRS.from_user_input(declared.strip())
    except CRSError:
        return declared
    if system.name.lower().startswith("undefined") or system.is_engineering:
        return None
    flat = system.sub_crs_list[0] if system.is_compound else system
    # only where there is a height: PROJ no longer knows ESRI's names by their code afterwards
    flat = flat.to_2d() if len(flat.axis_info) > 2 else flat
    code = flat.to_epsg()
    return flat.name if code is None else f"EPSG:{code}"


def detect_crs(
    bounds: FloatArray,
    *,
    declared: str | None,
    file: str,
    rows: Sequence[int] | None = None,
    beyond: bool = False,
) -> str:
    """
    Decide which reference system some coordinates are in, or refuse them.

    A file that names none is read as the one system whose window holds every coordinate. One that names a system is
    believed only where the numbers agree: in the wrong system a place lies somewhere else, and nothing else tells.

    Parameters
    ----------
    bounds
        x and y least, x and y greatest of each row, shape (n, 4), x first as the file gives it; finite.
    declared
        What the file names, as `known_name` gives it; None where it names none.
    file
        Its name, for the message.
    rows
        Numbers of the rows, shape (n,); None where the bounds are those of the whole file.
    beyond
        Whether a file that names its system may reach beyond Stockholm.

    Returns
    -------
    EPSG:4326, EPSG:3006 or EPSG:3011; EPSG:4326 where there is no row and none is named.

    Raises
    ------
    InvalidFileError
        unknown_crs for the file; no_crs, wrong_crs, swapped_axes or outside for each row that is not where it should
        be, told for the first rows of many.
    """
    window = next((window for window in STOCKHOLM if window.crs == declared), None)
    if declared is not None and window is None and not _elsewhere(bounds):
        raise refuse("unknown_crs", file=file, declared=declared, systems=SYSTEMS)
    if not len(bounds):
        return declared or WGS84
    window = window or (_likeliest(bounds) if declared is None else None)
    wrong = [number for number, held in enumerate(_held(bounds, window)) if not held]
    faults = []
    for number in wrong[: MOST_TOLD + 1]:
        code, detail = _reason(bounds[[number]], window=window, declared=declared)
        if not (beyond and declared is not None and code == "outside"):
            faults.append(FileFault(code, file, None if rows is None else rows[number], detail))
    if faults or window is None:
        raise InvalidFileError(faults)
    return window.crs


def _elsewhere(bounds: FloatArray) -> str | None:
    return next((window.crs for window in STOCKHOLM if len(bounds) and window.holds(bounds).all()), None)


def _likeliest(bounds: FloatArray) -> SystemWindow | None:
    most = max(STOCKHOLM, key=lambda window: int(window.holds(bounds).sum()))
    return most if most.holds(bounds).any() else None


def _held(bounds: FloatArray, window: SystemWindow | None) -> list[bool]:
    return [False] * len(bounds) if window is None else [bool(held) for held in window.holds(bounds)]


def _reason(
    bounds: FloatArray, *, window: SystemWindow | None, declared: str | None
) -> tuple[str, dict[str, str | float]]:
    numbers = {"x": _readable(bounds[0, 0]), "y": _readable(bounds[0, 1])}
    fits = _elsewhere(bounds)
    if _elsewhere(bounds[:, _SWAPPED]):
        return "swapped_axes", {**numbers}
    if declared is not None and fits:
        return "wrong_crs", {**numbers, "declared": declared, "fits": fits}
    if window is not None:
        return "outside", {**numbers, "crs": window.crs}
    return "no_crs", {**numbers, "systems": SYSTEMS}


def _readable(number: float) -> float:
    # a decimetre in degrees, a metre in metres
    return round(float(number), 6) if abs(number) <= 360 else round(float(number))
