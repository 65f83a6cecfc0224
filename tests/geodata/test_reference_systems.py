from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geodata.areas import builtin_areas
from geodata.crs import to_lonlat, to_metric
from geodata.file_faults import InvalidFileError
from geodata.reference_systems import STOCKHOLM, SystemWindow, detect_crs, known_name

BY_CRS = {window.crs: window for window in STOCKHOLM}
SVAMPEN = {
    "EPSG:4326": (18.072721, 59.336128),
    "EPSG:3006": (674771.118, 6581513.637),
    "EPSG:3011": (154138.853, 6580115.342),
}


def boxes(*positions: tuple[float, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[x, y, x, y] for x, y in positions], dtype="float64").reshape(-1, 4)


def fault(*positions: tuple[float, float], declared: str | None = None, beyond: bool = False) -> InvalidFileError:
    with pytest.raises(InvalidFileError) as caught:
        detect_crs(
            boxes(*positions),
            declared=declared,
            file="torg.shp",
            rows=range(1, len(positions) + 1),
            beyond=beyond,
        )
    return caught.value


def test_the_windows_are_those_of_stockholm() -> None:
    tm, city = BY_CRS["EPSG:3006"], BY_CRS["EPSG:3011"]
    assert (tm.west, tm.east, tm.south, tm.north) == (655_000, 690_000, 6_565_000, 6_605_000)
    assert (city.west, city.east, city.south, city.north) == (137_000, 165_000, 6_565_000, 6_605_000)


@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:3011"])
def test_the_window_in_degrees_holds_the_windows_in_metres_and_hardly_more(crs: str) -> None:
    metric, degrees = BY_CRS[crs], BY_CRS["EPSG:4326"]
    corners = [
        to_lonlat(x, y, crs=crs) for x, y in itertools.product((metric.west, metric.east), (metric.south, metric.north))
    ]
    assert degrees.holds(boxes(*corners)).all()
    assert degrees.east - degrees.west < 0.7
    assert degrees.north - degrees.south < 0.4


def test_no_two_windows_meet_nor_does_one_with_its_axes_swapped() -> None:
    def apart(one: SystemWindow, other: SystemWindow) -> bool:
        return one.east < other.west or other.east < one.west or one.north < other.south or other.north < one.south

    swapped = [SystemWindow(w.crs, w.south, w.west, w.north, w.east) for w in STOCKHOLM]
    assert all(apart(one, other) for one, other in itertools.combinations([*STOCKHOLM, *swapped], 2))


@pytest.mark.parametrize("crs", list(SVAMPEN))
def test_numbers_without_a_name_are_read_as_the_system_whose_window_holds_them(crs: str) -> None:
    assert detect_crs(boxes(SVAMPEN[crs]), declared=None, file="torg.shp", rows=[1]) == crs


@settings(deadline=None)
@given(longitude=st.floats(17.78, 18.26), latitude=st.floats(59.21, 59.53), data=st.data())
def test_every_point_of_stockholm_is_recognised_in_each_system(
    longitude: float, latitude: float, data: st.DataObject
) -> None:
    crs = data.draw(st.sampled_from(["EPSG:3006", "EPSG:3011"]))
    point = to_metric(longitude, latitude, crs=crs)
    assert detect_crs(boxes((longitude, latitude)), declared=None, file="", rows=[1]) == "EPSG:4326"
    assert detect_crs(boxes(point), declared=None, file="", rows=[1]) == crs


def test_the_five_areas_lie_in_the_windows() -> None:
    for area in builtin_areas():
        assert BY_CRS["EPSG:4326"].holds(boxes(*area.boundary["coordinates"][0])).all()


@pytest.mark.parametrize("crs", list(SVAMPEN))
def test_a_name_that_the_numbers_bear_out_is_believed(crs: str) -> None:
    assert detect_crs(boxes(SVAMPEN[crs]), declared=crs, file="torg.shp", rows=[1]) == crs


@pytest.mark.parametrize(("declared", "real"), list(itertools.permutations(SVAMPEN, 2)))
def test_numbers_of_one_system_under_the_name_of_another_are_refused_by_row(declared: str, real: str) -> None:
    (wrong,) = fault(SVAMPEN[real], declared=declared).faults
    assert (wrong.code, wrong.row, wrong.detail["declared"], wrong.detail["fits"]) == ("wrong_crs", 1, declared, real)


