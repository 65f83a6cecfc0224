"""What every form of file asks of a frame: a named reference system, and times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from geodata.errors import CRSMismatchError, InvalidFrameError

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

    Frame = TypeVar("Frame", bound=pd.DataFrame)


def in_system(frame: GeoDataFrame, crs: str, *, name: str) -> GeoDataFrame:
    """
    Give a frame in the reference system of a file.

    Parameters
    ----------
    frame
        Any geometries, in any named reference system.
    crs
        The wanted reference system, such as EPSG:3011.
    name
        What to call the frame in an error.

    Raises
    ------
    CRSMismatchError
        If the frame names no reference system.
    """
    if frame.crs is None:
        raise CRSMismatchError(f"layer {name!r} names no reference system; name the one it was made in with set_crs()")
    return frame.to_crs(crs)


def in_utc(frame: Frame, *, name: str) -> Frame:
    """
    Give a frame with all its times in UTC.

    Parameters
    ----------
    frame
        Any columns.
    name
        What to call the frame in an error.

    Raises
    ------
    InvalidFrameError
        If a time column has no time zone. The message tells all of them.
    """
    if naive := [str(column) for column in frame.select_dtypes(include=["datetime"]).columns]:
        raise InvalidFrameError(f"layer {name!r}: no time zone in {', '.join(naive)}; name it with dt.tz_localize()")
    aware = frame.select_dtypes(include=["datetimetz"])
    return frame.assign(**{str(column): aware[column].dt.tz_convert("UTC") for column in aware.columns})


def utc_text(moment: datetime) -> str:
    """
    Write a time in UTC as ISO 8601, as exactly as it is known.

    Parameters
    ----------
    moment
        Aware.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> utc_text(datetime(2026, 11, 26, 17, 42, tzinfo=UTC)), utc_text(datetime(2026, 11, 26, 17, 42, 0, 250_000, UTC))
    ('2026-11-26T17:42:00Z', '2026-11-26T17:42:00.250000Z')
    """
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
