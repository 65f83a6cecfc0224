"""GET /openapi.json: the interface for programs, described from the same forms that read it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from webapp.api.feeds import CURSOR
from webapp.api.schemas import codes, reference, schemas
from webapp.i18n import LANGUAGES

blueprint = Blueprint("openapi", __name__)

JSON = "application/json"
DEVICE: list[dict[str, list[str]]] = [{"device": []}]
LINK: list[dict[str, list[str]]] = [{"link": []}, {"session": []}]
STATUSES = {
    "304": "Oförändrat sedan If-None-Match",
    "400": "Något kan inte läsas; errors namnger fälten",
    "403": "Får inte göras härifrån, eller inte längre",
    "404": "Finns inte, eller är inte till för den som frågar",
    "413": "För stort; detail säger gränsen",
    "429": "För många felaktiga koder; Retry-After säger hur länge",
}


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
        components={"schemas": schemas(), "securitySchemes": _security_schemes()},
    )


def _paths() -> dict[str, Any]:
    return {
        "/api/v1/anslut": {
            "post": _operation(
                "join",
                "En kod eller anslutningslänk blir en enhets nyckel.",
                body="JoinRequest",
                answer="Joined",
                statuses=("400", "403", "404", "413", "429"),
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
                statuses=("400", "403", "404", "413"),
            )
        },
        "/api/v1/walks/{walk}/changes": {
            "get": _operation(
                "walk_changes",
                "Vandringens iakttagelser, eller det som ändrats sedan markören.",
                parameters=[_path("walk"), _cursor()],
                answer="Changes",
                security=DEVICE,
                statuses=("304", "400", "403", "404"),
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
                statuses=("304", "400", "404"),
            )
        },
        "/api/v1/places/{place}/changes": {
            "get": _operation(
                "place_changes",
                "Platsens iakttagelser, eller det som ändrats sedan markören.",
                parameters=[_path("place"), _cursor(), *_filters()],
                answer="Changes",
                security=LINK,
                statuses=("304", "400", "404"),
            )
        },
        "/api/v1/vocabulary": {
            "get": _operation(
                "vocabulary", "Koder och ord.", parameters=[_query("lang", enum=list(LANGUAGES))], answer="Vocabulary"
            )
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
    statuses: tuple[str, ...] = (),
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": "Svar", "content": {mimetype: {"schema": reference(answer)}}}}
    responses |= {status: _status(status) for status in statuses}
    described: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        described["parameters"] = parameters
    if body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": reference(body)}}}
    if security:
        described["security"] = security
    return described


def _status(status: str) -> dict[str, Any]:
    if status == "304":
        return {"description": STATUSES[status]}
    return {
        "description": STATUSES[status],
        "content": {"application/problem+json": {"schema": reference("Problem")}},
    }


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string", **schema}}


def _cursor() -> dict[str, Any]:
    return _query("since", pattern=f"^{CURSOR.pattern}$")


def _filters() -> list[dict[str, Any]]:
    return [
        _query("kind", enum=codes("kinds")),
        _query("category", enum=codes("categories")),
        _query("from", format="date"),
        _query("to", format="date"),
    ]


def _security_schemes() -> dict[str, Any]:
    return {
        "device": {"type": "http", "scheme": "bearer", "description": "token från anslutningen"},
        "link": {"type": "http", "scheme": "bearer", "description": "den delade länkens hemlighet"},
        "session": {"type": "apiKey", "in": "cookie", "name": "lykta_session"},
    }
