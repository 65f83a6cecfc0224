"""Each kind of fault has a sentence of its own, with a remedy and without what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from flask import Flask
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from walks.sync.operation import Readable
from webapp import i18n
from webapp.field_faults import field_faults

FALLBACK = "Värdet går inte att använda; kontrollera det mot hjälpen."


class Kind(Enum):
    UNSAFE = "unsafe"
    SAFE = "safe"


class Point(BaseModel):
    model_config = ConfigDict(extra="forbid")
    longitude: Annotated[float, Field(allow_inf_nan=False)]


class Batch(BaseModel):
    operations: list[Point]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    app = Flask(__name__, static_folder=None)
    i18n.register(app)
    with app.test_request_context():
        yield


def told(form: Any, value: object, *, strict: bool = False) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(form).validate_python(value, strict=strict)
    return field_faults(caught.value)


@pytest.mark.parametrize(
    ("form", "value", "word"),
    [
        (Annotated[str, Field(max_length=2)], "hej", "högst 2 tecken"),
        (Annotated[str, Field(min_length=2)], "h", "minst 2 tecken"),
        (Annotated[Readable, Field(max_length=2)], "hej", "högst 2 tecken"),
        (Annotated[Readable, Field(min_length=2)], "h", "minst 2 tecken"),
        (Readable, "h\x01", "inte går att visa"),
        (Annotated[str, Field(pattern="^a$")], "b", "fel form"),
        (str, 1, "ska vara text"),
        (int, "x", "heltal"),
        (int, 1.5, "heltal"),
        (float, "x", "tal"),
        (Annotated[float, Field(allow_inf_nan=False)], "nan", "ändligt"),
        (Annotated[float, Field(ge=-90)], -91, "minst -90"),
        (Annotated[float, Field(gt=0)], 0, "mer än 0"),
        (Annotated[float, Field(le=90)], 91, "högst 90"),
        (Annotated[float, Field(lt=1)], 1, "mindre än 1"),
        (bool, "kanske", "true eller false"),
        (Literal["a", "b"], "c", "'a' or 'b'"),
        (Kind, "c", "'unsafe' or 'safe'"),
        (AwareDatetime, "2026-11-23T17:42:00", "saknar tidszon"),
        (AwareDatetime, "i går", "2026-11-23T17:42:00Z"),
        (date, "i går", "2026-11-23."),
        (UUID, "x", "UUID"),
        (list[int], "x", "lista"),
        (Annotated[list[int], Field(max_length=1)], [1, 2], "högst 1 åt gången"),
        (Annotated[list[int], Field(min_length=1)], [], "minst 1"),
        (dict[str, int], "x", "objekt"),
        (Batch, "x", "objekt"),
        (bytes, 1, FALLBACK),
    ],
)
def test_a_fault_is_told_in_swedish_with_what_would_be_right(form: Any, value: object, word: str) -> None:
    (fault,) = told(form, value)

    assert word in fault["message"]
    assert ("; " in fault["message"]) and fault["message"].endswith(".")


def test_broken_json_is_told_as_a_whole() -> None:
    with pytest.raises(ValidationError) as caught:
        Batch.model_validate_json("{")

    (fault,) = field_faults(caught.value)
    assert fault == {
        "field": "",
        "message": "Innehållet är inte giltig JSON; kontrollera tecknen och skicka igen.",
    }


def test_a_field_within_another_is_found_by_its_path_and_all_are_told() -> None:
    faults = told(Batch, {"operations": [{"longitude": 18.0}, {"longitude": "öst", "near": "porten"}, {}]})

    assert [fault["field"] for fault in faults] == [
        "operations.1.longitude",
        "operations.1.near",
        "operations.2.longitude",
    ]
