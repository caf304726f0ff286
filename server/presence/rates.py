"""A token bucket per identity: limits.rate a second, limits.burst at once; a refused request costs none.

A bucket is a process's own and no row of presence: what it guards is this server's time, and asking another
machine before each request would cost more of it than the request.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from server.hall.settings.tree import Limits
from server.runtime import threads

_MANY = 10_000


class Buckets:
    """now: monotonic seconds. limits: read at each request, so a change of settings works at once."""

    def __init__(self, limits: Callable[[], Limits], now: Callable[[], float] = threads.monotonic) -> None:
        self._limits, self._now = limits, now
        self._buckets: dict[str, tuple[float, float]] = {}  # who -> (tokens, when counted)
        self._lock = threading.Lock()

    def take(self, who: str) -> bool:
        """True when the request may go on."""
        limits = self._limits()
        full = float(limits.burst)
        with self._lock:
            now = self._now()
            tokens, last = self._buckets.pop(who, (full, now))
            tokens = min(full, tokens + (now - last) * limits.rate)
            allowed = tokens >= 1.0
            if len(self._buckets) >= _MANY:
                self._buckets.pop(next(iter(self._buckets)))  # who asked longest ago
            self._buckets[who] = (tokens - 1.0 if allowed else tokens, now)
        return allowed
