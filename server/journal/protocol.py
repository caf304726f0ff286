"""What every journal backend does. One contract suite (tests/journal) runs against all of them.

All methods block (SQLite, network); the engine calls them through `threads.offload`, one
writing call at a time. Streams of a hall: a day ("2026-11-23"), "settings", "registry".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from server.hall.units import Ms

GENESIS = b"\0" * 32


class Draft(Struct, frozen=True, kw_only=True):
    """An entry before it is sealed. request: SHA-256 of the client's fields. answer: JSON bytes of the
    stored answer. events: JSON array of the stream's events."""

    at: Ms
    actor: str
    key: str
    request: bytes
    answer: bytes
    settings_seq: int
    events: bytes


class Entry(Struct, frozen=True, gc=False):
    """One command's outcome, as stored. hash = chain.seal(prev, all other fields)."""

    hall: str
    stream: str
    seq: int
    at: Ms
    actor: str
    key: str
    settings_seq: int
    events: bytes
    prev: bytes
    hash: bytes


class Append(Struct, frozen=True):
    """Entries for one stream; the first becomes expected + 1.

    Without drafts nothing is written there, but the stream must stand at `expected` (a guard).
    """

    stream: str
    expected: int
    drafts: Sequence[Draft] = ()


class Stored(Struct, frozen=True):
    """What is kept under a key: where it was written, the request's hash, the answer's JSON bytes.

    actor: who wrote the entry; what a key led to is told to nobody else.
    """

    stream: str
    seq: int
    request: bytes
    answer: bytes
    actor: str


class Journal(Protocol):
    """Append-only streams per hall with idempotency keys."""

    def append(self, hall: str, appends: Sequence[Append]) -> list[Entry]:
        """Durable or nothing, all appends in one transaction; returns the sealed entries in order.

        A stream may be named twice; its second append goes on where the first one ends.
        Raises: KnownKeys, Stale, Unwritable (nothing written); Unknown, Poisoned (it may be written).
        """
        ...

    def known(self, hall: str, key: str) -> Stored | None:
        """The stored outcome of a key, or None."""
        ...

    def read(self, hall: str, stream: str, after: int = 0) -> Iterator[Entry]:
        """Entries with seq > after, in order. Safe to call while another thread appends."""
        ...

    def last(self, hall: str, stream: str) -> Entry | None:
        """The newest entry of a stream."""
        ...

    def halls(self) -> list[str]:
        """Hall ids, sorted."""
        ...

    def streams(self, hall: str) -> list[str]:
        """Stream names of a hall, sorted."""
        ...

    def head(self, hall: str) -> str | None:
        """Name of the newest day stream, or None."""
        ...

    def epoch(self, hall: str) -> str:
        """Random id made when the hall's journal was created (new again at restore and promote)."""
        ...

    def forget(self, hall: str, stream: str, before: Ms) -> int:
        """Drop keys of a stream whose entries are older than `before`; the entries stay. Count dropped."""
        ...

    def canary(self) -> None:
        """Commit to a table of its own. Raises: Unwritable, Poisoned."""
        ...

    def close(self) -> None:
        """Release everything; further calls raise JournalError."""
        ...
