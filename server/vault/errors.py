"""Errors of the vault; driver errors become these, with the cause attached."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "store_away": (503, "系统暂时无法保存，请稍候再试。", "Nothing happened; keep the key and retry."),
    "vault_broken": (
        503,
        "人员信息与密钥的数据有损坏，请联系技术人员。",
        "The store of secrets and names is damaged.",
    ),
    "vault_unsafe": (
        503,
        "人员信息与密钥的数据由更新的程序写成，请使用新程序。",
        "The store of secrets and names was written by a newer program.",
    ),
}


class VaultError(Told):
    """The vault could not do it; nothing was changed. cause: for the log."""

    code = "store_away"

    def __init__(self, cause: str) -> None:
        super().__init__(self.code, SENTENCES[self.code])
        self.cause = cause

    def __str__(self) -> str:
        return self.cause


class VaultBroken(VaultError):
    """What is stored is not what was written."""

    code = "vault_broken"


class VaultUnsafe(VaultError):
    """A newer program wrote the file; nothing is written to it."""

    code = "vault_unsafe"
