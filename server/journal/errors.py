"""Errors of the journal; driver errors become these, with the cause attached."""

from __future__ import annotations

from typing import Final

from server.hall.errors import Sentence, Told

SENTENCES: Final[dict[str, Sentence]] = {
    "store_away": (503, "系统暂时无法保存，请稍候再试。", "Nothing happened; keep the key and retry."),
    "unknown": (
        503,
        "暂时无法确认刚才的操作是否已保存，请稍候再试。",
        "It is not known whether this happened; keep the key and ask again.",
    ),
    "store_broken": (503, "数据存储有损坏，请联系技术人员。", "Stored data does not verify."),
    "folder_in_use": (503, "数据目录正被另一个服务使用。", "The data folder is in use by another server."),
    "store_unsafe": (503, "存储不安全，拒绝启动。", "The store cannot keep its promises."),
}


class JournalError(Told):
    """Base: the journal could not do it; nothing happened. cause: for the log."""

    code = "store_away"

    def __init__(self, cause: str) -> None:
        super().__init__(self.code, SENTENCES[self.code])
        self.cause = cause

    def __str__(self) -> str:
        return self.cause


class Stale(JournalError):
    """expected_seq is not the stream's seq; nothing was written. seq: the real one."""

    def __init__(self, stream: str, seq: int) -> None:
        self.stream, self.seq = stream, seq
        super().__init__(f"{stream} stands at {seq}")


class KnownKeys(JournalError):
    """Some keys are already in the journal; nothing was written. keys: the known ones."""

    def __init__(self, keys: frozenset[str]) -> None:
        self.keys = keys
        super().__init__(f"{len(keys)} known keys")


class Unwritable(JournalError):
    """Nothing was written and a later try may work: disk full, read-only, locked by another process."""


class Unknown(JournalError):
    """The outcome is not known: it may have been written. The journal works on: read what is new and
    look the keys up."""

    code = "unknown"


class Poisoned(Unknown):
    """A sync failed: nothing more is acknowledged; restart, verify."""


class Broken(JournalError):
    """Stored data does not verify (chain, shape, head ahead of the database)."""

    code = "store_broken"


class FolderInUse(JournalError):
    """Another server holds the lock of the data folder."""

    code = "folder_in_use"


class UnsafeStore(JournalError):
    """The store cannot keep the promises (settings, file system, version)."""

    code = "store_unsafe"
