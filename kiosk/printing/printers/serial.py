"""A printer on a serial line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

import serial
from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.line import FileWire, Line, ask_over
from kiosk.printing.printers.printer import Sending
from kiosk.printing.sheet import WIDTHS
from kiosk.printing.status import PrinterStatus

FLOWS: Final = ("none", "rtscts", "xonxoff")
_AFTER_SECONDS: Final = 2.0
_ROWS: Final = 800  # of an ordinary ticket
_GOOD_SECONDS: Final = 6.0
_BUFFER: Final = 8192  # bytes that may still be on their way when the last one was taken


class SerialPrinter:
    """8N1, opened anew for each ticket: cables that were unplugged come back. baud: ten of them are a byte a
    second. flow: one of FLOWS, who says that the printer's buffer is full."""

    def __init__(self, device: str, baud: int = 115200, width: int = 80, *, flow: str = "none") -> None:
        self.device, self._rate, self._baud, self.width = device, baud / 10, baud, width
        self._flow = flow

    @property
    def seconds(self) -> float:
        """How long an ordinary ticket is under way."""
        return WIDTHS[self.width].width // 8 * _ROWS / self._rate

    @property
    def slow(self) -> tuple[str, str] | None:
        """What to tell about its rate, Chinese and English; None when a ticket is out in good time."""
        if (seconds := self.seconds) <= _GOOD_SECONDS:
            return None
        return (
            f"串口 {self.device} 的速率是 {self._baud}，打印一张号票约需 {seconds:.0f} 秒，"
            "请把打印机和 baud= 都改为 115200。",
            f"At {self._baud} baud a ticket takes about {seconds:.0f} s: set printer and baud= to 115200.",
        )

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
            port = serial.Serial(
                self.device, self._baud, rtscts=self._flow == "rtscts", xonxoff=self._flow == "xonxoff"
            )
        except (OSError, ValueError) as error:
            raise NoPrinter(f"serial {self.device}: {error}") from error
        file = port.fileno()  # pyserial opens it so that it never blocks
        try:
            yield Line(FileWire.of(file))
        except PrintUnknown:
            port.reset_output_buffer()  # or closing waits for bytes nobody takes
            raise
        finally:
            port.close()
