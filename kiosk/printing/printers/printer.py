"""What every printer can do, whatever it hangs on."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from kiosk.printing.status import PrinterStatus


class Sending(Protocol):
    """Who must know how far a ticket is."""

    def begin(self, before: PrinterStatus) -> None:
        """The first byte is about to leave. before: what the printer said."""
        ...

    def left(self) -> None:
        """The first byte was taken."""
        ...


class Printer(Protocol):
    """A printer. width: paper width in mm."""

    width: int

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """Put a picture on paper; the status afterwards. Bounded in time. A fault is asked for before.

        Raises: NoPrinter (nothing printed), PrintUnknown (it may have).
        """
        ...

    def status(self) -> PrinterStatus:
        """What the printer says now. Bounded in time."""
        ...
