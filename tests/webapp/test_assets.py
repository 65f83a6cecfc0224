"""Static files change their address with their content, and an address never shows anything else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp import assets
from webapp.assets import FOREVER, Assets, UnknownAsset

STYLE = b"body { color: black }\n" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A style with its packed form, a module, a picture, something hidden."""
    static = tmp_path / "static"
    files = {
        "css/base.css": STYLE,
        "css/base.css.gz": gzip.compress(STYLE, 1),
        "js/lib/dom.mjs": b"export const a = 1; // " + b"a" * 200,
        "icons/a.png": b"\x89PNG" + b"\0" * 500,
        "vendor/LICENSE": b"free",
        ".DS_Store": b"hidden",
        "js/.cache/x.js": b"hidden",
    }
    for name, content in files.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(content)
    (tmp_path / "secret.key").write_bytes(b"secret")
    return static


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    assets.register(app, folder=folder)
    return app.test_client()


def url(client: FlaskClient, name: str) -> str:
    with client.application.app_context():
        return assets.asset(name)


def test_the_release_changes_with_names_and_contents_only(folder: Path) -> None:
    first = Assets(folder).release
    assert len(first) == 16

    (folder / "css" / "base.css.gz").unlink()
    (folder / ".DS_Store").write_bytes(b"other")
    assert Assets(folder).release == first

    (folder / "css" / "base.css").write_bytes(STYLE + b" ")
    changed = Assets(folder).release
    (folder / "css" / "base.css").rename(folder / "css" / "other.css")
    assert len({first, changed, Assets(folder).release}) == 3


def test_two_files_never_pass_for_one(tmp_path: Path) -> None:
    releases: set[str] = set()
    for names in ({"a": b"bc"}, {"ab": b"c"}, {"a": b"b", "c": b""}):
        static = tmp_path / str(len(releases))
        static.mkdir()
        for name, content in names.items():
            (static / name).write_bytes(content)
        releases.add(Assets(static).release)

    assert len(releases) == 3


def test_a_file_under_its_present_address_is_kept_for_ever(client: FlaskClient) -> None:
    response = client.get(url(client, "css/base.css"))

    assert (response.status_code, response.data) == (200, STYLE)
    assert response.headers["Cache-Control"] == FOREVER
    assert response.content_type == "text/css; charset=utf-8"
    assert "Content-Encoding" not in response.headers


def test_a_page_from_before_an_update_gets_the_present_file_and_does_not_keep_it(client: FlaskClient) -> None:
    response = client.get("/static/0123456789abcdef/css/base.css")

    assert (response.status_code, response.data) == (200, STYLE)
    assert response.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("js/lib/dom.mjs", "text/javascript; charset=utf-8"),
        ("icons/a.png", "image/png"),
        ("vendor/LICENSE", "text/plain; charset=utf-8"),
    ],
)
def test_each_kind_of_file_says_what_it_is(client: FlaskClient, name: str, media_type: str) -> None:
    assert client.get(url(client, name)).content_type == media_type


@pytest.mark.parametrize("name", ["css/base.css", "js/lib/dom.mjs"])
def test_text_is_packed_for_who_takes_it_so(client: FlaskClient, folder: Path, name: str) -> None:
    plain = client.get(url(client, name), headers={"Accept-Encoding": "gzip;q=0"})
    packed = client.get(url(client, name), headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == (folder / name).read_bytes()
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_the_packed_form_beside_a_file_is_used(client: FlaskClient, folder: Path) -> None:
    packed = client.get(url(client, "css/base.css"), headers={"Accept-Encoding": "gzip"})

    assert packed.data == (folder / "css" / "base.css.gz").read_bytes()


@pytest.mark.parametrize("stale", [gzip.compress(b"old", mtime=0), b"no gzip", b""])
def test_a_packed_form_of_something_else_is_not_used(folder: Path, stale: bytes) -> None:
    (folder / "css" / "base.css.gz").write_bytes(stale)

    packed = Assets(folder).find("css/base.css").packed

    assert packed is not None
    assert gzip.decompress(packed) == STYLE


def test_a_picture_is_not_packed_again(client: FlaskClient) -> None:
    response = client.get(url(client, "icons/a.png"), headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers


def test_who_has_the_file_gets_no_second_copy(client: FlaskClient) -> None:
    first = client.get("/static/old/css/base.css")
    second = client.get("/static/old/css/base.css", headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "css/none.css",
        "css/base.css.gz",
        "css",
        "../secret.key",
        "..%2fsecret.key",
        "%2e%2e/secret.key",
        "css/../../secret.key",
        "/etc/passwd",
        ".DS_Store",
        "js/.cache/x.js",
        "css/base.css%00",
    ],
)
def test_nothing_else_has_an_address(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/x/{path}").status_code in {404, 308}


def test_a_name_that_is_not_served_is_a_fault_of_the_page(client: FlaskClient) -> None:
    with pytest.raises(UnknownAsset, match=r"webapp\.frontend build"):
        url(client, "css/none.css")


def test_flask_must_not_serve_the_folder_a_second_time(folder: Path) -> None:
    with pytest.raises(ValueError, match="static_folder=None"):
        assets.register(Flask(__name__, static_folder=str(folder)), folder=folder)
