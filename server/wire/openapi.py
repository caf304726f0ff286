"""The HTTP half of the contract: OpenAPI 3.1. Socket.IO carries the same structs (asyncapi)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.hall.views.tickets import Wanted
from server.wire import clips, examples
from server.wire.envelope import KEY_MAX, KEY_MIN
from server.wire.schema import VIEWS, Schema, components, fields_of, ref, used

_JSON: Final = "application/json"
_TEXT: Final = {"type": "string"}
_BYTES: Final = {"type": "string", "format": "binary"}
_PICTURE: Final = {"image/png": {"schema": _BYTES}, "image/jpeg": {"schema": _BYTES}}
_HALL: Final = {"name": "hall", "in": "path", "required": True, "schema": _TEXT, "example": examples.HALL}
_ROLE: Final = {
    "name": "role",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": sorted(VIEWS)},
}
_ARG: Final = {
    "name": "arg",
    "in": "path",
    "required": True,
    "description": "zone of a board, number of a window or counter, device of a kiosk",
    "schema": _TEXT,
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "made and stored by the client before sending; the same key always has the same answer",
    "schema": {"type": "string", "minLength": KEY_MIN, "maxLength": KEY_MAX},
    "example": examples.KEY,
}
_ABOUT: Final = (
    "The queue of a township service hall. A program sends commands, each with a key of its own, and reads "
    "views; it may send a command again with the same key until it knows the answer. Times are milliseconds "
    "since 1970-01-01 UTC unless a name says otherwise."
)
_TAGS: Final = {
    "hall": "Commands in, views out.",
    "me": "Who a request acts as, and a device about itself.",
    "admission": "Ways in and out: enrolment, sign-in, password.",
    "files": "Pictures that devices were asked for; the clips of the voice.",
    "server": "Whether the server is well; this contract.",
}
_ANSWERS: Final = {
    400: "The request cannot be understood.",
    401: "It is not known who you are.",
    403: "That is not yours to do, or the page is somebody else's.",
    404: "There is no such thing.",
    409: "The rules say no; nothing happened.",
    410: "That hall day is over.",
    413: "It is too big.",
    415: "The body has no media type that is taken here.",
    422: "The request has no meaning.",
    429: "Too many requests; wait.",
    500: "Something went wrong inside; `detail` has the mark under which it stands in the log.",
    503: "Not now. `unknown`: it may have happened, keep the key and ask again; else nothing happened.",
}
_WAIT: Final = {
    "Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}, "required": True}
}
_SCHEMES: Final = {
    "WWW-Authenticate": {"description": "Bearer and Device", "schema": _TEXT, "required": True},
}
_HEADERS: Final[dict[int, Schema]] = {401: _SCHEMES, 429: _WAIT, 503: _WAIT}
_KNOWN: Final = (400, 401, 403, 404, 500, 503)  # of every route that asks who you are
_BODY: Final = (413, 415, 422, 429)  # of every route that reads a body
_OPEN: Final = (400, 500)
_CLIP: Final = (400, 404, 500, 503)
_SECURITY: Final[dict[str, Schema]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "API token of a program"},
    "device": {
        "type": "http",
        "scheme": "device",
        "description": "`Authorization: Device <token>`, of an agent",
    },
    "screenCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "jh-{tag}-{screen}",
        "description": "HttpOnly cookie of an enrolled screen; under TLS with the prefix `__Host-`. It "
        "counts only with the header that names the screen, and only from the hall's own pages.",
    },
    "screen": {
        "type": "apiKey",
        "in": "header",
        "name": "Jiaohao-Screen",
        "description": "the screen's name, as in /s/{screen}",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "jh-{tag}-session",
        "description": "HttpOnly cookie of a signed-in person; under TLS with the prefix `__Host-`",
    },
}
_ANYBODY: Final[list[Schema]] = [
    {"bearer": []},
    {"device": []},
    {"screenCookie": [], "screen": []},
    {"session": []},
]


def openapi(version: str, told: Mapping[str, int], roles: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The document. told: code -> status of every problem that the server may tell. roles: do -> who may."""
    schemas = components(told, roles)
    for schema in schemas.values():
        _in_words(schema)
    paths = {
        **_hall(),
        **_me(),
        **_admission(),
        **_files(),
        **_server(),
    }
    answers = {f"Problem{status}": _problem(status, told) for status in _ANSWERS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jiaohao",
            "version": version,
            "summary": "Commands and views of a service hall's queue, 叫号",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "the server that this document came from"}],
        "tags": [{"name": name, "description": words} for name, words in _TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": used([paths, answers, ref("Results")], schemas),
            "responses": answers,
            "securitySchemes": _SECURITY,
        },
        "security": _ANYBODY,
    }


def _in_words(schema: Schema) -> None:
    """`cls` is told in words only: what openapi-python-client 0.29 makes cannot read a field of that name (it
    is a variable of its own there), and would read no ticket at all."""
    if schema.get("properties", {}).pop("cls", None) is not None:
        schema["required"].remove("cls")
        schema["description"] += " Beside these stands `cls`, a text: the class of the ticket."


def _problem(status: int, told: Mapping[str, int]) -> Schema:
    codes = sorted(code for code, own in told.items() if own == status)
    words = _ANSWERS[status] + (f" Codes: {', '.join(f'`{code}`' for code in codes)}." if codes else "")
    made: Schema = {
        "description": words,
        "content": {"application/problem+json": {"schema": ref("Problem")}},
    }
    return made | ({"headers": _HEADERS[status]} if status in _HEADERS else {})


