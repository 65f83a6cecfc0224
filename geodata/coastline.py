"""Make the surface of the sea out of its coast: OpenStreetMap maps the edge alone, with the water on its right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_BESIDE_M: Final = 0.05
_STEP_M: Final = 2.0
"""Metres between the points at which a coast is asked which side of it is which."""


def sea(coast: Sequence[BaseGeometry], *, region: BaseGeometry) -> list[BaseGeometry]:
    """
    Find what of a region is sea.

    Parameters
    ----------
    coast
        Lines in EPSG:3011 with the land on their left, such as ways tagged natural=coastline; they may reach beyond the
        region, and islands are closed lines.
    region
        Polygon, EPSG:3011.

    Returns
    -------
    Polygons without overlap, with holes where islands lie; none where the coast does not pass. A coast that ends within
    the region parts nothing, so that no sea is drawn on land.

    References
    ----------
    OpenStreetMap wiki, Tag:natural=coastline: land on the left side, water on the right.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> [water.bounds for water in sea([LineString([(50, -10), (50, 110)])], region=box(0, 0, 100, 100))]
    [(50.0, 0.0, 100.0, 100.0)]
    """
    import numpy as np
    import shapely

    near = [line for line in coast if line.intersects(region)]
    if not near:
        return []
    # lines that were cut at the region's edge would end a hair beside it, and part nothing
    noded = shapely.union_all([region.boundary, *near])
    shapely.prepare(region)
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
        if region.contains(face.point_on_surface())
    ]
    tree = shapely.STRtree(faces)
    water = np.zeros(len(faces), dtype=int)
    for line in chain.from_iterable(shapely.get_parts(line) for line in near):
        corners = shapely.get_coordinates(shapely.segmentize(line, _STEP_M))
        along = np.diff(corners, axis=0)
        lengths = np.hypot(along[:, 0], along[:, 1])
        middles, along = (corners[:-1] + corners[1:])[lengths > 0] / 2, along[lengths > 0] / lengths[lengths > 0, None]
        right = np.column_stack([along[:, 1], -along[:, 0]]) * _BESIDE_M
        for side, vote in ((middles + right, 1), (middles - right, -1)):
            _, hit = tree.query(shapely.points(side), predicate="intersects")
            np.add.at(water, hit, vote)
    return [face for face, votes in zip(faces, water, strict=True) if votes > 0]
