"""Let GDAL read the layers of a file of ours, and turn what it complains of into faults."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.crs import WGS84
from geodata.file_faults import InvalidFileError, refuse
from geodata.geojson_files import MOST_CELLS
from geodata.layers import Bounds, Layer, lonlat_layer, placed_layer, require_finite
from geodata.reference_systems import detect_crs, known_name

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_DRIVERS: Final = {".gpkg": ("GPKG", "GeoPackage"), ".shp": ("ESRI Shapefile", "Shapefile")}


def gdal_layers(
    path: Path,
    *,
    name: str,
    file: str,
    mask: Bounds | None,
    most_rows: int,
    encoding: str | None = None,
) -> Iterator[Layer]:
    """
    Read every layer with shapes of a GeoPackage or Shapefile.

    Parameters
    ----------
    path
        Our own copy under a name of ours, found to be what its ending says: GDAL takes names for addresses, and chooses
        a driver by content.
    name
        Name of a layer that has none of its own.
    file
        Name of the file as people know it, for the message.
    mask
        As in `placed_layer`.
    most_rows
        How many rows a layer may have, after the mask.
    encoding
        Encoding of the texts of a Shapefile.

    Yields
    ------
    The layers, in order; tables without shapes are passed over.

    Raises
    ------
    InvalidFileError
        unreadable, truncated or encoding where GDAL fails; no_layer; too_many_rows; too_many_columns; bad_coordinate;
        or what `detect_crs` finds.
    """
    import pyogrio

    driver, format = _DRIVERS[path.suffix]
    with _as_faults(file=file, format=format):
        listed = pyogrio.list_layers(path)
    found = [(number, str(own)) for number, (own, kind) in enumerate(listed) if kind is not None]
    if not found:
        raise refuse("no_layer", file=file)
    for number, own in found:
        label = file if len(found) == 1 else f"{file}:{own}"
        with _as_faults(file=label, format=format):
            info = pyogrio.read_info(
                path, layer=number, encoding=encoding, force_feature_count=True, force_total_bounds=mask is not None
            )
            if info["driver"] != driver:
                raise refuse("unreadable", file=label, format=format)
            title = own if driver == "GPKG" else name
            read = partial(_frame, path, number, encoding=encoding)
            layer = _layer(read, info=info, name=title, file=label, mask=mask, most_rows=most_rows)
        yield layer


def _layer(
    read: Callable[..., GeoDataFrame],
    *,
    info: dict[str, Any],
    name: str,
    file: str,
    mask: Bounds | None,
    most_rows: int,
) -> Layer:
    declared = known_name(info["crs"])
    if mask is None:
        _require_room(int(info["features"]), columns=len(info["fields"]), most_rows=most_rows, file=file)
        frame = read(box=None, most_rows=most_rows)
        return placed_layer(frame, name=name, file=file, declared=declared)
    system = _system(info["total_bounds"], declared=declared, file=file)
    box = _in_system(mask, system)
    frame = read(box=box, most_rows=most_rows + 1)
    _require_room(len(frame), columns=len(info["fields"]), most_rows=most_rows, file=file)
    require_finite(frame, file=file)
    return lonlat_layer(frame, name=name, declared=declared, read_as=system, mask=mask)


def _frame(path: Path, number: int, *, encoding: str | None, box: Bounds | None, most_rows: int) -> GeoDataFrame:
    from pyogrio import read_dataframe

    frame = read_dataframe(
        path,
        layer=number,
        encoding=encoding,
        bbox=box,
        max_features=most_rows,
        force_2d=True,
        fid_as_index=True,
        on_invalid="fix",
    )
    # GDAL counts the rows of a Shapefile from 0, people from 1
    frame.index = frame.index.astype("int64") + (1 if path.suffix == ".shp" else 0)
    return frame.rename_axis("row")


def _system(extent: tuple[float, ...] | None, *, declared: str | None, file: str) -> str:
    import numpy as np

    bounds = np.array([extent], dtype="float64") if extent is not None else np.empty((0, 4))
    return detect_crs(bounds[np.isfinite(bounds).all(axis=1)], declared=declared, file=file, beyond=True)


def _in_system(mask: Bounds, system: str) -> Bounds:
    from pyproj import Transformer

    if system == WGS84:
        return mask
    west, south, east, north = Transformer.from_crs(WGS84, system, always_xy=True).transform_bounds(*mask)
    return west, south, east, north


def _require_room(rows: int, *, columns: int, most_rows: int, file: str) -> None:
    if rows > most_rows:
        raise refuse("too_many_rows", file=file, rows=rows, limit=most_rows)
    if rows * columns > MOST_CELLS:
        raise refuse("too_many_columns", file=file, columns=columns, rows=rows)


@contextmanager
def _as_faults(*, file: str, format: str) -> Iterator[None]:
    from shapely.errors import ShapelyError

    try:
        with warnings.catch_warnings():
            # what GDAL only warns of is either harmless or found by us afterwards
            warnings.simplefilter("ignore")
            yield
    except InvalidFileError:
        raise
    except UnicodeDecodeError as failed:
        raise refuse("encoding", file=file) from failed
    # GDAL and PROJ raise RuntimeError; a table may hold dates and numbers that pandas has none for; pyogrio loses a
    # variable of its own over a reference system that is no UTF-8
    except (RuntimeError, ValueError, OverflowError, OSError, TypeError, UnboundLocalError, ShapelyError) as failed:
        is_cut = "malformed" in str(failed)
        raise refuse("truncated", file=file) if is_cut else refuse("unreadable", file=file, format=format) from failed