# -- paths -----------------------------------------------------------------------------------------


def _hall() -> Schema:
    command = _operation("command", "hall", "Give a command", "Answer", (*_KNOWN, 409, 410, *_BODY))
    command["description"] = (
        "`do` names the command; `Results` tells what each answers. Send it again with the same key when no "
        "answer came or the answer was 503."
    )
    command["parameters"] = [_HALL, _KEY]
    command["requestBody"] = _body("Command", examples.COMMANDS)
    command["responses"]["200"]["content"][_JSON]["examples"] = examples.ANSWERS
    own = _operation("view", "hall", "A view, of one's own window, zone or device", "Frame", _KNOWN)
    one = _operation("viewOf", "hall", "A view of this window, zone or device", "Frame", _KNOWN)
    listed = _operation("tickets", "hall", "Tickets of the day, 50 a page", "TicketPage", (*_KNOWN, 422))
    wanted = [{"name": name, "in": "query", "schema": schema} for name, schema in fields_of(Wanted).items()]
    views = "/api/v1/halls/{hall}/views/{role}"
    return {
        "/api/v1/halls/{hall}/commands": {"post": command},
        views: {"get": own | {"parameters": [_HALL, _ROLE]}},
        f"{views}/{{arg}}": {"get": one | {"parameters": [_HALL, _ROLE, _ARG]}},
        "/api/v1/halls/{hall}/tickets": {"get": listed | {"parameters": [_HALL, *wanted]}},
    }


def _me() -> Schema:
    beat = _operation("beat", "me", "What a device says of itself every 5 s", "BeatAnswer", (*_KNOWN, *_BODY))
    beat["requestBody"] = _body("Beat", examples.BEAT)
    me = _operation("me", "me", "Who I am: hall, role, window, zone, what I may", "Me", (400, 401, 500, 503))
    return {"/api/v1/me": {"get": me}, "/api/v1/me/beat": {"post": beat}}


def _admission() -> Schema:
    codes = (400, 401, 403, *_BODY, 500, 503)
    enrol = _operation("enrol", "admission", "A browser becomes a device's screen", "Enrolled", codes)
    into = _operation("signIn", "admission", "A person signs in", "SignedIn", codes)
    out = _operation("signOut", "admission", "A person signs out", "Nothing", (400, 403, 500, 503))
    word = _operation("setPassword", "admission", "A new password with a one-time code", "Nothing", codes)
    for operation, name in ((enrol, "Enrol"), (into, "SignIn"), (word, "SetPassword")):
        operation["requestBody"] = _body(name)
    for operation in (enrol, into, word):
        operation["security"] = []
    return {
        "/api/v1/enrol": {"post": enrol},
        "/api/v1/session": {"post": into, "delete": out | {"security": [{"session": []}, {}]}},
        "/api/v1/password": {"post": word},
    }


def _files() -> Schema:
    """What a device was asked to send, and what is kept: bytes."""
    sent = _operation(
        "screenshot", "files", "The picture that was ordered", "Uploaded", (*_KNOWN, 409, *_BODY)
    )
    sent["parameters"] = [{"name": "order", "in": "path", "required": True, "schema": _TEXT}]
    sent["requestBody"] = {"required": True, "content": _PICTURE}
    kept = _operation("file", "files", "A kept file", None, _KNOWN)
    kept["parameters"] = [{"name": "hash", "in": "path", "required": True, "schema": _TEXT}]
    kept["responses"]["200"] = {"description": "its bytes, always the same", "content": _PICTURE}
    return {
        "/api/v1/me/orders/{order}/screenshot": {"post": sent},
        "/media/{hash}": {"get": kept},
        "/voice/{hash}/{file}": {"get": _clip()},
    }


def _clip() -> Schema:
    """What a loudspeaker plays; public, since it is said aloud."""
    clip = _operation("clip", "files", "A clip of the voice, or the list of them (index.json)", None, _CLIP)
    clip["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in ("hash", "file")
    ]
    content = {_JSON: {"schema": ref("ClipIndex")}, clips.TYPE: {"schema": _BYTES}}
    clip["responses"]["200"] = {"description": "under one hash the same clips for ever", "content": content}
    return clip | {"security": []}


def _server() -> Schema:
    ready = _operation("ready", "server", "Whether the hall can work", "Ready", _OPEN)
    ready["responses"]["503"] = _answer("not now, and why", ref("Ready")) | {"headers": _WAIT}
    documents = {
        "openapi": _operation("openapi", "server", "This document", None, _OPEN),
        "asyncapi": _operation("asyncapi", "server", "The Socket.IO half: AsyncAPI 3", None, _OPEN),
    }
    for operation in (ready, *documents.values()):
        operation["security"] = []
    paths: Schema = {f"/api/v1/{name}.json": {"get": one} for name, one in documents.items()}
    return paths | {"/readyz": {"get": ready}}


def _operation(name: str, tag: str, summary: str, answer: str | None, statuses: Iterable[int]) -> Schema:
    """answer: component, None = any object. statuses: of the problems it may tell."""
    told = {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}
    schema = {"type": "object"} if answer is None else ref(answer)
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "responses": {"200": _answer("It worked.", schema), **told},
    }


def _answer(words: str, schema: Schema) -> Schema:
    return {"description": words, "content": {_JSON: {"schema": schema}}}


def _body(name: str, given: Schema | None = None) -> Schema:
    content = {"schema": ref(name)} | ({"examples": given} if given else {})
    return {"required": True, "content": {_JSON: content}}
