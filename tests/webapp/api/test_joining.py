"""A code or a join link becomes a device token, and guessing is slowed down without stopping anybody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import SECRET, CheckingClient, House
from tests.webapp.api.problems import fields_of, problem_of
from walks.access import SYSTEM
from walks.identity import walk_code
from walks.planning import move_walk
from walks.sharing import hand_out
from walks.walk import Walk
from webapp.rates import HOUR

WRONG = "ZZZZZZZZ"


def join(client: CheckingClient, code: object, *, address: str = "192.0.2.1", **more: Any) -> TestResponse:
    return client.post("/api/v1/anslut", json={"code": code} | more, environ_base={"REMOTE_ADDR": address})


@pytest.fixture(scope="module")
def easily_mistaken(shared: House) -> tuple[Walk, str]:
    """A walk with a code that holds both signs that people mistake for letters."""
    walk = shared.plan()

    def new_id() -> str:
        while True:
            key_id = shared.context.new_id()
            if {"0", "1"} <= set(walk_code(SECRET, key_id)):
                return key_id

    with shared.store.writing() as connection:
        made = hand_out(
            connection,
            SYSTEM,
            purpose="participant",
            walk_id=walk.walk_id,
            place_code=walk.place_code,
            server_secret=SECRET,
            now=shared.clock.now,
            new_id=new_id,
        )
    return walk, made.secret


def close(house: House, walk: Walk) -> None:
    for state in ("under_way", "compiling"):
        with house.store.writing() as connection:
            new_id, now = house.context.new_id, house.clock.now
            move_walk(connection, SYSTEM, walk.walk_id, state=state, now=now, new_id=new_id)


def test_joining_answers_with_a_token_the_walk_and_an_identity_of_the_device(shared: House, walk: Walk) -> None:
    answer = join(shared.client(), shared.secret("participant", walk=walk.walk_id))

    body = answer.get_json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert body.keys() == {"token", "walk", "device_id", "expires", "role"}
    assert body["role"] == "participant"
    assert body["walk"] == {
        "id": walk.walk_id,
        "place": {"code": "tessinparken", "name": "Tessinparken"},
        "starts_at": "2026-11-26T17:42:00.000000Z",
        "state": "planned",
        "demo": False,
    }


def test_every_device_gets_an_identity_of_its_own(shared: House, walk: Walk) -> None:
    code = shared.secret("participant", walk=walk.walk_id)

    answers = [join(shared.client(), code).get_json() for _ in range(15)]

    assert len({answer["device_id"] for answer in answers}) == 15
    assert len({answer["token"] for answer in answers}) == 15


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: f"  {code} ",
        lambda code: f"{code[:4]} {code[4:]}",
        lambda code: f"{code[:4]}-{code[4:]}",
        lambda code: code.replace("0", "O"),
        lambda code: code.replace("0", "o"),
        lambda code: code.replace("1", "I"),
        lambda code: code.replace("1", "l").lower(),
        "-".join,
    ],
    ids=["small", "spaces around", "a space", "a hyphen", "O for 0", "o for 0", "I for 1", "l for 1", "hyphens"],
)
def test_a_code_is_read_as_people_type_it(
    shared: House, easily_mistaken: tuple[Walk, str], typed: Callable[[str], str]
) -> None:
    walk, code = easily_mistaken

    answer = join(shared.client(), typed(code))

    assert answer.get_json()["walk"]["id"] == walk.walk_id


def test_the_leader_s_code_makes_a_leader(shared: House, walk: Walk) -> None:
    assert join(shared.client(), shared.secret("leader", walk=walk.walk_id)).get_json()["role"] == "leader"


def test_the_device_s_cookie_opens_the_walk_s_page_and_is_out_of_reach_of_scripts(shared: House, walk: Walk) -> None:
    client = shared.client()

    answer = join(client, shared.secret("join", walk=walk.walk_id))

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lykta_device=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get(f"/vandring/{walk.walk_id}").status_code == 200


def test_absent_and_closed_walks_are_answered_alike_and_name_the_code_and_the_remedy(house: House) -> None:
    closed = house.plan()
    code = house.secret("participant", walk=closed.walk_id)
    close(house, closed)

    absent, shut = join(house.client(), WRONG), join(house.client(), code)

    problem = problem_of(absent, 404)
    assert fields_of(problem) == ["code"]
    assert problem["errors"][0]["message"] == "Kontrollera koden med gruppledaren och skriv den igen."
    assert problem_of(shut, 404) == problem
    assert problem_of(join(house.client(), house.secret("join", walk=closed.walk_id)), 404) == problem


def test_a_walk_is_open_before_its_start_and_while_it_is_under_way(shared: House, walk: Walk) -> None:
    code = shared.secret("participant", walk=walk.walk_id)
    for state in ("invited", "under_way"):
        assert join(shared.client(), code).status_code == 200
        with shared.store.writing() as connection:
            new_id, now = shared.context.new_id, shared.clock.now
            move_walk(connection, SYSTEM, walk.walk_id, state=state, now=now, new_id=new_id)
    assert join(shared.client(), code).get_json()["walk"]["state"] == "under_way"


@pytest.mark.parametrize("purpose", ["setup", "partner", "outreach", "coordinator"])
def test_a_link_that_is_not_a_walk_s_joins_nothing(shared: House, purpose: str) -> None:
    place = None if purpose in {"setup", "coordinator"} else "tessinparken"

    problem_of(join(shared.client(), shared.hand_out(purpose, place_code=place)), 404)


def test_the_fifth_wrong_code_within_a_minute_pauses_the_address_and_says_for_how_long(house: House) -> None:
    right = house.secret("participant", walk=house.plan().walk_id)
    for _ in range(5):
        problem_of(join(house.client(), WRONG), 404)
        house.clock.move(seconds=10.4)

    paused = join(house.client(), right)

    problem_of(paused, 429)
    assert paused.headers["Retry-After"] == "8"
    assert join(house.client(), right, address="192.0.2.2").status_code == 200
    house.clock.move(seconds=7)
    assert join(house.client(), right).headers["Retry-After"] == "1"
    house.clock.move(seconds=1)
    assert join(house.client(), right).status_code == 200


@pytest.mark.parametrize("padding", ["-" * 30, " " * 30, "‐" * 30, "\u200b" * 30])
def test_signs_that_reading_skips_do_not_hide_a_guess(house: House, padding: str) -> None:
    for _ in range(5):
        problem_of(join(house.client(), WRONG + padding), 404)

    problem_of(join(house.client(), WRONG + padding), 429)


def test_the_link_of_the_qr_code_keeps_working_during_a_pause(house: House) -> None:
    link = house.secret("join", walk=house.plan().walk_id)
    for _ in range(6):
        join(house.client(), WRONG)

    problem_of(join(house.client(), WRONG), 429)
    assert join(house.client(), link).status_code == 200


def test_a_wrong_link_is_told_so_and_pauses_nobody(house: House) -> None:
    right = house.secret("participant", walk=house.plan().walk_id)
    for _ in range(30):
        problem_of(join(house.client(), "0" * 22), 404)

    assert join(house.client(), right).status_code == 200


def test_a_hundred_wrong_codes_from_everywhere_pause_the_codes_and_alert_without_saying_whose(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    walk = house.plan()
    with caplog.at_level(logging.WARNING, logger="lykta"):
        for number in range(100):
            problem_of(join(house.client(), WRONG, address=f"198.51.100.{number}"), 404)

    paused = join(house.client(), house.secret("participant", walk=walk.walk_id), address="203.0.113.9")
    problem_of(paused, 429)
    assert paused.headers["Retry-After"] == str(int(HOUR.total_seconds()))
    assert join(house.client(), house.secret("join", walk=walk.walk_id)).status_code == 200
    (record,) = caplog.records
    assert "pausas en timme" in record.getMessage()
    assert "198.51" not in record.getMessage()
    assert WRONG not in record.getMessage()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["code"]),
        ({"code": None}, ["code"]),
        ({"code": 12345678}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "Z" * 65}, ["code"]),
        ({"code": "\ud800"}, ["code"]),
        ({"code": WRONG, "group": 7}, ["group"]),
        ({"code": WRONG, "group": "B" * 41}, ["group"]),
        ({"code": WRONG, "group": "Bl\u0000å"}, ["group"]),
        ({"code": WRONG, "group": "\ud800"}, ["group"]),
        ({"code": WRONG, "namn": "Kim"}, ["namn"]),
        ({"group": [], "namn": 1}, ["code", "group", "namn"]),
    ],
)
def test_every_field_at_fault_is_named_at_once(shared: House, body: dict[str, Any], fields: list[str]) -> None:
    answer = shared.client().post("/api/v1/anslut", json=body)

    problem = problem_of(answer, 400)
    assert fields_of(problem) == fields
    assert "Kim" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("body", [b"", b"code=ZZZZZZZZ", b"{", b"\xff\xfe", b"[" * 2000, b'{"code": 1' + b"0" * 3000])
def test_what_is_no_json_is_refused_as_such(shared: House, body: bytes) -> None:
    answer = shared.client().post("/api/v1/anslut", data=body, content_type="application/json")

    assert problem_of(answer, 400)["title"] == "Anropet kan inte läsas"


@pytest.mark.parametrize("body", ["null", "[]", '"ZZZZZZZZ"', "NaN", "12"])
def test_json_that_is_no_object_is_refused(shared: House, body: str) -> None:
    assert fields_of(problem_of(shared.client().post("/api/v1/anslut", data=body), 400)) == [""]


def test_a_body_beyond_4_kb_is_not_read_and_the_limit_is_named(shared: House) -> None:
    answer = shared.client().post("/api/v1/anslut", json={"code": "Z" * 4096})

    assert "4 kB" in problem_of(answer, 413)["detail"]


def test_another_site_s_page_joins_nobody(shared: House, walk: Walk) -> None:
    code = shared.secret("participant", walk=walk.walk_id)

    answer = shared.client().post("/api/v1/anslut", json={"code": code}, headers={"Sec-Fetch-Site": "cross-site"})

    problem_of(answer, 403)
    assert "Set-Cookie" not in answer.headers
