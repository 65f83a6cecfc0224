"""Connections that cost the server nothing while their clients are silent, and little while they are slow."""

from __future__ import annotations

import http
import json
import os
import socket
import ssl
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from cheroot import wsgi
from cheroot.errors import FatalSSLAlert
from cheroot.makefile import StreamReader, StreamWriter
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl import Adapter

from webapp.errors import API, log_fault
from webapp.heads import read_head
from webapp.security import BODY_BYTES, HEADERS

HEAD_S = 10
"""Seconds in which a request's head must have come, however slowly it drips."""
EXCHANGE_S = 180
"""Seconds for a whole request and its answer: a photo over a bad network takes a minute or two."""
PACE = 5_000
"""Bytes per second: who sends a body slower than that has left or means harm."""
LINGER_S = 2.0
"""Seconds a refused client is listened to, so that it gets to read the refusal."""
WATCH_S = 0.5

_DETAILS = {
    400: "Frågan går inte att tolka. Kontrollera adressen och försök igen.",
    408: "Frågan kom inte fram i tid. Kontrollera nätet och försök igen.",
    413: "Det som skickades är för stort. Dela upp det och försök igen.",
    414: "Adressen är för lång. Öppna sidan från startsidan i stället.",
    431: "Webbläsaren skickar för mycket om sig själv. Rensa kakorna för den här adressen och försök igen.",
    503: "Servern har fullt upp. Vänta en minut och försök igen.",
}
_PLAIN_ON_TLS = "Den här servern talar bara HTTPS. Skriv https:// först i adressen.".encode()


