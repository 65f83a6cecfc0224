"""What an attacker tries, and the rule that stops it."""

from __future__ import annotations

import contextlib
import itertools
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from tests.conftest import House, Tablet
from walks.rebuilding import rebuild_tables
from walks.store.tables import PROJECTIONS, sessions
from webapp import connections
from webapp.server import build_server, listening
from webapp.settings import Settings


def tables(house: House) -> dict[str, list[str]]:
    """Read everything that the log can rebuild."""
    with house.store.reading() as connection:
        return {
            table.name: sorted(repr(dict(row._mapping)) for row in connection.execute(select(table)))
            for table in PROJECTIONS
        }


def rebuilt(house: House) -> dict[str, list[str]]:
    """Rebuild the tables from the log as `lykta doctor --rebuild` does, and read them."""
    with house.store.writing() as connection:
        assert rebuild_tables(connection) == []
    return tables(house)


def created(tablet: Tablet, **fields: Any) -> dict[str, Any]:
    """Make a whole finding."""
    operation = tablet.operation("create")
    operation["fields"] = {
        "kind": "unsafe",
        "category": "lighting",
        "longitude": 18.096,
        "latitude": 59.3428,
        "position_method": "crosshair",
        "observed_at": tablet.house.clock.now.isoformat(),
    } | fields
    return operation


def results(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["result"] for answer in answers]


# The log and the tables


@pytest.mark.parametrize("kind", ["withdraw", "restore", "edit", "comment"])
def test_what_was_refused_for_its_category_is_still_refused_when_the_log_is_read_again(house: House, kind: str) -> None:
    tablet = house.join(house.plan())
    finding = tablet.pin()
    operation = tablet.operation(kind, finding, category="vulnerable_people", text="Någons namn")

    assert results(tablet.send(operation)) == ["quarantined"]

    before = tables(house)
    assert rebuilt(house) == before
    assert results(tablet.send(operation)) == ["duplicate"]
    assert "Någons namn" not in repr(before)


def test_who_builds_on_a_broken_word_is_judged_alike_in_one_batch_and_when_the_log_is_read_again(house: House) -> None:
    tablet = house.join(house.plan())
    create = created(tablet, text="ett")
    tablet.send(create)
    strange = tablet.operation("edit", house.context.new_id(), text="x", severity=9, base={"text": create["op_id"]})
    tablet.send(strange)
    broken = tablet.operation("edit", create["finding_id"], text="a", severity=9, base={"text": strange["op_id"]})
    good = tablet.operation("edit", create["finding_id"], text="b", base={"text": broken["op_id"]})

    assert results(tablet.send(broken, good)) == ["quarantined", "applied"]

    before = tables(house)
    assert rebuilt(house) == before


def test_waiting_for_another_finding_s_operation_ends_alike_when_the_log_is_read_again(house: House) -> None:
    tablet = house.join(house.plan())
    elsewhere = tablet.operation("edit", house.context.new_id(), text="x", base={"text": house.context.new_id()})
    broken = created(tablet, category="nope")
    upon = tablet.operation("withdraw", broken["finding_id"], base={"text": elsewhere["op_id"]})

    tablet.send(upon)
    tablet.send(elsewhere, broken)

    before = tables(house)
    assert rebuilt(house) == before


def test_the_same_operation_from_many_threads_is_stored_once(house: House) -> None:
    tablet = house.join(house.plan())
    operation = created(tablet)
    address = f"/api/v1/walks/{tablet.walk.walk_id}/operations"
    body = {"device_id": tablet.device_id, "operations": [operation]}
    told: list[str] = []

    def send() -> None:
        answer = house.client().post(address, json=body, headers=tablet.headers).get_json()
        told.extend(results(answer["results"]))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["applied", *["duplicate"] * 7]


def test_what_came_before_its_finding_is_the_same_operation_when_it_is_sent_again(house: House) -> None:
    tablet = house.join(house.plan())
    need = tablet.operation("create", category="vulnerable_people", need="contact")
    need["fields"]["observed_at"] = house.clock.now.isoformat()
    edit = tablet.operation("edit", need["finding_id"], longitude=18.096, latitude=59.3428)

    assert results(tablet.send(edit) + tablet.send(need)) == ["parked", "applied"]
    assert results(tablet.send(edit)) == ["duplicate"]


# Who is let in


