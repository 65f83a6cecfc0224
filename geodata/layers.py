"""A layer of a file that somebody handed in, in WGS 84 once its reference system has been made sure of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from geodata.crs import WGS84
from geodata.file_faults import MOST_TOLD, FileFault, InvalidFileError
from geodata.reference_systems import detect_crs

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north in degrees, EPSG:4326."""


@dataclass(frozen=True, slots=True)
class Layer:
    """
    One layer.

    `frame` is in EPSG:4326, 2D, indexed by `row`: the position in a GeoJSON file or Shapefile from 1 on, the fid of a
    GeoPackage. A row may lack a shape (None). `declared` is the reference system that the file names, None where it
    names none; `read_as` is the one it was read in.
    """

    name: str
    frame: GeoDataFrame
    declared: str | None
    read_as: str


def placed_layer(
    frame: GeoDataFrame,
    *,
    name: str,
    file: str,
    declared: str | None,
    mask: Bounds | None = None,
    assumed: bool = False,
) -> Layer:
    """
    Put the rows of a file into WGS 84.

    Parameters
    ----------
    frame
        As the file gives it, x first, indexed by row number; its reference system is not looked at.
    name
        Name of the layer.
    file
        Name of the file, for the message.
    declared
        The reference system that the file names, as `known_name` gives it.
    mask
        Only rows whose bounds meet this rectangle are kept, and the file may reach beyond Stockholm.
    assumed
        Whether a file that names no system means WGS 84, as GeoJSON does, as long as its numbers are degrees.

    Returns
    -------
    The layer.

    Raises
    ------
    InvalidFileError
        bad_coordinate for each such row, or what `detect_crs` finds.
    """
    import numpy as np
    import shapely

    require_finite(frame, file=file)
    shapes = frame.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    bounds = shapely.bounds(shapes[there])
    rows = frame.index[there].tolist()
    are_degrees = bool((np.abs(bounds) <= [180, 90, 180, 90]).all())
    taken = WGS84 if declared is None and assumed and are_degrees else declared
    if mask is not None and len(bounds):
        extent = np.array([[*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)]])
        system = detect_crs(extent, declared=taken, file=file, beyond=True)
    else:
        system = detect_crs(bounds, declared=taken, file=file, rows=rows)
    return lonlat_layer(frame, name=name, declared=declared, read_as=system, mask=mask)


def lonlat_layer(
    frame: GeoDataFrame, *, name: str, declared: str | None, read_as: str, mask: Bounds | None = None
) -> Layer:
    """
    Put rows whose reference system is known into WGS 84, and keep those that the mask meets.

    Parameters
    ----------
    frame
        As the file gives it, x first.
    name, declared, read_as, mask
        As in `Layer` and `placed_layer`.
    """
    import shapely

    frame = frame.set_crs(read_as, allow_override=True).to_crs(WGS84)
    if mask is not None:
        frame = frame[shapely.intersects(shapely.box(*frame.geometry.bounds.to_numpy().T), shapely.box(*mask))]
    return Layer(name, frame, declared, read_as)


def require_finite(frame: GeoDataFrame, *, file: str) -> None:
    """
    Refuse coordinates that are no finite numbers.

    Raises
    ------
    InvalidFileError
        bad_coordinate for each such row, told for the first rows of many.
    """
    import numpy as np
    import shapely

    coordinates, owners = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    strange = np.unique(owners[~np.isfinite(coordinates).all(axis=1)])[: MOST_TOLD + 1]
    if len(strange):
        raise InvalidFileError([FileFault("bad_coordinate", file, int(frame.index[number])) for number in strange])
