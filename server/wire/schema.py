"""The contract as JSON Schema and OpenAPI 3.1, made from the structs themselves."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from server.hall.views.board import BoardView
from server.hall.views.counter import CounterView
from server.hall.views.kiosk import KioskView
from server.hall.views.live import Live
from server.hall.views.sign import WindowView
from server.hall.views.supervisor import SupervisorView
from server.hall.views.tickets import TicketPage, Wanted
from server.wire import admission
from server.wire.beats import Beat, BeatAnswer
from server.wire.envelope import KEY_MAX, KEY_MIN, AnyCommand
from server.wire.frames import Answer, Hello, Me, Nothing, Problem, Ready, Tick, Uploaded

VIEWS: Final = {
    "kiosk": KioskView,
    "board": BoardView,
    "window": WindowView,
    "counter": CounterView,
    "supervisor": SupervisorView,
}
_JSON: Final = "application/json"
_PICTURE: Final[dict[str, Any]] = {"image/png": {}, "image/jpeg": {}}
_HALL: Final = {"name": "hall", "in": "path", "required": True, "schema": {"type": "string"}}
_ROLE: Final = {"name": "role", "in": "path", "required": True, "schema": {"enum": sorted(VIEWS)}}
_ARG: Final = {
    "name": "arg",
    "in": "path",
    "required": True,
    "description": "zone of a board, number of a window or counter, device of a kiosk",
    "schema": {"type": "string"},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "made and stored by the client before sending; the same key always has the same answer",
    "schema": {"type": "string", "minLength": KEY_MIN, "maxLength": KEY_MAX},
}


class FrameOut(msgspec.Struct, frozen=True):
    """A frame as it is sent. hash: first 128 bits of SHA-256 of the bytes of `view`; live is outside."""

    epoch: str
    day: str
    seq: int
    hash: str
    role: str
    view: dict[str, Any]
    live: Live


_ADMISSION: Final = (
    admission.Enrol, admission.Enrolled, admission.SignIn, admission.SignedIn, admission.SetPassword,
)  # fmt: skip


def components() -> dict[str, Any]:
    """JSON Schemas of everything on the wire, by name."""
    kinds = [
        AnyCommand,
        Answer,
        Problem,
        Tick,
        Hello,
        FrameOut,
        TicketPage,
        Nothing,
        Ready,
        Beat,
        BeatAnswer,
        Me,
    ]
    kinds += [Uploaded, *_ADMISSION, *VIEWS.values()]
    _, found = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    views = [_ref(view.__name__) for view in VIEWS.values()]
    found["FrameOut"]["properties"]["view"] = {"oneOf": views}
    return dict(found)


def commands() -> list[str]:
    """Names of all commands ("do"), sorted."""
    return sorted(_tags())


def openapi(version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the HTTP half; Socket.IO carries the same structs."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jiaohao 叫号", "version": version},
        "paths": _paths(),
        "components": {
            "schemas": components(),
            "securitySchemes": {
                "device": {"type": "apiKey", "in": "header", "name": "Authorization",
                           "description": "Device <token>"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"device": []}, {"bearer": []}],
    }  # fmt: skip


def _tags() -> dict[str, type]:
    return {str(kind.__struct_config__.tag): kind for kind in AnyCommand.__args__}


def _paths() -> dict[str, Any]:
    tags = {tag: f"#/components/schemas/{kind.__name__}" for tag, kind in _tags().items()}
    command = {
        "oneOf": [{"$ref": ref} for ref in tags.values()],
        "discriminator": {"propertyName": "do", "mapping": tags},
    }
    views = "/api/v1/halls/{hall}/views/{role}"
    session = {
        "post": _operation("signIn", "SignedIn", _ref("SignIn"), open=True),
        "delete": _operation("signOut", "Nothing", open=True),
    }
    return {
        "/api/v1/halls/{hall}/commands": {"post": _operation("command", "Answer", command, [_HALL, _KEY])},
        views: {"get": _operation("view", "FrameOut", None, [_HALL, _ROLE])},
        f"{views}/{{arg}}": {"get": _operation("viewOf", "FrameOut", None, [_HALL, _ROLE, _ARG])},
        "/api/v1/halls/{hall}/tickets": {
            "get": _operation("tickets", "TicketPage", None, [_HALL, *_query(Wanted)])
        },
        "/api/v1/me": {"get": _operation("me", "Me")},
        "/api/v1/me/beat": {"post": _operation("beat", "BeatAnswer", _ref("Beat"))},
        **_files(),
        "/api/v1/enrol": {"post": _operation("enrol", "Enrolled", _ref("Enrol"), open=True)},
        "/api/v1/session": session,
        "/api/v1/password": {"post": _operation("setPassword", "Nothing", _ref("SetPassword"), open=True)},
        "/readyz": {"get": _operation("ready", "Ready", open=True)},
    }


def _query(kind: type) -> list[dict[str, Any]]:
    """The fields of a struct as parameters behind the ?; none is needed."""
    _, found = msgspec.json.schema_components([kind])
    properties: dict[str, Any] = found[kind.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _files() -> dict[str, Any]:
    """What a device was asked to send, and what is kept: bytes."""
    sent = _operation("screenshot", "Uploaded", None, [_HALL | {"name": "order"}])
    sent["requestBody"] = {"required": True, "content": _PICTURE}
    kept = _operation("file", "Nothing", None, [_HALL | {"name": "hash"}])
    kept["responses"]["200"] = {"description": "OK", "content": _PICTURE}
    return {
        "/api/v1/me/orders/{order}/screenshot": {"post": sent},
        "/media/{hash}": {"get": kept},
    }


def _operation(
    name: str,
    answer: str,
    body: dict[str, Any] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    *,
    open: bool = False,
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    made: dict[str, Any] = {
        "operationId": name,
        "responses": {
            "200": {"description": "OK", "content": {_JSON: {"schema": _ref(answer)}}},
            "default": {"description": "A problem (RFC 9457)", "content": problem},
        },
    }
    if parameters:
        made["parameters"] = parameters
    if body is not None:
        made["requestBody"] = {"required": True, "content": {_JSON: {"schema": body}}}
    if open:
        made["security"] = []
    return made


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
