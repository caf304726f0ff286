"""What presence tells those who come too often or too many at once."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "busy": (503, "现在登录的人太多，请稍候再试。", "Nothing happened; too many sign in at once, retry."),
}


class Busy(Told):
    """Too many wait for their password to be checked; this one was not looked at."""

    def __init__(self) -> None:
        super().__init__("busy", SENTENCES["busy"])
