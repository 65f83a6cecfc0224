from __future__ import annotations

import math

import numpy as np
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point

from geodata.crs import (
    SWEREF99_1800,
    SWEREF99_TM,
    WGS84,
    length_m,
    metric_shape,
    require_crs,
    require_position,
    to_lonlat,
    to_metric,
)
from geodata.errors import CRSMismatchError, InvalidMeasureError, InvalidPositionError

# the first point was published by a third party, the others were computed with PROJ 9.5.1
REFERENCE_POINTS = [
    (18.19079263233461, 59.678160851467794, SWEREF99_TM, 679655.269, 6619889.430),
    (18.19079263233461, 59.678160851467794, SWEREF99_1800, 160749.454, 6618232.315),
    (18.072721, 59.336128, SWEREF99_TM, 674771.118, 6581513.637),
    (18.072721, 59.336128, SWEREF99_1800, 154138.853, 6580115.342),
    (18.0, 59.0, SWEREF99_1800, 150000.000, 6542669.085),
]

longitudes = st.floats(17.0, 19.0)
latitudes = st.floats(58.5, 60.5)
metric_systems = st.sampled_from([SWEREF99_1800, SWEREF99_TM])


@pytest.mark.parametrize(("longitude", "latitude", "crs", "east", "north"), REFERENCE_POINTS)
def test_reference_points_come_out_within_a_centimetre(
    longitude: float, latitude: float, crs: str, east: float, north: float
) -> None:
    assert to_metric(longitude, latitude, crs=crs) == pytest.approx((east, north), rel=0, abs=0.01)


@pytest.mark.parametrize(("longitude", "latitude", "crs", "east", "north"), REFERENCE_POINTS)
def test_reference_points_go_back_to_their_degrees(
    longitude: float, latitude: float, crs: str, east: float, north: float
) -> None:
    assert to_lonlat(east, north, crs=crs) == pytest.approx((longitude, latitude), rel=0, abs=1e-7)


@given(longitude=longitudes, latitude=latitudes, crs=metric_systems)
@settings(deadline=None)
def test_there_and_back_again_ends_at_the_same_point(longitude: float, latitude: float, crs: str) -> None:
    east, north = to_metric(longitude, latitude, crs=crs)
    assert to_lonlat(east, north, crs=crs) == pytest.approx((longitude, latitude), rel=0, abs=1e-9)


@given(longitude=longitudes, latitude=latitudes, crs=metric_systems)
@settings(deadline=None)
def test_easting_comes_first_and_northing_second_wherever_in_stockholm(
    longitude: float, latitude: float, crs: str
) -> None:
    east, north = to_metric(longitude, latitude, crs=crs)
    assert 50_000 < east < 760_000
    assert 6_480_000 < north < 6_720_000


@given(longitude=longitudes, latitude=latitudes)
@settings(deadline=None)
def test_a_step_east_raises_the_easting_and_a_step_north_the_northing(longitude: float, latitude: float) -> None:
    east, north = to_metric(longitude, latitude)
    assert to_metric(longitude + 0.001, latitude)[0] > east + 50
    assert to_metric(longitude, latitude + 0.001)[1] > north + 100


@given(longitude=longitudes, latitude=latitudes, crs=metric_systems)
@settings(deadline=None)
def test_swapped_axes_never_land_in_stockholm(longitude: float, latitude: float, crs: str) -> None:
    # maps.md: the windows in which an import expects the two systems
    west, east = {SWEREF99_TM: (655_000, 690_000), SWEREF99_1800: (137_000, 165_000)}[crs]
    swapped_east, swapped_north = to_metric(latitude, longitude, crs=crs)
    assert not (west <= swapped_east <= east and 6_565_000 <= swapped_north <= 6_605_000)
    east_first, north_second = to_metric(longitude, latitude, crs=crs)
    assert to_lonlat(north_second, east_first, crs=crs) != pytest.approx((longitude, latitude), abs=1)


@given(longitude=longitudes, latitude=latitudes, crs=metric_systems)
@settings(deadline=None, max_examples=30)
def test_arrays_floats_and_shapes_are_projected_alike(longitude: float, latitude: float, crs: str) -> None:
    alone = to_metric(longitude, latitude, crs=crs)
    east, north = to_metric(np.array([longitude, 18.0]), np.array([latitude, 59.0]), crs=crs)
    point = metric_shape({"type": "Point", "coordinates": [longitude, latitude]}, crs=crs)
    assert alone == (east[0], north[0]) == point.coords[0]


