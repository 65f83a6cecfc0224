"""The form of an operation on the wire, and every fault of one that breaks it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from walks.finding import TEXT_LIMIT
from walks.identity import identifier_from
from walks.store.log import canonical
from walks.vocabulary import RESTRICTED_CATEGORY, vocabulary

TAKEN = ("create", "edit", "withdraw", "restore")
"""Kinds of operation that change a finding today; the others of the protocol are kept whole until they are built."""

RESTRICTED_FIELDS = frozenset({"category", "need", "text", "observed_at"})
TIME_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
PHOTO_LIMIT = 5
BASE_LIMIT = 40
OFFSET_LIMIT_MS = 100 * 366 * 86_400_000
"""Clocks off by up to a hundred years are set right; beyond that nothing is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: a code that the interface turns into a sentence, and its numbers."""

    field: str
    code: str
    numbers: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give it as the log keeps it."""
        return {"field": self.field, "code": self.code, **self.numbers}


def _uuid(value: str) -> str:
    # One spelling per identifier, or the same operation could be stored twice.
    if not re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", value):
        raise PydanticCustomError("not_a_uuid", "not a UUID in lower case with hyphens")
    return value


def _readable(value: str) -> str:
    if any(
        (ord(sign) < 32 and sign not in "\n\r\t") or 0xD800 <= ord(sign) <= 0xDFFF or sign == "\x7f" for sign in value
    ):
        raise PydanticCustomError("bad_characters", "holds signs that cannot be shown")
    return value


def _a_time(value: object) -> datetime:
    # One form only: what is read here is read again, from the same words, when it is stored.
    form = TIME_FORM.fullmatch(value) if isinstance(value, str) else None
    if form is None:
        raise PydanticCustomError("not_a_time", "not a time")
    if form["zone"] is None:
        raise PydanticCustomError("no_time_zone", "a time without its zone")
    try:
        return datetime.fromisoformat(form[0])
    except ValueError as error:
        raise PydanticCustomError("not_a_time", "not a time") from error


def _plausible(value: datetime) -> datetime:
    if not EARLIEST <= value < EARLIEST + timedelta(days=365 * 100):
        raise PydanticCustomError("not_a_time", "not a time that a walk can have")
    return value


def _code_of(group: str) -> AfterValidator:
    codes = vocabulary().codes(group)

    def check(value: str) -> str:
        if value not in codes:
            raise PydanticCustomError("unknown_code", "not a code of the vocabulary")
        return value

    return AfterValidator(check)


Identifier = Annotated[str, AfterValidator(_uuid)]
Readable = Annotated[str, AfterValidator(_readable)]
Time = Annotated[datetime, BeforeValidator(_a_time), AfterValidator(_plausible)]
Text = Annotated[Readable, Field(max_length=TEXT_LIMIT)]
Label = Annotated[Readable, Field(min_length=1, max_length=64)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class PlainFields(_Form):
    """What a finding is made of; a `create` needs the ones of `NEEDED`, an `edit` at least one of any."""

    kind: Annotated[str, _code_of("kinds")] | None = None
    category: Annotated[str, _code_of("categories")] | None = None
    severity: Annotated[int, Field(ge=1, le=4)] | None = None
    text: Text | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None
    position_method: Annotated[str, _code_of("position_methods")] | None = None
    observed_at: Time | None = None
    place_type: Annotated[str, _code_of("place_types")] | None = None
    applies_when: Annotated[str, _code_of("applies_when")] | None = None
    group: Annotated[Readable, Field(max_length=40)] | None = None

    @model_validator(mode="after")
    def _together(self) -> PlainFields:
        if ("longitude" in self.model_fields_set) != ("latitude" in self.model_fields_set):
            raise PydanticCustomError("half_a_point", "longitude and latitude come together")
        return self


class RestrictedFields(_Form):
    """What a restricted finding is made of: a need at a place, never a point."""

    category: Literal["vulnerable_people"] | None = None
    need: Annotated[str, _code_of("needs")] | None = None
    text: Text | None = None
    observed_at: Time | None = None


class ReasonFields(_Form):
    """What a withdrawal or a restoration may carry."""

    reason: Text | None = None


class Operation(_Form):
    """One operation as a device sends it (sync.md, Identity and the operation)."""

    op_id: Identifier
    device_id: Label
    dseq: Annotated[int, Field(ge=1, le=2**31 - 1)]
    walk_id: Identifier
    finding_id: Identifier
    kind: Literal["create", "edit", "withdraw", "restore"]
    base: Annotated[dict[Label, Identifier], Field(max_length=BASE_LIMIT)] = {}
    fields: dict[str, Any] = {}
    photos: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]], Field(max_length=PHOTO_LIMIT)] = []
    client_time: Time
    clock_offset_ms: Annotated[int, Field(ge=-OFFSET_LIMIT_MS, le=OFFSET_LIMIT_MS)] | None = None
    schema_: Annotated[int, Field(alias="schema", ge=1, le=1)]
    app: Annotated[Readable, Field(max_length=100)]


