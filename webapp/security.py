"""Who may ask, and how: headers on every answer, known hosts, changes from our own pages only, bodies within limits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cheroot.errors import MaxSizeExceeded
from flask import abort, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.certificate import certificate_names, fits
from webapp.errors import ProblemError
from webapp.i18n import _
from webapp.settings import LOOPBACK, Settings, base_url
from webapp.values import host_in

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self)",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HSTS: Final = "max-age=31536000"
BODY_BYTES: Final = 64 * 1024
"""Limit of a body where no other is set: forms."""
JOINING: Final = "/api/v1/anslut"

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_PREFERENCES: Final = frozenset({"lykta_sprak", "lykta_tema"})
_EXTENSION: Final = "lykta_security"


@dataclass(frozen=True, slots=True)
class _Guard:
    settings: Settings
    hosts: frozenset[str]
    certified: tuple[str, ...]
    public_host: str | None
    limits: dict[str, int]


def register(app: Flask, settings: Settings, *, limits: Mapping[str, int] | None = None) -> None:
    """
    Guard every address of an application; before anything else that looks at requests.

    Parameters
    ----------
    app
        The application, with `errors` registered.
    settings
        The settings in force.
    limits
        Largest body in bytes by name of the endpoint; every other takes `BODY_BYTES`.

    Raises
    ------
    UnusableCertificate
        If the certificate and its key cannot be used.
    """
    certified: tuple[str, ...] = ()
    if settings.tls_cert is not None and settings.tls_key is not None:
        certified = certificate_names(settings.tls_cert, key=settings.tls_key)
    public_host = urlsplit(settings.public_url).hostname if settings.public_url else None
    named = {settings.host} - {"0.0.0.0", "::"} | ({public_host} if public_host else set())
    app.extensions[_EXTENSION] = _Guard(settings, LOOPBACK | named, certified, public_host, dict(limits or {}))
    if settings.trusted_proxy:
        trusted = settings.trusted_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    app.before_request(_guard)
    app.after_request(_add_headers)


def is_https() -> bool:
    """Tell whether the present request's browser speaks HTTPS, with us or with the proxy at our public address."""
    public_host = _guard_of(current_app).public_host
    return request.scheme == "https" or (public_host is not None and _asked_host() == public_host)


def cookie_name(base: str, *, secure: bool) -> str:
    """
    Name a cookie that proves who somebody is.

    Parameters
    ----------
    base
        What it is for, as `samordning`.
    secure
        Whether the browser speaks HTTPS; over http://localhost it drops cookies with the prefix that binds them to a
        host.
    """
    return f"__Host-lykta_{base}" if secure else f"lykta_{base}"


def read_cookie(base: str) -> str | None:
    """Read a cookie that `set_cookie` has set; None if the browser sent none."""
    return request.cookies.get(cookie_name(base, secure=is_https()))


def set_cookie(response: Response, base: str, value: str, *, max_age: int | timedelta | None = None) -> None:
    """
    Set a cookie that proves who somebody is, out of reach of scripts and of other sites' forms.

    Parameters
    ----------
    response
        The answer to the present request; changed.
    base
        What the cookie is for.
    value
        Its value.
    max_age
        How long it lasts, a number means seconds; None for as long as the browser is open.
    """
    secure = is_https()
    response.set_cookie(
        cookie_name(base, secure=secure), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="Lax"
    )


def _guard() -> None:
    guard = _guard_of(current_app)
    host = _asked_host()
    if host not in guard.hosts and not fits(host, names=guard.certified):
        # another name that leads here lets a foreign page read our answers as its own (DNS rebinding)
        raise ProblemError(
            400,
            _("Servern känner inte igen adressen"),
            _("Adressen i webbläsaren är inte den som servern är inställd för."),
            remedy=_(
                "Öppna %(url)s. Den som sköter servern kan ta med adressen i certifikatet eller ange den i "
                "LYKTA_PUBLIC_URL.",
                url=base_url(guard.settings, port=int(request.environ.get("SERVER_PORT") or 0)),
            ),
        )
    _limit_body(guard.limits.get(request.endpoint or "", BODY_BYTES))
    if request.method not in _SAFE:
        _require_own_page(guard.settings)


def _limit_body(max_bytes: int) -> None:
    request.max_content_length = request.max_form_memory_size = max_bytes
    if request.content_length is not None:
        if request.content_length > max_bytes:
            abort(413)
    elif request.environ.get("wsgi.input_terminated"):
        _read_chunks(max_bytes)


def _read_chunks(max_bytes: int) -> None:
    # read here and now: Werkzeug cuts a longer chunked body off at the limit and hands it over as if it were whole
    try:
        body = request.environ["wsgi.input"].read(max_bytes + 1)
    except (TimeoutError, ConnectionError):
        abort(408)
    except (OSError, MaxSizeExceeded):
        abort(413)
    except ValueError:
        abort(400)
    if len(body) > max_bytes:
        abort(413)
    request.environ["wsgi.input"] = io.BytesIO(body)
    request.environ["CONTENT_LENGTH"] = str(len(body))
    request.environ.pop("HTTP_TRANSFER_ENCODING", None)


def _require_own_page(settings: Settings) -> None:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    bearer = request.headers.get("Authorization", "").startswith("Bearer ")
    proving = [name for name in request.cookies if _proves(name)]
    joining = request.path == JOINING and request.is_json
    # "none" is what a browser says of a page it opens again by itself; it tells nothing of who wrote the form
    if site is not None and site != "none":
        own = site == "same-origin"
    elif origin is not None:
        own = origin in {f"{request.scheme}://{request.host}", settings.public_url}
    else:
        # browsers always say one of the two; other programs have no cookies that somebody else's page could borrow
        own = not proving and (bearer or joining)
    if not own:
        abort(403)
    if request.is_json and proving and not bearer and not joining and request.headers.get("X-Lykta") != "1":
        raise ProblemError(
            403,
            _("Det här får inte göras härifrån"),
            _("Frågan saknar märket för Lyktas egna sidor."),
            remedy=_("Skicka med huvudet X-Lykta: 1."),
        )


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_https() and _asked_host() not in LOOPBACK:
        # never for localhost: a browser would from then on refuse plain HTTP to every other program there
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers.setdefault("Cache-Control", "no-store" if response.status_code >= 400 else "private, no-cache")
    return response


def _asked_host() -> str:
    return host_in(request.environ.get("HTTP_HOST"))


def _proves(cookie: str) -> bool:
    return cookie.startswith(("lykta_", "__Host-lykta_")) and cookie not in _PREFERENCES


def _guard_of(app: Flask) -> _Guard:
    found = app.extensions[_EXTENSION]
    assert isinstance(found, _Guard)
    return found
