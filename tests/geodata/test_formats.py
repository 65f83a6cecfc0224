from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError
from geodata.formats import csv_rows, safe_cell, write_geopackage


@pytest.fixture
def findings() -> GeoDataFrame:
    """Two findings at Svampen and on the meridian, and one without a point."""
    return GeoDataFrame(
        {
            "finding_id": ["a", "b", "c"],
            "text": ["trasig lampa", None, "=1+1"],
            "severity": pd.array([3, None, 1], dtype="Int64"),
            "observed_at": pd.to_datetime(
                ["2026-11-26T18:42:00+01:00", "2026-06-21T23:00:00+02:00", "2026-11-26T19:00:00+01:00"], utc=True
            ).tz_convert("Europe/Stockholm"),
        },
        geometry=[Point(18.072721, 59.336128), Point(18.0, 59.0), None],
        crs=WGS84,
    )


def _scalar(path: Path, query: str) -> Any:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


def test_a_geopackage_is_read_back_in_sweref_99_18_00(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"findings": findings})
    read = pyogrio.read_dataframe(path, layer="findings")
    assert read.crs == SWEREF99_1800
    assert read["finding_id"].to_list() == ["a", "b", "c"]
    assert (read.geometry[0].x, read.geometry[0].y) == pytest.approx((154138.853, 6580115.342), abs=0.01)
    assert (read.geometry[1].x, read.geometry[1].y) == pytest.approx((150000.000, 6542669.085), abs=0.01)


def test_the_national_system_is_written_on_request(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "sverige.gpkg", layers={"findings": findings}, crs=SWEREF99_TM)
    read = pyogrio.read_dataframe(tmp_path / "sverige.gpkg")
    assert read.crs == SWEREF99_TM
    assert (read.geometry[0].x, read.geometry[0].y) == pytest.approx((674771.118, 6581513.637), abs=0.01)


def test_a_row_without_a_point_is_kept_without_one(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": findings})
    assert pyogrio.read_dataframe(tmp_path / "rapport.gpkg").geometry.isna().to_list() == [False, False, True]


def test_times_are_stored_in_utc(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"findings": findings})
    assert _scalar(path, "SELECT observed_at FROM findings WHERE finding_id = 'a'") == "2026-11-26T17:42:00.000Z"
    read = pyogrio.read_dataframe(path)["observed_at"]
    assert read.to_list() == findings["observed_at"].to_list()


def test_the_file_says_geopackage_1_3(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"findings": findings, "more": findings})
    assert _scalar(path, "PRAGMA user_version") == 10300
    assert _scalar(path, "PRAGMA application_id") == int.from_bytes(b"GPKG", "big")


def test_layers_keep_their_order_and_the_code_of_each_area(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"areas": areas_frame(builtin_areas()), "findings": findings})
    assert [str(name) for name, _ in pyogrio.list_layers(path)] == ["areas", "findings"]
    areas = pyogrio.read_dataframe(path, layer="areas")
    assert areas["code"].to_list() == [area.code for area in builtin_areas()]
    assert areas["valid_from"].to_list() == ["2021-01-01"] * 5
    assert areas.area.sum() / 10_000 == pytest.approx(75.24, abs=0.01)


def test_an_empty_frame_becomes_an_empty_layer_with_its_columns(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "tom.gpkg", layers={"findings": findings.iloc[:0]})
    read = pyogrio.read_dataframe(tmp_path / "tom.gpkg")
    assert len(read) == 0
    assert read.crs == SWEREF99_1800
    assert list(read.columns) == ["finding_id", "text", "severity", "observed_at", "geometry"]


def test_a_layer_of_rows_without_any_point_is_written(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "utan.gpkg", layers={"findings": findings.iloc[2:]})
    read = pyogrio.read_dataframe(tmp_path / "utan.gpkg")
    assert read["finding_id"].to_list() == ["c"]
    assert read.geometry.isna().all()
    assert read.crs == SWEREF99_1800


def test_text_goes_in_as_it_is_and_comes_out_as_it_is(tmp_path: Path, findings: GeoDataFrame) -> None:
    hostile = ["'); DROP TABLE findings; --", "{{ 7*7 }}", '<script>alert("å")</script>']
    write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": findings.assign(text=hostile)})
    assert pyogrio.read_dataframe(tmp_path / "rapport.gpkg")["text"].to_list() == hostile


