"""Say in words where a point is: the nearest thing that people know by name."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.basemap import load_basemap
from geodata.crs import metric_shape, require_position, to_metric

if TYPE_CHECKING:
    from shapely import STRtree

SMALLER_WITHIN_M = 15
"""Metres within which a smaller thing says more than the park or the water that one stands in."""

_WIDE = frozenset({"park", "water"})


class _Near(NamedTuple):
    metres: float
    surface: float
    length: float
    name: str
    wide: bool


@dataclass(frozen=True, slots=True)
class _Ground:
    names: tuple[str, ...]
    wide: tuple[bool, ...]
    tree: STRtree


def nearest_named(code: str, *, longitude: float, latitude: float, within_m: float = 60) -> str | None:
    """
    Name the thing nearest to a point.

    A surface that holds the point is at no distance; of things equally near the smallest counts, a station before the
    path that ends there. A park or water gives its name only where nothing smaller lies within 15 m.

    Parameters
    ----------
    code
        Code of a built-in area.
    longitude, latitude
        Degrees, EPSG:4326.
    within_m
        Metres, measured in EPSG:3011; nothing farther off is named.

    Returns
    -------
    A label of the area's basemap; None where nothing named is that near.

    Raises
    ------
    UnknownAreaError
        If no built-in area has this code.
    InvalidPositionError
        If the numbers are no point on earth.

    Examples
    --------
    >>> nearest_named("stureplan", longitude=18.072721, latitude=59.336128)
    'Svampen'
    """
    import shapely

    require_position(longitude, latitude)
    ground = _ground(code)
    point = shapely.Point(to_metric(longitude, latitude))
    near: list[_Near] = []
    for index in ground.tree.query(point, predicate="dwithin", distance=within_m):
        shape: Any = ground.tree.geometries[index]
        # to the decimetre, as the coordinates are kept: things that meet in one point are equally near
        metres = round(float(shape.distance(point)), 1)
        near.append(_Near(metres, float(shape.area), float(shape.length), ground.names[index], ground.wide[index]))
    smaller = [thing for thing in near if not thing.wide and thing.metres <= SMALLER_WITHIN_M]
    nearest = min(smaller or near, default=None)
    return None if nearest is None else nearest.name


@functools.cache
def _ground(code: str) -> _Ground:
    from shapely import STRtree

    named = [feature for feature in load_basemap(code)["features"] if feature["properties"]["name"] is not None]
    return _Ground(
        names=tuple(feature["properties"]["name"] for feature in named),
        wide=tuple(feature["properties"]["kind"] in _WIDE for feature in named),
        tree=STRtree([metric_shape(feature["geometry"]) for feature in named]),
    )
