"""An ordinary start loads nothing heavy (performance.md, G8), and a feed takes no more statements the more there is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import CheckingClient, House
from walks.store import Store

ROOT = Path(__file__).parents[2]
MAPS = {"folium", "branca"}
HEAVY = MAPS | {"pandas", "geopandas", "alembic"}

START = """
import json, re, sys
from argparse import Namespace
from pathlib import Path

from webapp import create_app
from webapp.commands.folder import open_folder, settings_of
from webapp.context import Context, random_identifier, system_clock
from webapp.rates import WrongCodes

data, note = Path(sys.argv[1]), Path(sys.argv[2])
with open_folder(settings_of(Namespace(data=data))) as folder:
    app = create_app(
        Context(folder.store, folder.settings, folder.secret, system_clock, random_identifier, WrongCodes())
    )
    if not note.exists():
        from walks.access import SYSTEM
        from walks.planning import plan_walk
        from walks.sharing import standing

        common = {"server_secret": folder.secret, "now": system_clock()}
        with folder.store.writing() as connection:
            more = {"starts_at": system_clock(), "new_id": random_identifier, **common}
            walk = plan_walk(connection, SYSTEM, place_code="tessinparken", **more)
            secrets = {item.key.purpose: item.secret for item in standing(connection, **common)}
        note.write_text(json.dumps({"walk": walk.walk_id, **secrets}))
    known = json.loads(note.read_text())
    asked = []

    def ask(client, address, **more):
        answer = client.open(address, base_url="http://localhost:8000", **more)
        asked.append([address.rpartition("/")[0] if "delning" in address else address, answer.status_code])
        return answer

    partner, device = app.test_client(), app.test_client()
    ask(partner, f"/delning/{known['partner']}")
    page = ask(partner, "/plats/tessinparken").get_data(as_text=True)
    ask(partner, "/api/v1/places/tessinparken/changes")
    ask(partner, "/api/v1/places/tessinparken/findings")
    token = ask(device, "/api/v1/anslut", method="POST", json={"code": known["participant"]}).get_json()["token"]
    ask(device, f"/vandring/{known['walk']}")
    ask(device, f"/api/v1/walks/{known['walk']}/changes", headers={"Authorization": f"Bearer {token}"})
    script = re.search(r'/kartor/[0-9a-f]{16}\\.js', page)[0]
    ask(partner, script)
loaded = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"asked": asked, "loaded": loaded, "script": script}))
"""


@dataclass(frozen=True)
class Start:
    """What one process saw from its start to its last answer."""

    statuses: set[int]
    loaded: set[str]
    script: str


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> list[Start]:
    """Start twice on one folder, which the first start makes."""
    folder = tmp_path_factory.mktemp("start")

    def start() -> Start:
        program = [sys.executable, "-c", START, str(folder / "data"), str(folder / "note.json")]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout.splitlines()[-1])
        return Start({status for _, status in told["asked"]}, set(told["loaded"]), told["script"])

    return [start(), start()]


def test_the_first_start_makes_the_database_and_renders_the_map_with_folium(starts: list[Start]) -> None:
    assert starts[0].statuses == {200, 303}
    assert {*MAPS, "alembic"} <= starts[0].loaded


def test_from_the_second_start_on_a_map_page_loads_nothing_heavy(starts: list[Start]) -> None:
    assert starts[1].statuses == {200, 303}
    assert starts[1].loaded & HEAVY == set()


def test_both_starts_serve_the_same_map_script(starts: list[Start]) -> None:
    assert starts[0].script == starts[1].script


@contextmanager
def counting(store: Store) -> Iterator[list[str]]:
    """Gather the statements that the block sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


Ask = Callable[..., int]


@pytest.fixture
def ask(house: House) -> Ask:
    """Give a function that fetches an address and counts the statements this took."""

    def ask(client: CheckingClient, address: str, *, status: int = 200, **more: Any) -> int:
        with counting(house.store) as sent:
            answer = client.get(address, **more)
        assert answer.status_code == status, (address, answer.status_code)
        return len(sent)

    return ask


def test_a_feed_asks_the_database_no_more_the_more_findings_there_are(house: House, ask: Ask) -> None:
    walk = house.plan()
    tablet, partner, coordinator = house.join(walk), house.partner(walk.place_code), house.coordinator()
    place, mine = f"/api/v1/places/{walk.place_code}", f"/api/v1/walks/{walk.walk_id}/changes"

    def asked() -> dict[str, int]:
        start = tablet.client.get(mine, headers=tablet.headers)
        first = f"0.{'0' * 64}"
        return {
            "tablet": ask(tablet.client, mine, headers=tablet.headers),
            "tablet, since": ask(tablet.client, f"{mine}?since={first}", headers=tablet.headers),
            "tablet, nothing new": ask(
                tablet.client, mine, headers=tablet.headers | {"If-None-Match": start.headers["ETag"]}, status=304
            ),
            "partner": ask(partner, f"{place}/changes"),
            "partner, since": ask(partner, f"{place}/changes?since={first}"),
            "partner, filtered": ask(partner, f"{place}/changes?kind=unsafe&category=lighting&from=2026-01-01"),
            "partner, GeoJSON": ask(partner, f"{place}/findings"),
            "coordinator, GeoJSON": ask(coordinator, f"{place}/findings"),
            "coordinator, desk": ask(coordinator, "/samordning"),
            "coordinator, needs": ask(coordinator, "/samordning/skyddade"),
        }

    tablet.pin(text="Lampan är trasig.")
    tablet.need()
    with_one = asked()
    for _ in range(40):
        tablet.pin(text="Lampan är trasig.")
    tablet.need()

    assert asked() == with_one
    assert all(number > 0 for number in with_one.values())


def test_a_batch_is_judged_with_as_many_statements_as_one_operation(house: House) -> None:
    tablet = house.join(house.plan())
    tablet.pin()

    def sent(number: int) -> int:
        operations = []
        for turn in range(number):
            operation = tablet.operation("create")
            operation["fields"] = {
                "kind": "safe",
                "category": "lighting",
                "longitude": 18.096 + turn / 100_000,
                "latitude": 59.3428,
                "position_method": "crosshair",
                "observed_at": house.clock.now.isoformat(),
            }
            operations.append(operation)
        with counting(house.store) as statements:
            assert {result["result"] for result in tablet.send(*operations)} == {"applied"}
        return len(statements)

    assert sent(1) == sent(50)
