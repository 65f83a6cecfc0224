"""One question to an Overpass server: asked politely, bounded in every way, and saved whole or not at all."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.conftest import NOW, Clock
from tests.webapp.overpass_server import Answer, OverpassServer, answer, overpass_server
from webapp import overpass_client
from webapp.overpass_client import ATTEMPTS, OverpassFailed, fetch_answer

MAP = b'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Overpass API"></osm>\n'


class Waiting:
    """Waits in no time, and remembers how long; the clock moves on meanwhile."""

    def __init__(self) -> None:
        self.clock, self.pauses = Clock(), list[float]()

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.move(seconds=seconds)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def ask(tmp_path: Path, waiting: Waiting) -> Callable[..., bytes]:
    """Ask a server; give what was saved."""

    def fetch(server: OverpassServer, *, silence_s: float = 5.0) -> bytes:
        path = tmp_path / "answer.osm"
        fetch_answer(server.url, query="out;", to=path, clock=waiting.clock, sleep=waiting, silence_s=silence_s)
        return path.read_bytes()

    return fetch


def refusal(ask: Callable[..., bytes], *answers: Answer, silence_s: float = 5.0) -> str:
    with overpass_server(*answers) as server, pytest.raises(OverpassFailed) as caught:
        ask(server, silence_s=silence_s)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message
    return message


def test_a_question_is_one_post_that_says_who_asks(
    ask: Callable[..., bytes], waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overpass_client, "version", {"lykta": "1.2.3"}.__getitem__)
    with overpass_server(answer(200, MAP)) as server:
        assert ask(server) == MAP
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/api/interpreter", "out;")
    assert asked.headers["User-Agent"] == "Lykta/1.2.3 (lykta basemap fetch)"
    assert asked.headers["Accept-Encoding"] == "gzip"
    assert waiting.pauses == []


def test_a_packed_answer_is_unpacked(ask: Callable[..., bytes]) -> None:
    large = MAP * 20_000
    with overpass_server(answer(200, gzip.compress(large), Content_Encoding="gzip")) as server:
        assert ask(server) == large


def test_a_chunked_answer_is_put_together(ask: Callable[..., bytes]) -> None:
    def chunks(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for part in (MAP[:30], MAP[30:], b""):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    with overpass_server(chunks) as server:
        assert ask(server) == MAP


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ({}, 15.0),
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": format_datetime(NOW + timedelta(seconds=40), usegmt=True)}, 40.0),
        ({"Retry_After": format_datetime(NOW - timedelta(seconds=40), usegmt=True)}, 0.0),
        ({"Retry_After": "snart"}, 15.0),
    ],
)
@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_again_after_as_long_as_it_says(
    ask: Callable[..., bytes], waiting: Waiting, status: int, header: dict[str, str], pause: float
) -> None:
    with overpass_server(answer(status, b"<html>busy</html>", **header), answer(200, MAP)) as server:
        assert ask(server) == MAP
    assert waiting.pauses == [pause]
    assert len(server.asked) == 2


def test_a_server_that_stays_busy_is_left_alone_after_four_attempts(
    ask: Callable[..., bytes], waiting: Waiting
) -> None:
    assert "upptagen (svar 429); försök igen senare" in refusal(ask, *[answer(429)] * ATTEMPTS)
    assert waiting.pauses == [15.0, 30.0, 60.0]


def test_a_server_that_asks_for_a_long_pause_is_not_waited_for(ask: Callable[..., bytes], waiting: Waiting) -> None:
    assert "försök igen om 3600 sekunder" in refusal(ask, answer(429, Retry_After="3600"))
    assert waiting.pauses == []


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_another_refusal_is_told_and_not_repeated(ask: Callable[..., bytes], status: int) -> None:
    message = refusal(ask, answer(status, b"no"))
    assert f"svarade {status}" in message
    assert "LYKTA_OVERPASS_URL" in message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(ask: Callable[..., bytes], status: int) -> None:
    with overpass_server() as other:
        message = refusal(ask, answer(status, Location=other.url))
    assert "hänvisar till en annan adress" in message
    assert other.asked == []


@pytest.mark.parametrize(
    "cut",
    [
        answer(200, MAP[:-9], Content_Length=str(len(MAP))),
        answer(200, gzip.compress(MAP)[:-4], Content_Encoding="gzip"),
        answer(200, b"no gzip", Content_Encoding="gzip"),
        lambda handler: None,
        lambda handler: handler.connection.close(),
    ],
    ids=["plain", "packed", "not packed at all", "no answer", "connection closed"],
)
def test_an_answer_that_is_cut_is_refused(ask: Callable[..., bytes], cut: Answer) -> None:
    assert "försök igen" in refusal(ask, cut)


def test_a_chunked_answer_that_is_cut_is_refused(ask: Callable[..., bytes]) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%s" % (len(MAP), MAP[:30]))

    assert "försök igen" in refusal(ask, half)


def test_a_silent_server_is_given_up(ask: Callable[..., bytes]) -> None:
    over = threading.Event()

    def wait(_: BaseHTTPRequestHandler) -> None:
        over.wait(30)

    try:
        assert "svarade inte i tid" in refusal(ask, wait, silence_s=0.05)
    finally:
        over.set()


def test_a_server_that_falls_silent_in_its_answer_is_given_up(ask: Callable[..., bytes]) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        answer(200, MAP[:10], Content_Length=str(len(MAP)))(handler)
        handler.wfile.flush()
        over.wait(30)

    try:
        assert "svarade inte i tid" in refusal(ask, drip, silence_s=0.05)
    finally:
        over.set()


def test_an_answer_may_take_five_minutes_and_no_more(
    ask: Callable[..., bytes], waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = overpass_client._unpacked

    def slow(*words: object, **more: object) -> object:
        for piece in whole(*words, **more):  # type: ignore[arg-type]
            waiting.clock.move(seconds=301)
            yield piece

    monkeypatch.setattr(overpass_client, "_unpacked", slow)
    assert "svarade för långsamt" in refusal(ask, answer(200, MAP))


def test_an_answer_may_not_fill_the_disk_however_well_it_is_packed(
    ask: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overpass_client, "LARGEST_BYTES", 1024**2)
    bomb = gzip.compress(b" " * 3 * 1024**2)
    assert len(bomb) < 10_000
    assert "större än 1 MB" in refusal(ask, answer(200, bomb, Content_Encoding="gzip"))


def test_a_server_that_is_not_there_is_told(tmp_path: Path, waiting: Waiting) -> None:
    with overpass_server() as gone:
        pass
    with pytest.raises(OverpassFailed, match="gick inte att nå"):
        fetch_answer(gone.url, query="out;", to=tmp_path / "a", clock=waiting.clock, sleep=waiting)


def test_a_proxy_is_not_asked_for_a_server_on_this_machine(
    ask: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with overpass_server() as proxy, overpass_server(answer(200, MAP)) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert ask(server) == MAP
    assert proxy.asked == []


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://localhost/a", "data:,x"])
def test_nothing_but_http_is_spoken(url: str, tmp_path: Path, waiting: Waiting) -> None:
    with pytest.raises(OverpassFailed):
        fetch_answer(url, query="out;", to=tmp_path / "a", clock=waiting.clock, sleep=waiting)
    assert not (tmp_path / "a").exists()
