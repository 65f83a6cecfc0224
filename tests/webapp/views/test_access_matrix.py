"""Every address × every role has one expected answer, written down here; a new address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.conftest import CheckingClient, House, make_house
from walks.walk import Walk

PLACE, OTHER_PLACE = "tessinparken", "stureplan"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

ROLES = (
    "nobody",
    "participant",
    "leader",
    "participant of another walk",
    "partner",
    "partner of another place",
    "outreach",
    "coordinator",
)

EVERYONE = (200,) * 8
NO_ONE = (404,) * 8
#                 nobody  part.  leader  other walk  partner  other place  outreach  coordinator
OF_THE_PLACE = (404, 404, 404, 404, 200, 404, 404, 200)
OF_THE_WALK = (404, 200, 200, 404, 404, 404, 404, 404)
COORDINATOR = (404, 404, 404, 404, 404, 404, 404, 200)

MATRIX = {
    ("GET", "/"): EVERYONE,
    # a secret that opens nothing: those that do are the subject of test_links
    ("GET", "/delning/<secret>"): NO_ONE,
    ("GET", "/forsta-start/<secret>"): NO_ONE,
    ("POST", "/forsta-start/<secret>"): NO_ONE,
    ("GET", "/anslut"): EVERYONE,
    ("POST", "/anslut"): EVERYONE,
    ("GET", "/anslut/<secret>"): EVERYONE,
    # others are led to joining, whether there is such a walk or not
    ("GET", "/vandring/<walk_id>"): (303, 200, 200, 303, 303, 303, 303, 200),
    ("GET", "/plats/<code>"): OF_THE_PLACE,
    ("GET", "/plats/<code>/rapport"): OF_THE_PLACE,
    ("GET", "/plats/<code>/rapport.<any(html, xlsx, csv, gpkg, geojson):ending>"): COORDINATOR,
    ("GET", "/samordning"): COORDINATOR,
    ("POST", "/samordning/vandringar"): (404, 404, 404, 404, 404, 404, 404, 303),
    ("POST", "/samordning/vandringar/<walk_id>/tillstand"): (404, 404, 404, 404, 404, 404, 404, 303),
    ("GET", "/samordning/platser"): COORDINATOR,
    # without a file
    ("POST", "/samordning/platser"): (404, 404, 404, 404, 404, 404, 404, 400),
    ("GET", "/samordning/platser/ny"): COORDINATOR,
    ("POST", "/samordning/platser/ny"): COORDINATOR,
    ("GET", "/samordning/platser/<code>"): COORDINATOR,
    ("POST", "/samordning/platser/<code>"): COORDINATOR,
    ("GET", "/samordning/skyddade"): (404, 404, 404, 404, 404, 404, 200, 200),
    ("GET", "/hjalp"): EVERYONE,
    ("GET", "/hjalp/<page>"): EVERYONE,
    ("GET", "/integritet"): EVERYONE,
    ("GET", "/tillganglighet"): EVERYONE,
    ("GET", "/halsa"): EVERYONE,
    # geometry of places, which are public: no finding is ever part of it
    ("GET", "/kartor/<name>"): EVERYONE,
    ("GET", "/static/<release>/<path:name>"): EVERYONE,
    ("GET", "/sw.js"): EVERYONE,
    ("POST", "/api/v1/anslut"): EVERYONE,
    ("POST", "/api/v1/walks/<walk_id>/operations"): OF_THE_WALK,
    ("GET", "/api/v1/walks/<walk_id>/changes"): OF_THE_WALK,
    ("GET", "/api/v1/places"): EVERYONE,
    ("GET", "/api/v1/places/<code>/findings"): OF_THE_PLACE,
    ("GET", "/api/v1/places/<code>/changes"): OF_THE_PLACE,
    ("GET", "/api/v1/vocabulary"): EVERYONE,
    ("GET", "/openapi.json"): EVERYONE,
}


@dataclass
class Reader:
    """Somebody with a browser, and what a program of theirs sends along."""

    client: CheckingClient
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Stage:
    """A house with one reader per role, and what fills the parameters of its addresses."""

    house: House
    walk: Walk
    readers: dict[str, Reader]
    values: dict[str, str]
    static: str

    def address(self, rule: Rule, **other: str) -> str:
        if rule.endpoint == "static_file":
            return self.static
        values = self.values | other
        with self.house.app.test_request_context("/", base_url="http://localhost:8000"):
            built = self.house.app.url_map.bind("localhost").build(
                rule.endpoint, {name: values[name] for name in rule.arguments}, append_unknown=False
            )
        return str(built)

    def ask(self, role: str, method: str, address: str) -> int:
        reader = self.readers[role]
        body: dict[str, Any] = {
            "/samordning/vandringar": {"data": {"place": PLACE, "date": "2026-12-01", "time": "18:00"}},
            "/api/v1/anslut": {"json": {"code": self.values["code_of_walk"]}},
        }.get(address, {})
        if address.endswith("/operations"):
            body = {"json": {"device_id": "d", "operations": []}}
        if address.endswith("/tillstand"):
            body = {"data": {"state": "under_way"}}
        if address.startswith("/samordning/platser/"):
            # shown and not saved: what is saved is the subject of test_places
            body = {"data": {"steg": "visa"}}
        headers = reader.headers | {"X-Lykta": "1"}
        if method == "HEAD":
            # past the check of pages: this one has no body
            return FlaskClient.open(
                reader.client, address, method=method, headers=headers, base_url="http://localhost:8000"
            ).status_code
        device = reader.client.get_cookie("lykta_device")
        status = reader.client.open(address, method=method, headers=headers, **body).status_code
        # who joins has another role from then on
        reader.client.delete_cookie("lykta_device")
        if device is not None:
            reader.client.set_cookie("lykta_device", device.value)
        return status


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    house = make_house(tmp_path_factory.mktemp("matrix"))
    walk, other = house.plan(PLACE), house.plan(PLACE)
    tablets = {
        "participant": house.join(walk),
        "leader": house.join(walk, role="leader"),
        "participant of another walk": house.join(other),
    }
    readers = {
        "nobody": Reader(house.client()),
        "partner": Reader(house.partner(PLACE)),
        "partner of another place": Reader(house.partner(OTHER_PLACE)),
        "outreach": Reader(house.outreach(PLACE)),
        "coordinator": Reader(house.coordinator()),
    } | {role: Reader(tablet.client, tablet.headers) for role, tablet in tablets.items()}
    page = readers["coordinator"].client.get(f"/plats/{PLACE}").get_data(as_text=True)
    values = {
        "walk_id": walk.walk_id,
        "code": PLACE,
        "secret": "A" * 22,
        "page": "deltagare",
        "ending": "csv",
        "name": page.partition("/kartor/")[2].partition('"')[0],
        "code_of_walk": house.secret("participant", walk=walk.walk_id),
    }
    static = "/static/" + page.partition('href="/static/')[2].partition('"')[0]
    yield Stage(house, walk, readers, values, static)
    house.store.close()


def rules(house: House) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in house.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & METHODS)
    ]


def test_every_address_has_a_row_and_every_row_an_address(stage: Stage) -> None:
    assert {(method, rule.rule) for method, rule in rules(stage.house)} == MATRIX.keys()
    assert {len(row) for row in MATRIX.values()} == {len(ROLES)}
    assert set(stage.readers) == set(ROLES)


def test_every_role_gets_the_answer_that_is_written_down(stage: Stage) -> None:
    found = {}
    # the coordinator last: what is planned and begun must be so for everybody alike
    for method, rule in sorted(rules(stage.house), key=lambda item: item[1].endpoint == "coordination.move"):
        address = stage.address(rule)
        found[method, rule.rule] = tuple(stage.ask(role, method, address) for role in ROLES)

    assert found == MATRIX


def test_asking_for_the_head_alone_lets_nobody_further_in(stage: Stage) -> None:
    for method, rule in rules(stage.house):
        if method == "GET":
            expected = dict(zip(ROLES, MATRIX["GET", rule.rule], strict=True))
            refused = {role: status for role, status in expected.items() if status != 200}
            assert {role: stage.ask(role, "HEAD", stage.address(rule)) for role in refused} == refused, rule.rule


def test_what_does_not_exist_is_answered_like_what_is_not_yours(stage: Stage) -> None:
    """Else whoever guesses at addresses could tell the two apart."""
    absent = {"walk_id": "01a218f3-2e40-7e27-9365-50a4a3a65c0c", "code": "ingenstans", "name": "0" * 16 + ".js"}
    for method, rule in rules(stage.house):
        if not rule.arguments & {"walk_id", "code"}:
            continue
        address = stage.address(rule, **absent)
        row = MATRIX[method, rule.rule]
        answers = [stage.ask(role, method, address) for role in ROLES]
        for role, expected, answer in zip(ROLES, row, answers, strict=True):
            refusal = 303 if rule.endpoint == "tablet.tablet" and role != "coordinator" else 404
            assert answer == refusal, (method, address, role)
            assert expected in {200, 303, refusal}


def test_every_method_that_an_address_does_not_take_is_refused(stage: Stage) -> None:
    taken: dict[str, set[str]] = {}
    for method, rule in rules(stage.house):
        taken.setdefault(stage.address(rule), set()).add(method)
    for address, methods in taken.items():
        for other in METHODS - methods:
            assert stage.ask("coordinator", other, address) == 405, (other, address)