class Request(HTTPRequest):
    """A request whose size and end are never in doubt, and whose refusals say the way out."""

    header_reader = staticmethod(read_head)

    def read_request_line(self) -> bool:
        """Read the first line, and refuse an address that cannot be taken apart."""
        try:
            return bool(super().read_request_line())  # type: ignore[no-untyped-call]
        except ValueError:
            self.simple_response("400 Bad Request")
            return False

    def read_request_headers(self) -> bool:
        """Read the head, and refuse what two programs on the way could understand differently."""
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        length = self.inheaders.get(b"Content-Length")
        # int() also takes "-1", "+5" and "1_0": read until the end of time, or the next request as this one's body
        strange = length is not None and (self.chunked_read or not length.isdigit())
        # of HTTP/1.0 no body comes in chunks: ours would be none, and its chunks the next request
        if strange or (b"Transfer-Encoding" in self.inheaders and not self.chunked_read):
            self.simple_response("400 Bad Request")
            return False
        # the rest of an unread chunked body would be taken for the next request
        self.close_connection = self.close_connection or self.chunked_read
        for name in [name for name in self.inheaders if b"_" in name]:
            # X_Forwarded_For and X-Forwarded-For are one name to WSGI, and a proxy cleans only the second
            del self.inheaders[name]
        return True

    def respond(self) -> None:
        """Answer, and note what the client has not been listened to."""
        length = BODY_BYTES if self.chunked_read else int(self.inheaders.get(b"Content-Length", 0))
        self.conn.deadline = time.monotonic() + EXCHANGE_S
        self.conn.body = self, time.monotonic() + HEAD_S + length / PACE
        try:
            super().respond()
        finally:
            self.conn.body = None
            self.conn.unread = self.is_unread()

    def is_unread(self) -> bool:
        """Tell whether the body, or a part of it, has not been read."""
        return (
            not getattr(self.rfile, "closed", True) if self.chunked_read else bool(getattr(self.rfile, "remaining", 0))
        )

    def simple_response(self, status: object, msg: str = "") -> None:
        """Refuse a request that never reaches the application."""
        code = int(str(status)[:3])
        code = 431 if code == 413 and msg.startswith("The headers") else code
        phrase = http.HTTPStatus(code).phrase
        detail = _DETAILS.get(code, "Frågan kan inte besvaras. Kontrollera adressen och försök igen.")
        if getattr(self, "uri", b"").startswith(API.encode()):
            kind = "application/problem+json"
            body = json.dumps({"type": "about:blank", "title": phrase, "status": code, "detail": detail}).encode()
        else:
            kind, body = "text/plain; charset=utf-8", detail.encode()
        headers = {
            "Content-Type": kind,
            "Content-Length": len(body),
            "Connection": "close",
            "Cache-Control": "no-store",
            "Server": self.server.server_name,
            **HEADERS,
        }
        lines = [f"{self.server.protocol} {code} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.close_connection = self.sent_headers = self.conn.unread = True
        with suppress(OSError):
            self.conn.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


class Connection(HTTPConnection):
    """A connection that takes a worker only when there is something to read, and gives it back in bounded time."""

    RequestHandlerClass = Request

    def __init__(self, server: Any, sock: Any, makefile: Any = None) -> None:
        super().__init__(server, sock, makefile)
        self.seen = False
        self.unread = False
        self.deadline: float | None = None
        self.body: tuple[Request, float] | None = None
        self._opened = time.monotonic()
        self._shaken = not isinstance(sock, ssl.SSLSocket)

    def communicate(self) -> bool:
        """Go one step: of the TLS handshake as far as the bytes reach, or a request and its answer; true to go on."""
        if not self._shaken:
            return self._shake_hands()
        self.deadline = time.monotonic() + HEAD_S
        try:
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        finally:
            self.deadline = None

    def is_late(self, now: float) -> bool:
        """Tell whether its client has had a worker for too long."""
        body = self.body
        if body is not None and body[1] < now and body[0].is_unread():
            return True
        return self.deadline is not None and self.deadline < now

    def cut(self) -> None:
        """End what a worker is waiting for; from another thread."""
        # the plain socket's own method: that of a TLS socket takes the cipher state away under the worker
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close, after letting a refused client speak its fill."""
        self.server.forget(self)
        if self.unread:
            self.unread = False
            self._linger()
        super().close()

    def _shake_hands(self) -> bool:
        if time.monotonic() - self._opened > self.server.timeout:
            return False
        self.socket.settimeout(0)
        try:
            self.socket.do_handshake()
        except ssl.SSLWantReadError:
            return True
        except OSError as error:
            if getattr(error, "reason", "") == "HTTP_REQUEST":
                self._answer_plainly()
            return False
        finally:
            self.socket.settimeout(self.server.timeout)
        self._shaken = True
        # many browsers keep a spare connection: back to the selector until the first byte of a request
        return not self.socket.pending() or self.communicate()

    def _answer_plainly(self) -> None:
        head = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(_PLAIN_ON_TLS)}\r\nConnection: close\r\n"
        head += "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        with suppress(OSError):
            os.write(self.socket.fileno(), head.encode() + _PLAIN_ON_TLS)
        self.unread = True

    def _linger(self) -> None:
        # closing with unread bytes resets the connection, and the client would see the reset instead of the answer
        end = time.monotonic() + LINGER_S
        with suppress(OSError, ValueError):
            self.socket.shutdown(socket.SHUT_WR)
            while (left := end - time.monotonic()) > 0:
                self.socket.settimeout(left)
                if not self.socket.recv(65_536):
                    return


class TlsAdapter(Adapter):
    """TLS whose handshake waits for a worker, not for the loop that accepts everybody."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    def bind(self, sock: Any) -> Any:
        """Leave the listening socket as it is."""
        return sock

    def wrap(self, sock: Any) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """
        Prepare an accepted socket for TLS, without a word to the client yet.

        Raises
        ------
        FatalSSLAlert
            If the client has gone already; the socket is closed.
        """
        try:
            wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        except OSError as error:
            sock.close()
            raise FatalSSLAlert(*error.args) from error
        return wrapped, self.get_environ()

    def get_environ(self) -> dict[str, str]:
        """Tell the application that the request came over TLS."""
        return {"wsgi.url_scheme": "https", "HTTPS": "on"}

    def makefile(self, sock: Any, mode: str = "r", bufsize: int = -1) -> Any:
        """Give a file to read a socket's bytes from, or to write them to."""
        return (StreamReader if "r" in mode else StreamWriter)(sock, mode, bufsize)


class Server(wsgi.Server):
    """The server: cheroot's, except that silent and slow clients cannot hold it up."""

    ConnectionClass = Connection
    max_connections = 500

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open: set[Connection] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: Any) -> socket.socket:
        """Bind a socket, and let go of it where that fails."""
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_

    def process_conn(self, conn: Connection) -> None:
        """Take a new connection into watch, one with something to read to a worker."""
        if conn.seen:
            super().process_conn(conn)
            return
        conn.seen = True
        with self._lock:
            self._open.add(conn)
            full = len(self._open) > self.max_connections
        if full:
            # a process without free file handles can neither answer nor save
            conn.close()
        else:
            self.put_conn(conn)

    def forget(self, conn: Connection) -> None:
        """Take a connection out of watch."""
        with self._lock:
            self._open.discard(conn)

    def serve(self) -> None:
        """Serve until stopped."""
        watch = threading.Thread(target=self._watch, name="connections", daemon=True)
        watch.start()
        try:
            super().serve()
        finally:
            self._stopped.set()
            watch.join()

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Log faults of ours: what the network does is no news, and cheroot's messages hold addresses of people."""
        error = sys.exc_info()[1]
        if traceback and error is not None and not isinstance(error, OSError):
            log_fault(error)

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_S):
            now = time.monotonic()
            with self._lock:
                late = [conn for conn in self._open if conn.is_late(now)]
            for conn in late:
                conn.cut()