def test_guesses_of_one_moment_are_counted_like_guesses_one_after_another(house: House) -> None:
    statuses: list[int] = []
    together = threading.Barrier(12)

    def guess(number: int) -> None:
        client = house.client()
        together.wait()
        statuses.append(client.post("/api/v1/anslut", json={"code": f"ZZZZZZ{number:02d}"}).status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [404] * 5 + [429] * 7


def test_a_session_that_somebody_put_into_a_browser_is_worth_nothing_after_a_link_was_opened_in_it(
    house: House,
) -> None:
    attacker = house.partner("stureplan")
    planted = attacker.get_cookie("lykta_session", domain="localhost")
    assert planted is not None
    victim = house.client()
    victim.set_cookie("lykta_session", planted.value)

    victim.post(f"/forsta-start/{house.hand_out('setup')}")

    assert victim.get("/samordning").status_code == 200
    assert attacker.get("/samordning").status_code == 404
    assert attacker.get("/plats/stureplan").status_code == 404


def test_sessions_that_have_ended_are_not_kept(house: House) -> None:
    for _ in range(3):
        house.partner("stureplan")
    house.clock.move(days=31)
    house.partner("tessinparken")

    with house.store.reading() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


@pytest.mark.parametrize(
    "before",
    [
        "\u2000__Host-lykta_session",
        "\xa0__Host-lykta_session",
        "\x85__Host-lykta_session",
        "\x0b__Host-lykta_session",
        "$Version=1,__Host-lykta_session",
        "=__Host-lykta_session",
        'a="; __Host-lykta_session',
        "__host-lykta_session",
        "lykta_session",
    ],
)
def test_a_cookie_whose_name_only_looks_like_ours_is_not_read(new_house: Callable[..., House], before: str) -> None:
    house = new_house(public_url="https://lykta.test")
    asker = house.app.test_client(use_cookies=False)

    def ask_as(cookie: str, path: str) -> TestResponse:
        # as the bytes of UTF-8 come to the application
        header = {"HTTP_COOKIE": cookie.encode().decode("latin-1")}
        return asker.get(path, base_url="https://lykta.test", environ_overrides=header)

    entered = ask_as("", f"/delning/{house.hand_out('partner', place_code='stureplan')}")
    token = entered.headers["Set-Cookie"].partition(";")[0].partition("=")[2]

    assert ask_as(f"__Host-lykta_session={token}", "/plats/stureplan").status_code == 200
    assert ask_as(f'{before}={token}; b="', "/plats/stureplan").status_code == 404


def test_a_link_opens_only_what_it_is_for_at_every_address_that_takes_a_secret(house: House) -> None:
    walk = house.plan()
    purposes = ("participant", "leader", "join")
    secrets = {purpose: house.secret(purpose, walk=walk.walk_id) for purpose in purposes}
    secrets["partner"] = house.secret("partner", place="tessinparken")
    secrets |= {purpose: house.hand_out(purpose, place_code="tessinparken") for purpose in ("outreach",)}
    secrets |= {purpose: house.hand_out(purpose) for purpose in ("setup", "coordinator")}
    opened = {
        (purpose, way)
        for purpose, secret in secrets.items()
        for way, status in {
            "link": house.client().get(f"/delning/{secret}").status_code,
            "set-up": house.client().get(f"/forsta-start/{secret}").status_code,
            "join": house.client().post("/api/v1/anslut", json={"code": secret}).status_code,
            "bearer": house.client()
            .get("/api/v1/places/tessinparken/findings", headers={"Authorization": f"Bearer {secret}"})
            .status_code,
        }.items()
        if status != 404
    }

    assert opened == {
        *((purpose, "join") for purpose in purposes),
        *((purpose, "link") for purpose in ("partner", "outreach", "coordinator")),
        ("partner", "bearer"),
        ("setup", "set-up"),
    }


@pytest.mark.parametrize("same_place", [True, False])
@pytest.mark.parametrize("kind", ["create", "edit", "withdraw", "restore"])
def test_who_knows_a_finding_of_another_walk_cannot_touch_it(house: House, kind: str, same_place: bool) -> None:
    walker = house.join(house.plan())
    finding = walker.pin(text="mitt")
    before = tables(house)["findings"]
    attacker = house.join(house.plan("tessinparken" if same_place else "stureplan"), role="leader")
    named = created(attacker, text="ditt") if kind == "create" else attacker.operation(kind)
    if kind == "edit":
        named["fields"] = {"text": "ditt", "category": "other"}
    named["finding_id"] = finding
    forged = [
        named,
        {**named, "op_id": house.context.new_id(), "walk_id": walker.walk.walk_id, "dseq": 8},
        {**named, "op_id": house.context.new_id(), "device_id": walker.device_id, "dseq": 9},
    ]

    assert set(results(attacker.send(*forged))) <= {"quarantined", "parked"}

    assert tables(house)["findings"] == before
    assert rebuilt(house)["findings"] == before
    assert results(walker.send(walker.operation("edit", finding, category="other"))) != ["quarantined"]


# One device against all others


def test_a_chain_of_edits_sent_backwards_is_taken_in_reasonable_time(house: House) -> None:
    tablet = house.join(house.plan())
    create = created(tablet, text="först")
    names = [house.context.new_id() for _ in range(200)] + [create["op_id"]]
    edits = []
    for name, upon in itertools.pairwise(names):
        edits.append(tablet.operation("edit", create["finding_id"], text=name, base={"text": upon}) | {"op_id": name})
    for first in range(0, len(edits), 50):
        assert set(results(tablet.send(*edits[first : first + 50]))) == {"parked"}

    start = time.process_time()
    assert results(tablet.send(create)) == ["applied"]

    # it was thirteen seconds and grew with the cube, with the one writer's lock held
    assert time.process_time() - start < 5
    seen = tablet.client.get(f"/api/v1/walks/{tablet.walk.walk_id}/changes", headers=tablet.headers).get_json()
    assert [finding["text"] for finding in seen["findings"]] == [names[0]]


def test_an_operation_of_nothing_but_unknown_fields_is_answered_briefly_and_soon(house: House) -> None:
    tablet = house.join(house.plan())
    operation = tablet.operation("edit", house.context.new_id())
    operation["fields"] = {f"a{number}": 0 for number in range(5_000)}

    start = time.process_time()
    (answer,) = tablet.send(operation)

    assert (answer["result"], len(answer["errors"])) == ("quarantined", 20)
    assert time.process_time() - start < 5


def test_junk_on_somebody_else_s_finding_does_not_keep_its_walker_from_changing_it(house: House) -> None:
    walk = house.plan()
    walker, attacker = house.join(walk), house.join(walk)
    finding = walker.pin(text="mitt")

    @event.listens_for(house.store.engine, "connect")
    def _narrow(connection: sqlite3.Connection, _record: Any) -> None:
        # what many builds of SQLite take; this one may be more patient
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)

    house.store.engine.dispose()
    for _ in range(9):
        junk = attacker.operation("edit", finding, text="skräp")
        junk["base"] = {f"a{number}": house.context.new_id() for number in range(4_000)}
        assert results(attacker.send(junk)) == ["quarantined"]

    assert results(walker.send(walker.operation("edit", finding, text="rätt"))) == ["conflict"]


