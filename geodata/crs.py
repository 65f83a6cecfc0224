"""Reference systems: WGS 84 to store and exchange, SWEREF 99 to measure and deliver."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from geodata.errors import CRSMismatchError, InvalidMeasureError, InvalidPositionError

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    FloatArray: TypeAlias = NDArray[np.float64]

WGS84 = "EPSG:4326"
SWEREF99_1800 = "EPSG:3011"
SWEREF99_TM = "EPSG:3006"

GeoJSON: TypeAlias = dict[str, Any]


@overload
def to_metric(longitude: float, latitude: float, *, crs: str = ...) -> tuple[float, float]: ...
@overload
def to_metric(longitude: FloatArray, latitude: FloatArray, *, crs: str = ...) -> tuple[FloatArray, FloatArray]: ...
def to_metric(longitude: Any, latitude: Any, *, crs: str = SWEREF99_1800) -> tuple[Any, Any]:
    """
    Project WGS 84 to metres.

    Parameters
    ----------
    longitude, latitude
        Degrees, EPSG:4326; two floats or two arrays of one shape. NaN gives NaN.
    crs
        EPSG:3011 (default) or EPSG:3006.

    Returns
    -------
    Easting and northing in metres, in this order whatever the axis order of `crs`; floats or arrays as given.

    Raises
    ------
    CRSMismatchError
        If `crs` is neither of the two: in EPSG:3857, for one, lengths in Stockholm come out 1.96 times too long.

    Examples
    --------
    >>> east, north = to_metric(18.0, 59.0)
    >>> print(f"{east:.3f} {north:.3f}")
    150000.000 6542669.085
    """
    east, north = _transformer(crs).transform(longitude, latitude)
    return east, north


@overload
def to_lonlat(easting: float, northing: float, *, crs: str = ...) -> tuple[float, float]: ...
@overload
def to_lonlat(easting: FloatArray, northing: FloatArray, *, crs: str = ...) -> tuple[FloatArray, FloatArray]: ...
def to_lonlat(easting: Any, northing: Any, *, crs: str = SWEREF99_1800) -> tuple[Any, Any]:
    """
    Turn metres back into WGS 84.

    Parameters
    ----------
    easting, northing
        Metres in `crs`; two floats or two arrays of one shape.
    crs
        EPSG:3011 (default) or EPSG:3006.

    Returns
    -------
    Longitude and latitude in degrees, EPSG:4326; floats or arrays as given.

    Raises
    ------
    CRSMismatchError
        If `crs` is neither of the two.
    """
    longitude, latitude = _transformer(crs).transform(easting, northing, direction="INVERSE")
    return longitude, latitude


def metric_shape(geometry: GeoJSON, *, crs: str = SWEREF99_1800) -> BaseGeometry:
    """
    Build a shape in metres from a GeoJSON geometry.

    Parameters
    ----------
    geometry
        GeoJSON geometry, EPSG:4326, longitude first.
    crs
        EPSG:3011 (default) or EPSG:3006.

    Returns
    -------
    The same geometry in metres of `crs`.

    Raises
    ------
    CRSMismatchError
        If `crs` is neither of the two.
    """
    import shapely
    from shapely.geometry import shape

    transform = _transformer(crs).transform
    return shapely.transform(shape(geometry), transform, interleaved=False)


def length_m(geometry: GeoJSON) -> float:
    """
    Measure the length of a line.

    The sum of the straight stretches between its points, sqrt(dE² + dN²) in EPSG:3011; heights are left out. Within
    Stockholm that is right to 1 in 100,000 of the length on the ellipsoid.

    Parameters
    ----------
    geometry
        GeoJSON LineString or MultiLineString, EPSG:4326, longitude first.

    Returns
    -------
    Metres; the parts of a MultiLineString are added.

    Raises
    ------
    InvalidMeasureError
        If the geometry is no line.

    Examples
    --------
    >>> shared = {"type": "LineString", "coordinates": [[18.076428, 59.336498], [18.074415, 59.334921]]}
    >>> print(f"{length_m(shared):.0f}")
    210
    """
    if geometry["type"] not in ("LineString", "MultiLineString"):
        raise InvalidMeasureError(f"a {geometry['type']} has no length; give a LineString or MultiLineString")
    return float(metric_shape(geometry).length)


def require_crs(frame: GeoDataFrame, crs: str) -> None:
    """
    Refuse a frame that does not use this reference system.

    Parameters
    ----------
    frame
        Any GeoDataFrame; it is not changed.
    crs
        The reference system it must use, such as "EPSG:3011".

    Raises
    ------
    CRSMismatchError
        If the frame uses another reference system or names none.
    """
    if frame.crs is None:
        raise CRSMismatchError(
            f"the frame names no reference system where {crs} is needed; "
            f"name the one it was captured in with set_crs(), then call to_crs({crs!r})"
        )
    if frame.crs != crs:
        used = frame.crs.to_string()
        raise CRSMismatchError(f"the frame uses {used} where {crs} is needed; call to_crs({crs!r}) first")


def require_position(longitude: float, latitude: float) -> None:
    """
    Refuse numbers that are no point on earth.

    Parameters
    ----------
    longitude, latitude
        Degrees, EPSG:4326.

    Raises
    ------
    InvalidPositionError
        If one is not finite, or lies outside -180 to 180 and -90 to 90 degrees.
    """
    if not (math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise InvalidPositionError(
            f"longitude {longitude}, latitude {latitude} is no point on earth; "
            "give WGS 84 degrees with the longitude first, in Stockholm near 18 and 59"
        )


@functools.cache
def _transformer(crs: str) -> Transformer:
    if crs not in (SWEREF99_1800, SWEREF99_TM):
        raise CRSMismatchError(f"{crs} is no reference system to measure in here; use {SWEREF99_1800} or {SWEREF99_TM}")
    from pyproj import Transformer

    # these systems name north first: without always_xy the axes swap and the result is finite nonsense
    return Transformer.from_crs(WGS84, crs, always_xy=True)
