"""An ESC/POS printer that listens on TCP port 9100."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from PIL import Image

from kiosk.printing import raster, status
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.printer import ANSWER_SECONDS, WRITE_SECONDS
from kiosk.printing.status import PrinterStatus


class TcpPrinter:
    """An ESC/POS printer on the network."""

    def __init__(self, host: str, port: int = 9100, width: int = 80) -> None:
        self.host, self.port, self.width = host, port, width

    def print(self, picture: Image.Image, name: str) -> PrinterStatus:
        """See Printer. The status is asked before (a fault refuses) and after (silence = unknown)."""
        with self._connection() as link:
            before = _ask(link)
            if before.state == "fault":
                raise NoPrinter(f"the printer reports {', '.join(before.causes)}")
            try:
                link.settimeout(WRITE_SECONDS)
                link.sendall(raster.encode(picture))
            except OSError as error:
                raise PrintUnknown(f"the printer stopped taking bytes: {error}") from error
            after = _ask(link, first=2.0)
        if after.state == "fault":
            raise PrintUnknown(f"after printing the printer reports {', '.join(after.causes)}")
        return after

    def status(self) -> PrinterStatus:
        """See Printer."""
        try:
            with self._connection() as link:
                return _ask(link)
        except NoPrinter:
            return PrinterStatus("fault", "unknown", ("offline",))

    @contextlib.contextmanager
    def _connection(self) -> Any:
        try:
            link = socket.create_connection((self.host, self.port), WRITE_SECONDS)
        except OSError as error:
            raise NoPrinter(f"the printer {self.host}:{self.port} does not answer: {error}") from error
        try:
            yield link
        finally:
            link.close()


def _ask(link: socket.socket, *, first: float = ANSWER_SECONDS) -> PrinterStatus:
    """DLE EOT 1-4, one after the other; the first silence ends the questions."""
    answers: dict[int, bytes] = {}
    patience = first
    for n, query in status.QUERIES.items():
        try:
            link.settimeout(patience)
            link.sendall(query)
            answers[n] = link.recv(1)
        except OSError:
            break
        patience = ANSWER_SECONDS
    return status.read(answers)