MILD = ("safe", "suggestion")
NEEDED = ("kind", "category", "longitude", "latitude", "position_method", "observed_at")
NEEDED_RESTRICTED = ("category", "need", "observed_at")


def raw_identifier(raw: object) -> str:
    """Give the op_id of something that came as an operation, or one made from its bytes where it has no usable one."""
    return sent_identifier(raw) or identifier_from(canonical(raw))


def sent_identifier(raw: object) -> str | None:
    """Give the usable op_id of something that came as an operation; None where it has none."""
    try:
        return _uuid(raw["op_id"]) if isinstance(raw, dict) else None
    except (KeyError, TypeError, PydanticCustomError):
        return None


def reduced(raw: object) -> tuple[object, bool]:
    """
    Drop from a restricted create whatever must never be stored of it (sync.md: `restricted_reduced`).

    Returns
    -------
    What may be stored, and whether anything was dropped.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
        return raw, False
    # Who tells a need means a restricted finding, whatever else is wrong with the operation.
    tells_need = raw.get("kind") == "create" and "need" in raw["fields"]
    if raw["fields"].get("category") != RESTRICTED_CATEGORY and not tells_need:
        return raw, False
    kept = {name: value for name, value in raw["fields"].items() if name in RESTRICTED_FIELDS}
    if raw.get("kind") != "create":
        # An edit that would make a finding restricted is refused later, and stored without its fields. A withdrawal
        # without any would be a good one when the log is read again: it keeps a field that none may have.
        kept = {} if raw.get("kind") == "edit" else {"category": None}
    dropped = kept != raw["fields"] or bool(raw.get("photos"))
    return raw | {"fields": kept, "photos": []}, dropped


def parse(raw: object) -> tuple[Operation | None, list[Fault]]:
    """
    Read one operation; all its faults at once.

    Returns
    -------
    The operation, or None with at least one fault.
    """
    if not isinstance(raw, dict):
        return None, [Fault("operation", "unreadable")]
    faults: list[Fault] = []
    operation = None
    try:
        operation = Operation.model_validate(raw)
    except ValidationError as error:
        faults += [_fault(item) for item in error.errors(include_url=False, include_context=True)]
    if isinstance(raw.get("fields"), dict) and raw.get("kind") in TAKEN:
        faults += field_faults(raw["kind"], raw["fields"])
    return (None, faults) if faults else (operation, [])


def field_faults(kind: str, fields: Mapping[str, Any]) -> list[Fault]:
    """Check the `fields` of an operation of this kind; a `create` must be complete."""
    restricted = fields.get("category") == RESTRICTED_CATEGORY or "need" in fields
    form: type[_Form] = ReasonFields
    if kind in {"create", "edit"}:
        form = RestrictedFields if restricted else PlainFields
    faults = []
    try:
        form.model_validate(fields)
    except ValidationError as error:
        faults = [_fault(item, within="fields.") for item in error.errors(include_url=False, include_context=True)]
    if kind == "create":
        needed = NEEDED_RESTRICTED if restricted else NEEDED
        # Import places findings without a device; a device always knows where its sight stood.
        faults += [Fault(f"fields.{name}", "missing") for name in needed if fields.get(name) is None]
    if kind in {"create", "edit"} and fields.get("severity") is not None and fields.get("kind") in MILD:
        faults.append(Fault("fields.severity", "severity_only_unsafe"))
    if kind == "edit":
        if not fields:
            faults.append(Fault("fields", "missing"))
        never_empty = set(NEEDED_RESTRICTED if restricted else NEEDED)
        faults += [
            Fault(f"fields.{name}", "missing")
            for name, value in fields.items()
            if value is None and name in never_empty
        ]
    return faults


CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "too_short": "missing",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "not_finite",
    "literal_error": "unknown_code",
    "string_pattern_mismatch": "wrong_form",
}
OWN_CODES = {"not_a_uuid", "bad_characters", "not_a_time", "no_time_zone", "unknown_code", "half_a_point"}


def _fault(item: ErrorDetails, *, within: str = "") -> Fault:
    kind = item["type"]
    # What is wrong with the fields together has no place of its own among them.
    name = ".".join(str(part) for part in item["loc"])
    where = f"{within}{name}" if name else "fields"
    code = kind if kind in OWN_CODES else CODES.get(kind, "wrong_type")
    if kind == "too_long" and isinstance(item.get("input"), str):
        # pydantic says the same of a long text as of a long list, once a function has looked at the text before
        code = "too_long"
    numbers = {
        ours: item.get("ctx", {})[theirs]
        for theirs, ours in (("max_length", "limit"), ("ge", "least"), ("le", "most"))
        if theirs in item.get("ctx", {})
    }
    # The device chose the name of an unknown field; only its beginning is repeated to anybody.
    return Fault(where[:60], code, numbers)
