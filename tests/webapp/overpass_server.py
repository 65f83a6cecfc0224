"""A stand-in for an Overpass server: it answers as a test tells it, in order, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """One question as the server got it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


@dataclass
class OverpassServer:
    """Its address, what it answers next, and what it was asked."""

    url: str
    answers: list[Answer]
    asked: list[Asked] = field(default_factory=list)


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Give an answer with these headers; `Retry_After="5"` is sent as Retry-After."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def overpass_server(*answers: Answer) -> Iterator[OverpassServer]:
    """Serve until the block ends."""
    served = OverpassServer("", list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body).get("data", [""])[0]
            served.asked.append(Asked(self.command, self.path, query, dict(self.headers.items())))
            self.close_connection = True
            served.answers.pop(0)(self)

        def do_GET(self) -> None:
            served.asked.append(Asked(self.command, self.path, "", dict(self.headers.items())))
            self.close_connection = True
            answer(405)(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/api/interpreter"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
