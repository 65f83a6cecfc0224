"""Headers on every answer, known hosts, changes from our own pages only, bodies within limits."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask, Response, request
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.test import TestResponse

from webapp import errors, i18n, security
from webapp.security import HEADERS, is_https, read_cookie, set_cookie
from webapp.settings import Settings

OWN = {"Sec-Fetch-Site": "same-origin"}
BEARER = {"Authorization": "Bearer abc"}
PUBLIC = Settings(public_url="https://lykta.test")
PROXIED = Settings(public_url="https://lykta.test", trusted_proxy=1)


def build(settings: Settings | None = None) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader({"error.html": "{{ title }} {{ detail }} {{ remedy }}"})
    errors.register(app)
    security.register(app, settings or Settings(), limits={"small": 10})
    i18n.register(app)

    def echo(**_path: str) -> Response:
        return Response(request.get_data(), mimetype="text/plain")

    def sign_in() -> Response:
        response = Response("in")
        set_cookie(response, "session", "s3cret", max_age=60)
        return response

    def broken() -> Response:
        raise ZeroDivisionError

    ways = ["GET", "POST", "PUT", "DELETE"]
    app.add_url_rule("/sida", endpoint="page", view_func=echo, methods=ways)
    app.add_url_rule("/api/v1/liten", endpoint="small", view_func=echo, methods=ways)
    app.add_url_rule("/api/v1/anslut", endpoint="join", view_func=echo, methods=ways)
    app.add_url_rule("/api/v1/<path:rest>", endpoint="api", view_func=echo, methods=ways)
    app.add_url_rule("/in", view_func=sign_in)
    app.add_url_rule("/vem", view_func=lambda: f"{read_cookie('session')} {is_https()} {request.remote_addr}")
    app.add_url_rule("/trasig", view_func=broken)
    return app


@pytest.fixture
def client() -> FlaskClient:
    return build().test_client()


@pytest.fixture
def program() -> FlaskClient:
    """A client that sends the cookies that a test names, and keeps none."""
    return build().test_client(use_cookies=False)


def post(client: FlaskClient, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
    return client.post(path, headers=headers or {}, **more)


# Headers


@pytest.mark.parametrize("path", ["/sida", "/in", "/vem", "/finns-inte", "/api/v1/x", "/api/finns-inte", "/trasig"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == ("no-store" if response.status_code >= 400 else "private, no-cache")
    assert "Strict-Transport-Security" not in response.headers


def test_refusals_carry_the_headers_too(client: FlaskClient) -> None:
    refusals = [
        post(client, "/sida", {"Sec-Fetch-Site": "cross-site"}),
        post(client, "/api/v1/liten", OWN, data="x" * 11),
        client.get("/sida", headers={"Host": "evil.test"}),
    ]

    assert [response.status_code for response in refusals] == [403, 413, 400]
    assert all(response.headers["Content-Security-Policy"].startswith("default-src 'none';") for response in refusals)
    assert all(response.headers["X-Content-Type-Options"] == "nosniff" for response in refusals)


def test_the_policy_is_the_one_of_the_maps_note() -> None:
    assert HEADERS["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def test_https_is_remembered_for_the_public_name_and_never_for_localhost() -> None:
    client = build(PUBLIC).test_client()

    assert client.get("/sida", headers={"Host": "lykta.test"}).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/sida").headers
    assert "Strict-Transport-Security" not in client.get("/sida", base_url="https://localhost").headers


# Hosts


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_is_always_known(client: FlaskClient, host: str) -> None:
    assert client.get("/sida", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "lykta.test", "0.0.0.0", "", "a b", "[::1]x"])
def test_another_name_is_refused_with_the_way_to_the_right_one(client: FlaskClient, host: str) -> None:
    response = client.get("/sida", headers={"Host": host})

    assert response.status_code == 400
    assert "Öppna http://localhost" in response.text
    assert "LYKTA_PUBLIC_URL" in response.text


def test_the_names_of_the_settings_are_known() -> None:
    client = build(Settings(host="10.0.0.1", public_url="https://lykta.test")).test_client()

    for host in ("lykta.test", "LYKTA.test:443", "10.0.0.1:8000"):
        assert client.get("/sida", headers={"Host": host}).status_code == 200


def test_the_names_of_the_certificate_are_known(tmp_path: Path) -> None:
    made = trustme.CA().issue_cert("lykta.test", "*.trygg.test", "10.0.0.7")
    made.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "pem"))
    settings = Settings(host="0.0.0.0", tls_cert=tmp_path / "pem", tls_key=tmp_path / "pem")
    client = build(settings).test_client()

    known = ["lykta.test:8443", "ost.trygg.test", "10.0.0.7", "localhost", "trygg.test", "evil.test", "0.0.0.0"]
    answers = [client.get("/sida", headers={"Host": host}).status_code for host in known]

    assert answers == [200, 200, 200, 200, 400, 400, 400]


# Changes


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OWN, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost:9000"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_form_counts_when_our_own_page_sent_it(
    client: FlaskClient, method: str, headers: dict[str, str], status: int
) -> None:
    assert client.open("/sida", method=method, headers=headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_is_free(client: FlaskClient, method: str) -> None:
    assert client.open("/sida", method=method, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_public_address_is_our_own_origin() -> None:
    client = build(PUBLIC).test_client()

    for host in ("lykta.test", "127.0.0.1:8000"):
        assert post(client, "/sida", {"Host": host, "Origin": "https://lykta.test"}).status_code == 200
        assert post(client, "/sida", {"Host": host, "Origin": "https://evil.test"}).status_code == 403


def test_a_program_with_a_token_needs_no_page(client: FlaskClient) -> None:
    assert post(client, "/api/v1/x", BEARER, json={}).status_code == 200
    assert post(client, "/api/v1/x", {"Authorization": "Basic abc"}, json={}).status_code == 403
    assert post(client, "/api/v1/x", json={}).status_code == 403


def test_a_program_joins_with_json_and_nothing_else(client: FlaskClient) -> None:
    assert post(client, "/api/v1/anslut", json={}).status_code == 200
    assert post(client, "/api/v1/anslut", data={"code": "x"}).status_code == 403
    assert post(client, "/api/v1/anslut", {"Origin": "http://evil.test"}, json={}).status_code == 403


@pytest.mark.parametrize("cookie", ["lykta_session=1", "__Host-lykta_session=1", "lykta_device=1"])
def test_a_cookie_that_proves_somebody_is_worth_nothing_without_a_page_of_ours(
    program: FlaskClient, cookie: str
) -> None:
    for path in ("/api/v1/x", "/api/v1/anslut"):
        assert post(program, path, BEARER | {"Cookie": cookie}, json={}).status_code == 403
        assert post(program, path, BEARER | OWN | {"Cookie": cookie}, json={}).status_code == 200


@pytest.mark.parametrize("cookie", ["lykta_tema=night", "lykta_sprak=en", "other=1"])
def test_other_cookies_prove_nothing(program: FlaskClient, cookie: str) -> None:
    assert post(program, "/api/v1/x", BEARER | {"Cookie": cookie}, json={}).status_code == 200


def test_json_with_a_cookie_as_proof_carries_our_mark(program: FlaskClient) -> None:
    signed_in = OWN | {"Cookie": "lykta_session=1"}

    refused = post(program, "/api/v1/x", signed_in, json={})
    assert (refused.status_code, "X-Lykta: 1" in refused.text) == (403, True)
    assert post(program, "/api/v1/x", signed_in | {"X-Lykta": "1"}, json={}).status_code == 200
    assert post(program, "/api/v1/anslut", signed_in, json={}).status_code == 200
    assert post(program, "/sida", signed_in, data={"a": "b"}).status_code == 200


# Bodies


def test_a_body_of_just_the_limit_is_taken_and_one_more_byte_is_not(client: FlaskClient) -> None:
    assert post(client, "/api/v1/liten", OWN, data=b"x" * 10).data == b"x" * 10
    assert post(client, "/api/v1/liten", OWN, data=b"x" * 11).status_code == 413


def test_a_body_over_the_limit_is_a_problem_for_programs_and_a_page_for_people(client: FlaskClient) -> None:
    large = b"x" * (64 * 1024 + 1)
    problem, page = post(client, "/api/v1/x", OWN, data=large), post(client, "/sida", OWN, data=large)

    assert (problem.status_code, problem.content_type) == (413, "application/problem+json")
    assert "högst 64 kB" in (problem.get_json(force=True))["detail"]
    assert (page.status_code, page.mimetype) == (413, "text/html")
    assert "högst 64 kB" in page.text


def test_a_limit_holds_where_nothing_answers(client: FlaskClient) -> None:
    assert post(client, "/finns-inte", OWN, data=b"x" * 100_000).status_code == 413


def chunked(client: FlaskClient, body: io.IOBase) -> TestResponse:
    """Post a body whose length nobody told, as a server that reads chunks hands it over."""
    environ = {"wsgi.input": body, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    return client.post("/api/v1/liten", environ_overrides=environ, headers=OWN)


def test_a_body_without_a_length_is_read_whole_or_refused_whole(client: FlaskClient) -> None:
    assert chunked(client, io.BytesIO(b"x" * 10)).data == b"x" * 10
    assert chunked(client, io.BytesIO(b"x" * 11)).status_code == 413
    assert chunked(client, io.BytesIO()).data == b""


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (TimeoutError(), 408),
        (ConnectionResetError(), 408),
        (OSError("Request Entity Too Large"), 413),
        (ValueError(), 400),
    ],
)
def test_a_body_that_breaks_off_is_the_clients_fault(client: FlaskClient, fault: Exception, status: int) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise fault

    assert chunked(client, Broken()).status_code == status


# Cookies


def test_over_plain_http_on_this_machine_the_cookie_has_a_plain_name(client: FlaskClient) -> None:
    told = client.get("/in").headers["Set-Cookie"].split("; ")

    assert told[0] == "lykta_session=s3cret"
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=60"} < set(told)
    assert "Secure" not in told
    assert client.get("/vem").text.startswith("s3cret False")


@pytest.mark.parametrize("settings", [PUBLIC, PROXIED])
def test_at_the_public_address_the_cookie_is_bound_to_its_host(settings: Settings) -> None:
    client = build(settings).test_client()
    told = client.get("/in", base_url="https://lykta.test").headers["Set-Cookie"].split("; ")

    assert told[0] == "__Host-lykta_session=s3cret"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} < set(told)
    assert not any(part.startswith("Domain") for part in told)
    assert client.get("/vem", base_url="https://lykta.test").text.startswith("s3cret True")


def test_a_cookie_of_the_other_name_is_not_read(program: FlaskClient) -> None:
    assert program.get("/vem", headers={"Cookie": "__Host-lykta_session=x"}).text.startswith("None False")
    assert program.get("/vem", headers={"Cookie": "lykta_session=x"}).text.startswith("x False")
    secure = program.get("/vem", base_url="https://localhost", headers={"Cookie": "lykta_session=x"})
    assert secure.text.startswith("None True")


# Proxies


def test_forwarded_headers_count_only_from_trusted_proxies() -> None:
    headers = {
        "X-Forwarded-For": "198.51.100.9, 192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "lykta.test",
        "Host": "127.0.0.1:8000",
    }

    plain = build().test_client().get("/vem", headers=headers).text
    trusted = build(PROXIED).test_client().get("/vem", headers=headers).text

    assert plain == "None False 127.0.0.1"
    assert trusted == "None True 192.0.2.7"


def test_a_proxy_that_names_a_foreign_host_is_not_believed() -> None:
    client = build(PROXIED).test_client()

    assert client.get("/vem", headers={"X-Forwarded-Host": "evil.test"}).status_code == 400
