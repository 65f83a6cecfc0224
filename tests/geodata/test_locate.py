from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, sjoin
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geodata.areas import EDGE_M, areas_frame, builtin_areas, distance_m
from geodata.crs import SWEREF99_1800, WGS84, to_lonlat
from geodata.errors import CRSMismatchError, InvalidFrameError, InvalidMeasureError
from geodata.locate import area_of, nearest_area

CORNERS_OF_BOTH = [(18.076428, 59.336498), (18.074415, 59.334921)]
RING = Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], holes=[[(30, 30), (60, 30), (60, 60), (30, 60)]])


def _points(*points: tuple[float, float] | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[None if point is None else Point(point) for point in points], crs=SWEREF99_1800)


def _areas(**shapes: shapely.Geometry) -> GeoDataFrame:
    return GeoDataFrame(index=list(shapes), geometry=list(shapes.values()), crs=SWEREF99_1800)


def _links(points: GeoDataFrame, areas: GeoDataFrame) -> list[tuple[object, object]]:
    return list(area_of(points, areas=areas).itertuples(index=False, name=None))


def _joined(points: GeoDataFrame, areas: GeoDataFrame, **predicate: object) -> list[tuple[object, object]]:
    """The links that GeoPandas finds, in the order that we promise."""
    left = points[["geometry"]].reset_index(names="point")
    right = areas[["geometry"]].reset_index(names="area")
    joined = sjoin(left, right, **predicate).sort_values("index_right").sort_index(kind="stable")
    return list(joined[["point", "area"]].itertuples(index=False, name=None))


def _five_overlapping() -> GeoDataFrame:
    """The five built-in areas, moved on top of each other around the middle of Stureplan."""
    five = areas_frame(builtin_areas())
    middles = five.centroid
    stureplan = middles.iloc[0]
    moves = [(0, 0), (150, 80), (-120, 60), (90, -140), (20, 30)]
    moved = [
        shapely.affinity.translate(shape, stureplan.x - middle.x + east, stureplan.y - middle.y + north)
        for shape, middle, (east, north) in zip(five.geometry, middles, moves, strict=True)
    ]
    return five.set_geometry(GeoDataFrame(geometry=moved, index=five.index, crs=SWEREF99_1800).geometry)


def _over(areas: GeoDataFrame, *, number: int, seed: int) -> GeoDataFrame:
    """Random points over areas, and one on every corner and middle of an edge."""
    west, south, east, north = areas.total_bounds
    random = np.random.default_rng(seed).uniform((west - 20, south - 20), (east + 20, north + 20), (number, 2))
    rings = [shapely.get_coordinates(shape) for shape in areas.geometry]
    middles = [(ring[:-1] + ring[1:]) / 2 for ring in rings]
    return GeoDataFrame(geometry=shapely.points(np.concatenate([random, *rings, *middles])), crs=SWEREF99_1800)


def test_each_point_is_linked_with_the_area_that_holds_it(two_squares: GeoDataFrame) -> None:
    points = _points((150, 50), (50, 50), (250, 50)).set_index(np.array(["x", "y", "z"]))
    assert _links(points, two_squares) == [("x", "east"), ("y", "west")]


def test_links_come_in_the_order_of_the_points_and_then_of_the_areas() -> None:
    areas = _areas(late=box(0, 0, 10, 10), early=box(0, 0, 20, 20))
    assert _links(_points((15, 15), (5, 5)), areas) == [(0, "early"), (1, "late"), (1, "early")]


def test_a_point_on_a_shared_edge_or_corner_belongs_to_both(two_squares: GeoDataFrame) -> None:
    assert _links(_points((100, 50), (100, 0)), two_squares) == [(0, "west"), (0, "east"), (1, "west"), (1, "east")]


