"""One silent, idle or slow client never delays another; refusals are readable; the server starts and stops cleanly."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import trustme
from flask import Flask, request
from jinja2 import DictLoader

from webapp import connections, errors, i18n, security
from webapp.connections import Server
from webapp.server import THREADS, TIMEOUT_S, AddressUnusable, PortTaken, build_server, listening, serve
from webapp.settings import InvalidSettings, Settings

PROMPT_S = 2.0
"""A delayed answer comes after a time-out of several seconds, an undelayed one in far less, on a busy machine too."""
MANY = THREADS + 28


@dataclass
class Place:
    """A running server and how to reach it."""

    server: Server
    port: int
    tls: ssl.SSLContext | None

    def connect(self, *, handshake: bool = True) -> socket.socket:
        """Open a connection, over TLS with or without the handshake."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        if self.tls is None or not handshake:
            return plain
        return self.tls.wrap_socket(plain, server_hostname="lykta.test")

    def ask(self, sent: bytes) -> bytes:
        """Send bytes as they are, and read until the server closes."""
        with self.connect() as connection:
            connection.sendall(sent)
            return read_all(connection)

    def get(self, path: str = "/") -> bytes:
        """Ask for a page."""
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    def seconds_to_answer(self) -> float:
        """Measure how long a client waits for a page."""
        start = time.monotonic()
        assert self.get().endswith(b"\r\n\r\nhej")
        return time.monotonic() - start


def read_all(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def build() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader({"error.html": "{{ title }}. {{ detail }} {{ remedy }}"})
    errors.register(app)
    security.register(app, Settings(), limits={"upload": 4096})
    i18n.register(app)
    app.add_url_rule("/", endpoint="page", view_func=lambda: "hej")
    app.add_url_rule("/scheme", endpoint="scheme", view_func=lambda: request.scheme)
    app.add_url_rule("/forwarded", endpoint="forwarded", view_func=lambda: request.headers.get("X-Forwarded-For", "-"))
    app.add_url_rule(
        "/api/v1/upload", endpoint="upload", view_func=lambda: str(len(request.get_data())), methods=["POST"]
    )
    return app


@contextlib.contextmanager
def running(settings: Settings, *, tls: ssl.SSLContext | None = None) -> Iterator[Place]:
    server = build_server(build(), settings)
    # how soon it notices that it is to stop, and which silent connections are to be closed
    server.expiration_interval = 0.05
    with listening(server) as port:
        yield Place(server, port, tls)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, ssl.SSLContext]:
    """Settings with a certificate for lykta.test, and a client that trusts it."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    made = authority.issue_cert("lykta.test", "localhost")
    made.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    client = ssl.create_default_context()
    authority.configure_trust(client)
    pem = folder / "server.pem"
    return Settings(port=0, tls_cert=pem, tls_key=pem), client


@pytest.fixture
def plain() -> Iterator[Place]:
    with running(Settings(port=0)) as place:
        yield place


@pytest.fixture
def secured(certified: tuple[Settings, ssl.SSLContext]) -> Iterator[Place]:
    settings, client = certified
    with running(settings, tls=client) as place:
        yield place


@pytest.fixture(params=["plain", "secured"])
def place(request: pytest.FixtureRequest) -> Place:
    """The server over HTTP and over TLS."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


# Silent and slow clients


@pytest.mark.parametrize("count", [1, MANY])
def test_one_silent_client_never_delays_another(place: Place, count: int) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(place.connect(handshake=False))

        assert place.seconds_to_answer() < PROMPT_S < TIMEOUT_S


def test_many_idle_after_the_handshake_delay_nobody(secured: Place) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(secured.connect())

        assert secured.seconds_to_answer() < PROMPT_S


def test_many_that_stop_in_the_middle_of_the_handshake_delay_nobody(secured: Place) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(secured.connect(handshake=False)).sendall(b"\x16\x03\x01\x02\x00\x01\x00")

        assert secured.seconds_to_answer() < PROMPT_S


def test_many_idle_after_an_answer_delay_nobody(place: Place) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            idle = stack.enter_context(place.connect())
            idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert idle.recv(15) == b"HTTP/1.1 200 OK"

        assert place.seconds_to_answer() < PROMPT_S


