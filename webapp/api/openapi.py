"""GET /openapi.json: the interface for programs, described from the same forms that read it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel

from walks.sync.operation import Operation, PlainFields, RestrictedFields
from webapp.api.joining import JoinRequest

blueprint = Blueprint("openapi", __name__)

JSON = "application/json"
DEVICE: list[dict[str, list[str]]] = [{"device": []}]
LINK: list[dict[str, list[str]]] = [{"link": []}, {"session": []}]


@blueprint.get("/openapi.json")
def description() -> Response:
    """Describe every address under /api/v1."""
    return jsonify(
        openapi="3.1.0",
        info={
            "title": "Lykta",
            "version": "1",
            "description": "Iakttagelser från trygghetsvandringar. Fel svaras som application/problem+json.",
        },
        paths=_paths(),
        components=_components(),
    )


def _paths() -> dict[str, Any]:
    return {
        "/api/v1/anslut": {
            "post": _operation(
                "join",
                "En kod eller anslutningslänk blir en enhets nyckel.",
                body="JoinRequest",
                answer="Joined",
                refusals=("400", "404", "413", "415", "429"),
            )
        },
        "/api/v1/walks/{walk}/operations": {
            "post": _operation(
                "upload",
                "Ta emot en enhets händelser. Varje händelse får ett eget svar; ingen faller bort.",
                parameters=[_path("walk")],
                body="Upload",
                answer="UploadAnswer",
                security=DEVICE,
                refusals=("400", "404", "413"),
            )
        },
        "/api/v1/walks/{walk}/changes": {
            "get": _operation(
                "walk_changes",
                "Vandringens iakttagelser, eller det som ändrats sedan markören.",
                parameters=[_path("walk"), _query("since")],
                answer="Changes",
                security=DEVICE,
                refusals=("400", "404"),
            )
        },
        "/api/v1/places": {"get": _operation("places", "Platserna.", answer="Places")},
        "/api/v1/places/{place}/findings": {
            "get": _operation(
                "place_findings",
                "Platsens iakttagelser som GeoJSON (RFC 7946).",
                parameters=[_path("place"), *_filters()],
                answer="FeatureCollection",
                mimetype="application/geo+json",
                security=LINK,
                refusals=("400", "404"),
            )
        },
        "/api/v1/places/{place}/changes": {
            "get": _operation(
                "place_changes",
                "Platsens iakttagelser, eller det som ändrats sedan markören.",
                parameters=[_path("place"), _query("since"), *_filters()],
                answer="Changes",
                security=LINK,
                refusals=("400", "404"),
            )
        },
        "/api/v1/vocabulary": {
            "get": _operation("vocabulary", "Koder och ord.", parameters=[_query("lang")], answer="Vocabulary")
        },
    }


def _operation(
    name: str,
    summary: str,
    *,
    answer: str,
    parameters: list[dict[str, Any]] | None = None,
    body: str | None = None,
    mimetype: str = JSON,
    security: list[dict[str, list[str]]] | None = None,
    refusals: tuple[str, ...] = (),
) -> dict[str, Any]:
    problem = {"description": "Fel", "content": {"application/problem+json": {"schema": _ref("Problem")}}}
    responses: dict[str, Any] = {"200": {"description": "Svar", "content": {mimetype: {"schema": _ref(answer)}}}}
    responses |= dict.fromkeys(refusals, problem)
    described: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        described["parameters"] = parameters
    if body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": _ref(body)}}}
    if security:
        described["security"] = security
    return described


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string", **schema}}


def _filters() -> list[dict[str, Any]]:
    return [_query("kind"), _query("category"), _query("from", format="date"), _query("to", format="date")]


def _components() -> dict[str, Any]:
    forms: dict[str, type[BaseModel]] = {"JoinRequest": JoinRequest, "Operation": Operation}
    forms |= {"PlainFields": PlainFields, "RestrictedFields": RestrictedFields}
    schemas: dict[str, Any] = {name: form.model_json_schema() for name, form in forms.items()}
    seen = {"type": ["array", "null"], "minItems": 2, "maxItems": 2}
    fault = _object({"field": _string(), "code": _string(), "message": _string()})
    schemas |= {
        "Joined": _object({"token": _string(), "device_id": _string(), "walk": {"type": "object"}}),
        "Upload": _object(
            {
                "device_id": _string(),
                "seen": seen,
                "pending": {"type": "integer", "minimum": 0},
                "operations": {"type": "array", "maxItems": 50, "items": _ref("Operation")},
            },
            required=["device_id", "operations"],
        ),
        "UploadAnswer": _object(
            {
                "server_id": _string(),
                "epoch": _string(),
                "server_time": _string(),
                "head": {"type": "array"},
                "backup_horizon": {"type": "integer"},
                "stale": {"type": "boolean"},
                "results": {
                    "type": "array",
                    "items": _object(
                        {
                            "op_id": {"type": ["string", "null"]},
                            "result": _string(),
                            "rseq": {"type": ["integer", "null"]},
                            "reason": {"type": ["string", "null"]},
                            "errors": {"type": "array", "items": fault},
                        }
                    ),
                },
            }
        ),
        "Changes": _object(
            {
                "next": _string(),
                "stale": {"type": "boolean"},
                "epoch": _string(),
                "head": {"type": "array"},
                "findings": {"type": "array", "items": {"type": "object"}},
                "missing_photos": {"type": "array"},
            }
        ),
        "Places": _object({"places": {"type": "array", "items": {"type": "object"}}}),
        "FeatureCollection": _object({"type": {"const": "FeatureCollection"}, "features": {"type": "array"}}),
        "Vocabulary": {"type": "object"},
        "Problem": _object(
            {
                "type": _string(),
                "title": _string(),
                "status": {"type": "integer"},
                "detail": _string(),
                "errors": {"type": "array", "items": _object({"field": _string(), "message": _string()})},
            },
            required=["type", "title", "status", "detail"],
        ),
    }
    return {
        "schemas": schemas,
        "securitySchemes": {
            "device": {"type": "http", "scheme": "bearer", "description": "token från anslutningen"},
            "link": {"type": "http", "scheme": "bearer", "description": "den delade länkens hemlighet"},
            "session": {"type": "apiKey", "in": "cookie", "name": "lykta_session"},
        },
    }


def _object(properties: dict[str, Any], *, required: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }


def _string() -> dict[str, str]:
    return {"type": "string"}