@pytest.mark.parametrize(
    ("off_m", "belongs"), [(0.0, True), (0.005, True), (0.0099, True), (0.0101, False), (3, False)]
)
@pytest.mark.parametrize("side", ["west", "south", "east", "north", "corner"])
def test_an_edge_reaches_one_centimetre_outwards(off_m: float, belongs: bool, side: str) -> None:
    # far from the origin, where a metre is left with nine decimals, as in Stockholm
    e, n = 154_000, 6_580_000
    beside = {
        "west": (e - off_m, n + 40),
        "south": (e + 40, n - off_m),
        "east": (e + 100 + off_m, n + 40),
        "north": (e + 40, n + 100 + off_m),
        "corner": (e + 100 + off_m * 0.6, n + 100 + off_m * 0.8),
    }
    links = area_of(_points(beside[side]), areas=_areas(square=box(e, n, e + 100, n + 100)))
    assert (len(links) == 1) is belongs


def test_a_point_in_a_hole_belongs_nowhere_and_one_on_its_rim_belongs() -> None:
    assert _links(_points((45, 45), (30, 45), (30.005, 45), (30.02, 45), (15, 15)), _areas(ring=RING)) == [
        (1, "ring"),
        (2, "ring"),
        (4, "ring"),
    ]


def test_an_area_of_two_parts_holds_the_points_of_both() -> None:
    parts = MultiPolygon([box(0, 0, 10, 10), box(50, 0, 60, 10)])
    assert _links(_points((5, 5), (30, 5), (55, 5)), _areas(two=parts)) == [(0, "two"), (2, "two")]


def test_heights_change_no_link() -> None:
    high = Polygon([(0, 0, 8), (10, 0, 8), (10, 10, 9), (0, 10, 9)])
    points = GeoDataFrame(geometry=[Point(5, 5, 100), Point(10, 5, -3)], crs=SWEREF99_1800)
    assert _links(points, _areas(high=high)) == [(0, "high"), (1, "high")]


def test_a_row_without_a_point_belongs_nowhere(two_squares: GeoDataFrame) -> None:
    points = GeoDataFrame(geometry=[None, Point(), Point(5, 5)], crs=SWEREF99_1800)
    assert _links(points, two_squares) == [(2, "west")]


def test_no_points_or_no_areas_make_no_links(two_squares: GeoDataFrame) -> None:
    for links in (area_of(_points(), areas=two_squares), area_of(_points((5, 5)), areas=areas_frame([]))):
        assert list(links.columns) == ["point", "area"]
        assert len(links) == 0


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
def test_a_point_on_the_edge_of_stureplan_and_ostermalmstorg_belongs_to_both(share: float) -> None:
    (west, south), (east, north) = CORNERS_OF_BOTH
    on_edge = GeoDataFrame(geometry=[Point(west + share * (east - west), south + share * (north - south))], crs=WGS84)
    links = _links(on_edge.to_crs(SWEREF99_1800), areas_frame(builtin_areas()))
    assert links == [(0, "stureplan"), (0, "ostermalmstorg")]


def test_the_links_of_five_overlapping_areas_are_those_of_a_spatial_join_within_a_centimetre() -> None:
    areas = _five_overlapping()
    points = _over(areas, number=20_000, seed=3)
    links = _links(points, areas)
    assert links == _joined(points, areas, predicate="dwithin", distance=EDGE_M)
    areas_of_a_point = Counter(point for point, _ in links)
    assert set(areas_of_a_point.values()) >= {1, 2, 3, 4}


def test_farther_than_two_centimetres_from_every_edge_the_links_are_those_of_a_plain_join() -> None:
    areas = _five_overlapping()
    points = _over(areas, number=20_000, seed=4)
    edges = shapely.union_all(areas.boundary.to_numpy())
    clear = points[~points.dwithin(edges, 0.02)]
    assert 19_000 < len(clear) < len(points)
    assert _links(clear, areas) == _joined(clear, areas, predicate="intersects")