def test_some_that_stop_in_the_middle_of_a_request_delay_nobody(place: Place) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS - 4):
            stack.enter_context(place.connect()).sendall(b"GET / HTTP/1.1\r\nHost: loc")

        assert place.seconds_to_answer() < PROMPT_S


def test_who_sends_a_head_drop_by_drop_is_cut_off(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.2)
    start = time.monotonic()
    with place.connect() as dripping, contextlib.suppress(OSError):
        dripping.settimeout(0.05)
        dripping.sendall(b"GET / HTTP/1.1\r\n")
        while time.monotonic() - start < TIMEOUT_S:
            dripping.sendall(b"a")
            with contextlib.suppress(TimeoutError):
                if not dripping.recv(100):
                    break

    assert time.monotonic() - start < TIMEOUT_S


def test_a_silent_connection_is_closed_after_a_while(place: Place) -> None:
    place.server.timeout = 0
    with place.connect(handshake=False) as silent:
        assert silent.recv(1) == b""


def test_more_connections_than_the_process_can_hold_are_closed_at_once(plain: Place) -> None:
    plain.server.max_connections = 5
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(plain.connect()) for _ in range(5)]
        surplus = stack.enter_context(plain.connect())
        surplus.settimeout(PROMPT_S)
        assert surplus.recv(1) == b""
        held.pop().close()

        # the room is free when the server has noticed
        answers = (plain.get() for _ in range(50))
        assert any(answer.endswith(b"hej") for answer in answers)


# Requests


def test_a_connection_serves_one_request_after_another(place: Place) -> None:
    with place.connect() as connection:
        for _ in range(3):
            connection.sendall(b"GET /scheme HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = connection.recv(65_536)
            while not answer.endswith((b"\r\n\r\nhttp", b"\r\n\r\nhttps")):
                answer += connection.recv(65_536)
        assert answer.endswith(b"https") is (place.tls is not None)


def test_the_answer_does_not_tell_what_the_server_is_made_of(place: Place) -> None:
    head = place.get().partition(b"\r\n\r\n")[0]

    assert b"\r\nServer: Lykta\r\n" in head + b"\r\n"
    assert b"heroot" not in head
    assert b"Python" not in head


def test_plain_http_on_the_tls_port_is_told_to_use_https(secured: Place) -> None:
    with secured.connect(handshake=False) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = read_all(connection)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "Skriv https:// först i adressen.".encode() in answer


def upload(place: Place, *, length: int, chunked: bool = False) -> tuple[int, str, str]:
    """Send a body as a program does that reads the answer only when all is sent."""
    client = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    with contextlib.closing(client):
        client.sock = place.connect()
        body: bytes | Iterator[bytes] = b"x" * length
        headers = {"Host": "localhost", "Authorization": "Bearer x"}
        if chunked:
            body = (b"x" * min(1000, length - start) for start in range(0, length, 1000))
        client.request("POST", "/api/v1/upload", body=body, headers=headers, encode_chunked=chunked)
        answer = client.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_within_the_limit_is_taken(place: Place, chunked: bool) -> None:
    assert upload(place, length=4096, chunked=chunked)[::2] == (200, "4096")


@pytest.mark.parametrize(
    ("length", "chunked"),
    [(4097, False), (300_000, False), (5_000_000, False), (4097, True), (300_000, True)],
)
def test_a_body_over_the_limit_is_answered_with_a_problem_that_arrives(
    place: Place, length: int, chunked: bool
) -> None:
    status, kind, body = upload(place, length=length, chunked=chunked)

    assert (status, kind) == (413, "application/problem+json")
    assert "högst 4 kB" in body


def test_a_body_over_every_limit_is_answered_before_it_comes(place: Place) -> None:
    head = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"
    for path, kind in (("/api/v1/upload", b"application/problem+json"), ("/", b"text/plain; charset=utf-8")):
        with place.connect() as connection:
            connection.sendall(head.format(path).encode())
            answer = connection.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"\r\nContent-Type: " + kind + b"\r\n" in answer
        assert b"\r\nContent-Security-Policy: default-src 'none';" in answer
        assert b"\r\nX-Content-Type-Options: nosniff\r\n" in answer


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Content-Length: -1", 400),
        ("Content-Length: +5", 400),
        ("Content-Length: 1_0", 400),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", 400),
        ("No colon", 400),
        ("X: " + "a" * 20_000, 431),
        ("Transfer-Encoding: gzip", 501),
    ],
)
def test_a_head_that_two_programs_could_read_differently_is_refused(plain: Place, lines: str, status: int) -> None:
    answer = plain.ask(f"POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n\r\n".encode())

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nConnection: close\r\n" in answer
    assert b"\r\nContent-Type: application/problem+json\r\n" in answer


