"""City blocks, derived from the streets around them: what a map without houses shows between its streets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from geodata.crs import GeoJSON, metric_shape, to_lonlat
from geodata.plane import Point

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SOURCE = "härlett ur gatunätet"
"""What the `source` of a derived block says."""

STREET_WIDTH_M = {"main": 13.0, "street": 8.5}
"""Metres between the kerbs of a street by its class: as wide as maps draw it."""

PAVEMENT_M = 3.0
"""Metres from the kerb to the block."""

REACH_M = 25.0
"""A street that ends so many metres short of another is taken to reach it; twice its accuracy, where that is more."""

FURTHEST_REACH_M = 70.0

OPEN_SIDE_M = 130.0
"""A block whose last street lies beyond the map is cut off between two ends of streets so many metres apart."""

SMALLEST_M2 = 250.0
LARGEST_M2 = 80_000.0
"""What is larger is no block: a wood, a campus, or ground whose streets are not on the map."""

_OPEN_SHARE = 0.34
_CORNER_M = 2.5
_ASIDE = 60
_MEDIAN_M, _MEDIAN_SHARE = 40.0, 0.7
_TOLERANCE_M = 0.3
_GRID_M = 0.5
_DECIMALS = 6

_Street: TypeAlias = "tuple[BaseGeometry, GeoJSON]"
"""A line in metres and the properties of its street."""


def city_blocks(features: Iterable[GeoJSON]) -> tuple[GeoJSON, ...]:
    """
    Derive the blocks that a basemap's streets enclose.

    The streets are joined into a net and its faces cut back by half a street and a pavement, freed of parks, water and
    squares, and rounded at the corners. They say where there is a block, and nothing of its houses.

    Parameters
    ----------
    features
        GeoJSON Features of a basemap, EPSG:4326. Only streets, parks, water and squares count.

    Returns
    -------
    Polygons of kind `block`, EPSG:4326, six decimals, without a name, from west to east. `accuracy_m` is that of the
    worst street around it, left out where no street has one. None where no streets enclose anything.
    """
    import shapely

    given = tuple(features)
    streets = [(metric_shape(f["geometry"]), f["properties"]) for f in given if f["properties"]["kind"] == "street"]
    if not streets:
        return ()
    paved = shapely.union_all([line.buffer(_half_width_m(street) + PAVEMENT_M) for line, street in streets])
    open_ground = shapely.union_all(_open_ground(given))
    taken = paved.union(open_ground)
    blocks: list[GeoJSON] = []
    for face in _faces(streets, open_ground=open_ground):
        around = [street.get("accuracy_m") for line, street in streets if line.dwithin(face, 1.0)]
        for block in _polygons(_rounded(face.difference(taken))):
            if block.area >= SMALLEST_M2:
                blocks.append(_feature(block, accuracy_m=max((a for a in around if a is not None), default=None)))
    return tuple(sorted(blocks, key=lambda block: block["geometry"]["coordinates"]))


def _half_width_m(street: GeoJSON) -> float:
    return STREET_WIDTH_M.get(street["class"], STREET_WIDTH_M["street"]) / 2


def _open_ground(features: Sequence[GeoJSON]) -> list[BaseGeometry]:
    kinds = {"park", "water", "square"}
    shapes = (metric_shape(f["geometry"]) for f in features if f["properties"]["kind"] in kinds)
    return [shape.buffer(PAVEMENT_M / 2) for shape in shapes if shape.area > 0]


def _faces(streets: Sequence[_Street], *, open_ground: BaseGeometry) -> list[BaseGeometry]:
    import shapely

    def fits(face: BaseGeometry) -> bool:
        return bool(face.difference(open_ground).area <= LARGEST_M2)

    net = _net([line for line, _ in streets])
    joined = _net([net, *_bridges(net, streets=streets)])
    whole = [face for face in shapely.get_parts(shapely.polygonize([joined])) if fits(face)]
    closing = shapely.union_all(_closing_lines(joined))
    known = shapely.union_all(whole)
    cut = shapely.get_parts(shapely.polygonize([_net([joined, closing])]))
    beyond = [face for face in cut if not known.contains(face.representative_point())]
    faces = [*whole, *(face for face in beyond if fits(face) and _is_enclosed(face, closing))]
    return [face for face in faces if not _is_median(face, streets=streets)]


def _net(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    """Join lines where they cross, and where one ends on another to half a metre."""
    import shapely

    return shapely.union_all(lines, grid_size=_GRID_M)


def _bridges(net: BaseGeometry, *, streets: Sequence[_Street]) -> list[BaseGeometry]:
    """Join each loose end to the street straight ahead of it, or else to the nearest one ahead."""
    import shapely

    found = []
    for end, before in _loose_ends(net):
        point = shapely.Point(end)
        reach = _reach_m([street for line, street in streets if line.dwithin(point, 2 * _GRID_M)])
        heading = math.atan2(end[1] - before[1], end[0] - before[0])
        # the end itself is on the net: what counts lies a step ahead
        straight = shapely.LineString([_away(end, heading, _GRID_M), _away(end, heading, reach)]).intersection(net)
        target = _fan(end, heading, reach).intersection(net) if straight.is_empty else straight
        if not target.is_empty:
            found.append(shapely.shortest_line(point, target))
    return found


def _fan(end: Point, heading: float, reach: float) -> BaseGeometry:
    import shapely

    rim = [_away(end, heading + math.radians(turn), reach) for turn in range(-_ASIDE, _ASIDE + 1, 10)]
    return shapely.Polygon([_away(end, heading, _GRID_M), *rim])


def _away(end: Point, heading: float, metres: float) -> Point:
    return end[0] + metres * math.cos(heading), end[1] + metres * math.sin(heading)


def _reach_m(streets: Sequence[GeoJSON]) -> float:
    worst = max((street.get("accuracy_m") or 0.0 for street in streets), default=0.0)
    return min(max(REACH_M, 2 * worst), FURTHEST_REACH_M)


def _closing_lines(net: BaseGeometry) -> list[BaseGeometry]:
    """Join each loose end to the nearest others, as the edge of what the map knows."""
    import shapely

    ends = [end for end, _ in _loose_ends(net)]
    lines = (
        shapely.LineString([one, other])
        for index, one in enumerate(ends)
        for other in ends[index + 1 :]
        if shapely.Point(one).distance(shapely.Point(other)) <= OPEN_SIDE_M
    )
    # a line along a street closes nothing
    return [line.difference(net) for line in lines if not line.crosses(net)]


def _loose_ends(net: BaseGeometry) -> list[tuple[Point, Point]]:
    """List the ends that no other line meets, each with the point before it."""
    import shapely

    met: dict[Point, list[Point]] = {}
    for line in shapely.get_parts(net):
        corners = [(float(x), float(y)) for x, y in line.coords]
        met.setdefault(corners[0], []).append(corners[1])
        met.setdefault(corners[-1], []).append(corners[-2])
    return [(end, before[0]) for end, before in met.items() if len(before) == 1]


def _is_enclosed(face: Any, closing: BaseGeometry) -> bool:
    cut = face.exterior.intersection(closing.buffer(0.01)).length if not closing.is_empty else 0.0
    return bool(cut <= _OPEN_SHARE * face.exterior.length)


def _is_median(face: Any, *, streets: Sequence[_Street]) -> bool:
    """Tell whether a face is the strip between the two carriageways of one street."""
    import shapely

    if 2 * face.area / face.exterior.length > _MEDIAN_M:
        return False
    names = {street["name"] for line, street in streets if line.dwithin(face, 1.0)} - {None}
    for name in names:
        both = shapely.union_all([line for line, street in streets if street["name"] == name])
        if face.exterior.intersection(both.buffer(1.0)).length >= _MEDIAN_SHARE * face.exterior.length:
            return True
    return False


def _rounded(block: BaseGeometry) -> BaseGeometry:
    opened = block.buffer(-_CORNER_M, join_style="mitre").buffer(_CORNER_M, quad_segs=3)
    return opened.simplify(_TOLERANCE_M)


def _polygons(shape: BaseGeometry) -> list[Any]:
    import shapely

    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _feature(block: Any, *, accuracy_m: float | None) -> GeoJSON:
    import shapely

    properties: GeoJSON = {"name": None, "kind": "block", "class": None, "source": SOURCE}
    if accuracy_m is not None:
        properties["accuracy_m"] = accuracy_m
    outward = shapely.orient_polygons(block, exterior_cw=False)
    rings = [_ring(ring) for ring in (outward.exterior, *outward.interiors)]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def _ring(ring: Any) -> list[list[float]]:
    positions = (to_lonlat(x, y) for x, y in ring.coords)
    return [[round(longitude, _DECIMALS), round(latitude, _DECIMALS)] for longitude, latitude in positions]
