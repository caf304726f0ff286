"""Errors of the journal; driver errors become these, with the cause attached."""

from __future__ import annotations


class JournalError(Exception):
    """Base: the journal could not do it."""


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


class Poisoned(JournalError):
    """A sync failed or the outcome is unknown: stop acknowledging, restart, verify."""


class Broken(JournalError):
    """Stored data does not verify (chain, shape, head ahead of the database)."""


class FolderInUse(JournalError):
    """Another server holds the lock of the data folder."""


class UnsafeStore(JournalError):
    """The store cannot keep the promises (settings, file system, version)."""
