"""Fetch an answer from the Overpass server that the settings name: one question at a time, and never in a hurry."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from webapp.settings import LOOPBACK, StartRefused

ATTEMPTS: Final = 4
FIRST_PAUSE_S: Final = 15.0
"""Seconds before the second attempt, where the server names no time; doubled for each that follows."""

LONGEST_PAUSE_S: Final = 120.0
SILENCE_S: Final = 100.0
"""Seconds without a byte after which the server is given up: more than it may work on one question."""

WHOLE_S: Final = 300.0
"""Seconds for one answer from first to last."""

LARGEST_BYTES: Final = 200 * 1024 * 1024
"""Bytes of an answer, unpacked."""

_BUSY: Final = frozenset({429, 502, 503, 504})
_CHUNK: Final = 1 << 16


class OverpassFailed(StartRefused, OSError):
    """The Overpass server gave no answer that can be used; the message tells why and the way out."""


def fetch_answer(
    url: str,
    *,
    query: str,
    to: Path,
    clock: Callable[[], datetime],
    sleep: Callable[[float], object],
    silence_s: float = SILENCE_S,
) -> None:
    """
    Ask a question and save the answer.

    A server that is busy (429, 502, 503, 504) is asked again after a pause: as long as it says, else longer each time;
    four times in all. Redirects are not followed: the server is the one that the settings name, and no other.

    Parameters
    ----------
    url
        The server's address for questions, out of the settings.
    query
        Overpass QL.
    to
        The file to write; complete when this returns. What it holds is judged by who reads it.
    clock
        Gives the time, aware.
    sleep
        Waits so many seconds.
    silence_s
        Seconds to wait for the next byte.

    Raises
    ------
    OverpassFailed
        If no whole answer came.
    """
    host = urlsplit(url).netloc
    request = Request(url, data=urlencode({"data": query}).encode(), headers=_headers(), method="POST")
    opener = _opener(url)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with opener.open(request, timeout=silence_s) as response:
                _save(response, to=to, host=host, clock=clock)
            return
        except HTTPError as error:
            with error:
                pause = _pause(error, host=host, attempt=attempt, now=clock())
            sleep(pause)
        except OverpassFailed:
            raise
        except (HTTPException, OSError) as error:
            if isinstance(getattr(error, "reason", error), TimeoutError):
                raise OverpassFailed(f"Servern {host} svarade inte i tid; försök igen senare.") from error
            raise OverpassFailed(
                f"Servern {host} gick inte att nå, eller bröt mitt i svaret; kontrollera nätet och LYKTA_OVERPASS_URL, "
                "och försök igen."
            ) from error


def _headers() -> dict[str, str]:
    try:
        number = version("lykta")
    except PackageNotFoundError:
        # run where the source stands, without being installed
        number = "source"
    return {"User-Agent": f"Lykta/{number} (lykta basemap fetch)", "Accept-Encoding": "gzip"}


def _opener(url: str) -> OpenerDirector:
    """Give what speaks HTTP and nothing else: no files, no redirects; a proxy only on the way to other machines."""
    opener = OpenerDirector()
    handlers = (HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor, UnknownHandler)
    for handler in handlers:
        opener.add_handler(handler())
    if urlsplit(url).hostname not in LOOPBACK:
        opener.add_handler(ProxyHandler())
    return opener


def _pause(error: HTTPError, *, host: str, attempt: int, now: datetime) -> float:
    """Give the seconds to wait before the next attempt, or refuse where there is none."""
    if 300 <= error.code < 400:
        raise OverpassFailed(
            f"Servern {host} hänvisar till en annan adress, och dit går Lykta inte av sig själv; "
            "ange den rätta i LYKTA_OVERPASS_URL."
        ) from error
    if error.code not in _BUSY:
        raise OverpassFailed(
            f"Servern {host} svarade {error.code}; kontrollera att LYKTA_OVERPASS_URL går till dess interpreter."
        ) from error
    wanted = _retry_after(error.headers.get("Retry-After"), now=now)
    pause = FIRST_PAUSE_S * 2 ** (attempt - 1) if wanted is None else wanted
    if attempt == ATTEMPTS or pause > LONGEST_PAUSE_S:
        again = "senare" if wanted is None else f"om {max(1, round(wanted))} sekunder"
        raise OverpassFailed(f"Servern {host} är upptagen (svar {error.code}); försök igen {again}.") from error
    return pause


def _retry_after(value: str | None, *, now: datetime) -> float | None:
    """Read a Retry-After header: whole seconds, or a date (RFC 9110, section 10.2.3); None where it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _save(response: HTTPResponse, *, to: Path, host: str, clock: Callable[[], datetime]) -> None:
    begun, written = clock(), 0
    with to.open("wb") as file:
        for piece in _unpacked(response, host=host):
            written += len(piece)
            if written > LARGEST_BYTES:
                raise OverpassFailed(
                    f"Svaret från {host} är större än {LARGEST_BYTES // 1024**2} MB; välj en mindre plats."
                )
            if (clock() - begun).total_seconds() > WHOLE_S:
                raise OverpassFailed(f"Servern {host} svarade för långsamt; försök igen senare.")
            file.write(piece)


def _unpacked(response: HTTPResponse, *, host: str) -> Iterator[bytes]:
    """Give the answer piece by piece, whole or not at all: an end that comes early is told."""
    cut = OverpassFailed(f"Svaret från {host} bröts i förtid; försök igen.")
    promised, received = response.headers.get("Content-Length"), 0
    unpacking = zlib.decompressobj(wbits=31) if response.headers.get("Content-Encoding") == "gzip" else None
    while chunk := response.read1(_CHUNK):
        received += len(chunk)
        if unpacking is None:
            yield chunk
            continue
        try:
            piece = unpacking.decompress(chunk, _CHUNK)
            while piece:
                yield piece
                piece = unpacking.decompress(unpacking.unconsumed_tail, _CHUNK)
        except zlib.error:
            raise cut from None
    if (promised is not None and received != int(promised)) or not (unpacking is None or unpacking.eof):
        raise cut
