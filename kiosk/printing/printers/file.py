"""A device file, such as the kernel's USB printer class."""

from __future__ import annotations

import os

from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import UNKNOWN
from kiosk.printing.status import PrinterStatus


class FilePrinter:
    """A device file such as /dev/usb/lp0: bytes go, no word comes back."""

    def __init__(self, path: str, width: int = 80) -> None:
        self.path, self.width = path, width

    def print(self, picture: Image.Image, name: str) -> PrinterStatus:
        """See Printer."""
        try:
            file = os.open(self.path, os.O_WRONLY)
        except OSError as error:
            raise NoPrinter(f"{self.path}: {error}") from error
        try:
            os.write(file, raster.encode(picture))
        except OSError as error:
            raise PrintUnknown(f"{self.path}: {error}") from error
        finally:
            os.close(file)
        return UNKNOWN

    def status(self) -> PrinterStatus:
        """A device file says nothing: unknown, or a fault when it is not there."""
        return UNKNOWN if os.path.exists(self.path) else PrinterStatus("fault", "unknown", ("offline",))
