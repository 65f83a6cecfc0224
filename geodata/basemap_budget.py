"""Keep a basemap small enough to be saved on a tablet: say what goes first when there is too much of it."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.basemap_check import KINDS
from geodata.crs import GeoJSON, to_lonlat
from geodata.ground_shapes import Piece

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TOLERANCES_M: Final = (0.5, 1.0, 2.0, 4.0)
"""Metres by which a line may be moved to save corners; the first is finer than a pin can be placed."""

_GRID = 1e-6
_DECIMALS = 6
_EXPENDABLE: Final = frozenset({"lamp", "bench", "house_number"})


@dataclass(frozen=True, slots=True)
class Fitted:
    """
    Features that are small enough.

    `features` are GeoJSON Features, EPSG:4326, in the order of drawing, `packed_bytes` what they take packed with gzip.
    `tolerance_m` tells how far lines were moved, `dropped` how many pieces of each kind were left out, in the order of
    drawing.
    """

    features: tuple[GeoJSON, ...]
    packed_bytes: int
    tolerance_m: float
    dropped: Mapping[str, int]


def fitted(pieces: Sequence[Piece], *, place: BaseGeometry, limit: int) -> Fitted:
    """
    Make features of pieces, as many and as exact as the limit allows.

    Lamps, benches, house numbers and houses without a name go first, those farthest from the place before the others.
    Where leaving out all outside the place is not enough, lines are drawn more simply, and only then do those in the
    place go, too.

    Parameters
    ----------
    pieces
        What there is to draw, EPSG:3011.
    place
        The boundary, polygon, EPSG:3011.
    limit
        Bytes packed with gzip.

    Returns
    -------
    The features; more than the limit only if streets, parks and what has a name are too much by themselves.
    """
    import numpy as np
    import shapely

    geometries = np.array([piece.geometry for piece in pieces], dtype=object)
    outside = shapely.distance(geometries, place)
    from_middle = shapely.distance(geometries, place.centroid)
    # of two equally far the later goes: the answer must not hang on how numbers are rounded
    expendable = [row for row, piece in enumerate(pieces) if _is_expendable(piece)]
    leaving = sorted(expendable, key=lambda row: (-outside[row], -from_middle[row], -row))
    beyond = [row for row in leaving if outside[row] > 0]
    steps = [(tolerance, beyond) for tolerance in TOLERANCES_M] + [(TOLERANCES_M[-1], leaving)]
    for tolerance_m, may_leave in steps:
        # in the order of drawing, since what stands beside each other decides how well it packs
        features = sorted(_features(pieces, tolerance_m=tolerance_m).items(), key=_drawing_order)
        lines = {row: _line(feature) for row, feature in features}
        count = _least_to_leave(lines, may_leave, limit=limit)
        packed_bytes = _packed(lines, may_leave[:count])
        if packed_bytes <= limit:
            break
    left = set(may_leave[:count])
    return Fitted(
        features=tuple(feature for row, feature in features if row not in left),
        packed_bytes=packed_bytes,
        tolerance_m=tolerance_m,
        dropped=_counted(pieces, left),
    )


def _least_to_leave(lines: Mapping[int, bytes], may_leave: Sequence[int], *, limit: int) -> int:
    """Give how many of those that may leave must do so: all, if even that is not enough."""
    if _packed(lines, []) <= limit:
        return 0
    too_few, enough = 0, len(may_leave)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _packed(lines, may_leave[:middle]) <= limit:
            enough = middle
        else:
            too_few = middle
    return enough


def _packed(lines: Mapping[int, bytes], left: Sequence[int]) -> int:
    gone = set(left)
    kept = b",\n".join(line for row, line in lines.items() if row not in gone)
    return len(gzip.compress(kept, mtime=0))


def _features(pieces: Sequence[Piece], *, tolerance_m: float) -> dict[int, GeoJSON]:
    """Give a feature for each piece by its row, none where rounding left nothing to draw."""
    import numpy as np
    import shapely

    metric = np.array([piece.geometry for piece in pieces], dtype=object)
    plain = shapely.simplify(metric, tolerance_m, preserve_topology=True)
    degrees = shapely.transform(plain, to_lonlat, interleaved=False)
    flat = shapely.get_dimensions(degrees) == 2
    # rounding corners one by one can make an outline cross itself; here the grid is laid under the whole of it
    degrees[flat] = shapely.set_precision(degrees[flat], _GRID, mode="valid_output")
    degrees[~flat] = shapely.remove_repeated_points(shapely.set_precision(degrees[~flat], _GRID, mode="pointwise"))
    degrees = shapely.orient_polygons(shapely.normalize(degrees))
    sound = ~shapely.is_empty(degrees) & shapely.is_valid(degrees)
    return {row: _feature(pieces[row], degrees[row]) for row in np.flatnonzero(sound).tolist()}


def _feature(piece: Piece, geometry: BaseGeometry) -> GeoJSON:
    ground = piece.ground
    properties: dict[str, Any] = {"kind": ground.kind, "class": ground.line_class, "name": ground.name}
    if ground.lit is not None:
        properties["lit"] = ground.lit
    if ground.house_number is not None:
        properties["house_number"] = ground.house_number
    shape = geometry.__geo_interface__
    coordinates = _rounded(shape["coordinates"])
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape["type"], "coordinates": coordinates},
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, _DECIMALS)
    return [_rounded(part) for part in coordinates]


def _line(feature: GeoJSON) -> bytes:
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode()


def _is_expendable(piece: Piece) -> bool:
    ground = piece.ground
    return ground.kind in _EXPENDABLE or (ground.kind == "building" and ground.name is None)


def _counted(pieces: Sequence[Piece], rows: set[int]) -> dict[str, int]:
    counts = Counter(pieces[row].ground.kind for row in rows)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _drawing_order(numbered: tuple[int, GeoJSON]) -> tuple[int, str, str, bytes]:
    _, feature = numbered
    properties = feature["properties"]
    return KINDS.index(properties["kind"]), properties["class"] or "", properties["name"] or "", _line(feature)
