"""What goes back over HTTP: structs and problems as JSON, every error as a problem."""

from __future__ import annotations

import logging
import uuid
from typing import Any, Final, TypeVar

import msgspec
from flask import Response
from msgspec import Struct
from werkzeug import Request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.hall.errors import Told
from server.web.commands import problem_of, status_of
from server.wire import problems
from server.wire.envelope import MAX_BODY, decode
from server.wire.errors import TurnedAway
from server.wire.frames import Problem

log = logging.getLogger("jiaohao.web")

SCHEMES: Final = 'Bearer realm="jiaohao", Device realm="jiaohao"'  # RFC 9110, 11.6.1: each 401 names them
_encode = msgspec.json.Encoder().encode

T = TypeVar("T")


def answer(outcome: Struct | dict[str, Any], status: int | None = None) -> Response:
    """A struct as a JSON response; problems in their own media type."""
    kind = "application/problem+json" if isinstance(outcome, Problem) else "application/json"
    if status is None:
        status = status_of(outcome) if isinstance(outcome, Struct) else 200
    response = Response(_encode(outcome), status, content_type=kind)
    if status in (429, 503):
        facts = outcome.facts if isinstance(outcome, Problem) else {}
        response.headers["Retry-After"] = str(facts.get("seconds", 1))
    if status == 401:
        response.headers["WWW-Authenticate"] = SCHEMES
    return response


def refuse(code: str) -> Response:
    """A plain problem as a response."""
    return answer(problems.plain(code))


def json_body(request: Request) -> bytes:
    """The body of the request, which says that it is JSON. TurnedAway: media_type."""
    body: bytes = request.get_data(cache=False)
    if not request.is_json and len(body) <= MAX_BODY:  # one that is too long is told so, whatever it is
        raise TurnedAway("media_type")
    return body


def body_of(request: Request, kind: type[T]) -> T:
    """The JSON body of a request. Malformed: malformed, too_big. TurnedAway: media_type."""
    return decode(json_body(request), kind)


def told(error: Exception) -> Response:
    """An error as a problem; what went wrong inside stays in the log, with an id to find it."""
    if isinstance(error, Told):
        return answer(problem_of(error, "a request"))
    if isinstance(error, HTTPException):
        response = answer(problems.of_status(error.code or 500))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response
    mark = uuid.uuid4().hex[:8]
    log.error("request failed [%s]", mark, exc_info=error)
    return answer(problems.plain("internal", f"Internal error {mark}"))
