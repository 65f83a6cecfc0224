"""Turn tagged things into pieces of ground: in metres, valid, cut to a region, streets in one piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geodata.crs import to_metric
from geodata.ground_tags import POINT_KINDS, Ground, Shape, Tags, ground_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LEAST_SURFACE_M2: Final = 4.0
"""Square metres below which a surface is a speck that cutting left behind, or a kiosk nobody looks for."""

_WIDTH_M: Final = {"river": 8.0, "canal": 8.0, "stream": 2.0, "ditch": 1.0}
"""Metres; a guess of ours for water that is mapped by its middle alone."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """One thing with its tags; `geometry` in EPSG:4326, longitude first."""

    tags: Tags
    shape: Shape
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to draw, with the tags that it came with; `geometry` in EPSG:3011."""

    ground: Ground
    geometry: BaseGeometry
    tags: Tags


def pieces_of(things: Iterable[Tagged], *, region: BaseGeometry) -> list[Piece]:
    """
    Turn tagged things into what is drawn of them.

    Parameters
    ----------
    things
        What was read; may be none.
    region
        Where to draw, polygon, EPSG:3011.

    Returns
    -------
    One piece per thing and way of drawing it, in the order given. Lines and surfaces are cut at the edge of the region;
    points lie within it, except stations, since their entrances may lie within. Every geometry is valid; an outline
    that crosses itself is drawn as the surface it surrounds.
    """
    import shapely

    drawn = [(ground, thing) for thing in things for ground in ground_of(thing.tags, shape=thing.shape)]
    if not drawn:
        return []
    metric = metric_geometries([thing.geometry for _, thing in drawn])
    shapely.prepare(region)
    inside = shapely.contains_properly(region, metric)
    found = []
    for (ground, thing), geometry, whole in zip(drawn, metric, inside, strict=True):
        shape = _drawn_shape(ground, thing, geometry)
        if ground.kind in POINT_KINDS:
            kept = shape if whole or ground.kind == "station" or region.intersects(shape) else None
        else:
            kept = _cut(shape, region, whole=bool(whole) and shape is geometry)
        if kept is not None:
            found.append(Piece(ground, kept, thing.tags))
    return found


def metric_geometries(geometries: Sequence[BaseGeometry]) -> Any:
    """Give an array of the geometries (EPSG:4326, longitude first) in metres of EPSG:3011, without heights."""
    import numpy as np
    import shapely

    flat = shapely.force_2d(np.array(geometries, dtype=object))
    return shapely.transform(flat, to_metric, interleaved=False)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """
    Join lines that continue each other and are drawn alike, so that a name is written along a street and not a block.

    Parameters
    ----------
    pieces
        Any pieces, EPSG:3011.

    Returns
    -------
    Everything but lines as it was; then the lines: of one name, class and light one piece with all its parts, and of
    those without a name one piece per run. In an order that does not depend on the order given.
    """
    import shapely

    others: list[Piece] = []
    alike: defaultdict[Ground, list[BaseGeometry]] = defaultdict(list)
    for piece in pieces:
        if piece.ground.line_class is None:
            others.append(piece)
        else:
            alike[piece.ground].extend(shapely.get_parts(piece.geometry))
    lines = []
    for ground, parts in alike.items():
        # what two extracts hold in different order must come out as one map
        runs = shapely.line_merge(shapely.MultiLineString(sorted(shapely.normalize(parts), key=_by_bytes)))
        if ground.name is not None:
            lines.append(Piece(ground, runs, {}))
        else:
            lines += [Piece(ground, run, {}) for run in shapely.get_parts(runs)]
    return sorted(others, key=_by_look) + sorted(lines, key=_by_look)


def at_middle(piece: Piece, geometries: Sequence[BaseGeometry]) -> Piece:
    """Give the piece at the mean of some points."""
    import shapely

    return replace(piece, geometry=shapely.MultiPoint(list(geometries)).centroid)


def _drawn_shape(ground: Ground, thing: Tagged, geometry: BaseGeometry) -> BaseGeometry:
    import shapely

    if ground.kind in POINT_KINDS:
        if thing.shape == "point":
            return geometry.geoms[0] if hasattr(geometry, "geoms") else geometry
        if thing.shape == "line":
            return shapely.line_interpolate_point(shapely.get_geometry(geometry, 0), 0.5, normalized=True)
        return shapely.point_on_surface(geometry)
    if thing.shape == "line" and ground.kind == "water":
        return shapely.buffer(geometry, _WIDTH_M.get(thing.tags.get("waterway", ""), 2.0) / 2, cap_style="flat")
    if thing.shape == "surface" and not shapely.is_valid(geometry):
        return shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    return geometry


def _cut(shape: BaseGeometry, region: BaseGeometry, *, whole: bool) -> BaseGeometry | None:
    """Give what of a line or surface lies in the region, in parts of its own dimension alone."""
    import shapely

    kept = shape if whole else shapely.intersection(shape, region)
    dimension = shapely.get_dimensions(shape)
    parts = [part for part in shapely.get_parts(kept) if shapely.get_dimensions(part) == dimension]
    if dimension == 2:
        parts = [part for part in parts if part.area >= LEAST_SURFACE_M2]
    else:
        parts = [part for part in parts if part.length > 0]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts) if dimension == 2 else shapely.MultiLineString(parts)


def _by_bytes(geometry: BaseGeometry) -> bytes:
    return bytes(geometry.wkb)


def _by_look(piece: Piece) -> tuple[str, str, str, str, bytes]:
    ground = piece.ground
    return (ground.kind, ground.line_class or "", ground.name or "", ground.house_number or "", piece.geometry.wkb)