def test_arrays_are_projected_point_by_point() -> None:
    east, north = to_metric(np.array([18.0, 18.072721]), np.array([59.0, 59.336128]))
    assert east == pytest.approx([150000.000, 154138.853], abs=0.01)
    assert north == pytest.approx([6542669.085, 6580115.342], abs=0.01)


@pytest.mark.parametrize("crs", ["EPSG:3857", WGS84])
def test_a_system_that_cannot_measure_in_stockholm_is_refused(crs: str) -> None:
    with pytest.raises(CRSMismatchError, match=f"{crs}.*use EPSG:3011 or EPSG:3006"):
        to_metric(18.0, 59.0, crs=crs)


def test_a_geojson_line_becomes_a_shape_in_metres() -> None:
    line = {"type": "LineString", "coordinates": [[18.0, 59.0], [18.072721, 59.336128]]}
    corners = [corner for point in metric_shape(line).coords for corner in point]
    assert corners == pytest.approx([150000.000, 6542669.085, 154138.853, 6580115.342], abs=0.01)


def test_the_edge_that_stureplan_and_ostermalmstorg_share_is_210_m_long() -> None:
    edge = {"type": "LineString", "coordinates": [[18.076428, 59.336498], [18.074415, 59.334921]]}
    assert length_m(edge) == pytest.approx(210, abs=1)


def test_a_second_of_latitude_is_31_metres_and_parts_are_added() -> None:
    second = [[18.0, 59.0], [18.0, 59.0 + 1 / 3600]]
    assert length_m({"type": "LineString", "coordinates": second}) == pytest.approx(30.95, abs=0.01)
    assert length_m({"type": "MultiLineString", "coordinates": [second, second]}) == pytest.approx(61.9, abs=0.02)


stockholm = st.tuples(st.floats(17.9, 18.2), st.floats(59.25, 59.45))


@given(one=stockholm, other=stockholm)
@settings(deadline=None, max_examples=60)
def test_a_length_agrees_with_that_on_the_ellipsoid_to_one_in_a_hundred_thousand(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    _, _, on_ellipsoid = Geod(ellps="GRS80").inv(*one, *other)
    line = {"type": "LineString", "coordinates": [list(one), list(other)]}
    assert length_m(line) == pytest.approx(on_ellipsoid, rel=1e-5, abs=1e-4)


def test_what_is_no_line_has_no_length() -> None:
    with pytest.raises(InvalidMeasureError, match="a Point has no length; give a LineString"):
        length_m({"type": "Point", "coordinates": [18.0, 59.0]})


def test_a_frame_in_the_asked_system_passes() -> None:
    require_crs(GeoDataFrame(geometry=[Point(0, 0)], crs=3011), SWEREF99_1800)


def test_a_frame_in_another_system_is_refused_with_the_remedy() -> None:
    with pytest.raises(CRSMismatchError, match=r"uses EPSG:4326 where EPSG:3011 is needed; call to_crs\('EPSG:3011'\)"):
        require_crs(GeoDataFrame(geometry=[Point(18, 59)], crs=WGS84), SWEREF99_1800)


def test_a_frame_that_names_no_system_is_refused_with_the_remedy() -> None:
    with pytest.raises(CRSMismatchError, match=r"names no reference system.*set_crs\(\)"):
        require_crs(GeoDataFrame(geometry=[Point(18, 59)]), SWEREF99_1800)


@pytest.mark.parametrize(("longitude", "latitude"), [(-180, -90), (180, 90), (18.07, 59.34)])
def test_a_point_on_earth_passes(longitude: float, latitude: float) -> None:
    require_position(longitude, latitude)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(math.nan, 59), (18, math.nan), (math.inf, 59), (18, -math.inf), (180.1, 59), (18, 90.1), (154138.9, 6580115.3)],
)
def test_numbers_that_are_no_point_on_earth_are_refused(longitude: float, latitude: float) -> None:
    with pytest.raises(InvalidPositionError, match="no point on earth; give WGS 84 degrees"):
        require_position(longitude, latitude)
