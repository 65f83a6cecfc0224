"""The description of the interface is valid, complete and true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import House
from walks.vocabulary import RESTRICTED_CATEGORY

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def description(shared: House) -> dict[str, Any]:
    found: dict[str, Any] = shared.client().get("/openapi.json").get_json()
    return found


def described(description: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and address of every operation, with its parameters as {}."""
    return {
        (method.upper(), re.sub(r"\{\w+\}", "{}", address))
        for address, item in description["paths"].items()
        for method in item
    }


def test_the_description_is_valid_openapi(shared: House, description: dict[str, Any]) -> None:
    schemathesis.openapi.from_wsgi("/openapi.json", shared.app, base_url="http://localhost:8000").validate()

    assert description["openapi"] == "3.1.0"
    for schema in description["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema | {"$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_reference_leads_to_a_schema(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]

    assert {name.rpartition("/")[2] for name in references(description)} <= schemas.keys()
    assert all(name.startswith("#/components/schemas/") for name in references(description))


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "$ref":
                yield part
            else:
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_address_for_programs_is_described_and_none_that_is_gone(
    shared: House, description: dict[str, Any]
) -> None:
    served = {
        (method, re.sub(r"<[^>]+>", "{}", rule.rule))
        for rule in shared.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) & METHODS
    }

    assert described(description) == served


def test_every_operation_has_a_name_of_its_own_and_answers(description: dict[str, Any]) -> None:
    operations = [operation for item in description["paths"].values() for operation in item.values()]

    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    schemes = description["components"]["securitySchemes"].keys()
    for operation in operations:
        assert "200" in operation["responses"]
        assert all(answer["description"] for answer in operation["responses"].values())
        assert {name for way in operation.get("security", []) for name in way} <= schemes


def test_the_restricted_category_is_no_filter_and_no_answer(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    assert RESTRICTED_CATEGORY not in schemas["Finding"]["properties"]["category"]["enum"]
    parameters = description["paths"]["/api/v1/places/{place}/findings"]["get"]["parameters"]
    (category,) = [item for item in parameters if item["name"] == "category"]
    assert RESTRICTED_CATEGORY not in category["schema"]["enum"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_no_generated_request_brings_the_server_down_and_every_answer_is_as_described(
    house: House, monkeypatch: pytest.MonkeyPatch, mode: GenerationMode
) -> None:
    tablet = house.join(house.plan())
    finding = tablet.pin(text="Lyktan är släckt.")
    tablet.send(tablet.operation("withdraw", finding))
    tablet.pin(severity=2)
    secret = house.hand_out("partner", place_code="tessinparken")
    monkeypatch.setattr(house.app, "testing", False)
    schema = schemathesis.openapi.from_wsgi("/openapi.json", house.app, base_url="http://localhost:8000")
    seen: set[tuple[str, int]] = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case[Any]) -> None:
            # else nothing but 404 would be seen
            known = {"walk": tablet.walk.walk_id, "place": "tessinparken"}
            case.path_parameters = {name: known[name] for name in case.path_parameters}
            token = tablet.token if "walk" in case.path_parameters else secret
            headers = {"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "same-origin"}
            response = case.call(headers=headers, base_url="http://localhost:8000")
            seen.add((case.operation.label, response.status_code))
            case.validate_response(
                response,
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_schema_conformance,
                ],
            )

        ask()
    answered = {label for label, status in seen if status == 200}
    everything = {f"{method.upper()} {address}" for address in schema for method in schema[address]}
    if mode is GenerationMode.POSITIVE:
        # no generated code opens a walk
        assert answered == everything - {"POST /api/v1/anslut"}
    else:
        assert {400} <= {status for _, status in seen} <= {200, 400, 404, 413, 429}
