"""The whole path on real input: 26 published remarks, pinned on a tablet, seen by a partner, counted in a report."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served, join_tablet
from walks.vocabulary import vocabulary
from webapp.cli import main

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data"
WORDS = json.loads((DATA / "words.json").read_text("utf-8"))

# counted by hand from remarks.csv: unsafe, safe, suggestion
BY_KIND = {"gyllenstiernsgatan": [9, 2, 2], "tessinparken": [9, 3, 1]}
BY_CATEGORY = {
    "gyllenstiernsgatan": {
        "lighting": 4,
        "vegetation": 1,
        "traffic": 3,
        "graffiti": 1,
        "public_order": 1,
        "buildings": 1,
        "works": 1,
        "presence": 1,
    },
    "tessinparken": {
        "lighting": 4,
        "vegetation": 1,
        "traffic": 1,
        "disrepair": 2,
        "sightlines": 1,
        "walking_surface": 1,
        "street_life": 2,
        "vandalism": 1,
    },
}
# of the unsafe: severity 1, 2, 3, 4 and not told
BY_SEVERITY = {"gyllenstiernsgatan": [2, 2, 2, 0, 3], "tessinparken": [0, 2, 2, 1, 4]}
# 13 findings on 8.53 and 11.47 hectares
PER_HECTARE = {"gyllenstiernsgatan": "1,52", "tessinparken": "1,13"}


def remarks(place: str) -> list[dict[str, str]]:
    """Read the remarks of one place; answers given back to walkers are no findings."""
    with (DATA / "remarks.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["place"] == place and row["record_type"] == "observation"]


def pin(page: Page, row: dict[str, str]) -> None:
    """Pin one remark through the tablet's page, as somebody does who reads off a list."""
    words = vocabulary()
    category = words.category(WORDS["categories"][row["category"]])
    page.get_by_role("button", name="Utan karta").click()
    page.get_by_label("Latitud").fill(row["latitude"].replace(".", ","))
    page.get_by_label("Longitud").fill(row["longitude"])
    page.get_by_role("button", name="Ställ siktet på koordinaten").click()
    page.get_by_role("button", name=words.label("kinds", WORDS["kinds"][row["kind"]]), exact=True).click()
    if not category.primary:
        page.get_by_role("button", name="Fler").click()
    page.locator(f'[data-category="{category.code}"]').click()
    if row["severity"]:
        page.locator(f'form[data-step="save"] [data-severity="{row["severity"]}"]').click()
    page.locator("#save-text").fill(row["observation"])
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("Sparad.").wait_for()


@pytest.mark.parametrize("place", ["gyllenstiernsgatan", "tessinparken"])
def test_published_remarks_go_from_the_tablet_to_the_partner_and_into_the_report(
    serve: Callable[..., Served], open_context: Callable[..., Any], tmp_path: Path, place: str
) -> None:
    served = serve()
    house = served.house
    walk = house.plan(place)
    rows = remarks(place)
    assert len(rows) == 13

    outdoors = open_context()
    outdoors.clock.install(time=house.clock.now)
    tablet = outdoors.new_page()
    join_tablet(tablet, served, walk_id=walk.walk_id)
    partner = open_context(width=1440, height=900).new_page()
    partner.goto(served.link(house.secret("partner", place=place)))
    for row in rows:
        pin(tablet, row)
    tablet.get_by_text("Allt skickat").wait_for()

    # the partner's own browser, without a reload
    partner.get_by_text("13 iakttagelser").wait_for(timeout=10_000)
    listed_there = partner.locator("main").inner_text()
    assert [row["observation"] for row in rows if row["observation"] not in listed_there] == []

    coordinator = open_context(width=1440, height=900).new_page()
    coordinator.goto(f"{served.url}/forsta-start/{house.hand_out('setup')}")
    coordinator.get_by_role("button", name="Fortsätt som samordnare").click()
    coordinator.wait_for_url("**/samordning")
    coordinator.goto(f"{served.url}/plats/{place}/rapport")
    with coordinator.expect_download() as download:
        coordinator.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "page.csv")

    text = coordinator.locator("main").inner_text()
    assert "13 iakttagelser" in text
    assert f"{PER_HECTARE[place]} per hektar" in text
    for ending in ("csv", "html", "gpkg"):
        out = tmp_path / f"report.{ending}"
        assert main(["report", "area", place, "--data", str(house.context.settings.data), "--out", str(out)]) == 0

    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    with (tmp_path / "page.csv").open(encoding="utf-8-sig", newline="") as file:
        from_page = list(csv.DictReader(file, delimiter=";"))
    assert [row["text"] for row in listed] == [row["observation"] for row in rows] == [row["text"] for row in from_page]
    kinds = [row["sort_kod"] for row in listed]
    assert [kinds.count(kind) for kind in ("unsafe", "safe", "suggestion")] == BY_KIND[place]
    categories = [row["kategori_kod"] for row in listed]
    assert {code: categories.count(code) for code in categories} == BY_CATEGORY[place]
    severities = [row["allvar"] for row in listed if row["sort_kod"] == "unsafe"]
    assert [severities.count(value) for value in ("1", "2", "3", "4", "")] == BY_SEVERITY[place]
    assert {row["ljus_kod"] for row in listed} == {"darkness"}

    import pyogrio

    layer = pyogrio.read_dataframe(tmp_path / "report.gpkg", layer="findings")
    assert layer.crs.to_epsg() == 3011
    assert len(layer) == 13
    assert all(150_000 < point.x < 160_000 and 6_570_000 < point.y < 6_590_000 for point in layer.geometry)