def test_every_corner_and_middle_of_an_edge_belongs_although_a_plain_join_loses_some() -> None:
    areas = _five_overlapping()
    for code, shape in areas.geometry.items():
        alone = areas.loc[[code]]
        ring = shapely.get_coordinates(shape)
        on_edge = GeoDataFrame(geometry=shapely.points(np.concatenate([ring, (ring[:-1] + ring[1:]) / 2])), crs=3011)
        assert _links(on_edge, alone) == [(row, code) for row in on_edge.index]
    # an edge at a slant has hardly a point that a double can name
    slanted = _areas(slanted=Polygon([(0, 0), (300, 100), (0, 100)]))
    on_slant = _points(*((share * 300, share * 100) for share in np.linspace(0, 1, 997)))
    assert len(_links(on_slant, slanted)) == 997
    assert len(_joined(on_slant, slanted, predicate="intersects")) < 997


corners = st.tuples(st.integers(0, 60), st.integers(0, 60))
blobs = st.lists(corners, min_size=3, max_size=7, unique=True).map(lambda ring: Polygon(ring).buffer(0))
surfaces = blobs.filter(lambda shape: shape.area > 0)
# on whole metres many points fall on an edge or a corner, and on hundredths within its reach
metres = st.integers(-500, 6500).map(lambda hundredths: hundredths / 100)
places = st.lists(st.one_of(corners, st.tuples(metres, metres), st.none()), max_size=25)


@given(shapes=st.lists(surfaces, max_size=4), places=places)
@settings(deadline=None, max_examples=60)
def test_any_areas_and_points_are_linked_as_a_spatial_join_links_them(
    shapes: list[Polygon | MultiPolygon], places: list[tuple[float, float] | None]
) -> None:
    areas = GeoDataFrame(index=[f"area {n}" for n in range(len(shapes))], geometry=shapes, crs=SWEREF99_1800)
    points = _points(*places)
    assert _links(points, areas) == _joined(points, areas, predicate="dwithin", distance=EDGE_M)


@given(places=st.lists(st.tuples(st.integers(-100, 900), st.integers(-100, 900)), max_size=12))
@settings(deadline=None, max_examples=20)
def test_a_link_says_what_the_distance_of_one_point_to_one_area_says(places: list[tuple[int, int]]) -> None:
    built_in = builtin_areas()
    frame = areas_frame(built_in)
    west, south, *_ = frame.total_bounds
    points = _points(*((west + e * 3, south + n * 3) for e, n in places))
    expected = []
    for row, point in points.geometry.items():
        longitude, latitude = to_lonlat(point.x, point.y)
        near = [area.code for area in built_in if distance_m(area, longitude=longitude, latitude=latitude) == 0.0]
        expected += [(row, code) for code in near]
    assert _links(points, frame) == expected


def test_the_nearest_area_is_the_one_that_a_ruler_says(two_squares: GeoDataFrame) -> None:
    found = nearest_area(_points((-30, 50), (203, 104), (150, 50)), areas=two_squares, within_m=40)
    assert found["area"].tolist() == ["west", "east", "east"]
    assert found["metres"].tolist() == [30.0, 5.0, 0.0]


def test_an_area_just_as_far_off_as_asked_is_given_and_one_beyond_is_not(two_squares: GeoDataFrame) -> None:
    found = nearest_area(_points((-30, 50), (-30.5, 50)), areas=two_squares, within_m=30)
    assert found["area"].tolist() == ["west", None]
    assert found["metres"].tolist() == pytest.approx([30.0, np.nan], nan_ok=True)


def test_of_areas_equally_near_the_first_is_given(two_squares: GeoDataFrame) -> None:
    amid = _points((100, 50), (100, -20), (100, 130))
    assert nearest_area(amid, areas=two_squares, within_m=50)["area"].tolist() == ["west"] * 3
    assert nearest_area(amid, areas=two_squares.iloc[::-1], within_m=50)["area"].tolist() == ["east"] * 3


