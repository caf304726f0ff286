"""The hall clock: never steps back, never leaps by itself (DESIGN section 4, Hall clock)."""

from __future__ import annotations

import time
from collections.abc import Callable

from server.hall import calendar
from server.hall.units import HOUR, MINUTE, Ms

_BACK: Ms = 5 * MINUTE
_FORWARD: Ms = 36 * HOUR


def wall_ms() -> Ms:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> Ms:
    """Milliseconds that only go forward while the process runs."""
    return time.monotonic_ns() // 1_000_000


class HallClock:
    """now() for one hall. unsure: no day opens by itself until a person confirms date and time.

    working_day: whether a date is a working day of the hall's calendar.
    """

    def __init__(
        self,
        last: Ms,
        working_day: Callable[[str], bool],
        *,
        wall: Callable[[], Ms] = wall_ms,
        monotonic: Callable[[], Ms] = monotonic_ms,
    ) -> None:
        self._wall, self._monotonic = wall, monotonic
        start = wall()
        self.unsure = last > 0 and (start < last - _BACK or _skipped(last, start, working_day))
        self._base = max(start, last)
        self._started = monotonic()
        self._offset = start - self._started  # wall minus monotonic, as last seen
        self._last = self._base

    def now(self) -> Ms:
        """Time of the hall; also watches the wall clock for steps."""
        monotonic = self._monotonic()
        offset = self._wall() - monotonic
        if not -_BACK <= offset - self._offset <= _FORWARD:
            self.unsure = True
        self._offset = offset
        self._last = max(self._last, self._base + monotonic - self._started)
        return self._last

    def confirm(self, now: Ms) -> None:
        """A person said what time it is; the only way to go back."""
        self._base = self._last = now
        self._started = self._monotonic()
        self._offset = self._wall() - self._started
        self.unsure = False


def _skipped(last: Ms, start: Ms, working_day: Callable[[str], bool]) -> bool:
    """Whether a whole working day lies between the last entry and the start."""
    day = calendar.next_day(calendar.day_of(last))
    today = calendar.day_of(start)
    for _ in range(60):
        if day >= today:
            return False
        if working_day(day):
            return True
        day = calendar.next_day(day)
    return True
