"""Serve the application: listen, say where, answer until told to stop."""

from __future__ import annotations

import errno
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from webapp.certificate import tls_context
from webapp.connections import Server, TlsAdapter
from webapp.settings import Settings, StartRefused, check_reach

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 32
"""Workers. Clients that send half a request hold one each for up to ten seconds."""
TIMEOUT_S = 6
"""Seconds of silence after which a connection is closed, between requests and within one."""
HEAD_BYTES = 16 * 1024
MOST_BODY_BYTES = 12 * 1024**2 + 64 * 1024
"""More than any address takes; what each takes is decided in `webapp.security`, before its body is read."""
STOP_S = 3


class AddressUnusable(StartRefused, OSError):
    """The host and port cannot be listened on."""


class PortTaken(AddressUnusable):
    """Another program listens on the port."""


def build_server(app: WSGIApplication, settings: Settings) -> Server:
    """
    Make the server, not yet listening.

    Parameters
    ----------
    app
        What answers requests.
    settings
        The settings in force.

    Raises
    ------
    InvalidSettings
        If others than this machine would reach the server without TLS.
    UnusableCertificate
        If the certificate and its key cannot be used.
    """
    check_reach(settings)
    # a name could be bound to ::1 alone, and then 127.0.0.1 answers nothing
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    server = Server(
        (host, settings.port),
        app,
        numthreads=THREADS,
        server_name="Lykta",
        request_queue_size=128,
        timeout=TIMEOUT_S,
        shutdown_timeout=STOP_S,
    )
    server.max_request_header_size = HEAD_BYTES
    server.max_request_body_size = MOST_BODY_BYTES
    # the rest is for the database, photos and answers
    server.max_connections = min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
    server.keep_alive_conn_limit = server.max_connections
    if settings.tls_cert is not None and settings.tls_key is not None:
        server.ssl_adapter = TlsAdapter(tls_context(settings.tls_cert, key=settings.tls_key))
    return server


@contextmanager
def listening(server: Server) -> Iterator[int]:
    """
    Serve in a thread of its own until the block ends.

    Yields
    ------
    The port that is listened on.

    Raises
    ------
    PortTaken
        If another program listens on the port.
    AddressUnusable
        If the host and port cannot be listened on for another reason.
    """
    host, port = server.bind_addr
    try:
        server.prepare()
    except OSError as error:
        raise _refusal(error, host=host, port=port) from error
    failures: list[BaseException] = []

    def run() -> None:
        try:
            server.serve()
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=run, name="server")
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        server.stop()
        thread.join()
    if failures:
        raise failures[0]


def serve(server: Server, *, announce: Callable[[int], None]) -> None:
    """
    Serve until SIGTERM or Ctrl-C; only from the main thread.

    Parameters
    ----------
    server
        As `build_server` makes it.
    announce
        Called once with the port, when the server answers.

    Raises
    ------
    PortTaken, AddressUnusable
        As `listening`.
    """
    told = threading.Event()
    former: dict[int, Any] = {}

    def stop(_number: int, _frame: Any) -> None:
        # whoever asks twice does not want to wait for the last answers
        _restore(former)
        told.set()

    with listening(server) as port:
        for number in (signal.SIGTERM, signal.SIGINT):
            former[number] = signal.signal(number, stop)
        try:
            announce(port)
            while not told.wait(1) and server.ready:
                pass
        finally:
            _restore(former)


def _restore(handlers: Mapping[int, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _refusal(error: OSError, *, host: str, port: int) -> AddressUnusable:
    # cheroot gathers the attempts in one message and leaves errno empty
    text = str(error)
    if f"[Errno {errno.EADDRINUSE}]" in text:
        return PortTaken(
            f"Port {port} används redan av ett annat program; välj en annan, till exempel --port {port + 1}."
        )
    if f"[Errno {errno.EACCES}]" in text:
        return AddressUnusable(
            f"Port {port} får inte öppnas av den som kör Lykta; välj en över 1023, till exempel 8000."
        )
    return AddressUnusable(f"Värden {host} finns inte på den här datorn; ange --host localhost eller --host 0.0.0.0.")
