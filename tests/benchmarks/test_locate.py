"""G7: 100,000 points in five overlapping areas, beside the spatial joins of GeoPandas on the same frames."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, sjoin
from pandas import DataFrame

from geodata.areas import EDGE_M, areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800
from geodata.locate import area_of
from tests.benchmarks.conftest import Row, Table, interleaved

pytestmark = pytest.mark.bench

POINTS = 100_000
ON_EDGE = 1_000
MOVES_M = [(0, 0), (150, 80), (-120, 60), (90, -140), (20, 30)]


def overlapping_areas(*, corners: int) -> GeoDataFrame:
    """Lay the built-in five on top of each other, each with at least so many corners."""
    five = areas_frame(builtin_areas())
    middles = five.centroid
    stureplan = middles.iloc[0]
    shapes = [
        shapely.segmentize(
            shapely.affinity.translate(shape, stureplan.x - middle.x + east, stureplan.y - middle.y + north),
            shape.length / corners,
        )
        for shape, middle, (east, north) in zip(five.geometry, middles, MOVES_M, strict=True)
    ]
    return GeoDataFrame(index=five.index, geometry=shapes, crs=SWEREF99_1800)


def points_over(areas: GeoDataFrame) -> GeoDataFrame:
    """Scatter points over the areas, a hundredth of them on edges and corners."""
    random = np.random.default_rng(7)
    west, south, east, north = areas.total_bounds
    scattered = random.uniform((west, south), (east, north), (POINTS - ON_EDGE, 2))
    rings = np.concatenate([shapely.get_coordinates(shape) for shape in areas.geometry])
    edges = areas.boundary.to_numpy()[random.integers(0, len(areas), ON_EDGE)]
    on_edge = shapely.line_interpolate_point(edges, random.uniform(0, 1, ON_EDGE), normalized=True)
    on_edge[: min(len(rings), ON_EDGE // 2)] = shapely.points(rings)[: ON_EDGE // 2]
    return GeoDataFrame(geometry=np.concatenate([shapely.points(scattered), on_edge]), crs=SWEREF99_1800)


def links_of(joined: DataFrame) -> set[tuple[object, object]]:
    """Give the pairs of a spatial join."""
    return set(zip(joined.index, joined["code"], strict=True))


@pytest.mark.parametrize("corners", [1, 500])
def test_linking_points_with_areas(table: Table, corners: int) -> None:
    areas = overlapping_areas(corners=corners)
    points = points_over(areas)
    links = area_of(points, areas=areas)
    pairs = set(links.itertuples(index=False, name=None))
    assert len(pairs) == len(links)
    assert pairs == links_of(sjoin(points, areas, predicate="dwithin", distance=EDGE_M))
    clear = points[~points.dwithin(shapely.union_all(areas.boundary.to_numpy()), 2 * EDGE_M)]
    assert {pair for pair in pairs if pair[0] in clear.index} == links_of(sjoin(clear, areas))

    def seconds(link: Callable[[], DataFrame]) -> float:
        begun = perf_counter()
        link()
        return perf_counter() - begun

    found = interleaved(
        {
            "ours": lambda: seconds(lambda: area_of(points, areas=areas)),
            "intersects": lambda: seconds(lambda: sjoin(points, areas)),
            "dwithin": lambda: seconds(lambda: sjoin(points, areas, predicate="dwithin", distance=EDGE_M)),
        }
    )
    what = f"G7 {POINTS:,} points in five areas of {'few' if corners == 1 else f'{corners} or more'} corners"
    table.add(Row(what, "s", found["ours"], found["intersects"], "plain sjoin, edges left to rounding", "≤ 1"))
    table.add(Row(what, "s", found["ours"], found["dwithin"], "sjoin within 1 cm, identical links", "≤ 1"))
