"""Serial and USB printers through python-escpos."""

from __future__ import annotations

import contextlib
from typing import Any

from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import ANSWER_SECONDS, UNKNOWN, WRITE_SECONDS
from kiosk.printing.status import PrinterStatus


class EscposPrinter:
    """Serial and USB through python-escpos, opened anew for each ticket (unplugged cables come back)."""

    def __init__(self, kind: str, address: str, words: dict[str, str], width: int = 80) -> None:
        self._kind, self._address, self._words, self.width = kind, address, words, width

    def _open(self) -> Any:
        from escpos import printer

        if self._kind == "serial":
            baud = int(self._words.get("baud", "9600"))
            return printer.Serial(self._address, baudrate=baud, timeout=ANSWER_SECONDS)
        vendor, _, product = self._address.partition(":")
        return printer.Usb(int(vendor, 16), int(product, 16), timeout=int(WRITE_SECONDS * 1000))

    def print(self, picture: Image.Image, name: str) -> PrinterStatus:
        """See Printer."""
        try:
            device = self._open()
            device.open()
        except Exception as error:  # drivers raise whatever they like
            raise NoPrinter(f"{self._kind} {self._address}: {error}") from error
        try:
            device._raw(raster.encode(picture))
        except Exception as error:
            raise PrintUnknown(f"{self._kind} {self._address}: {error}") from error
        finally:
            with contextlib.suppress(Exception):
                device.close()
        return UNKNOWN

    def status(self) -> PrinterStatus:
        """Not asked: many such printers answer wrongly or not at all."""
        return UNKNOWN
