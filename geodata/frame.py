"""What a frame must hold before it is measured or counted; all its faults are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pandas as pd
from pandas.api import types

from geodata.crs import require_crs
from geodata.errors import CRSMismatchError, InvalidFrameError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ColumnKind: TypeAlias = Literal["text", "integer", "number", "boolean", "time"]


@dataclass(frozen=True, slots=True)
class FrameSchema:
    """
    What a GeoDataFrame holds.

    `columns` gives each needed column its kind: text, integer, number (integers too), boolean, or time (aware, UTC).
    Values may be missing in each, and there may be other columns. `geometry_types` are names such as "Point", `crs` one
    such as "EPSG:3011".
    """

    columns: Mapping[str, ColumnKind]
    geometry_types: frozenset[str]
    crs: str


def check_frame(frame: GeoDataFrame, schema: FrameSchema) -> GeoDataFrame:
    """
    Refuse a frame that differs from its schema.

    Parameters
    ----------
    frame
        Any GeoDataFrame; may be empty. A row without a geometry passes: a finding may have no point.
    schema
        What it must hold.

    Returns
    -------
    The same frame, unchanged.

    Raises
    ------
    InvalidFrameError
        If it differs in anything; the message names every fault and its remedy.
    """
    faults = [*_column_faults(frame, schema), *_geometry_faults(frame, schema)]
    if faults:
        raise InvalidFrameError(f"the frame has {len(faults)} fault(s): " + "; ".join(faults))
    return frame


def _column_faults(frame: GeoDataFrame, schema: FrameSchema) -> Iterator[str]:
    for name, kind in schema.columns.items():
        if name not in frame.columns:
            yield f"column {name!r} is missing, add it as {kind}"
        elif not _is_kind(frame[name], kind):
            wanted = "time in UTC" if kind == "time" else kind
            yield f"column {name!r} holds {frame[name].dtype}, turn it into {wanted}"


def _geometry_faults(frame: GeoDataFrame, schema: FrameSchema) -> Iterator[str]:
    if frame.active_geometry_name is None:
        yield "it has no geometry, name its column with set_geometry()"
        return
    try:
        require_crs(frame, schema.crs)
    except CRSMismatchError as mismatch:
        yield str(mismatch)
    found = set(frame.geom_type.dropna())
    if strange := sorted(found - schema.geometry_types):
        yield f"its geometry holds {', '.join(strange)}, keep only {', '.join(sorted(schema.geometry_types))}"


def _is_kind(column: pd.Series[Any], kind: ColumnKind) -> bool:
    match kind:
        case "text":
            # a column of None alone is of dtype object, and an absent text is still a text
            return types.infer_dtype(column, skipna=True) in {"string", "empty"}
        case "integer":
            return types.is_integer_dtype(column)
        case "number":
            return types.is_numeric_dtype(column) and not types.is_bool_dtype(column)
        case "boolean":
            return types.is_bool_dtype(column)
        case "time":
            return isinstance(column.dtype, pd.DatetimeTZDtype) and str(column.dtype.tz) == "UTC"
