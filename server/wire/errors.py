"""Errors of the wire: a request without meaning; and the codes that only the wire tells."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "unauthorised": (401, "请先登录或登记设备。", "Sign in or enrol the device first."),
    "forbidden": (403, "没有权限这样操作。", "That is not yours to do."),
    "origin": (403, "请求来源不被允许。", "The origin is not allowed."),
    "not_found": (404, "没有找到。", "Nothing is here."),
    "method": (405, "不支持这种请求方式。", "That method does not work here."),
    "too_big": (413, "请求太大。", "The request is too large."),
    "media_type": (415, "请求须是 JSON 格式。", "The body must be application/json."),
    "malformed": (422, "请求内容有误。", "The request is malformed."),
    "unknown_do": (422, "没有这个操作。", "There is no such command."),
    "too_fast": (429, "操作太快，请稍候。", "Too many requests; wait a moment."),
    "range": (416, "没有这一段内容。", "That range is not here."),
    "request": (400, "请求有误。", "The request cannot be understood."),
    "internal": (500, "系统出错，请稍候再试。", "Internal error."),
}


class TurnedAway(Told):
    """The wire says no before anybody looks at the request. code: key of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code, SENTENCES[code])


class Malformed(Told):
    """The request has no meaning. code: unknown_do, too_big, malformed; where: what is wrong, in English;
    zh: in Chinese, where more can be said than that something is."""

    def __init__(self, where: str, code: str = "malformed", zh: str = "") -> None:
        super().__init__(code, SENTENCES[code])
        self.where = self.en = where[:200]
        self.zh = zh or self.zh