def test_a_point_within_a_centimetre_of_an_edge_is_at_no_distance(two_squares: GeoDataFrame) -> None:
    found = nearest_area(_points((200.009, 50), (200.5, 50)), areas=two_squares, within_m=1)
    assert found["metres"].tolist() == [0.0, 0.5]


def test_a_row_without_a_point_and_one_where_no_areas_are_have_no_nearest_area(two_squares: GeoDataFrame) -> None:
    for found in (
        nearest_area(_points(None), areas=two_squares, within_m=50),
        nearest_area(_points((5, 5)), areas=areas_frame([]), within_m=50),
    ):
        assert found["area"].tolist() == [None]
        assert found["metres"].isna().all()


def test_the_answer_has_the_index_of_the_points(two_squares: GeoDataFrame) -> None:
    points = _points((5, 5), None).set_index(np.array(["b", "a"]))
    assert list(nearest_area(points, areas=two_squares, within_m=9).index) == ["b", "a"]
    assert list(nearest_area(points.iloc[:0], areas=two_squares, within_m=9).columns) == ["area", "metres"]


@given(shapes=st.lists(surfaces, min_size=1, max_size=4), places=places, within_m=st.floats(0.5, 80))
@settings(deadline=None, max_examples=40)
def test_no_area_is_nearer_than_the_nearest(
    shapes: list[Polygon | MultiPolygon], places: list[tuple[float, float] | None], within_m: float
) -> None:
    areas = GeoDataFrame(geometry=shapes, crs=SWEREF99_1800)
    found = nearest_area(_points(*places), areas=areas, within_m=within_m)
    for place, area, distance in zip(places, found["area"], found["metres"], strict=True):
        measured = [np.nan if place is None else shape.distance(Point(place)) for shape in shapes]
        measured = [0.0 if metres <= EDGE_M else metres for metres in measured]
        if place is None or min(measured) > within_m:
            assert area is None
            assert np.isnan(distance)
        else:
            assert distance == min(measured)
            assert area == measured.index(min(measured))


def test_frames_of_different_systems_are_refused(two_squares: GeoDataFrame) -> None:
    degrees = _points((18, 59)).set_crs(WGS84, allow_override=True)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        area_of(degrees, areas=two_squares)
    with pytest.raises(CRSMismatchError, match="EPSG:3006 where EPSG:3011"):
        area_of(_points((5, 5)), areas=two_squares.to_crs("EPSG:3006"))
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        nearest_area(degrees, areas=two_squares, within_m=5)
    with pytest.raises(CRSMismatchError, match="EPSG:3006 where EPSG:3011"):
        nearest_area(_points((5, 5)), areas=two_squares.to_crs("EPSG:3006"), within_m=5)


def test_what_is_no_point_or_no_surface_is_refused(two_squares: GeoDataFrame) -> None:
    with pytest.raises(InvalidFrameError, match="hold Polygon"):
        area_of(two_squares, areas=two_squares)
    with pytest.raises(InvalidFrameError, match="no surface in line"):
        area_of(_points((5, 5)), areas=_areas(line=LineString([(0, 0), (9, 9)])))


@pytest.mark.parametrize("within_m", [0, -5, np.nan, np.inf])
def test_a_reach_that_is_not_above_zero_is_refused(two_squares: GeoDataFrame, within_m: float) -> None:
    with pytest.raises(InvalidMeasureError, match="within_m is"):
        nearest_area(_points((5, 5)), areas=two_squares, within_m=within_m)


def test_the_frames_passed_in_are_left_as_they_were(two_squares: GeoDataFrame) -> None:
    points = _points((10, 10), None, (100, 50))
    before, areas_before = points.copy(), two_squares.copy()
    area_of(points, areas=two_squares)
    nearest_area(points, areas=two_squares, within_m=5)
    assert_frame_equal(points, before)
    assert_frame_equal(two_squares, areas_before)
    # prepared shapes are not safe to share between threads: the caller's stay as they were
    assert not shapely.is_prepared(two_squares.geometry.to_numpy()).any()
