from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from geodata.areas import areas_frame, builtin_areas
from geodata.crs import SWEREF99_1800, SWEREF99_TM, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError
from geodata.geopackage import LayerStyle, write_geopackage


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


def test_a_frame_without_geometry_becomes_a_plain_table(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    about = pd.DataFrame({"key": ["as_of"], "value": ["2026-11-26"]})
    write_geopackage(path, layers={"findings": findings, "about": about})
    assert [tuple(layer) for layer in pyogrio.list_layers(path)] == [("findings", "Point"), ("about", None)]
    assert _scalar(path, "SELECT value FROM about") == "2026-11-26"
    assert _scalar(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'about'") == "attributes"


def test_the_character_nul_is_written_as_its_sign_and_cuts_no_text(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "nul.gpkg", layers={"findings": findings.assign(text=["före\0efter", None, "\x07"])})
    read = pyogrio.read_dataframe(tmp_path / "nul.gpkg")["text"]
    assert [read[0], read[2]] == ["före␀efter", "\x07"]
    assert pd.isna(read[1])


def test_a_style_stands_in_the_table_that_qgis_reads(tmp_path: Path, findings: GeoDataFrame) -> None:
    path = tmp_path / "rapport.gpkg"
    style = LayerStyle("Lykta", "<qgis/>", changed_at=datetime(2026, 11, 26, 17, 42, tzinfo=UTC), description="Tecken.")
    write_geopackage(path, layers={"findings": findings, "more": findings}, styles={"findings": style})
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute("SELECT * FROM layer_styles")
        names = [column[0] for column in cursor.description]
        (row,) = [dict(zip(names, cells, strict=True)) for cells in cursor]
        geometry = connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
    finally:
        connection.close()
    assert row == {
        "id": 1,
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": "findings",
        "f_geometry_column": "geom",
        "styleName": "Lykta",
        "styleQML": "<qgis/>",
        "styleSLD": "",
        "useAsDefault": 1,
        "description": "Tecken.",
        "owner": "",
        "ui": "",
        "update_time": "2026-11-26T17:42:00.000Z",
    }
    assert geometry == [("findings", "geom"), ("more", "geom")]


def test_a_file_without_styles_has_no_table_of_them(tmp_path: Path, findings: GeoDataFrame) -> None:
    write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": findings})
    assert [str(name) for name, _ in pyogrio.list_layers(tmp_path / "rapport.gpkg")] == ["findings"]


def test_a_style_of_no_layer_is_refused(tmp_path: Path, findings: GeoDataFrame) -> None:
    style = LayerStyle("Lykta", "<qgis/>", changed_at=datetime(2026, 11, 26, tzinfo=UTC))
    with pytest.raises(InvalidFrameError, match=r"style of fynd: no such layer in rapport.gpkg"):
        write_geopackage(tmp_path / "rapport.gpkg", layers={"findings": findings}, styles={"fynd": style})
    assert list(tmp_path.iterdir()) == []


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