def test_what_follows_an_unread_body_is_never_taken_for_a_request(plain: Place) -> None:
    head = "POST /api/v1/upload HTTP/1.1\r\nHost: evil.test\r\nTransfer-Encoding: chunked\r\n\r\n"
    hidden = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

    answer = plain.ask((head + hidden).encode())

    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"HTTP/1.1 200" not in answer


def test_a_header_that_wears_the_name_of_another_is_dropped(plain: Place) -> None:
    answer = plain.ask(
        b"GET /forwarded HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_For: 6.6.6.6\r\nConnection: close\r\n\r\n"
    )

    assert answer.endswith(b"\r\n\r\n-")


def test_no_address_and_no_word_of_a_client_reaches_the_log(
    place: Place, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with place.connect(handshake=False) as rude:
        rude.sendall(b"\x00secret-token\r\n\r\n")
        read_all(rude)
    with place.connect() as leaving:
        leaving.sendall(b"GET /secret-token HTTP/1.1\r\n")
        leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert place.get().endswith(b"hej")

    told = capfd.readouterr()
    assert told.out + told.err + caplog.text == ""


def test_what_the_server_library_says_of_its_clients_is_kept_out_of_the_log(
    plain: Place, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    plain.server.error_log("Client ('198.51.100.7', 40123) lost", level=40)
    for fault in (ConnectionResetError("198.51.100.7"), ZeroDivisionError("198.51.100.7")):
        try:
            raise fault
        except (OSError, ArithmeticError):
            plain.server.error_log(str(fault), level=40, traceback=True)

    told = capfd.readouterr()
    assert "198.51.100.7" not in told.out + told.err + caplog.text
    assert [record.getMessage().splitlines()[-1] for record in caplog.records] == ["builtins.ZeroDivisionError"]


# Start and stop


def test_a_taken_port_is_told_in_one_sentence(plain: Place) -> None:
    server = build_server(build(), Settings(port=plain.port))

    with pytest.raises(PortTaken, match=f"Port {plain.port} används redan.*--port {plain.port + 1}"), listening(server):
        pass


def test_a_host_of_another_machine_is_told_in_one_sentence() -> None:
    server = build_server(build(), Settings(host="203.0.113.1", port=0, public_url="https://lykta.test"))

    with pytest.raises(AddressUnusable, match="finns inte på den här datorn"), listening(server):
        pass


def test_nobody_serves_other_machines_without_tls() -> None:
    with pytest.raises(InvalidSettings, match="--cert FIL --key FIL"):
        build_server(build(), Settings(host="0.0.0.0"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_and_leaves_the_handlers_as_they_were(number: signal.Signals) -> None:
    server = build_server(build(), Settings(port=0))
    before = signal.getsignal(number)
    seen: list[bytes] = []

    def announce(port: int) -> None:
        seen.append(Place(server, port, None).get())
        os.kill(os.getpid(), number)

    serve(server, announce=announce)

    assert seen[0].endswith(b"hej")
    assert signal.getsignal(number) is before
    assert not server.ready


def test_stopping_waits_for_an_answer_that_is_on_its_way() -> None:
    begun, told = threading.Event(), threading.Event()
    app = build()

    def slow() -> str:
        begun.set()
        told.wait(2)
        return "klar"

    app.add_url_rule("/slow", view_func=slow)
    server = build_server(app, Settings(port=0))
    answers: list[bytes] = []
    with listening(server) as port:
        asking = threading.Thread(target=lambda: answers.append(Place(server, port, None).get("/slow")))
        asking.start()
        assert begun.wait(5)
        threading.Timer(0.1, told.set).start()
    asking.join()

    assert answers[0].endswith(b"klar")


def test_a_stopped_server_leaves_nothing_behind() -> None:
    with running(Settings(port=0)) as first:
        port = first.port

    assert {thread.name for thread in threading.enumerate()}.isdisjoint({"server", "connections"})
    with running(Settings(port=port)) as second:
        assert second.get().endswith(b"hej")
