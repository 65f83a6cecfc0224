"""Say in words where a point is: the nearest thing that people know by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.basemap import Basemap
from geodata.crs import metric_shape, require_position, to_metric

if TYPE_CHECKING:
    from shapely import STRtree

SMALLER_WITHIN_M = 15
"""Metres within which a smaller thing says more than the park or the water that one stands in."""

_WIDE = frozenset({"park", "water"})


@dataclass(frozen=True, slots=True)
class NamedGround:
    """What a basemap can name, in metres of EPSG:3011 and ready to be asked often; `named_ground` makes it."""

    names: tuple[str, ...]
    wide: tuple[bool, ...]
    tree: STRtree


class _Near(NamedTuple):
    metres: float
    surface: float
    length: float
    name: str
    wide: bool


def named_ground(basemap: Basemap) -> NamedGround:
    """
    Prepare the named things of a basemap, for `nearest_named`.

    Parameters
    ----------
    basemap
        The ground of a place; may be empty.

    Returns
    -------
    Its features that have a name, in their order. Whoever asks often keeps it.
    """
    from shapely import STRtree

    named = [feature for feature in basemap.features if feature["properties"]["name"] is not None]
    return NamedGround(
        names=tuple(feature["properties"]["name"] for feature in named),
        wide=tuple(feature["properties"]["kind"] in _WIDE for feature in named),
        tree=STRtree([metric_shape(feature["geometry"]) for feature in named]),
    )


def nearest_named(ground: NamedGround, *, longitude: float, latitude: float, within_m: float = 60) -> str | None:
    """
    Name the thing nearest to a point.

    A surface that holds the point is at no distance; of things equally near the smallest counts, a station before the
    path that ends there. A park or water gives its name only where nothing smaller lies within 15 m.

    Parameters
    ----------
    ground
        The named things of a place.
    longitude, latitude
        Degrees, EPSG:4326.
    within_m
        Metres, measured in EPSG:3011; nothing farther off is named.

    Returns
    -------
    A label of the basemap; None where nothing named is that near.

    Raises
    ------
    InvalidPositionError
        If the numbers are no point on earth.

    Examples
    --------
    >>> from geodata.basemap import packaged_basemap
    >>> ground = named_ground(packaged_basemap("stureplan"))
    >>> nearest_named(ground, longitude=18.072721, latitude=59.336128)
    'Svampen'
    """
    import shapely

    require_position(longitude, latitude)
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
