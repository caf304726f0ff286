"""The contract as JSON Schema and OpenAPI 3.1, made from the structs themselves."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from server.hall import shapes as s
from server.wire.envelope import AnyCommand
from server.wire.frames import Answer, Problem, Tick

VIEWS: Final = {
    "kiosk": s.KioskView,
    "board": s.BoardView,
    "window": s.WindowView,
    "counter": s.CounterView,
    "supervisor": s.SupervisorView,
}
_JSON: Final = "application/json"


class FrameOut(msgspec.Struct, frozen=True):
    """A frame as it is sent; `view` is one of the views."""

    epoch: str
    day: str
    seq: int
    hash: str
    role: str
    view: dict[str, Any]
    live: s.Live


def components() -> dict[str, Any]:
    """JSON Schemas of everything on the wire, by name."""
    kinds = [AnyCommand, Answer, Problem, Tick, FrameOut, *VIEWS.values()]
    _, found = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    return dict(found)


def commands() -> list[str]:
    """Names of all commands ("do"), sorted."""
    return sorted(str(kind.__struct_config__.tag) for kind in AnyCommand.__args__)


def openapi(version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the HTTP half."""
    schemas = components()
    refs = [{"$ref": f"#/components/schemas/{kind.__name__}"} for kind in AnyCommand.__args__]
    hall = {"name": "hall", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jiaohao 叫号", "version": version},
        "paths": {
            "/api/v1/halls/{hall}/commands": {"post": _post(hall, refs)},
            "/api/v1/halls/{hall}/views/{role}": {"get": _view([hall, _role()])},
            "/api/v1/halls/{hall}/views/{role}/{arg}": {"get": _view([hall, _role(), _arg()])},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "device": {"type": "apiKey", "in": "header", "name": "Authorization",
                           "description": "Device <token>"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"device": []}, {"bearer": []}],
    }  # fmt: skip


def _post(hall: dict[str, Any], refs: list[dict[str, str]]) -> dict[str, Any]:
    key = {"name": "Idempotency-Key", "in": "header", "required": True,
           "schema": {"type": "string", "minLength": 8, "maxLength": 128}}  # fmt: skip
    return {
        "operationId": "command",
        "parameters": [hall, key],
        "requestBody": {"required": True, "content": {_JSON: {"schema": {"oneOf": refs}}}},
        "responses": _responses("Answer"),
    }


def _view(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "operationId": "view" if len(parameters) == 2 else "viewOf",
        "parameters": parameters,
        "responses": _responses("FrameOut"),
    }


def _role() -> dict[str, Any]:
    return {"name": "role", "in": "path", "required": True, "schema": {"enum": sorted(VIEWS)}}


def _arg() -> dict[str, Any]:
    return {"name": "arg", "in": "path", "required": True, "schema": {"type": "string"}}


def _responses(ok: str) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": "OK", "content": {_JSON: {"schema": {"$ref": f"#/components/schemas/{ok}"}}}},
        "default": {"description": "A problem (RFC 9457)", "content": problem},
    }
