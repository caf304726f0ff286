"""What every printer can do, whatever it hangs on."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from kiosk.printing.status import PrinterStatus


class Printer(Protocol):
    """A printer. width: paper width in mm."""

    width: int

    def print(self, picture: Image.Image, name: str) -> PrinterStatus:
        """Put a picture on paper; the status afterwards. Bounded in time.

        Raises: NoPrinter (nothing printed), PrintUnknown (it may have).
        """
        ...

    def status(self) -> PrinterStatus:
        """What the printer says now. Bounded in time."""
        ...