# The bytes of a request


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of a real server around an empty folder."""
    from tests.conftest import make_house

    house = make_house(tmp_path_factory.mktemp("served"))
    server = build_server(house.app, Settings(port=0))
    server.expiration_interval = 0.05
    with listening(server) as number:
        yield number
    house.store.close()


def ask(port: int, sent: bytes) -> bytes:
    """Send bytes as they are and read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        parts = []
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                parts.append(part)
    return b"".join(parts)


HIDDEN = b"GET /hjalp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 66\r\nContent-Length: 2",
        b"Content-Length: 2\r\nContent-Length: 2",
        b"Content-Length : 2",
        b"Content-Length\x0b: 2",
        b"Content-Length: 66\r\n 2",
        b" Content-Length: 2",
        b"Host: evil.test\r\nContent-Length: 2",
        b"X: a\rContent-Length: 2",
        b"Content-Length: 2\0",
        b": x\r\nContent-Length: 2",
    ],
)
def test_a_body_whose_end_a_proxy_could_see_elsewhere_is_refused_with_the_rest(port: int, lines: bytes) -> None:
    head = b"POST /api/v1/anslut HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

    answer = ask(port, head + lines + b"\r\n\r\n{}" + HIDDEN)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_chunks_of_an_old_protocol_are_never_taken_for_a_request(port: int) -> None:
    head = b"POST /api/v1/anslut HTTP/1.0\r\nHost: localhost\r\nConnection: Keep-Alive\r\n"

    answer = ask(port, head + b"Transfer-Encoding: chunked\r\n\r\n" + HIDDEN)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("name", [b"Sec-Fetch-Site", b"Origin"])
def test_a_second_header_of_one_name_does_not_hide_the_first(port: int, name: bytes) -> None:
    own = {b"Sec-Fetch-Site": b"same-origin", b"Origin": b"http://localhost"}[name]
    lines = name + b": cross-site\r\n" + name + b": " + own + b"\r\n"

    answer = ask(port, b"POST /anslut HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + lines + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("address", ["http://[::1/", "http://evil.test/", "//evil.test/", "/\xff"])
def test_an_address_that_cannot_be_taken_apart_is_the_client_s_fault(
    port: int, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    line = f"GET {address} HTTP/1.1\r\n".encode("latin-1")

    assert ask(port, line + b"Host: localhost\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert caplog.text == ""


@pytest.mark.parametrize("body", [b"Content-Length: 4000\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\nfff\r\n{"])
def test_who_sends_a_body_drop_by_drop_is_cut_off(port: int, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.2)
    monkeypatch.setattr(connections, "PACE", 10**9)
    head = b"POST /api/v1/anslut HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as dripping, contextlib.suppress(OSError):
        dripping.settimeout(0.05)
        dripping.sendall(head + body)
        while time.monotonic() - start < 5:
            dripping.sendall(b"1")
            with contextlib.suppress(TimeoutError):
                if not dripping.recv(100):
                    break

    assert time.monotonic() - start < 5
