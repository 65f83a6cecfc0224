"""Read single values from outside: those of the settings, whose faults speak Swedish, and the Host header."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Set as AbstractSet
from pathlib import Path
from urllib.parse import urlsplit

_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_HOST_HEADER = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def host_of(value: object) -> str:
    """
    Read a host to listen on.

    Returns
    -------
    A name or an address in lower case, IPv6 without brackets.

    Raises
    ------
    ValueError
        If it is neither.
    """
    text = str(value).strip().lower()
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if _is_address(inner):
        return inner
    if not _is_name(text):
        raise ValueError(
            f"{value!r} är ingen värd; ange ett namn eller en adress utan http:// och utan port, till exempel "
            "localhost (bara den här datorn) eller 0.0.0.0 (alla)"
        )
    return text


def host_in(header: object) -> str:
    """
    Read the host out of a request's Host header.

    Returns
    -------
    Its name or address in lower case, without port, IPv6 without brackets; empty if the header has another form.
    """
    found = _HOST_HEADER.fullmatch(str(header or "").lower())
    return "" if found is None else found[1] or found[2]


def number_of(value: object, *, at_most: int, example: int) -> int:
    """
    Read a whole number from 0 to `at_most`.

    Raises
    ------
    ValueError
        If it is none.
    """
    text = str(value).strip()
    # int() would also read 8_000, +8000 and digits of other scripts; a bool is an int to Python
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= at_most):
        raise ValueError(f"{value!r} är inget heltal mellan 0 och {at_most}; ange till exempel {example}")
    return int(text)


def https_origin_of(value: object) -> str:
    """
    Read the https address of a proxy in front.

    Returns
    -------
    An origin: scheme, host in lower case and ASCII, port where it is not 443; no closing slash.

    Raises
    ------
    ValueError
        If it is no https address, or has a path: cookies and the service worker count on the root.
    """
    text = str(value).strip()
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    ipv6 = ":" in host
    if parts.scheme != "https" or parts.username or not (_is_address(host) if ipv6 else _is_name(host)):
        raise ValueError(f"{value!r} är ingen https-adress; ange till exempel https://lykta.example.se")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{value!r} går till en undersida; Lykta behöver en egen adress, till exempel https://{host}")
    return f"https://{f'[{host}]' if ipv6 else host}" + ("" if port in {None, 443} else f":{port}")


def api_url_of(value: object, *, this_machine: AbstractSet[str]) -> str:
    """
    Read the address of a program's interface on another machine, or on this one.

    Parameters
    ----------
    value
        The address.
    this_machine
        Hosts that may be asked without TLS, in lower case.

    Returns
    -------
    An https address with its path, or an http address of this machine.

    Raises
    ------
    ValueError
        If it is neither, or holds a password, a question or a section: what is sent is ours to choose.
    """
    text = str(value).strip()
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in this_machine)
    named = _is_address(host) if ":" in host else _is_name(host)
    if not (secure and named) or parts.username or parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
        raise ValueError(
            f"{value!r} är ingen adress att fråga; ange en med https, eller med http på den här datorn, till exempel "
            "https://overpass.example.se/api/interpreter"
        )
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{'' if port is None else f':{port}'}{parts.path}"


def file_of(value: object) -> Path:
    """
    Read the path of a file that exists.

    Raises
    ------
    ValueError
        If there is no such file.
    """
    path = Path(str(value)).expanduser()
    if not path.is_file():
        raise ValueError(f"filen {path} finns inte; ange var den ligger")
    return path


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.removesuffix(".").split("."))
