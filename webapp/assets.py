"""Scripts, styles, fonts and pictures under addresses that change with the content: they may be kept for ever."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Response, abort, current_app, request

if TYPE_CHECKING:
    from flask import Flask

STATIC: Final = Path(__file__).parent / "static"
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_EACH_TIME: Final = "public, no-cache"
_EXTENSION: Final = "lykta_assets"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXT: Final = "text/plain; charset=utf-8"
_PACKED_ALREADY: Final = frozenset({".jpg", ".png", ".webp", ".woff2"})


class UnknownAsset(LookupError):
    """No file of this name is served."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A served file: its bytes, the same packed where that is shorter, its media type and its digest."""

    content: bytes
    packed: bytes | None
    media_type: str
    digest: str


class Assets:
    """
    Everything below one folder, read once at start, so that an address and its bytes never part ways.

    A file's `.gz` beside it is its packed form and has no address of its own. Hidden files are not served.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
        self._contents = {
            name: path.read_bytes()
            for name, path in self._paths.items()
            if not (name.endswith(".gz") and name.removesuffix(".gz") in self._paths)
        }
        self._made: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for name, content in self._contents.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.release = digest.hexdigest()[:16]
        """Digest over names and contents, 16 hexadecimal digits."""

    def __contains__(self, name: object) -> bool:
        return name in self._contents

    def url(self, name: str) -> str:
        """
        Give the lasting address of a file.

        Raises
        ------
        UnknownAsset
            If no such file is served.
        """
        if name not in self._contents:
            raise UnknownAsset(
                f"{name}: no such file in webapp/static; build it with `python -m webapp.frontend build`"
            )
        return f"/static/{self.release}/{name}"

    def find(self, name: str) -> Asset:
        """
        Give a file as it is served.

        Raises
        ------
        UnknownAsset
            If no such file is served.
        """
        if name not in self._contents:
            raise UnknownAsset(f"{name}: no such file in webapp/static")
        if name not in self._made:
            content = self._contents[name]
            self._made[name] = Asset(
                content=content,
                packed=self._pack(name, content),
                media_type=_TYPES.get(Path(name).suffix, _TEXT),
                digest=hashlib.sha256(content).hexdigest()[:32],
            )
        return self._made[name]

    def _pack(self, name: str, content: bytes) -> bytes | None:
        if Path(name).suffix in _PACKED_ALREADY:
            return None
        beside = self._paths.get(f"{name}.gz")
        packed = beside.read_bytes() if beside else b""
        if not _unpacks_to(packed, content):
            packed = gzip.compress(content, mtime=0)
        return packed if len(packed) < len(content) else None


def asset(name: str) -> str:
    """
    Give the lasting address of a file of the running application.

    Parameters
    ----------
    name
        Path below the folder of static files, as `css/base.css`.

    Raises
    ------
    UnknownAsset
        If no such file is served.
    """
    return _assets().url(name)


def send(name: str, *, cache: str = ASK_EACH_TIME, headers: Mapping[str, str] | None = None) -> Response:
    """
    Answer with a file, packed for who takes it so, or with 304 for who has it.

    Parameters
    ----------
    name
        Path below the folder of static files.
    cache
        What the answer's Cache-Control says.
    headers
        What else the answer carries.

    Raises
    ------
    UnknownAsset
        If no such file is served.
    """
    found = _assets().find(name)
    response = packed_answer(found.content, packed=found.packed, media_type=found.media_type, cache=cache)
    response.headers.update(headers or {})
    response.set_etag(found.digest + ("-gzip" if "Content-Encoding" in response.headers else ""))
    response.make_conditional(request)
    return response


def packed_answer(content: bytes, *, packed: bytes | None, media_type: str, cache: str) -> Response:
    """
    Answer with bytes, packed for who takes them so.

    Parameters
    ----------
    content
        The bytes as they are.
    packed
        The same packed by gzip; None where that is not shorter.
    media_type
        What the answer's Content-Type says.
    cache
        What the answer's Cache-Control says.
    """
    takes_packed = packed is not None and request.accept_encodings["gzip"] > 0
    response = Response(packed if takes_packed else content, content_type=media_type)
    if takes_packed:
        response.headers["Content-Encoding"] = "gzip"
    if packed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache
    return response


def register(app: Flask, *, folder: Path = STATIC) -> None:
    """
    Serve the static files of an application at `/static/<release>/<path>`.

    Parameters
    ----------
    app
        The application, made with `static_folder=None`.
    folder
        Folder of the files.

    Raises
    ------
    ValueError
        If Flask itself serves a folder at the same address.
    """
    if app.has_static_folder:
        raise ValueError("Flask serves static files too; make the application with static_folder=None")
    app.extensions[_EXTENSION] = Assets(folder)
    app.jinja_env.globals["asset"] = asset
    app.add_url_rule("/static/<release>/<path:name>", endpoint="static_file", view_func=_static_file)


def _static_file(release: str, name: str) -> Response:
    assets = _assets()
    if name not in assets:
        abort(404)
    # a page from before an update still gets a file, but must not keep it under the address of another one
    return send(name, cache=FOREVER if release == assets.release else ASK_EACH_TIME)


def _assets() -> Assets:
    found = current_app.extensions[_EXTENSION]
    assert isinstance(found, Assets)
    return found


def _unpacks_to(packed: bytes, content: bytes) -> bool:
    try:
        return gzip.decompress(packed) == content
    except (OSError, EOFError):
        return False
