"""A printer that only pretends, for trainers (see MODES). Pictures go to a paper roll."""

from __future__ import annotations

from typing import Final

from PIL import Image

from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import Sending
from kiosk.printing.printers.roll import PaperRoll
from kiosk.printing.status import PrinterStatus

MODES: Final = {
    "ok": PrinterStatus("ok", "ok"),
    "low": PrinterStatus("ok", "low"),
    "out": PrinterStatus("fault", "out", ("paper",)),
    "silent": PrinterStatus("unknown", "unknown"),
    "dead": PrinterStatus("fault", "unknown", ("offline",)),
    "jam": PrinterStatus("fault", "ok", ("cutter",)),
}


class SimulatedPrinter:
    """See Printer. mode: one of MODES."""

    def __init__(self, mode: str, roll: PaperRoll) -> None:
        self._mode, self._roll, self.width = mode, roll, roll.width

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer: out and dead print nothing, jam may have."""
        if self._mode in ("out", "dead"):
            raise NoPrinter(f"simulated: {self._mode}", self.status())
        self._roll.print(picture, name, sending)
        if self._mode == "jam":
            raise PrintUnknown("simulated: jam", self.status())
        return self.status()

    def status(self) -> PrinterStatus:
        """See Printer."""
        return MODES[self._mode]
