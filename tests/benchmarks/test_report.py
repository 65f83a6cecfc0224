"""The area report: from the database to its numbers, and to the whole page with its map."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest
from flask.testing import FlaskClient

from tests.benchmarks.conftest import Row, Table, interleaved
from tests.conftest import SECRET, House
from walks.access import ADMINISTRATOR, scope_of
from walks.demo import add_many
from walks.store.walks import walks_seen
from webapp.reporting import area_report

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("findings", [1_000, 10_000])
def test_the_area_report(table: Table, new_folder_house: Callable[[], House], findings: int) -> None:
    house = new_folder_house()
    add_many(house.store, findings=findings, walks=1, now=house.clock(), server_secret=SECRET)
    with house.store.reading() as connection:
        (walk,) = walks_seen(connection, scope_of(ADMINISTRATOR, house.clock()))
    # Flask's own client: the tests' one also looks for faults in the page
    browser = FlaskClient(house.app, house.app.response_class)
    browser.get(f"/delning/{house.hand_out('partner', place_code=walk.place_code)}", base_url="http://localhost:8000")

    def numbers() -> float:
        begun = perf_counter()
        made = area_report(house.store, ADMINISTRATOR, walk.place_code, since=None, until=None, now=house.clock())
        assert made.report.total == findings
        return perf_counter() - begun

    def page() -> float:
        begun = perf_counter()
        answer = browser.get(f"/plats/{walk.place_code}/rapport", base_url="http://localhost:8000")
        assert answer.status_code == 200
        return perf_counter() - begun

    seconds = interleaved({"numbers": numbers, "page": page})
    table.add(Row(f"area report, {findings:,} findings: numbers", "s", seconds["numbers"]))
    table.add(Row(f"area report, {findings:,} findings: whole page with its map", "s", seconds["page"]))
