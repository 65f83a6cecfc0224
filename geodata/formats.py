"""Hand geographic data to other programs: GeoPackage files and rows for CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

# a spreadsheet takes a cell that begins so for a formula; the wide forms count too once it has normalised the text
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_geopackage(path: Path, *, layers: Mapping[str, GeoDataFrame], crs: str = SWEREF99_1800) -> None:
    """
    Write frames as the layers of one GeoPackage 1.3, whole or not at all.

    Parameters
    ----------
    path
        The file to make; one that exists is replaced in the moment the new one is complete.
    layers
        Frames by layer name, in order, each in any named reference system. They may be empty, and rows may lack a
        geometry. An index with a name becomes a column. Times are written in UTC.
    crs
        Reference system of the file: EPSG:3011 (default), or EPSG:3006.

    Raises
    ------
    InvalidFrameError
        If there is no layer, or a time column has no time zone.
    CRSMismatchError
        If a frame names no reference system.
    """
    from pyogrio import write_dataframe

    if not layers:
        raise InvalidFrameError(f"there is no layer to write to {path.name}; give one frame or more, they may be empty")
    ready = {name: _in_utc(_projected(frame, crs, name=name), name=name) for name, frame in layers.items()}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        unfinished = Path(folder, "layers.gpkg")
        for name, frame in ready.items():
            table = frame if frame.index.name is None else frame.reset_index()
            write_dataframe(
                table,
                unfinished,
                layer=name,
                driver="GPKG",
                append=unfinished.exists(),
                dataset_options=None if unfinished.exists() else {"VERSION": "1.3"},
            )
        unfinished.replace(path)


def csv_rows(frame: GeoDataFrame) -> pd.DataFrame:
    """
    Make a plain table for CSV from points: coordinates as columns, nothing a spreadsheet would run.

    Parameters
    ----------
    frame
        Points, shape (n,), in any named reference system. May be empty, and rows may lack a point.

    Returns
    -------
    Same index and columns without the geometry, then `longitude`, `latitude` (degrees, EPSG:4326, 6 decimals),
    `sweref99_1800_e` and `sweref99_1800_n` (metres, EPSG:3011, 2 decimals), missing where there is no point; they
    replace columns of the same name. Times are text in UTC such as 2026-11-26T17:42:00Z; text has passed `safe_cell`.

    Raises
    ------
    CRSMismatchError
        If the frame names no reference system.
    InvalidFrameError
        If a geometry is no point, or a time column has no time zone.
    """
    import pandas as pd

    if strange := sorted(set(frame.geom_type.dropna()) - {"Point"}):
        raise InvalidFrameError(f"a CSV row holds one point, not {', '.join(strange)}; write a GeoPackage instead")
    lonlat = _projected(frame, WGS84, name="csv").geometry
    metric = _projected(frame, SWEREF99_1800, name="csv").geometry
    table = pd.DataFrame(_in_utc(frame, name="csv").drop(columns=frame.active_geometry_name))
    for name, column in table.items():
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            table[name] = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif not pd.api.types.is_numeric_dtype(column):
            table[name] = column.map(safe_cell, na_action="ignore")
    return table.assign(
        longitude=lonlat.x.round(6),
        latitude=lonlat.y.round(6),
        sweref99_1800_e=metric.x.round(2),
        sweref99_1800_n=metric.y.round(2),
    )


def safe_cell(value: Any) -> Any:
    """
    Keep a spreadsheet from running a cell as a formula.

    Parameters
    ----------
    value
        What the cell is to hold.

    Returns
    -------
    Text that begins like a formula (= + - @, tab, line break) with an apostrophe before it; all else, numbers too, as
    given.

    References
    ----------
    OWASP, CSV Injection.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("trasig lampa"), safe_cell(-3)
    ("'=1+1", 'trasig lampa', -3)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _projected(frame: GeoDataFrame, crs: str, *, name: str) -> GeoDataFrame:
    if frame.crs is None:
        raise CRSMismatchError(f"layer {name!r} names no reference system; name the one it was made in with set_crs()")
    return frame.to_crs(crs)


def _in_utc(frame: GeoDataFrame, *, name: str) -> GeoDataFrame:
    if naive := [str(column) for column in frame.select_dtypes(include=["datetime"]).columns]:
        raise InvalidFrameError(f"layer {name!r}: no time zone in {', '.join(naive)}; name it with dt.tz_localize()")
    aware = frame.select_dtypes(include=["datetimetz"])
    return frame.assign(**{column: aware[column].dt.tz_convert("UTC") for column in aware.columns})
