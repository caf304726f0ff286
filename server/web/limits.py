"""A token bucket per identity: limits.rate a second, limits.burst at once; a refusal costs nothing."""

from __future__ import annotations

from collections.abc import Callable

from server.hall.settings import Limits

_MANY = 10_000


class Buckets:
    """now: monotonic seconds. limits: read at each request, so a change of settings works at once."""

    def __init__(self, limits: Callable[[], Limits], now: Callable[[], float]) -> None:
        self._limits, self._now = limits, now
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, who: str) -> bool:
        """True when the request may go on."""
        limits, now = self._limits(), self._now()
        tokens, last = self._buckets.get(who, (float(limits.burst), now))
        tokens = min(float(limits.burst), tokens + (now - last) * limits.rate)
        allowed = tokens >= 1.0
        if len(self._buckets) > _MANY:
            self._buckets.clear()
        self._buckets[who] = (tokens - 1.0 if allowed else tokens, now)
        return allowed
