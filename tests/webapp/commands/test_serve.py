"""`lykta serve`: what it refuses, what it prints, and that nothing acknowledged is lost however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LOOPBACK, NOW, House
from tests.webapp.commands.conftest import Answer
from walks.access import ADMINISTRATOR, scope_of
from walks.identity import uuid7
from walks.store import open_store
from walks.store.findings import Selection, findings_seen
from webapp.folder import serve_lock

PORT = 8123
PLACES = {"stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"}


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a server announce itself and end at once."""
    monkeypatch.setattr("webapp.server.serve", lambda _server, *, announce: announce(PORT))


def test_a_port_that_another_program_has(lykta: Callable[..., Answer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refusal = lykta("serve", "--port", port).refusal()

    assert f"Port {port} används redan" in refusal
    assert f"--port {port + 1}" in refusal


def test_a_second_server_in_the_same_folder(lykta: Callable[..., Answer], data: Path) -> None:
    with serve_lock(data):
        refusal = lykta("serve", "--port", 0).refusal()

    assert f"En annan server använder redan {data}" in refusal
    assert str(os.getpid()) in refusal


def test_another_host_without_tls_names_both_remedies(lykta: Callable[..., Answer], data: Path) -> None:
    before = list(data.iterdir())

    refusal = lykta("serve", "--host", "0.0.0.0", "--port", 0).refusal()

    assert "--cert FIL --key FIL" in refusal
    assert "LYKTA_PUBLIC_URL" in refusal
    assert list(data.iterdir()) == before


def test_the_demo_is_refused_in_a_folder_with_real_walks(
    lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    beside.join(beside.plan()).pin()

    assert "riktiga vandringar" in lykta("serve", "--demo", "--port", 0).refusal()
    assert not (data / "links.json").exists()


@pytest.mark.usefixtures("briefly")
def test_the_demos_links_open_what_they_say(lykta: Callable[..., Answer], beside: House, data: Path) -> None:
    out = lykta("serve", "--demo").out

    path = data / "links.json"
    links: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(links) == {"coordinator", "leader", "participant", "partner", "walks", "codes", "walk_codes"}
    assert set(links["codes"]) == {"participant", "leader"}
    assert set(links["walks"]) == set(links["walk_codes"]) == PLACES
    assert links["codes"]["participant"] == links["walk_codes"]["tessinparken"]
    origin = f"http://localhost:{PORT}"
    assert [role for role in ("coordinator", "leader", "participant", "partner") if links[role] not in out] == []
    assert f"Lykta svarar på {origin}" in out

    def lands(role: str, **remote: str) -> tuple[int, str | None]:
        address = links[role].removeprefix(origin)
        answer = beside.client().get(address, environ_base=LOOPBACK | remote)
        return answer.status_code, answer.headers.get("Location")

    assert lands("coordinator") == (303, "/samordning")
    assert lands("coordinator", REMOTE_ADDR="192.0.2.1")[0] == 404
    assert lands("partner") == (303, "/plats/tessinparken")
    assert (lands("participant")[0], lands("leader")[0]) == (200, 200)
    for code, walk_id in ((links["walk_codes"][place], links["walks"][place]) for place in PLACES):
        joined = beside.client().post("/api/v1/anslut", json={"code": code}).get_json()
        assert joined["walk"]["id"] == walk_id
    leader = beside.client().post("/api/v1/anslut", json={"code": links["codes"]["leader"]}).get_json()
    assert (leader["role"], leader["walk"]["id"]) == ("leader", links["walks"]["tessinparken"])


@pytest.mark.usefixtures("briefly")
def test_the_demos_links_are_the_same_at_the_next_start(lykta: Callable[..., Answer], data: Path) -> None:
    path = data / "links.json"
    lykta("serve", "--demo").done()
    first = path.read_text("utf-8")
    path.chmod(0o644)
    lykta("serve", "--demo").done()

    assert path.read_text("utf-8") == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("briefly")
def test_without_the_demo_a_setup_link_is_printed_until_one_was_used(
    lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    def printed() -> list[str]:
        words = lykta("serve").out.split()
        return [word.removeprefix(f"http://localhost:{PORT}") for word in words if "/forsta-start/" in word]

    (first,) = printed()
    (second,) = printed()
    assert not (data / "links.json").exists()
    assert beside.client().post(first).status_code == 303

    assert printed() == []
    assert beside.client().post(second).status_code == 303


@dataclass
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    def ask(self, path: str, body: object = None, *, token: str = "") -> Any:
        """Ask it, and read its answer as JSON."""
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        asked = urllib.request.Request(self.url + path, sent, headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def running(data: Path, *words: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", "0", "--data", str(data), *words]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.startswith("Lykta svarar på http://localhost:"), first + process.stdout.read()
            while not process.stdout.readline().startswith("Stoppa"):
                assert process.poll() is None
            yield Running(process, first.split()[-1])
        finally:
            process.kill()


def test_a_killed_server_has_kept_what_it_acknowledged_and_a_told_one_ends_in_order(data: Path) -> None:
    finding_id = uuid7(NOW, b"0123456789")
    with running(data, "--demo") as server:
        links = json.loads((data / "links.json").read_text("utf-8"))
        joined = server.ask("/api/v1/anslut", {"code": links["codes"]["participant"]})
        now = datetime.now(UTC).isoformat()
        operation = {
            "op_id": uuid7(NOW, b"9876543210"),
            "device_id": joined["device_id"],
            "dseq": 1,
            "walk_id": joined["walk"]["id"],
            "finding_id": finding_id,
            "kind": "create",
            "base": {},
            "fields": {
                "kind": "unsafe",
                "category": "lighting",
                "longitude": 18.096,
                "latitude": 59.3428,
                "position_method": "crosshair",
                "observed_at": now,
            },
            "photos": [],
            "client_time": now,
            "clock_offset_ms": 0,
            "schema": 1,
            "app": "test",
        }
        body = {"device_id": joined["device_id"], "seen": None, "pending": 0, "operations": [operation]}
        address = f"/api/v1/walks/{joined['walk']['id']}/operations"
        (result,) = server.ask(address, body, token=joined["token"])["results"]
        server.process.kill()
        assert result["result"] == "applied"
        assert server.process.wait(30) == -signal.SIGKILL

    with running(data) as server:
        assert server.ask("/halsa") == {"status": "ok"}
        # what was sent again because the answer could have been lost
        (again,) = server.ask(address, body, token=joined["token"])["results"]
        assert (again["op_id"], again["result"]) == (operation["op_id"], "duplicate")
        server.process.terminate()
        assert server.process.wait(30) == 0

    store = open_store(data)
    try:
        with store.reading() as connection:
            scope = scope_of(ADMINISTRATOR, datetime.now(UTC))
            found = findings_seen(connection, scope, selection=Selection(place="tessinparken"))
    finally:
        store.close()
    assert [item.finding_id for item in found].count(finding_id) == 1
