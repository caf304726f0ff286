"""Problems (RFC 9457), the same over HTTP and Socket.IO: Chinese title for the person, stable code."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Told
from server.wire.errors import SENTENCES
from server.wire.frames import Problem

_SHOWN: Final = ("problems", "numbers", "count", "seconds")  # facts that a page needs

_OF_STATUS: Final[dict[int, str]] = {
    400: "malformed",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_big",
    415: "media_type",
    416: "range",
    422: "malformed",
    429: "too_fast",
}


def of_status(status: int) -> Problem:
    """The problem for an HTTP error that came from the framework."""
    if status < 400:
        return plain("not_found")  # a redirect to what it takes for the right address
    return plain(_OF_STATUS.get(status, "request" if status < 500 else "internal"))


def plain(code: str, detail: str | None = None) -> Problem:
    """A problem that the wire itself tells. code: key of its SENTENCES."""
    status, zh, en = SENTENCES[code]
    return _problem(status, code, zh, detail or en)


def of(told: Told) -> Problem:
    """What somebody is told, as a problem."""
    shown = {name: value for name, value in told.facts.items() if name in _SHOWN}
    return _problem(told.status, told.code, told.zh, told.en, shown)


def _problem(status: int, code: str, zh: str, en: str, facts: dict[str, object] | None = None) -> Problem:
    return Problem(f"urn:jiaohao:problem:{code}", status, code, zh, en, facts or {})
