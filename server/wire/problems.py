"""Problems (RFC 9457), the same over HTTP and Socket.IO: Chinese title for the person, stable code."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Refused
from server.wire.envelope import Malformed
from server.wire.frames import Problem

# Statuses of refusals; every other code of the rules is 409.
_STATUS: Final[dict[str, int]] = {
    "login_wrong": 401,
    "login_slow": 429,
    "code_wrong": 401,
    "settings_invalid": 422,
    "password_weak": 422,
    "slot_needed": 422,
    "transfer_where": 422,
    "days_needed": 422,
    **dict.fromkeys(
        ("line_unknown", "item_unknown", "class_unknown", "ticket_unknown", "window_unknown", "job_unknown",
         "call_unknown", "zone_unknown", "booking_unknown", "account_unknown", "device_unknown",
         "token_unknown", "version_unknown", "not_available"), 404),
}  # fmt: skip

_PLAIN: Final[dict[str, tuple[int, str, str]]] = {
    "unauthorised": (401, "请先登录或登记设备。", "Sign in or enrol the device first."),
    "forbidden": (403, "没有权限这样操作。", "That is not yours to do."),
    "origin": (403, "请求来源不被允许。", "The origin is not allowed."),
    "not_found": (404, "没有找到。", "Nothing is here."),
    "method": (405, "不支持这种请求方式。", "That method does not work here."),
    "too_big": (413, "请求太大。", "The request is too large."),
    "malformed": (422, "请求内容有误。", "The request is malformed."),
    "unknown_do": (422, "没有这个操作。", "There is no such command."),
    "too_fast": (429, "操作太快，请稍候。", "Too many requests; wait a moment."),
    "range": (416, "没有这一段内容。", "That range is not here."),
    "request": (400, "请求有误。", "The request cannot be understood."),
    "internal": (500, "系统出错，请稍候再试。", "Internal error."),
}

_OF_STATUS: Final[dict[int, str]] = {
    400: "malformed",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_big",
    415: "malformed",
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
    """A problem that is not a refusal of the rules."""
    status, zh, en = _PLAIN[code]
    return _problem(status, code, zh, detail or en)


def of_refusal(refused: Refused) -> Problem:
    """A refusal of the rules, the registry or the settings."""
    return _problem(_STATUS.get(refused.code, 409), refused.code, refused.zh, refused.en, refused.facts)


def of_malformed(malformed: Malformed) -> Problem:
    """A request without meaning; the detail says where."""
    return plain(malformed.code, malformed.where[:200])


def make(status: int, code: str, zh: str, en: str) -> Problem:
    """A problem from its parts."""
    return _problem(status, code, zh, en)


def _problem(status: int, code: str, zh: str, en: str, facts: dict[str, object] | None = None) -> Problem:
    shown = {
        name: value for name, value in (facts or {}).items() if name in ("problems", "numbers", "seconds")
    }
    return Problem(f"urn:jiaohao:problem:{code}", status, code, zh, en, shown)
