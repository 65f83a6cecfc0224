"""Whatever goes wrong is told in Swedish with the way out, in the form the address asks for, and nothing leaks."""

from __future__ import annotations

import logging
from typing import Annotated, Any

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from jinja2 import DictLoader
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import TooManyRequests

from geodata.errors import UnknownAreaError
from walks.errors import NotFound
from webapp import errors, i18n
from webapp.errors import ProblemError, problem
from webapp.field_faults import Fault

PAGE = "{{ status }}|{{ title }}|{{ detail }}|{{ remedy }}"
SENT = "Kvinna med rullator föll vid porten"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, Field(max_length=3)]
    count: int


def build(*, page: str = PAGE) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader({"error.html": page})
    i18n.register(app)
    errors.register(app)

    def raising(kind: str) -> str:
        match kind:
            case "refused":
                fault = Fault(field="date", message="Datumet har varit; välj ett senare.")
                raise ProblemError(409, "Krock", "Två <samtidigt>.", [fault], remedy="Välj en.")
            case "form":
                Form.model_validate({"code": SENT, "extra": 1})
            case "walk":
                raise NotFound("walk 7: not found")
            case "area":
                raise UnknownAreaError("area x: not found")
            case "paused":
                raise TooManyRequests(retry_after=60)
            case "bug":
                raise ZeroDivisionError(SENT)
            case "twice":
                try:
                    raise KeyError(SENT)
                except KeyError as error:
                    raise ValueError(SENT) from error
            case "limit":
                request.max_content_length = 256 * 1024
                abort(413)
            case status:
                abort(int(status))
        return "ok"

    app.add_url_rule("/api/v1/<kind>", endpoint="api", view_func=raising, methods=["GET", "POST"])
    app.add_url_rule("/sida/<kind>", endpoint="page", view_func=raising)
    return app


@pytest.fixture
def client() -> FlaskClient:
    return build().test_client()


def asked(client: FlaskClient, kind: str) -> dict[str, Any]:
    """Fetch the problem and check what every problem has."""
    response = client.get(f"/api/v1/{kind}")
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.json or {}
    assert body["status"] == response.status_code
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"].endswith(".")
    return body


def test_a_refusal_names_the_fields_in_the_interface_for_programs(client: FlaskClient) -> None:
    assert asked(client, "refused") == {
        "type": "about:blank",
        "title": "Krock",
        "status": 409,
        "detail": "Två <samtidigt>. Välj en.",
        "errors": [{"field": "date", "message": "Datumet har varit; välj ett senare."}],
    }


def test_a_refusal_is_a_page_elsewhere_and_its_words_stay_words(client: FlaskClient) -> None:
    response = client.get("/sida/refused")

    assert response.status_code == 409
    assert response.mimetype == "text/html"
    assert "Två &lt;samtidigt&gt;." in response.text
    assert "date: Datumet har varit; välj ett senare.|Välj en." in response.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 409, 413, 415, 418, 422, 429, 500, 502, 503])
def test_every_status_has_words_and_a_way_out(client: FlaskClient, status: int) -> None:
    assert asked(client, str(status))["status"] == status

    number, title, detail, remedy = client.get(f"/sida/{status}").text.split("|")
    assert int(number) == status
    assert title and not title.endswith(".")
    assert detail.endswith(".") and remedy.endswith(".")


@pytest.mark.parametrize("kind", ["walk", "area", "missing/deeper"])
def test_absent_and_forbidden_are_told_alike(client: FlaskClient, kind: str) -> None:
    assert asked(client, kind) == asked(client, "404")


def test_too_large_names_the_limit(client: FlaskClient) -> None:
    assert "högst 256 kB" in asked(client, "limit")["detail"]


def test_headers_that_tell_a_program_what_to_do_are_kept(client: FlaskClient) -> None:
    assert client.get("/api/v1/paused").headers["Retry-After"] == "60"
    assert set(client.post("/sida/404").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_every_field_at_fault_is_told_at_once_and_nothing_that_was_sent(client: FlaskClient) -> None:
    body = asked(client, "form")

    assert body["status"] == 400
    assert {fault["field"]: fault["message"] for fault in body["errors"]} == {
        "code": "Texten är för lång; korta den till högst 3 tecken.",
        "count": "Fältet saknas; fyll i det.",
        "extra": "Fältet finns inte här; ta bort det.",
    }
    assert SENT not in str(body)


@pytest.mark.parametrize("kind", ["bug", "twice"])
def test_a_fault_of_ours_is_told_with_a_code_and_logged_without_what_was_sent(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    with caplog.at_level(logging.INFO):
        body = asked(client, kind)

    (record,) = caplog.records
    logged = record.getMessage()
    reference = logged.splitlines()[0].removeprefix("fel ")
    assert body["status"] == 500
    assert f"koden {reference}." in body["detail"]
    assert "ValueError" in logged if kind == "twice" else "ZeroDivisionError" in logged
    assert "test_errors.py" in logged
    assert SENT not in logged
    assert SENT not in str(body)
    assert "/api/" not in logged


def test_a_test_sees_the_fault_itself() -> None:
    app = build()
    app.testing = True

    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/sida/bug")


def test_a_page_comes_even_when_the_template_is_what_is_broken() -> None:
    response = build(page="{{ 1 / 0 }}").test_client().get("/sida/refused")

    assert response.status_code == 409
    assert "<h1>Krock</h1>" in response.text
    assert "Två &lt;samtidigt&gt;." in response.text


def test_a_problem_may_point_to_a_page_of_the_handbook() -> None:
    with build().test_request_context("/api/v1/x"):
        assert problem(409, "Krock", "Två samtidigt.", kind="/hjalp#krock").json == {
            "type": "/hjalp#krock",
            "title": "Krock",
            "status": 409,
            "detail": "Två samtidigt.",
        }
