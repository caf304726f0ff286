"""A device file, such as the kernel's USB printer class."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter
from kiosk.printing.printers.line import FileWire, Line
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import OFFLINE, UNKNOWN, PrinterStatus


class FilePrinter:
    """A device file such as /dev/usb/lp0: bytes go, no word comes back. A plain file grows."""

    def __init__(self, path: str, width: int = 80) -> None:
        self.path, self.width = path, width

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer."""
        data = raster.encode(picture)
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise NoPrinter(f"{self.path}: {error}") from error
        try:
            sending.begin(UNKNOWN)
            Line(FileWire.of(file)).pour(data, left=sending.left)
        finally:
            os.close(file)
        return UNKNOWN

    def status(self) -> PrinterStatus:
        """A device file says nothing: unknown, or a fault when it is not there."""
        return UNKNOWN if Path(self.path).exists() else OFFLINE
