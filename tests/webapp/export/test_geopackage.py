"""The report as a GeoPackage, read again by another program's library."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyogrio
import pytest

from tests.walks.analysis.examples import SOUTH_WEST, finding, square_100m
from tests.webapp.export.reports import HOSTILE, square_report
from webapp.export.geopackage import geopackage_bytes


@pytest.fixture
def square(tmp_path: Path) -> Path:
    path = tmp_path / "rapport.gpkg"
    path.write_bytes(geopackage_bytes(square_report(), area=square_100m()))
    return path


def about(path: Path) -> dict[str, str]:
    table = pyogrio.read_dataframe(path, layer="about")
    return dict(zip(table["key"], table["value"].fillna(""), strict=True))


def test_it_is_a_geopackage_1_3_with_three_layers_and_their_looks_in_epsg_3011(square: Path) -> None:
    assert [name for name, _ in pyogrio.list_layers(square)] == ["findings", "place", "about", "layer_styles"]
    assert {pyogrio.read_info(square, layer=layer)["crs"] for layer in ("findings", "place")} == {"EPSG:3011"}
    with sqlite3.connect(square) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (10_300,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_every_number_of_the_report_is_in_its_findings(square: Path) -> None:
    report = square_report()
    table = pyogrio.read_dataframe(square, layer="findings")

    assert table["number"].tolist() == [item.number for item in report.findings]
    assert table["finding_id"].tolist() == [item.finding_id for item in report.findings]
    assert table["kind"].value_counts().to_dict() == {code: n for code, n in report.by_kind.items() if n}
    assert table["light"].value_counts().to_dict() == {code: n for code, n in report.by_light.items() if n}
    assert table["category"].value_counts().to_dict() == {count.category: count.total for count in report.by_category}
    unsafe = table[table["kind"] == "unsafe"]["severity"]
    assert unsafe.value_counts().to_dict() == {code: n for code, n in report.by_severity.items() if n and code}
    assert unsafe.isna().sum() == report.by_severity[None]
    assert str(table["observed_at"].dt.tz) == "UTC"
    assert set(table["observed_at"].dt.hour) == {17}


def test_points_stand_in_metres_and_a_finding_without_one_is_empty(square: Path) -> None:
    table = pyogrio.read_dataframe(square, layer="findings").set_index("number")

    assert table.geometry[3].x == pytest.approx(SOUTH_WEST[0] + 30, abs=0.001)
    assert table.geometry[3].y == pytest.approx(SOUTH_WEST[1] + 70, abs=0.001)
    assert table.geometry[5].is_empty


def test_the_place_holds_its_hectares_and_counts(square: Path) -> None:
    place = pyogrio.read_dataframe(square, layer="place").iloc[0]

    assert (place["code"], place["name"], bool(place["demo"])) == ("rutan", "Rutan", False)
    assert place.geometry.area / 10_000 == pytest.approx(place["area_ha"]) == pytest.approx(1.0, abs=1e-6)
    assert (place["findings"], place["findings_inside"]) == (5, 3)
    assert [place[f"findings_{kind}"] for kind in ("unsafe", "safe", "suggestion")] == [3, 1, 1]
    assert place["findings_per_ha"] == place["unsafe_per_ha"] == pytest.approx(3.0, abs=1e-6)


def test_the_file_tells_period_time_method_and_what_is_left_out(square: Path) -> None:
    facts = about(square)

    assert (facts["since"], facts["until"]) == ("", "")
    assert facts["as_of"] == "2026-11-23T17:42:00+00:00"
    assert (facts["demo"], facts["method_version"], facts["findings"]) == ("false", "1", "5")
    assert [facts[f"left_out_{why}"] for why in ("withdrawn", "quarantined", "parked", "late")] == ["3", "2", "1", "0"]
    assert "EPSG:3011" in facts["method_2"]
    assert any("inte ett mått på brott" in value for key, value in facts.items() if key.startswith("limit_"))


def test_demo_is_marked_in_every_layer(tmp_path: Path) -> None:
    path = tmp_path / "demo.gpkg"
    path.write_bytes(geopackage_bytes(square_report([finding(1, demo=True)], walks=[]), area=square_100m()))

    assert pyogrio.read_dataframe(path, layer="findings")["demo"].all()
    assert pyogrio.read_dataframe(path, layer="place")["demo"].all()
    assert about(path)["demo"] == "true"


def test_a_report_without_findings_is_a_file_with_an_empty_layer(tmp_path: Path) -> None:
    path = tmp_path / "tom.gpkg"
    path.write_bytes(geopackage_bytes(square_report([]), area=square_100m()))
    table = pyogrio.read_dataframe(path, layer="findings")

    assert len(table) == 0
    assert {"number", "kind", "category", "severity", "text"} <= set(table.columns)
    assert pyogrio.read_dataframe(path, layer="place")["findings"].tolist() == [0]


def test_hostile_words_come_out_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "ord.gpkg"
    findings = [finding(number, text=words, near=words) for number, words in enumerate(HOSTILE, start=1)]
    path.write_bytes(geopackage_bytes(square_report(findings), area=square_100m()))
    table = pyogrio.read_dataframe(path, layer="findings")

    assert table["text"].tolist() == HOSTILE
    assert table["near"].tolist() == HOSTILE


def test_it_holds_no_tablet_and_no_way_of_placing(square: Path) -> None:
    columns = set(pyogrio.read_info(square, layer="findings")["fields"])

    assert columns.isdisjoint({"device_id", "accuracy_m", "position_method"})
