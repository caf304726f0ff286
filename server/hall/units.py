"""Units of the hall's figures: times are whole milliseconds, names end in their unit."""

from __future__ import annotations

from typing import Final, TypeAlias

Ms: TypeAlias = int
MINUTE: Final[Ms] = 60_000
HOUR: Final[Ms] = 60 * MINUTE
DAY: Final[Ms] = 24 * HOUR
