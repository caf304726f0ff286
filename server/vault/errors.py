"""Errors of the vault; driver errors become these, with the cause attached."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "store_away": (503, "系统暂时无法保存，请稍候再试。", "Nothing happened; keep the key and retry."),
}


class VaultError(Told):
    """The vault could not do it; nothing was changed. cause: for the log."""

    code = "store_away"

    def __init__(self, cause: str) -> None:
        super().__init__(self.code, SENTENCES[self.code])
        self.cause = cause

    def __str__(self) -> str:
        return self.cause
