"""A printer on a serial line."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import partial
from typing import Final

import serial
from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.line import Line, ask_over
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import PrinterStatus

_AFTER_SECONDS: Final = 2.0
_BUFFER: Final = 8192  # bytes that may still be on their way when the last one was taken


class SerialPrinter:
    """8N1 without flow control, opened anew for each ticket: cables that were unplugged come back.
    baud: ten of them are a byte a second."""

    def __init__(self, device: str, baud: int = 9600, width: int = 80) -> None:
        self.device, self._rate, self._baud, self.width = device, baud / 10, baud, width

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer."""
        data = raster.encode(picture)
        with self._line() as line:
            busy = _AFTER_SECONDS + _BUFFER / self._rate
            return line.print(data, sending, rate=self._rate, after_seconds=busy)

    def status(self) -> PrinterStatus:
        """See Printer."""
        return ask_over(self._line())

    @contextlib.contextmanager
    def _line(self) -> Iterator[Line]:
        try:
            port = serial.Serial(self.device, self._baud)
        except (OSError, ValueError) as error:
            raise NoPrinter(f"serial {self.device}: {error}") from error
        file = port.fileno()  # pyserial opens it so that it never blocks
        try:
            yield Line(file, partial(os.write, file), partial(os.read, file))
        except PrintUnknown:
            port.reset_output_buffer()  # or closing waits for bytes nobody takes
            raise
        finally:
            port.close()
