"""The server's certificate: whether it can be used, and which names it is for."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.settings import StartRefused

# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which the ssl module does not name
_NO_CHECK_TIME = 0x200000


class UnusableCertificate(StartRefused, ValueError):
    """The certificate and its key cannot be used for TLS."""


def tls_context(certificate: Path, *, key: Path) -> ssl.SSLContext:
    """
    Make what a server needs to speak TLS 1.2 or newer.

    Parameters
    ----------
    certificate
        PEM file: the server's certificate first, then those up to the authority.
    key
        PEM file with its private key, without a password.

    Raises
    ------
    UnusableCertificate
        If a file cannot be read, or the two do not belong together.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        # an empty password instead of none: OpenSSL would ask for one at the terminal, and a service would hang there
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        raise UnusableCertificate(
            f"Certifikatet {certificate} och nyckeln {key} går inte att använda tillsammans "
            f"({error.reason or 'okänt fel'}); ange ett certifikat i PEM-form med serverns eget först, och dess nyckel "
            "utan lösenord."
        ) from error
    except OSError as error:
        raise UnusableCertificate(
            f"Certifikatet {certificate} eller nyckeln {key} kan inte läsas ({error.strerror}); ge den som kör Lykta "
            "rätt att läsa filerna."
        ) from error
    return context


def certificate_names(certificate: Path, *, key: Path) -> tuple[str, ...]:
    """
    Read for which names and addresses a certificate was made.

    The ssl module decodes a certificate only for a peer that has verified it: so one side trusts just this certificate,
    and the other shows it, in memory.

    Parameters
    ----------
    certificate, key
        As for `tls_context`.

    Returns
    -------
    Names in lower case, `*.` in front where any first label fits, and IP addresses; empty if OpenSSL does not accept
    the certificate for a server.

    Raises
    ------
    UnusableCertificate
        As `tls_context`.
    """
    server_side = tls_context(certificate, key=key)
    client_side = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client_side.check_hostname = False
    # its names are asked for, not whether it is still valid
    client_side.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_CHECK_TIME)
    try:
        client_side.load_verify_locations(certificate)
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = client_side.wrap_bio(to_client, to_server)
        server = server_side.wrap_bio(to_server, to_client, server_side=True)
        shown = _shake_hands(client, server)
    except ssl.SSLError:
        return ()
    return tuple(_plain(entry[0], str(entry[1])) for entry in shown if entry[0] in {"DNS", "IP Address"})


def fits(host: str, *, names: tuple[str, ...]) -> bool:
    """
    Tell whether a browser would accept a certificate with these names for a host.

    Parameters
    ----------
    host
        Name or address in lower case, IPv6 without brackets.
    names
        As `certificate_names` gives them.
    """
    parent = host.partition(".")[2]
    return host in names or ("." in parent and f"*.{parent}" in names)


def _shake_hands(client: ssl.SSLObject, server: ssl.SSLObject) -> tuple[tuple[Any, ...], ...]:
    # two rounds are enough for TLS 1.2 and 1.3
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    decoded: Mapping[str, Any] = client.getpeercert() or {}
    names: tuple[tuple[Any, ...], ...] = decoded.get("subjectAltName", ())
    return names


def _plain(kind: str, name: str) -> str:
    # OpenSSL writes IPv6 at full length and in capitals
    return str(ipaddress.ip_address(name.strip())) if kind == "IP Address" else name.lower()
