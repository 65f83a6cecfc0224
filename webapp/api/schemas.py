"""The shapes that go over the wire, as JSON Schema: those that are read from their own forms, those that are sent."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from walks.sync.operation import Operation, PlainFields, RestrictedFields
from walks.vocabulary import RESTRICTED_CATEGORY, vocabulary
from webapp.api.joining import JoinRequest
from webapp.api.operations import BATCH_OPERATIONS, Upload

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
TIME = {"type": "string", "format": "date-time"}
IDENTIFIER = {"type": "string", "format": "uuid"}
HEAD = {"type": "array", "items": {"type": ["integer", "string"]}, "minItems": 2, "maxItems": 2}
OUTCOMES = ["applied", "merged", "conflict", "duplicate", "parked", "late", "quarantined", "retry"]

READ: dict[str, type[BaseModel]] = {
    "JoinRequest": JoinRequest,
    "Operation": Operation,
    "PlainFields": PlainFields,
    "RestrictedFields": RestrictedFields,
}


def reference(name: str) -> dict[str, str]:
    """Point at a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def codes(group: str) -> list[str]:
    """Give the codes of one list of the vocabulary in their order, without the restricted category."""
    return [term.code for term in getattr(vocabulary(), group) if term.code != RESTRICTED_CATEGORY]


def schemas() -> dict[str, Any]:
    """Give every schema by its name."""
    return {name: form.model_json_schema() for name, form in READ.items()} | _sent() | {"Upload": _upload()}


def _upload() -> dict[str, Any]:
    frame = Upload.model_json_schema()
    # the frame is read before its operations are, so that one of them never harms another
    frame["properties"]["operations"] = {
        "type": "array",
        "maxItems": BATCH_OPERATIONS,
        "items": reference("Operation"),
    }
    return frame


def _sent() -> dict[str, Any]:
    walk = _object({"id": IDENTIFIER, "place": _object({"code": STRING, "name": STRING}), "starts_at": TIME})
    fault = _object({"field": STRING, "code": STRING, "message": STRING})
    result = _object(
        {
            "op_id": IDENTIFIER,
            "result": {"enum": OUTCOMES},
            "rseq": _or_null(INTEGER),
            "reason": _or_null(STRING),
            "errors": _list(fault),
        }
    )
    return {
        "Joined": _object(
            {
                "token": STRING,
                "device_id": IDENTIFIER,
                "role": {"enum": ["participant", "leader"]},
                "expires": _or_null(TIME),
                "walk": walk | {"properties": walk["properties"] | {"state": STRING, "demo": BOOLEAN}},
            }
        ),
        "UploadAnswer": _object(
            {
                "server_id": IDENTIFIER,
                "epoch": IDENTIFIER,
                "server_time": TIME,
                "head": HEAD,
                "backup_horizon": INTEGER,
                "stale": BOOLEAN,
                "results": _list(result),
            }
        ),
        "Finding": _finding({"longitude": _or_null({"type": "number"}), "latitude": _or_null({"type": "number"})}),
        "Tombstone": _object(
            {"finding_id": IDENTIFIER, "number": INTEGER, "withdrawn": {"const": True}, "changed": INTEGER}
        ),
        "Changes": _object(
            {
                "next": STRING,
                "stale": BOOLEAN,
                "epoch": IDENTIFIER,
                "head": HEAD,
                "server_time": TIME,
                "findings": _list({"anyOf": [reference("Finding"), reference("Tombstone")]}),
                "missing_photos": _list(STRING),
            }
        ),
        "Places": _object({"places": _list(_place())}),
        "FeatureCollection": _object({"type": {"const": "FeatureCollection"}, "features": _list(_feature())}),
        "Vocabulary": {"type": "object"},
        "Problem": _object(
            {
                "type": STRING,
                "title": STRING,
                "status": INTEGER,
                "detail": STRING,
                "errors": _list(_object({"field": STRING, "message": STRING})),
            },
            optional=("errors",),
        ),
    }


def _finding(point: dict[str, Any]) -> dict[str, Any]:
    return _object(
        {
            "finding_id": IDENTIFIER,
            "number": INTEGER,
            "kind": {"enum": codes("kinds")},
            "category": {"enum": codes("categories")},
            "severity": _or_null(INTEGER),
            "text": _or_null(STRING),
            **point,
            "accuracy_m": _or_null({"type": "number"}),
            "position_method": _or_null(STRING),
            "observed_at": TIME,
            "light": {"enum": codes("lights")},
            "near": _or_null(STRING),
            "place_type": _or_null(STRING),
            "applies_when": _or_null(STRING),
            "demo": BOOLEAN,
            "changed": INTEGER,
        }
    )


def _feature() -> dict[str, Any]:
    point = _object({"type": {"const": "Point"}, "coordinates": _list({"type": "number"})})
    return _object(
        {"type": {"const": "Feature"}, "id": IDENTIFIER, "geometry": _or_null(point), "properties": _finding({})}
    )


def _place() -> dict[str, Any]:
    day = {"type": "string", "format": "date"}
    return _object(
        {
            "code": STRING,
            "name": STRING,
            "kind": {"enum": ["collaboration", "walk_area"]},
            "valid_from": day,
            "valid_to": _or_null(day),
            "centre": _list({"type": "number"}),
            "version": INTEGER,
        }
    )


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
