"""Seconds by which a process may be judged on a busy machine.

The kernel counts the time in which somebody wanted to run and no processor was free (pressure stall
information); it is taken off. What is left is what the process slept, waited for others, or worked: on a
quiet machine the whole of it, beside other work less, never more.
"""

from __future__ import annotations

import time
from pathlib import Path

_PRESSURE = Path("/proc/pressure/cpu")


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._began, self._crowded = time.monotonic(), _crowded()

    @property
    def seconds(self) -> float:
        """Since then, without those in which the processors were not enough."""
        return time.monotonic() - self._began - (_crowded() - self._crowded)


def _crowded() -> float:
    """Seconds since the start of the machine in which somebody had to wait; 0 where nobody counts them."""
    try:
        some = _PRESSURE.read_text().splitlines()[0]
    except OSError:
        return 0.0
    return int(some.rpartition("total=")[2]) / 1e6
