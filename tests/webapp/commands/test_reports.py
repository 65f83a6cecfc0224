"""`lykta report area`: the same numbers in every form, and one sentence where it cannot be written."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from tests.conftest import NOW, House
from tests.flows.outputs import unpacked
from tests.webapp.commands.conftest import Answer
from walks.access import ADMINISTRATOR
from walks.reports.area import AreaReport
from walks.store import open_store
from webapp.reporting import area_report


def reported(folder: Path, *, since: date | None = None, until: date | None = None) -> AreaReport:
    store = open_store(folder)
    try:
        return area_report(store, ADMINISTRATOR, "tessinparken", since=since, until=until, now=NOW).report
    finally:
        store.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_every_form_has_the_numbers_of_the_page(lykta: Callable[..., Answer], data: Path, tmp_path: Path) -> None:
    lykta("demo").done()
    report = reported(data)
    assert report.total > 5

    for ending in ("html", "xlsx", "csv", "gpkg", "geojson"):
        out = tmp_path / f"rapport.{ending}"
        words = ("report", "area", "tessinparken", "--out", out)
        assert lykta(*words).done() == [f"{out}: {report.total} iakttagelser."]

    rows = rows_of(tmp_path / "rapport.csv")
    assert [row["nummer"] for row in rows] == [str(item.number) for item in report.findings]
    assert Counter(row["sort_kod"] for row in rows) == {kind: n for kind, n in report.by_kind.items() if n}
    assert Counter(row["ljus_kod"] for row in rows) == {light: n for light, n in report.by_light.items() if n}
    assert {row["demo"] for row in rows} == {"ja"}
    layer = pyogrio.read_dataframe(tmp_path / "rapport.gpkg", layer="findings")
    assert (len(layer), layer.crs.to_epsg()) == (report.total, 3011)
    book = openpyxl.load_workbook(tmp_path / "rapport.xlsx")
    assert [row[0] for row in book["Iakttagelser"].values][1:] == [item.number for item in report.findings]
    features = json.loads((tmp_path / "rapport.geojson").read_text("utf-8"))["features"]
    assert [feature["id"] for feature in features] == [item.finding_id for item in report.findings]
    page = (tmp_path / "rapport.html").read_text("utf-8")
    assert f"{report.total} iakttagelser" in page
    assert f"{report.boundary.total_per_ha:.2f}".replace(".", ",") + " per hektar" in page
    assert "Demo" in page
    assert [item.text for item in report.findings if item.text and item.text not in page] == []


@pytest.mark.parametrize("crs", ["EPSG:3006", "epsg:3006"])
def test_a_geopackage_is_had_in_the_national_system(
    lykta: Callable[..., Answer], data: Path, tmp_path: Path, crs: str
) -> None:
    lykta("demo").done()
    out = tmp_path / "rapport.gpkg"
    lykta("report", "area", "tessinparken", "--out", out, "--crs", crs).done()

    assert {pyogrio.read_info(out, layer=layer)["crs"] for layer in ("findings", "place")} == {"EPSG:3006"}


def test_a_period_takes_in_both_its_days(lykta: Callable[..., Answer], data: Path, tmp_path: Path) -> None:
    lykta("demo").done()
    whole = reported(data).total
    out = tmp_path / "rapport.csv"

    def count(*period: str) -> int:
        lykta("report", "area", "tessinparken", *period, "--out", out).done()
        return len(rows_of(out))

    # the demo's walk went the day before
    assert count("--from", "2026-11-25", "--to", "2026-11-25") == whole
    assert count("--from", "2026-11-26") == 0
    assert count("--to", "2026-11-24") == 0


def test_what_is_restricted_is_in_no_form(lykta: Callable[..., Answer], beside: House, tmp_path: Path) -> None:
    tablet = beside.join(beside.plan())
    tablet.pin(text="Mörkt vid trappan.")
    tablet.need("Sover i porten.")

    for ending in ("html", "xlsx", "csv", "gpkg", "geojson"):
        out = tmp_path / f"rapport.{ending}"
        assert lykta("report", "area", "tessinparken", "--out", out).done() == [f"{out}: 1 iakttagelse."]
        content = unpacked(out.read_bytes())
        assert b"Sover i porten" not in content
        assert b"vulnerable_people" not in content


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("globen", "--out", "rapport.csv"), "lykta places list"),
        (("tessinparken", "--out", "rapport.exe"), ".html, .xlsx, .csv, .gpkg, .geojson"),
        (("tessinparken", "--out", "rapport"), ".html, .xlsx, .csv, .gpkg, .geojson"),
        (("tessinparken", "--out", "rapport.gpkg", "--crs", "EPSG:3857"), "välj EPSG:3011 eller EPSG:3006"),
        (("tessinparken", "--out", "rapport.csv", "--crs", "EPSG:3006"), "--crs gäller bara .gpkg"),
        (
            ("tessinparken", "--from", "2026-12-01", "--to", "2026-11-01", "--out", "rapport.csv"),
            "slutar 2026-11-01 innan den börjar 2026-12-01",
        ),
        (("tessinparken", "--out", "saknas/rapport.csv"), "en mapp som finns"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_left(
    words: tuple[str, ...], says: str, lykta: Callable[..., Answer]
) -> None:
    assert says in lykta("report", "area", *words).refusal()
    assert list(Path.cwd().iterdir()) == []


def test_a_file_that_stands_there_survives_a_refusal(lykta: Callable[..., Answer], tmp_path: Path) -> None:
    out = tmp_path / "rapport.csv"
    out.write_text("förra månaden")

    lykta("report", "area", "globen", "--out", out).refusal()

    assert out.read_text() == "förra månaden"
