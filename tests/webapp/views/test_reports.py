"""The area report: a page for those who may read the place, files for the coordinator alone."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient, House, make_house

PAGE = "/plats/tessinparken/rapport"
ENDINGS = ["html", "xlsx", "csv", "gpkg", "geojson"]

DOWNLOADS = ["html", "xlsx", "csv", "gpkg", "gpkg?system=EPSG%3A3006", "geojson"]
"""What the page offers: every form, and the GeoPackage in both systems."""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two unsafe, one good and one suggestion; the last one of the day before by the clocks of Stockholm."""
    house = make_house(tmp_path_factory.mktemp("reported"))
    tablet = house.join(house.plan("tessinparken"))
    tablet.pin(text="Lyktan är släckt.", severity=3)
    tablet.pin(category="litter", text="Skräp vid bänken.")
    tablet.pin(kind="safe", category="street_life", text="Fin bänk.")
    tablet.pin(kind="suggestion", category="accessibility", text="Ramp, tack.", observed_at="2026-11-25T22:30:00Z")
    yield house
    house.store.close()


@pytest.fixture(scope="module")
def desk(reported: House) -> CheckingClient:
    return reported.coordinator()


def texts(answer: TestResponse) -> list[str]:
    """The texts of the report's table, by number."""
    assert answer.status_code == 200
    return [html.unescape(text) for text in re.findall(r'<td class="text">([^<]*)</td>', answer.get_data(as_text=True))]


def rows(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_the_page_counts_and_lists_what_was_found(reported: House) -> None:
    answer = reported.partner("tessinparken").get(PAGE)

    assert texts(answer) == ["Lyktan är släckt.", "Skräp vid bänken.", "Fin bänk.", "Ramp, tack."]
    page = answer.get_data(as_text=True)
    assert "<b>4 iakttagelser</b>" in page
    assert "2 otrygga, 1 trygg och 1 förslag." in page
    assert "torsdag" not in page
    assert "26 november 2026 klockan 18.42" in page
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_partner_reads_the_page_and_is_offered_no_file(reported: House, desk: CheckingClient) -> None:
    partner = reported.partner("tessinparken")

    assert "rapport.csv" not in partner.get(PAGE).get_data(as_text=True)
    page = desk.get(PAGE).get_data(as_text=True)
    assert re.findall(r'href="([^"]+)" download', page) == [f"{PAGE}.{form}" for form in DOWNLOADS]
    for ending in ENDINGS:
        assert partner.get(f"{PAGE}.{ending}").status_code == 404
        assert desk.get(f"{PAGE}.{ending}").status_code == 200


def test_a_link_without_texts_gives_a_report_without_them(reported: House) -> None:
    answer = reported.partner("tessinparken", texts=False).get(PAGE)

    assert texts(answer) == ["–"] * 4
    for text in ("släckt", "Skräp", "Fin bänk", "Ramp, tack"):
        assert text not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("?fran=2026-11-26", 3),
        ("?till=2026-11-25", 1),
        ("?fran=2026-11-25&till=2026-11-25", 1),
        ("?fran=2026-11-25&till=2026-11-26", 4),
        ("?fran=2027-01-01", 0),
        ("?fran=&till=", 4),
        ("?fran=1900-01-01&till=2199-12-31", 4),
    ],
)
def test_a_period_holds_whole_days_of_stockholm_in_every_form(
    desk: CheckingClient, question: str, expected: int, tmp_path: Path
) -> None:
    assert len(texts(desk.get(PAGE + question))) == expected
    assert len(rows(desk.get(f"{PAGE}.csv{question}"))) == expected
    file = tmp_path / "report.gpkg"
    file.write_bytes(desk.get(f"{PAGE}.gpkg{question}").get_data())
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT count(*) FROM findings").fetchone() == (expected,)
    connection.close()
    assert len(json.loads(desk.get(f"{PAGE}.geojson{question}").get_data())["features"]) == expected
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{PAGE}.xlsx{question}").get_data()))
    assert book["Iakttagelser"].max_row == expected + 1


