from __future__ import annotations

import math

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, MultiPoint, Point, Polygon, box

from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError
from geodata.measurable import point_coordinates, require_line, require_metres, require_surfaces


def test_points_are_read_in_the_order_of_their_rows_and_a_row_without_one_is_nan() -> None:
    points = GeoDataFrame(geometry=[Point(1, 2), None, Point(), Point(3, 4)], crs=SWEREF99_1800)
    east, north = point_coordinates(points)
    np.testing.assert_array_equal(east, [1, np.nan, np.nan, 3])
    np.testing.assert_array_equal(north, [2, np.nan, np.nan, 4])


def test_a_height_is_no_part_of_where_a_point_lies() -> None:
    east, north = point_coordinates(GeoDataFrame(geometry=[Point(1, 2, 30)], crs=SWEREF99_1800))
    assert (east.tolist(), north.tolist()) == ([1], [2])


def test_no_points_have_no_coordinates() -> None:
    east, north = point_coordinates(GeoDataFrame(geometry=[], crs=SWEREF99_1800))
    assert (len(east), len(north)) == (0, 0)


def test_what_is_no_point_is_refused_with_its_rows_and_kinds() -> None:
    shapes = [Point(0, 0), LineString([(0, 0), (1, 1)]), MultiPoint([(0, 0)])]
    points = GeoDataFrame(index=["p", "line", "many"], geometry=shapes, crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="rows line, many hold LineString, MultiPoint; give one point per row"):
        point_coordinates(points)


def test_of_many_rows_that_are_no_points_five_are_named() -> None:
    points = GeoDataFrame(geometry=[box(0, 0, 1, 1)] * 100, crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="rows 0, 1, 2, 3, 4 and 95 more hold Polygon"):
        point_coordinates(points)


@pytest.mark.parametrize("crs", [WGS84, "EPSG:3006", "EPSG:3857", None])
def test_points_and_areas_of_another_system_are_refused(crs: str | None) -> None:
    with pytest.raises(CRSMismatchError, match="EPSG:3011 is needed"):
        point_coordinates(GeoDataFrame(geometry=[Point(18, 59)], crs=crs))
    with pytest.raises(CRSMismatchError, match="EPSG:3011 is needed"):
        require_surfaces(GeoDataFrame(geometry=[box(18, 59, 19, 60)], crs=crs))


@pytest.mark.parametrize("flat", [None, Polygon(), LineString([(0, 0), (9, 0)]), Point(1, 1)])
def test_an_area_without_a_surface_is_refused_by_name(flat: object) -> None:
    areas = GeoDataFrame(index=["ok", "flat"], geometry=[box(0, 0, 1, 1), flat], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="no surface in flat; give each area a polygon"):
        require_surfaces(areas)


def test_two_areas_of_one_label_are_refused() -> None:
    areas = GeoDataFrame(index=["a", "b", "a"], geometry=[box(0, 0, 1, 1)] * 3, crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="rows a stand more than once"):
        require_surfaces(areas)


@pytest.mark.parametrize("shape", [LineString(), LineString([(1, 1), (1, 1)]), Point(1, 1), box(0, 0, 1, 1)])
def test_what_is_no_line_with_a_length_is_no_route(shape: LineString | Point | Polygon) -> None:
    with pytest.raises(InvalidMeasureError, match=rf"the route is a {shape.geom_type} of .* m; give one LineString"):
        require_line(shape)


@pytest.mark.parametrize("metres", [0, -0.5, math.nan, math.inf, -math.inf])
def test_a_length_that_is_not_above_zero_is_refused(metres: float) -> None:
    with pytest.raises(InvalidMeasureError, match=r"within_m is .*; give metres above 0"):
        require_metres(metres, name="within_m")
