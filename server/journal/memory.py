"""A journal in memory: for tests and rehearsals, with the same contract and nothing durable."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from server.hall.units import Ms
from server.journal import chain
from server.journal.errors import JournalError, KnownKeys, Stale
from server.journal.protocol import GENESIS, Batch, Entry, Stored
from server.runtime import threads


class MemoryJournal:
    """See protocol.Journal. fail: an error the next append raises, for tests of refusing stores."""

    def __init__(self) -> None:
        self._lock = threads.system_lock()
        self._streams: dict[tuple[str, str], list[Entry]] = {}
        self._known: dict[tuple[str, str], tuple[Stored, Ms]] = {}
        self._epochs: dict[str, str] = {}
        self._closed = False
        self.fail: JournalError | None = None

    def append(self, hall: str, batches: Sequence[Batch]) -> list[Entry]:
        """See protocol.Journal.append."""
        with self._lock:
            self._require_open()
            if self.fail is not None:
                raise self.fail
            known = {d.key for b in batches for d in b.drafts if (hall, d.key) in self._known}
            if known:
                raise KnownKeys(frozenset(known))
            sealed = [self._sealed(hall, batch) for batch in batches]
            for batch, entries in zip(batches, sealed, strict=True):
                self._streams.setdefault((hall, batch.stream), []).extend(entries)
                for draft, entry in zip(batch.drafts, entries, strict=True):
                    stored = Stored(batch.stream, entry.seq, draft.request, draft.answer)
                    self._known[hall, draft.key] = (stored, draft.at)
            return [entry for entries in sealed for entry in entries]

    def _sealed(self, hall: str, batch: Batch) -> list[Entry]:
        entries = self._streams.get((hall, batch.stream), [])
        if len(entries) != batch.expected:
            raise Stale(batch.stream, len(entries))
        prev = entries[-1].hash if entries else GENESIS
        sealed = []
        for seq, draft in enumerate(batch.drafts, batch.expected + 1):
            sealed.append(chain.seal(hall, batch.stream, seq, prev, draft))
            prev = sealed[-1].hash
        return sealed

    def _require_open(self) -> None:
        if self._closed:
            raise JournalError("the journal is closed")

    def known(self, hall: str, key: str) -> Stored | None:
        """See protocol.Journal.known."""
        self._require_open()
        found = self._known.get((hall, key))
        return found[0] if found else None

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
        return max((stream for stream in self.streams(hall) if stream[:1].isdigit()), default=None)

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
