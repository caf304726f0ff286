"""How often a browser is started again: at once after a fault, then with longer pauses, and never more than
five times an hour (facts/faults.md 45)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

MOST: Final = 5
WITHIN_SECONDS: Final = 3600.0
PAUSES: Final = (0.0, 5.0, 15.0, 60.0, 300.0)  # before the first, second … in a row without a good page


class Restarts:
    """clock: seconds, steady."""

    def __init__(
        self,
        most: int = MOST,
        within_seconds: float = WITHIN_SECONDS,
        pauses: tuple[float, ...] = PAUSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._within, self._pauses, self._clock = within_seconds, pauses, clock
        self._made: deque[float] = deque(maxlen=most)
        self.in_a_row = 0

    def wait_seconds(self) -> float:
        """How long until the next one may be made; 0 = now."""
        now, made = self._clock(), self._made
        pause = self._pauses[min(self.in_a_row, len(self._pauses) - 1)]
        ends = [made[-1] + pause] if made else []
        if len(made) == made.maxlen:
            ends.append(made[0] + self._within)
        return max([0.0, *(end - now for end in ends)])

    @property
    def spent(self) -> bool:
        """All of this hour were made."""
        return len(self._made) == self._made.maxlen and self._made[0] + self._within > self._clock()

    def note(self) -> None:
        """One is made."""
        self._made.append(self._clock())
        self.in_a_row += 1

    def well(self) -> None:
        """The page stood a while: the next fault is healed at once again."""
        self.in_a_row = 0

    def forgive(self) -> None:
        """A person wants it: begin to count anew."""
        self._made.clear()
        self.in_a_row = 0
