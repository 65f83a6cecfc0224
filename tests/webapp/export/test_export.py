"""Choosing a form by the ending of a file's name, and writing the file whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest

from tests.walks.analysis.examples import square_100m
from tests.webapp.export.reports import PICTURE, square_report
from webapp.export import ENDINGS, SYSTEMS, UnknownFormat, report_bytes, write_report

BEGINNINGS = {
    ".html": b"<!doctype html>",
    ".xlsx": b"PK\x03\x04",
    ".csv": b"\xef\xbb\xbfnummer;",
    ".gpkg": b"SQLite format 3\x00",
    ".geojson": b'{"type":"FeatureCollection",',
}


def write(out: Path) -> None:
    write_report(square_report(), area=square_100m(), picture=PICTURE, out=out)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_ending_chooses_the_form(tmp_path: Path, ending: str) -> None:
    write(tmp_path / f"rapport{ending}")

    assert [file.name for file in tmp_path.iterdir()] == [f"rapport{ending}"]
    assert (tmp_path / f"rapport{ending}").read_bytes().startswith(BEGINNINGS[ending])


def test_capital_letters_in_the_ending_are_the_same(tmp_path: Path) -> None:
    write(tmp_path / "RAPPORT.CSV")

    assert (tmp_path / "RAPPORT.CSV").read_bytes().startswith(BEGINNINGS[".csv"])


@pytest.mark.parametrize("name", ["rapport.pdf", "rapport", "rapport.", ".csv"])
def test_another_ending_is_refused_with_those_that_work_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownFormat, match=r"\.html, \.xlsx, \.csv, \.gpkg, \.geojson"):
        write(tmp_path / name)

    assert list(tmp_path.iterdir()) == []


def test_a_file_of_that_name_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "rapport.csv"
    out.write_text("gammal")
    write(out)

    assert out.read_bytes().startswith(BEGINNINGS[".csv"])


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "rapport.csv"
    out.write_text("gammal")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        write(out)

    assert [file.name for file in tmp_path.iterdir()] == ["rapport.csv"]
    assert out.read_text() == "gammal"


def test_a_missing_folder_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "saknas" / "rapport.csv")

    assert list(tmp_path.iterdir()) == []


def test_what_is_downloaded_is_what_is_written(tmp_path: Path) -> None:
    write(tmp_path / "rapport.html")

    fetched = report_bytes(square_report(), area=square_100m(), picture=PICTURE, ending=".html")
    assert fetched == (tmp_path / "rapport.html").read_bytes()


@pytest.mark.parametrize("crs", SYSTEMS)
def test_a_geopackage_is_written_in_the_system_that_is_asked_for(tmp_path: Path, crs: str) -> None:
    out = tmp_path / "rapport.gpkg"
    write_report(square_report(), area=square_100m(), picture=PICTURE, out=out, crs=crs)

    assert {pyogrio.read_info(out, layer=layer)["crs"] for layer in ("findings", "place")} == {crs}


def test_loading_the_exports_and_the_report_loads_no_pandas() -> None:
    program = (
        "import sys, webapp.export, webapp.export.html, walks.reports.area;"
        "print({'pandas', 'geopandas', 'folium', 'pyogrio', 'xlsxwriter'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "set()"