def test_an_older_file_is_replaced_whole(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"findings": findings, "gone": findings})
    write_geopackage(path, layers={"findings": findings.iloc[:1]})
    assert [str(name) for name, _ in pyogrio.list_layers(path)] == ["findings"]
    assert len(pyogrio.read_dataframe(path)) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_midway_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, findings: GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rapport.gpkg"
    write_geopackage(path, layers={"findings": findings})
    before = path.read_bytes()
    write = pyogrio.write_dataframe

    def disk_full_at_the_second_layer(*args: Any, layer: str, **options: Any) -> None:
        if layer == "second":
            raise OSError("no space left on device")
        write(*args, layer=layer, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", disk_full_at_the_second_layer)
    with pytest.raises(OSError, match="no space left"):
        write_geopackage(path, layers={"first": findings, "second": findings})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_frame_passed_in_is_left_as_it_was(tmp_path: Path, findings: GeoDataFrame) -> None:
    before = findings.copy()
    write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": findings})
    csv_rows(findings)
    assert findings.equals(before)
    assert findings.crs == before.crs


def test_no_layer_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidFrameError, match=r"no layer to write to rapport.gpkg; give one frame or more"):
        write_geopackage(tmp_path / "rapport.gpkg", layers={})


def test_a_layer_without_a_reference_system_is_refused_by_name(tmp_path: Path) -> None:
    frame = GeoDataFrame(geometry=[Point(0, 0)])
    with pytest.raises(CRSMismatchError, match="layer 'findings' names no reference system"):
        write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": frame})


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_without_a_zone_are_refused_by_column(tmp_path: Path, findings: GeoDataFrame, unit: str) -> None:
    naive = findings.assign(observed_at=findings["observed_at"].dt.tz_localize(None).dt.as_unit(unit))
    with pytest.raises(InvalidFrameError, match="layer 'findings': no time zone in observed_at"):
        write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": naive})
    with pytest.raises(InvalidFrameError, match="no time zone in observed_at"):
        csv_rows(naive)


def test_csv_rows_carry_both_reference_systems_and_times_in_utc(findings: GeoDataFrame) -> None:
    table = csv_rows(findings)
    assert list(table.columns) == [
        "finding_id",
        "text",
        "severity",
        "observed_at",
        "longitude",
        "latitude",
        "sweref99_1800_e",
        "sweref99_1800_n",
    ]
    first = table.iloc[0]
    assert (first["longitude"], first["latitude"]) == (18.072721, 59.336128)
    assert (first["sweref99_1800_e"], first["sweref99_1800_n"]) == pytest.approx((154138.85, 6580115.34), abs=0.011)
    assert first["observed_at"] == "2026-11-26T17:42:00Z"


def test_csv_rows_from_a_metric_frame_give_the_same_degrees(findings: GeoDataFrame) -> None:
    metric = csv_rows(findings.to_crs(SWEREF99_1800))
    pd.testing.assert_frame_equal(metric, csv_rows(findings))


def test_a_row_without_a_point_has_empty_coordinate_cells_in_csv(findings: GeoDataFrame) -> None:
    written = csv_rows(findings).to_csv(index=False)
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[3] == ["c", "'=1+1", "1", "2026-11-26T18:00:00Z", "", "", "", ""]


def test_coordinates_left_over_from_capture_are_replaced_by_those_of_the_point(findings: GeoDataFrame) -> None:
    table = csv_rows(findings.assign(longitude=0.0))
    assert table["longitude"].to_list()[:2] == [18.072721, 18.0]
    assert list(table.columns).count("longitude") == 1


def test_no_findings_still_give_the_headings(findings: GeoDataFrame) -> None:
    written = csv_rows(findings.iloc[:0]).to_csv(index=False)
    assert written.strip() == (
        "finding_id,text,severity,observed_at,longitude,latitude,sweref99_1800_e,sweref99_1800_n"
    )


def test_a_category_column_is_guarded_like_any_text(findings: GeoDataFrame) -> None:
    table = csv_rows(findings.assign(text=pd.Categorical(["@SUM(A1)", "ok", "ok"])))
    assert table["text"].to_list() == ["'@SUM(A1)", "ok", "ok"]


def test_lines_are_no_csv_rows() -> None:
    line = GeoDataFrame(geometry=[LineString([(18, 59), (18.1, 59)])], crs=WGS84)
    with pytest.raises(InvalidFrameError, match="holds one point, not LineString; write a GeoPackage"):
        csv_rows(line)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("value", ["trasig lampa", "", "a=b", "5-6 lampor", " ", "'", -3, 2.5, True, None])
def test_other_cells_stay_as_they_are(value: Any) -> None:
    assert safe_cell(value) is value


@given(text=st.text())
def test_no_guarded_text_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    guarded = safe_cell(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert guarded.removeprefix("'") == text.removeprefix("'")
    assert safe_cell(guarded) == guarded
