"""The papers a kiosk may hold, and the sizes that fit them, in dots at 203 dpi (8 dots a millimetre).

Source: facts/ux.md section 2 (number >= 12 mm, QR >= 25 mm, at most 120 mm long).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DOTS_PER_MM: Final = 8
LONGEST: Final = 120 * DOTS_PER_MM
MARGIN: Final = 8


@dataclass(frozen=True)
class Sheet:
    """A paper width and the sizes that fit it, in dots."""

    width: int
    head: int
    number: int
    large: int
    text: int
    small: int
    qr: int

    @property
    def inner(self) -> int:
        """What can be written on, in dots."""
        return self.width - 2 * MARGIN


MM80: Final = Sheet(width=576, head=30, number=168, large=42, text=30, small=24, qr=208)
MM58: Final = Sheet(width=384, head=23, number=128, large=34, text=27, small=23, qr=208)
WIDTHS: Final = {80: MM80, 58: MM58}  # by the millimetres of the paper
