"""Errors of the engine: a command that the rules never judged, or whose outcome nobody knows."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "key_reused": (409, "同一个操作编号用于了不同的操作。", "The key was used for another request."),
    "secret_shown": (409, "密钥只显示一次，请重新生成。", "The secret was shown once; make a new one."),
    "store_away": (503, "系统暂时无法保存，请稍候再试。", "Nothing happened; keep the key and retry."),
    "stopping": (503, "系统正在停止，请稍候再试。", "Nothing happened; keep the key and retry."),
    "busy": (503, "现在人太多，请稍候再试。", "Too many commands wait; keep the key and retry."),
    "unknown": (
        503,
        "系统没有及时答复，这次操作可能已经完成，请稍候再试。",
        "It may have happened; keep the key and ask again.",
    ),
    "internal": (500, "系统出错，请稍候再试。", "Internal error {mark}"),
}


class Rejected(Told):
    """A command that never reached the rules. code: key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, SENTENCES[code], facts)
