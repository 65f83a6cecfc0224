"""The boundary of an area: what one must be, a point well inside it, and which areas it overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.areas import Area
from geodata.crs import WGS84, GeoJSON, metric_shape, to_lonlat
from geodata.file_faults import FileFault, InvalidFileError
from geodata.geojson_files import read_shape
from geodata.plane import Position
from geodata.reference_systems import detect_crs

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

LEAST_HECTARES: Final = 0.05
MOST_HECTARES: Final = 2_500
MOST_POINTS: Final = 2_000
DECIMALS: Final = 6
"""Decimals of a degree that a boundary is kept with: 0.11 m north, 0.06 m east."""

_SQUARE_METRES: Final = 10_000
# what would be told as 0.00 hectares is a shared edge
_SHARED_EDGE_HA: Final = 0.005
_CROSSINGS: Final = ("Self-intersection", "Ring Self-intersection")
_PLACE: Final = re.compile(r"^(?P<what>[^\[]*)\[(?P<longitude>[-\d.e+]+) (?P<latitude>[-\d.e+]+)")


@dataclass(frozen=True, slots=True)
class Overlap:
    """An area that a boundary overlaps, and by how much, in hectares."""

    code: str
    name: str
    hectares: float


def checked_boundary(geometry: GeoJSON | None, *, file: str = "", row: int | None = None) -> GeoJSON:
    """
    Refuse what cannot be the boundary of an area, and bring the rest into one form.

    Parameters
    ----------
    geometry
        GeoJSON geometry, EPSG:4326, longitude first; None where there is none, which is a fault.
    file, row
        Where it stands, for the message.

    Returns
    -------
    One Polygon, holes kept: 2D, rings closed, outer one counter-clockwise and holes clockwise (RFC 7946, 3.1.6), six
    decimals, no corner twice in a row. Heights, ring order, an open ring, and a multi-part shape of one part are mended
    without a word. What has this form already comes back as it is.

    Raises
    ------
    InvalidFileError
        With all its faults: malformed_geometry, bad_coordinate, empty_geometry, no_polygon, several_parts,
        too_many_points, swapped_axes, outside, self_intersection, bad_hole, too_small, too_large.
    """
    import shapely

    shape = read_shape(geometry, file=file, row=row)
    if faults := list(_kind_faults(shape, file=file, row=row)):
        raise InvalidFileError(faults)
    drawn: Polygon = shapely.get_parts(shape)[0]
    faults = list(_place_faults(drawn, file=file, row=row))
    if any(fault.code == "too_many_points" for fault in faults):
        # before anything whose time grows with the square of the corners
        raise InvalidFileError(faults)
    kept = _to_grid(drawn)
    faults += _ring_faults(kept, file=file, row=row)
    # what lies elsewhere or crosses itself has no size worth telling
    if not faults:
        faults += _size_faults(kept, file=file, row=row)
    if faults:
        raise InvalidFileError(faults)
    return _geojson(kept)


def interior_position(boundary: GeoJSON) -> Position:
    """
    Find the point of an area that lies farthest from its boundary.

    Parameters
    ----------
    boundary
        As `checked_boundary` gives it.

    Returns
    -------
    Longitude and latitude, EPSG:4326, six decimals: the centre of the largest circle that fits in, to within a metre,
    measured in EPSG:3011. Inside also where the middle is not, as in a horseshoe.
    """
    import shapely

    radius = shapely.maximum_inscribed_circle(metric_shape(boundary), tolerance=1.0)
    (east, north), _ = shapely.get_coordinates(radius)
    longitude, latitude = to_lonlat(float(east), float(north))
    return round(longitude, DECIMALS), round(latitude, DECIMALS)


def overlaps(boundary: GeoJSON, *, areas: Iterable[Area]) -> tuple[Overlap, ...]:
    """
    Tell which areas a boundary overlaps.

    Parameters
    ----------
    boundary
        As `checked_boundary` gives it.
    areas
        The areas to compare with.

    Returns
    -------
    Those that share more than 50 m² with it, in the order given, with the hectares they share, measured in EPSG:3011. A
    shared edge is no overlap.

    Examples
    --------
    >>> from geodata.areas import builtin_area, builtin_areas
    >>> overlaps(builtin_area("tessinparken").boundary, areas=builtin_areas())
    (Overlap(code='tessinparken', name='Tessinparken', hectares=11.4...),)
    """
    own = metric_shape(boundary)
    shared = ((area, float(own.intersection(metric_shape(area.boundary)).area) / _SQUARE_METRES) for area in areas)
    return tuple(Overlap(area.code, area.name, hectares) for area, hectares in shared if hectares > _SHARED_EDGE_HA)


def _kind_faults(shape: BaseGeometry | None, *, file: str, row: int | None) -> Iterator[FileFault]:
    if shape is None:
        yield FileFault("empty_geometry", file, row)
    elif shape.geom_type not in {"Polygon", "MultiPolygon"}:
        yield FileFault("no_polygon", file, row, {"found": shape.geom_type})
    elif shape.geom_type == "MultiPolygon" and len(shape.geoms) > 1:
        yield FileFault("several_parts", file, row, {"parts": len(shape.geoms)})


def _place_faults(shape: Polygon, *, file: str, row: int | None) -> Iterator[FileFault]:
    import numpy as np
    import shapely

    corners = int(shapely.get_num_coordinates(shape)) - 1 - len(shape.interiors)
    if corners > MOST_POINTS:
        yield FileFault("too_many_points", file, row, {"points": corners, "limit": MOST_POINTS})
    try:
        detect_crs(np.array([shape.bounds]), declared=WGS84, file=file, rows=None if row is None else [row])
    except InvalidFileError as elsewhere:
        yield from elsewhere.faults


def _to_grid(drawn: Polygon) -> Polygon:
    import shapely

    kept = _rounded(drawn)
    if shapely.is_valid(kept) or not shapely.is_valid(drawn):
        return kept
    # corners a few centimetres apart may change sides when they are rounded: GEOS rounds so that they do not
    snapped = shapely.set_precision(drawn, 10**-DECIMALS)
    return _rounded(snapped) if snapped.geom_type == "Polygon" and not snapped.is_empty else kept


def _rounded(shape: Polygon) -> Polygon:
    import shapely

    def ring(coordinates: Any) -> list[Position]:
        corners = [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in coordinates]
        kept = [corner for corner, before in zip(corners, [None, *corners], strict=False) if corner != before]
        # a ring that has shrunk to a point or a line stays a ring, to be refused for its size
        return kept if len(kept) > 3 else [*kept, *[kept[-1]] * (4 - len(kept))]

    rings = [ring(shapely.get_coordinates(part).tolist()) for part in (shape.exterior, *shape.interiors)]
    return shapely.orient_polygons(shapely.Polygon(rings[0], rings[1:]), exterior_cw=False)


def _ring_faults(shape: Polygon, *, file: str, row: int | None) -> Iterator[FileFault]:
    import shapely

    reason = str(shapely.is_valid_reason(shape))
    place = _PLACE.match(reason)
    # a ring without a surface is no ring to GEOS; to people the area is too small
    if shapely.is_valid(shape) or place is None or not shape.convex_hull.area:
        return
    longitude, latitude = float(place["longitude"]), float(place["latitude"])
    code = "self_intersection" if place["what"] in _CROSSINGS else "bad_hole"
    part = _part(shape, longitude=longitude, latitude=latitude)
    detail: dict[str, str | float] = {
        "longitude": round(longitude, DECIMALS),
        "latitude": round(latitude, DECIMALS),
        "part": part,
    }
    yield FileFault(code, file, row, detail)


def _part(shape: Polygon, *, longitude: float, latitude: float) -> str:
    west, south, east, north = shape.bounds
    across = _third(longitude, west, east, names=("west", "", "east"))
    along = _third(latitude, south, north, names=("south", "", "north"))
    return "_".join(filter(None, [along, across])) or "middle"


def _third(value: float, least: float, greatest: float, *, names: tuple[str, str, str]) -> str:
    share = (value - least) / (greatest - least) if greatest > least else 0.5
    return names[min(max(int(share * 3), 0), 2)]


def _size_faults(shape: Polygon, *, file: str, row: int | None) -> Iterator[FileFault]:
    hectares = float(metric_shape(_geojson(shape)).area) / _SQUARE_METRES
    if hectares < LEAST_HECTARES:
        yield FileFault("too_small", file, row, {"hectares": round(hectares, 4), "limit": LEAST_HECTARES})
    if hectares > MOST_HECTARES:
        yield FileFault("too_large", file, row, {"hectares": round(hectares), "limit": MOST_HECTARES})


def _geojson(shape: Polygon) -> GeoJSON:
    import shapely

    rings = [shapely.get_coordinates(ring).tolist() for ring in (shape.exterior, *shape.interiors)]
    return {"type": "Polygon", "coordinates": rings}
