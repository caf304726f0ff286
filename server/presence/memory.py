"""Presence of one process: forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.runtime import threads

MOST: Final = 10_000  # rows of a kind

_Rows = dict[str, tuple[bytes, float]]  # key -> (value, end), those written longest ago first


class MemoryPresence:
    """See Presence. monotonic: seconds that only go forward. most: rows of a kind."""

    def __init__(self, *, monotonic: Callable[[], float] = threads.monotonic, most: int = MOST) -> None:
        self._monotonic, self._most = monotonic, most
        self._kinds: dict[str, _Rows] = {}
        self._lock = threads.lock()

    def set(self, kind: str, key: str, value: bytes, seconds: float) -> None:
        """See Presence."""
        with self._lock:
            self._write(self._rows(kind), key, value, self._monotonic() + seconds)

    def get(self, kind: str, key: str) -> bytes | None:
        """See Presence."""
        with self._lock:
            return self._living(self._rows(kind), key)

    def take(self, kind: str, key: str) -> bytes | None:
        """See Presence."""
        with self._lock:
            rows = self._rows(kind)
            found = self._living(rows, key)
            rows.pop(key, None)
            return found

    def delete(self, kind: str, key: str) -> bool:
        """See Presence."""
        return self.take(kind, key) is not None

    def all(self, kind: str) -> dict[str, bytes]:
        """See Presence."""
        with self._lock:
            rows, now = self._rows(kind), self._monotonic()
            for key in [key for key, (_, end) in rows.items() if end <= now]:
                del rows[key]
            return {key: value for key, (value, _) in rows.items()}

    def lease(self, kind: str, key: str, holder: str, seconds: float) -> str:
        """See Presence."""
        with self._lock:
            rows = self._rows(kind)
            held = self._living(rows, key)
            if held is not None and held != holder.encode():
                return held.decode()
            self._write(rows, key, holder.encode(), self._monotonic() + seconds)
            return holder

    def count(self, kind: str, key: str, seconds: float) -> int:
        """See Presence."""
        with self._lock:
            rows = self._rows(kind)
            before = self._living(rows, key)
            end = self._monotonic() + seconds if before is None else rows[key][1]
            found = int(before or 0) + 1
            self._write(rows, key, str(found).encode(), end)
            return found

    def _rows(self, kind: str) -> _Rows:
        return self._kinds.setdefault(kind, {})

    def _living(self, rows: _Rows, key: str) -> bytes | None:
        found = rows.get(key)
        if found is None:
            return None
        if found[1] <= self._monotonic():
            del rows[key]
            return None
        return found[0]

    def _write(self, rows: _Rows, key: str, value: bytes, end: float) -> None:
        rows.pop(key, None)
        if len(rows) >= self._most:
            del rows[next(iter(rows))]
        rows[key] = (value, end)
