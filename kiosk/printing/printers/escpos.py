"""USB printers through python-escpos."""

from __future__ import annotations

import contextlib
from typing import Any, Final

from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import UNKNOWN, PrinterStatus

_TRANSFER_MS: Final = 3000  # the library's own is "for ever"


class UsbPrinter:
    """By its USB ids, opened anew for each ticket: cables that were unplugged come back."""

    def __init__(self, vendor: int, product: int, width: int = 80) -> None:
        self._vendor, self._product, self.width = vendor, product, width

    def _open(self) -> Any:
        from escpos import printer

        device = printer.Usb(self._vendor, self._product, timeout=_TRANSFER_MS)
        device.open()
        return device

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer."""
        try:
            device = self._open()
        except Exception as error:  # drivers raise whatever they like
            raise NoPrinter(f"usb {self._vendor:04x}:{self._product:04x}: {error}") from error
        try:
            sending.begin(UNKNOWN)
            device._raw(raster.encode(picture))
        except Exception as error:
            raise PrintUnknown(f"usb {self._vendor:04x}:{self._product:04x}: {error}") from error
        finally:
            with contextlib.suppress(Exception):
                device.close()
        return UNKNOWN

    def status(self) -> PrinterStatus:
        """Not asked: its IN endpoint is not known yet."""
        return UNKNOWN
