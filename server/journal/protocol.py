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
    """An entry before it is sealed.

    actor: the device or program it came through. by: the account signed in there, or None. request:
    SHA-256 of the client's fields. answer: JSON bytes of the stored answer. events: JSON array of the
    stream's events."""

    at: Ms
    actor: str
    by: str | None = None
    key: str
    request: bytes
    answer: bytes
    settings_seq: int
    events: bytes


class Entry(Struct, frozen=True, gc=False):
    """One command's outcome, as stored. hash = chain.digest (all other fields).

    form: 1 before version 2 of the store (by and answer_hash are None), 2 since. answer_hash:
    chain.answer_hash of request and answer, kept for ever, so that nothing needs the answer itself."""

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
    form: int = 1
    by: str | None = None
    answer_hash: bytes | None = None


class Append(Struct, frozen=True):
    """Entries for one stream; the first becomes expected + 1.

    Without drafts nothing is written there, but the stream must stand at `expected` (a guard).
    head: this stream is the hall's current day from this append on.
    """

    stream: str
    expected: int
    drafts: Sequence[Draft] = ()
    head: bool = False


class Stored(Struct, frozen=True):
    """What is kept under a key: where it was written, the request's hash, the answer's JSON bytes.

    actor: who wrote the entry; what a key led to is told to nobody else.
    """

    stream: str
    seq: int
    request: bytes
    answer: bytes
    actor: str


class Kept(Struct, frozen=True, gc=False):
    """What chain.verify needs of a stored outcome: its entry's seq, key and time, and the answer's hash."""

    seq: int
    key: str
    at: Ms
    answer_hash: bytes


class Journal(Protocol):
    """Append-only streams per hall with idempotency keys."""

    def append(self, hall: str, appends: Sequence[Append]) -> list[Entry]:
        """Durable or nothing, all appends in one transaction; returns the sealed entries in order.

        A stream may be named twice; its second append goes on where the first one ends.
        Raises: KnownKeys, Stale, Unwritable (nothing written); Unknown, Poisoned (it may be written).
        """
        ...

    def known(self, hall: str, key: str) -> Stored | None:
        """The stored outcome of a key, or None. Raises: Broken when it does not fit its entry."""
        ...

    def kept(self, hall: str, stream: str) -> Iterator[Kept]:
        """Of every key of a stream that is not forgotten yet, for chain.verify."""
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
        """The hall's current day as recorded (Append.head), or None."""
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