def test_the_files_are_of_the_period_that_the_page_shows(desk: CheckingClient) -> None:
    page = desk.get(f"{PAGE}?fran=2026-11-26&till=2026-11-26&sprak=sv&x=//evil.test").get_data(as_text=True)

    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)" download', page)]
    period = "fran=2026-11-26&till=2026-11-26"
    wanted = [f"{PAGE}.{ending}?{period}" for ending in ENDINGS]
    assert links == [*wanted[:4], f"{PAGE}.gpkg?{period}&system=EPSG%3A3006", *wanted[4:]]
    assert len(rows(desk.get(links[2]))) == 3
    assert 'name="fran" value="2026-11-26"' in page


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("?fran=2026-11-27&till=2026-11-26", "Sista dagen kommer före den första. Byt plats på dem."),
        ("?fran=26/11", "Skriv dagen som 2026-11-23 i adressen."),
        ("?till=2026-13-01", "Skriv dagen som 2026-11-23 i adressen."),
        ("?fran=0001-01-01", "Skriv dagen som 2026-11-23 i adressen."),
        ("?till=9999-12-31", "Skriv dagen som 2026-11-23 i adressen."),
        ("?till=%3Cscript%3E", "Skriv dagen som 2026-11-23 i adressen."),
    ],
)
def test_a_period_that_cannot_be_read_is_refused_with_the_way_out(
    desk: CheckingClient, question: str, sentence: str
) -> None:
    for address in (PAGE, *(f"{PAGE}.{ending}" for ending in ENDINGS)):
        answer = desk.get(address + question)
        assert answer.status_code == 400
        assert sentence in answer.get_data(as_text=True)
        assert "<script>" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("ending", "mimetype"),
    [
        ("html", "text/html"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv"),
        ("gpkg", "application/geopackage+sqlite3"),
        ("geojson", "application/geo+json"),
    ],
)
def test_a_file_is_named_by_place_and_day_and_kept_in_no_cache(
    desk: CheckingClient, ending: str, mimetype: str
) -> None:
    answer = desk.get(f"{PAGE}.{ending}")

    assert answer.mimetype == mimetype
    assert answer.headers["Content-Disposition"] == f'attachment; filename="lykta-tessinparken-2026-11-26.{ending}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("question", "epsg"), [("", 3011), ("?system=EPSG:3011", 3011), ("?system=EPSG:3006", 3006), ("?system=", 3011)]
)
def test_the_geopackage_stands_in_the_system_that_is_asked_for(
    desk: CheckingClient, question: str, epsg: int, tmp_path: Path
) -> None:
    file = tmp_path / "report.gpkg"
    file.write_bytes(desk.get(f"{PAGE}.gpkg{question}").get_data())
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT DISTINCT srs_id FROM gpkg_geometry_columns").fetchall() == [(epsg,)]
    connection.close()


@pytest.mark.parametrize("system", ["EPSG:3857", "3006", "%3Cscript%3E"])
def test_another_system_is_refused_with_those_that_work(desk: CheckingClient, system: str) -> None:
    answer = desk.get(f"{PAGE}.gpkg?system={system}")

    assert answer.status_code == 400
    assert "Skriv system=EPSG:3011 eller system=EPSG:3006 i adressen." in answer.get_data(as_text=True)
    assert "<script>" not in answer.get_data(as_text=True)


def test_the_files_of_a_demo_say_so_in_their_names_and_inside(demo_house: House) -> None:
    coordinator = demo_house.coordinator()
    for ending in ENDINGS:
        answer = coordinator.get(f"{PAGE}.{ending}")
        assert 'filename="lykta-demo-tessinparken-2026-11-26.' in answer.headers["Content-Disposition"]
    assert "Demo" in coordinator.get(f"{PAGE}.html").get_data(as_text=True)
    assert {row["demo"] for row in rows(coordinator.get(f"{PAGE}.csv"))} == {"ja"}
    assert "<b>Demo</b>" in coordinator.get(PAGE).get_data(as_text=True)


def test_a_place_without_findings_says_so(reported: House, desk: CheckingClient) -> None:
    page = desk.get("/plats/stureplan/rapport").get_data(as_text=True)

    assert "Inga iakttagelser" in page
    assert rows(desk.get("/plats/stureplan/rapport.csv")) == []


@pytest.mark.parametrize("ending", ["pdf", "exe", "HTML", "html.exe", ""])
def test_other_endings_are_no_addresses(desk: CheckingClient, ending: str) -> None:
    assert desk.get(f"{PAGE}.{ending}").status_code == 404
