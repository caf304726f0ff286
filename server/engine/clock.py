"""The hall's clock: it follows the machine's while the two agree and never steps back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from server.hall.units import DAY, MINUTE, Ms

NEAR: Final[Ms] = 5 * MINUTE  # so far apart the two clocks still agree
BELIEVED: Final[Ms] = 30 * DAY  # a hall may have been off for so long


def wall_ms() -> Ms:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


def elapsed_ms() -> Ms:
    """Milliseconds that only go forward, through suspend too, where the system counts them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.monotonic_ns() if boot is None else time.clock_gettime_ns(boot)) // 1_000_000


class HallClock:
    """now() for one hall.

    The hall's time is the last reading and what elapsed
    since. Up to 5 minutes from the machine's clock it follows that one: forwards at once, backwards by going
    at half speed. Further apart it is unsure and goes on by itself. A start is believed from 5 minutes
    before to 30 days after the newest entry.
    """

    def __init__(self, *, wall: Callable[[], Ms] = wall_ms, elapsed: Callable[[], Ms] = elapsed_ms) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._own, self._mark, self._by_hand = wall(), elapsed(), False

    def begin(self, last: Ms) -> None:
        """The hall's newest entry is of `last` (0: there is none)."""
        start = self._wall()
        self._own = last if last and start > last + BELIEVED else max(start, last)
        self._mark = self._elapsed()

    def now(self) -> Ms:
        """Time of the hall."""
        mark = self._elapsed()
        passed, self._mark = max(0, mark - self._mark), mark
        own, wall = self._own + passed, self._wall()
        if abs(wall - own) <= NEAR:
            self._by_hand = False
            own = wall if wall >= own else max(wall, own - passed // 2)
        self._own = own
        return own

    def machine(self) -> Ms:
        """The machine's clock, which may be wrong."""
        return self._wall()

    @property
    def unsure(self) -> bool:
        """The machine's clock says something else, and nobody has said which is right."""
        return not self._by_hand and abs(self._wall() - self.now()) > NEAR

    def confirmed(self, step: Ms, *, by_hand: bool) -> None:
        """An entry moved the hall's time by `step`. by_hand: the machine's clock is wrong, it counts again
        once it is within 5 minutes."""
        self._own = self.now() + step
        self._by_hand = by_hand

    def seen(self, at: Ms) -> None:
        """Another server of the hall wrote an entry at `at`: no later one of ours lies before it."""
        if at > self.now():
            self._own = at
