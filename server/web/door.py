"""The way of a command over HTTP, taken before Flask: programs and boxes ask for little else, and contexts
and routing took a third of the server's work for one (tests/bench, "issue"). What is said is what the route
says: both call the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from werkzeug import Request

from server.web.headers import Wsgi
from server.wire.envelope import MAX_BODY
from server.wire.frames import Answer

_PATH: Final = re.compile(r"/api/v1/halls/([^/]+)/commands")
_encode = msgspec.json.Encoder().encode

Take = Callable[[Request, str], Any]


class _Request(Request):
    max_content_length = MAX_BODY + 1  # a chunked body is cut there without a word


def before(
    inner: Wsgi, guarded: Callable[[Request], Any], take: Take, told: Callable[[Exception], Any]
) -> Wsgi:
    """Wrap a WSGI app. guarded: a response that refuses, or None. take: a command's Answer, or a response.
    told: the response an error becomes."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if found is None:
            return inner(environ, start_response)
        request = _Request(environ)
        try:
            outcome = guarded(request) or take(request, found[1])
        except Exception as error:
            outcome = told(error)
        if not isinstance(outcome, Answer):
            response: Iterable[bytes] = outcome(environ, start_response)
            return response
        body = _encode(outcome)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return app