@pytest.mark.parametrize("crs", list(SVAMPEN))
@pytest.mark.parametrize("is_declared", [True, False])
def test_swapped_axes_are_refused_by_row_whether_the_system_is_named_or_not(crs: str, is_declared: bool) -> None:
    x, y = SVAMPEN[crs]
    (wrong,) = fault((y, x), declared=crs if is_declared else None).faults
    assert (wrong.code, wrong.file, wrong.row) == ("swapped_axes", "torg.shp", 1)


def test_a_row_elsewhere_is_named_and_the_others_are_not() -> None:
    goteborg = (319_000.0, 6_400_000.0)
    (wrong,) = fault(SVAMPEN["EPSG:3006"], goteborg, SVAMPEN["EPSG:3006"]).faults
    assert (wrong.code, wrong.row, wrong.detail["x"]) == ("outside", 2, 319_000)


def test_numbers_of_no_system_without_a_name_are_refused() -> None:
    (wrong,) = fault((1_629_041.0, 6_581_675.0)).faults
    assert (wrong.code, wrong.row) == ("no_crs", 1)
    assert "EPSG:3011" in str(wrong)


@pytest.mark.parametrize("declared", ["EPSG:3857", "EPSG:3021", "RT90 som ingen känner"])
def test_another_system_is_refused_with_those_that_are_read(declared: str) -> None:
    (wrong,) = fault((2_011_845.0, 8_253_384.0), declared=declared).faults
    assert (wrong.code, wrong.detail["declared"]) == ("unknown_crs", declared)
    assert all(crs in str(wrong) for crs in SVAMPEN)


def test_another_system_over_numbers_of_ours_says_which_they_are() -> None:
    (wrong,) = fault(SVAMPEN["EPSG:3011"], declared="EPSG:3857").faults
    assert (wrong.code, wrong.detail["fits"]) == ("wrong_crs", "EPSG:3011")


def test_many_rows_at_fault_are_not_all_told() -> None:
    error = fault(*[(0.0, 0.0)] * 1000)
    assert len(error.faults) < 30
    assert str(error).endswith("; and more")


def test_a_file_that_may_reach_beyond_stockholm_is_still_held_against_its_numbers() -> None:
    county = np.array([[600_000.0, 6_500_000.0, 730_000.0, 6_700_000.0]])
    assert detect_crs(county, declared="EPSG:3006", file="län.gpkg", beyond=True) == "EPSG:3006"
    assert fault(SVAMPEN["EPSG:3011"], declared="EPSG:3006", beyond=True).faults[0].code == "wrong_crs"
    assert fault(SVAMPEN["EPSG:3006"][::-1], declared="EPSG:3006", beyond=True).faults[0].code == "swapped_axes"
    with pytest.raises(InvalidFileError, match="no reference system"):
        detect_crs(county, declared=None, file="län.gpkg", beyond=True)


def test_nothing_to_look_at_is_what_the_file_says_or_wgs_84() -> None:
    assert detect_crs(boxes(), declared="EPSG:3011", file="") == "EPSG:3011"
    assert detect_crs(boxes(), declared=None, file="") == "EPSG:4326"


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        (None, None),
        ("", None),
        ("EPSG:3011", "EPSG:3011"),
        ("epsg:3006", "EPSG:3006"),
        ("urn:ogc:def:crs:EPSG::3006", "EPSG:3006"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("OGC:CRS84", "EPSG:4326"),
        (CRS.from_epsg(3011).to_wkt("WKT1_ESRI"), "EPSG:3011"),
        (CRS.from_epsg(3006).to_wkt("WKT2_2019"), "EPSG:3006"),
        ("EPSG:5850", "EPSG:3011"),
        ("EPSG:5845", "EPSG:3006"),
        ("EPSG:4979", "EPSG:4326"),
        ("EPSG:3857", "EPSG:3857"),
        ("EPSG:999999", "EPSG:999999"),
        ("/vsicurl/http://127.0.0.1/x.wkt", "/vsicurl/http://127.0.0.1/x.wkt"),
        ("+init=epsg:3011", "+init=epsg:3011"),
        ('LOCAL_CS["Undefined Cartesian SRS"]', None),
    ],
)
def test_a_system_has_one_name_however_a_file_writes_it(declared: str | None, name: str | None) -> None:
    assert known_name(declared) == name
