"""What a refusal must look like to a program: RFC 9457, in Swedish, with the field and the way out."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse


def problem_of(answer: TestResponse, status: int) -> dict[str, Any]:
    """Give the body of a refusal whose form is right."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"].endswith(".")
    for fault in body.get("errors", []):
        assert fault.keys() == {"field", "message"}
        assert fault["message"].endswith("."), fault
    return body


def fields_of(problem: dict[str, Any]) -> list[str]:
    """Give the fields that a refusal names, in its order."""
    return [fault["field"] for fault in problem["errors"]]
