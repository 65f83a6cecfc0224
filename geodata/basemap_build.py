"""Make the basemap of a place out of an OpenStreetMap extract, or out of GIS files."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.areas import Area
from geodata.basemap import Basemap, basemap_bytes
from geodata.basemap_budget import TOLERANCES_M, fitted
from geodata.coastline import sea
from geodata.crs import metric_shape, to_lonlat
from geodata.file_faults import refuse, shown
from geodata.ground_files import read_ground
from geodata.ground_points import tidy_points
from geodata.ground_shapes import Piece, Tagged, joined, metric_geometries, pieces_of
from geodata.ground_tags import POINT_KINDS, Ground
from geodata.layers import Bounds
from geodata.osm import ENDINGS, read_osm

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MARGIN_M: Final = 300.0
"""Metres of ground drawn beyond the boundary: as far out as a finding can belong to the place."""

LIMIT_BYTES: Final = 400_000
"""Bytes of a whole basemap packed with gzip: a tablet saves one for each place it is used at."""

_ABOUT_BYTES: Final = 1_000
"""Of them, what is left for the words about the map."""

LEAST_COVER: Final = 0.9
"""Share of the place that must lie within what the file holds; an extract cut out by hand may miss a corner."""

OSM_ATTRIBUTION: Final = "© OpenStreetMaps bidragsgivare (ODbL)"
_OSM_LICENCE: Final = "ODbL-1.0"


@dataclass(frozen=True, slots=True)
class BuiltBasemap:
    """
    A basemap, and what was left out of it.

    `packed_bytes` is its size as it is kept and sent, packed with gzip. `dropped` tells how many features of each kind
    were left out to keep it small, `tolerance_m` how far lines were moved to draw them more simply (metres). Of a GIS
    file, `not_understood` names the layers that told in no known word what they hold.
    """

    basemap: Basemap
    packed_bytes: int
    dropped: Mapping[str, int]
    tolerance_m: float
    not_understood: tuple[str, ...]

    @property
    def simplified(self) -> bool:
        """Whether lines are drawn more simply than there is need for by eye."""
        return self.tolerance_m > TOLERANCES_M[0]


def build_basemap(
    path: Path, *, area: Area, attribution: str | None = None, taken_on: date | None = None
) -> BuiltBasemap:
    """
    Make the basemap of a place.

    Parameters
    ----------
    path
        An OpenStreetMap extract (.osm, .osm.pbf), or a GeoPackage, GeoJSON or Shapefile (.shp, .zip) in EPSG:4326, 3006
        or 3011.
    area
        The place: its boundary and 300 m around it are drawn.
    attribution
        The line that every picture must show, plain text. None gives that of OpenStreetMap, or for a GIS file its
        name. OpenStreetMap's own stands before every other where an extract is read, since its licence asks for it.
    taken_on
        Of which day the facts are; None takes the day that the file names itself.

    Returns
    -------
    The basemap, with valid shapes in a fixed order: the same file gives the same bytes. At most 400 kB packed.

    Raises
    ------
    InvalidFileError
        If the file cannot be read, is cut short, is a web page, does not cover the place (`not_covering`), holds
        nothing that can be drawn (`no_features`), or more than fits (`map_too_large`).
    """
    place, bounds = metric_shape(area.boundary), drawn_bounds(area)
    region = place.buffer(MARGIN_M)
    credit = " ".join((attribution or "").split())
    not_understood: tuple[str, ...] = ()
    if path.name.lower().endswith(ENDINGS):
        extract = read_osm(path, bounds=bounds)
        things = extract.things
        taken_on = taken_on or extract.taken_on
        credit, licence, source = _of_osm(credit), _OSM_LICENCE, f"OpenStreetMap, {shown(path.name)}"
    else:
        ground = read_ground(path, bounds=bounds)
        things, not_understood = ground.things, ground.not_understood
        credit, licence, source = credit or f"Kartdata: {shown(path.name)}", None, shown(path.name)
    if not things and not not_understood:
        raise refuse("not_covering", file=path.name, place=area.name)
    pieces = _drawn(things, region=region)
    if not pieces:
        raise refuse("no_features", file=path.name)
    if _cover(pieces, place=place) < LEAST_COVER:
        raise refuse("not_covering", file=path.name, place=area.name)
    fit = fitted(pieces, place=place, limit=LIMIT_BYTES - _ABOUT_BYTES)
    basemap = Basemap(fit.features, credit, source, taken_on, schematic=False, licence=licence)
    packed_bytes = len(gzip.compress(basemap_bytes(basemap), mtime=0))
    if packed_bytes > LIMIT_BYTES:
        size = {"kilobytes": packed_bytes // 1000, "limit": LIMIT_BYTES // 1000}
        raise refuse("map_too_large", file=path.name, **size)
    return BuiltBasemap(basemap, packed_bytes, fit.dropped, fit.tolerance_m, not_understood)


def drawn_bounds(area: Area) -> Bounds:
    """Give west, south, east and north (degrees, EPSG:4326) of what is drawn of a place, its margin included."""
    import shapely

    # an edge that is straight in metres bows in degrees, by millimetres here
    region = metric_shape(area.boundary).buffer(MARGIN_M + 1)
    west, south, east, north = shapely.transform(region, to_lonlat, interleaved=False).bounds
    return west, south, east, north


def _drawn(things: Iterable[Tagged], *, region: BaseGeometry) -> list[Piece]:
    """Give what is drawn within the region; the sea is made of its coast, which is no line to draw."""
    coast = [thing.geometry for thing in things if thing.tags.get("natural") == "coastline" and thing.shape == "line"]
    water = [Piece(Ground("water"), surface, {}) for surface in sea(metric_geometries(coast), region=region)]
    pieces = joined([*tidy_points(pieces_of(things, region=region)), *water])
    return [piece for piece in pieces if piece.ground.kind not in POINT_KINDS or region.intersects(piece.geometry)]


def _cover(pieces: Sequence[Piece], *, place: BaseGeometry) -> float:
    """Give the share of the place that lies between the outermost things of the map."""
    import shapely

    reach = shapely.convex_hull(shapely.geometrycollections([piece.geometry for piece in pieces]))
    return float(reach.intersection(place).area / place.area)


def _of_osm(credit: str) -> str:
    if "OpenStreetMap" in credit:
        return credit
    return f"{OSM_ATTRIBUTION}, {credit}" if credit else OSM_ATTRIBUTION
