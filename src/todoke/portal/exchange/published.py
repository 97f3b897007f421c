"""What the published interface (OpenAPI) says beyond the addresses: who may call, bodies, refusals."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from todoke.portal.exchange.problems import MEDIA_TYPE, Problem

ALWAYS = (Problem.UNKNOWN_CALLER, Problem.BAD_QUESTION, Problem.TOO_LARGE, Problem.FAILED)
COMPONENTS: dict[str, Any] = {
    "securitySchemes": {
        "office": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Signed with the office's Ed25519 key: iss (town code), iat, exp (iat + 60 s),"
            " jti, htm (method), htu (path and query), bh (SHA-256 of the body, hex); typ"
            " todoke-request+jwt. Clocks may be 5 minutes apart.",
        }
    },
    "schemas": {
        "Problem": {
            "type": "object",
            "description": "RFC 9457. The exact reason of a refusal is in the portal's log only.",
            "required": ["type", "title", "status"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
            },
        }
    },
}
RECEIPTS = {
    "type": "object",
    "required": ["receipts"],
    "properties": {
        "receipts": {
            "type": "array",
            "maxItems": 100,
            "items": {"type": "string", "contentEncoding": "base64"},
        }
    },
}


class PublishedAPI(NinjaAPI):
    """Says who may call and what a refusal looks like; the rest is read from the operations."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        schema["security"] = [{"office": []}]
        for name, parts in COMPONENTS.items():
            schema["components"].setdefault(name, {}).update(parts)
        return schema


def told(*problems: Problem, body: str = "", answers: str = "") -> dict[str, Any]:
    """What one operation refuses; `body` and `answers` are media types of raw bytes in and out."""
    responses: dict[int, Any] = {one.status: _response(one) for one in (*ALWAYS, *problems)}
    raw = {"schema": {"type": "string", "format": "binary"}}
    if answers:
        responses[200] = {"description": "The sealed bytes.", "content": {answers: raw}}
    found: dict[str, Any] = {"responses": responses}
    if body:
        content = {"schema": RECEIPTS} if body == "application/json" else raw
        found["requestBody"] = {"required": True, "content": {body: content}}
    return found


def _response(problem: Problem) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": problem.sentence, "content": {MEDIA_TYPE: schema}}
