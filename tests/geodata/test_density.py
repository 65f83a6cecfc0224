from __future__ import annotations

import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, WGS84
from geodata.density import findings_per_hectare
from geodata.errors import CRSMismatchError, InvalidFrameError


def _findings(*points: tuple[float, float] | None) -> GeoDataFrame:
    return GeoDataFrame(geometry=[None if point is None else Point(point) for point in points], crs=SWEREF99_1800)


def test_findings_are_counted_per_hectare_in_the_order_of_the_areas(two_squares: GeoDataFrame) -> None:
    density = findings_per_hectare(_findings((10, 10), (20, 20), (150, 50)), areas=two_squares)
    assert density.to_dict() == {"west": 2.0, "east": 1.0}
    assert list(density.index) == ["west", "east"]


def test_a_half_hectare_with_three_findings_has_six_per_hectare() -> None:
    areas = GeoDataFrame(index=["half"], geometry=[box(0, 0, 50, 100)], crs=SWEREF99_1800)
    assert findings_per_hectare(_findings((1, 1), (2, 2), (3, 3)), areas=areas).to_dict() == {"half": 6.0}


def test_a_finding_on_an_edge_or_corner_belongs_to_the_area(two_squares: GeoDataFrame) -> None:
    density = findings_per_hectare(_findings((0, 50), (0, 0), (50, 100)), areas=two_squares)
    assert density.to_dict() == {"west": 3.0, "east": 0.0}


def test_a_finding_on_a_shared_edge_counts_in_both_areas(two_squares: GeoDataFrame) -> None:
    assert findings_per_hectare(_findings((100, 50)), areas=two_squares).to_dict() == {"west": 1.0, "east": 1.0}


def test_a_finding_in_two_overlapping_areas_counts_in_both() -> None:
    overlapping = GeoDataFrame(
        index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 150, 100)], crs=SWEREF99_1800
    )
    assert findings_per_hectare(_findings((75, 50)), areas=overlapping).to_dict() == {"a": 1.0, "b": 1.0}


def test_a_finding_3_m_outside_the_square_belongs_to_no_area(two_squares: GeoDataFrame) -> None:
    assert findings_per_hectare(_findings((-3, 50)), areas=two_squares).to_dict() == {"west": 0.0, "east": 0.0}


def test_a_finding_without_a_point_is_not_counted(two_squares: GeoDataFrame) -> None:
    assert findings_per_hectare(_findings(None, (10, 10)), areas=two_squares).to_dict() == {"west": 1.0, "east": 0.0}


def test_no_findings_give_zero_not_nothing(two_squares: GeoDataFrame) -> None:
    assert findings_per_hectare(_findings(), areas=two_squares).to_dict() == {"west": 0.0, "east": 0.0}


def test_no_areas_give_no_rows() -> None:
    assert findings_per_hectare(_findings((0, 0)), areas=areas_frame([])).to_dict() == {}


def test_a_finding_amid_the_edge_that_stureplan_and_ostermalmstorg_share_counts_in_both() -> None:
    middle = GeoDataFrame(geometry=[Point((18.076428 + 18.074415) / 2, (59.336498 + 59.334921) / 2)], crs=WGS84)
    density = findings_per_hectare(middle.to_crs(SWEREF99_1800), areas=areas_frame(builtin_areas()))
    assert density.to_dict() == pytest.approx(
        {
            "stureplan": 1 / 7.66,
            "ostermalmstorg": 1 / 11.76,
            "gyllenstiernsgatan": 0,
            "tessinparken": 0,
            "universitetet-lappis": 0,
        },
        abs=0.0005,
    )


coordinates = st.tuples(st.integers(-20, 220), st.integers(-20, 120))


@given(points=st.lists(coordinates, max_size=30), data=st.data())
@settings(deadline=None, max_examples=50)
def test_the_order_of_the_findings_does_not_matter(points: list[tuple[int, int]], data: st.DataObject) -> None:
    areas = GeoDataFrame(index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 200, 100)], crs=SWEREF99_1800)
    shuffled = data.draw(st.permutations(points))
    density = findings_per_hectare(_findings(*points), areas=areas)
    assert density.to_dict() == findings_per_hectare(_findings(*shuffled), areas=areas).to_dict()


@given(points=st.lists(coordinates, max_size=30))
@settings(deadline=None, max_examples=50)
def test_the_density_agrees_with_counting_by_hand(points: list[tuple[int, int]]) -> None:
    areas = GeoDataFrame(index=["a", "b"], geometry=[box(0, 0, 100, 100), box(50, 0, 250, 100)], crs=SWEREF99_1800)
    in_a = sum(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
    in_b = sum(50 <= x <= 250 and 0 <= y <= 100 for x, y in points)
    assert findings_per_hectare(_findings(*points), areas=areas).to_dict() == {"a": in_a, "b": in_b / 2}


def test_degrees_are_refused_for_findings_and_for_areas(two_squares: GeoDataFrame) -> None:
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        findings_per_hectare(_findings((18, 59)).set_crs(WGS84, allow_override=True), areas=two_squares)
    with pytest.raises(CRSMismatchError, match="EPSG:4326 where EPSG:3011"):
        findings_per_hectare(_findings((10, 10)), areas=two_squares.set_crs(WGS84, allow_override=True))


@pytest.mark.parametrize("geometry", [LineString([(0, 0), (10, 0)]), None])
def test_an_area_without_a_surface_is_refused_by_name(geometry: LineString | None) -> None:
    areas = GeoDataFrame(index=["ok", "flat"], geometry=[box(0, 0, 1, 1), geometry], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="no surface in flat; give each area a polygon"):
        findings_per_hectare(_findings((0, 0)), areas=areas)


def test_the_frames_passed_in_are_left_as_they_were(two_squares: GeoDataFrame) -> None:
    findings = _findings((10, 10), None)
    before, areas_before = findings.copy(), two_squares.copy()
    findings_per_hectare(findings, areas=two_squares)
    assert findings.equals(before)
    assert two_squares.equals(areas_before)
