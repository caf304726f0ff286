"""A journal in memory: for tests and rehearsals, with the same contract and nothing durable."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from server.hall.units import Ms
from server.journal import chain
from server.journal.errors import JournalError, KnownKeys
from server.journal.protocol import GENESIS, Append, Entry, Kept, Stored
from server.runtime import threads

Hook = Callable[[], object]


def _nothing() -> None:
    """The store does as it should."""


class MemoryJournal:
    """See protocol.Journal. Two engines may share one object.

    For tests of what the store may do to an engine:
    fail: an error of the next appends, nothing written, until it is None again.
    before, after: called around each append, the latter when its entries are there: what they append are
    entries of somebody else, what they raise (Unknown) is the outcome. Appends of theirs call none.
    """

    def __init__(self) -> None:
        self._lock = threads.system_lock()
        self._streams: dict[tuple[str, str], list[Entry]] = {}
        self._known: dict[tuple[str, str], tuple[Stored, Ms]] = {}
        self._epochs: dict[str, str] = {}
        self._days: dict[str, str] = {}
        self._closed = False
        self._hooking = threading.local()
        self.fail: JournalError | None = None
        self.before: Hook = _nothing
        self.after: Hook = _nothing

    def append(self, hall: str, appends: Sequence[Append]) -> list[Entry]:
        """See protocol.Journal.append."""
        self._hook(self.before)
        with self._lock:
            self._require_open()
            if self.fail is not None:
                raise self.fail
            sealed = chain.seal_all(hall, appends, partial(self._end, hall))
            known = {draft.key for draft, _ in sealed if (hall, draft.key) in self._known}
            if known:
                raise KnownKeys(frozenset(known))
            for draft, entry in sealed:
                self._streams.setdefault((hall, entry.stream), []).append(entry)
                stored = Stored(entry.stream, entry.seq, draft.request, draft.answer, entry.actor)
                self._known[hall, draft.key] = (stored, draft.at)
            for append in appends:
                if append.head:
                    self._days[hall] = append.stream
        self._hook(self.after)
        return [entry for _, entry in sealed]

    def _hook(self, hook: Hook) -> None:
        if getattr(self._hooking, "on", False):
            return
        self._hooking.on = True
        try:
            hook()
        finally:
            self._hooking.on = False

    def _end(self, hall: str, stream: str) -> tuple[int, bytes]:
        entries = self._streams.get((hall, stream), [])
        return (entries[-1].seq, entries[-1].hash) if entries else (0, GENESIS)

    def _require_open(self) -> None:
        if self._closed:
            raise JournalError("the journal is closed")

    def known(self, hall: str, key: str) -> Stored | None:
        """See protocol.Journal.known."""
        self._require_open()
        found = self._known.get((hall, key))
        return found[0] if found else None

    def kept(self, hall: str, stream: str) -> Iterator[Kept]:
        """See protocol.Journal.kept."""
        self._require_open()
        return iter(
            [
                Kept(stored.seq, key, at, chain.answer_hash(stored.request, stored.answer))
                for (of, key), (stored, at) in self._known.items()
                if (of, stored.stream) == (hall, stream)
            ]
        )

    def read(self, hall: str, stream: str, after: int = 0) -> Iterator[Entry]:
        """See protocol.Journal.read."""
        self._require_open()
        return iter(self._streams.get((hall, stream), [])[after:])

    def last(self, hall: str, stream: str) -> Entry | None:
        """See protocol.Journal.last."""
        self._require_open()
        entries = self._streams.get((hall, stream), [])
        return entries[-1] if entries else None

    def halls(self) -> list[str]:
        """See protocol.Journal.halls."""
        self._require_open()
        return sorted({hall for hall, _ in self._streams})

    def streams(self, hall: str) -> list[str]:
        """See protocol.Journal.streams."""
        self._require_open()
        return sorted(stream for found, stream in self._streams if found == hall)

    def head(self, hall: str) -> str | None:
        """See protocol.Journal.head."""
        self._require_open()
        return self._days.get(hall)

    def epoch(self, hall: str) -> str:
        """See protocol.Journal.epoch."""
        self._require_open()
        return self._epochs.setdefault(hall, secrets.token_hex(8))

    def forget(self, hall: str, stream: str, before: Ms) -> int:
        """See protocol.Journal.forget."""
        with self._lock:
            self._require_open()
            old = [
                key
                for key, (stored, at) in self._known.items()
                if key[0] == hall and stored.stream == stream and at < before
            ]
            for key in old:
                del self._known[key]
            return len(old)

    def canary(self) -> None:
        """See protocol.Journal.canary."""
        self._require_open()
        if self.fail is not None:
            raise self.fail

    def close(self) -> None:
        """See protocol.Journal.close."""
        self._closed = True
