"""An ESC/POS printer that listens on TCP port 9100."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter
from kiosk.printing.printers.line import FileWire, Line, ask_over
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import PrinterStatus
from server.wire.agents import is_address

CONNECT_SECONDS: Final = 3.0
_AFTER_SECONDS: Final = 2.0
_GOODBYE_SECONDS: Final = 0.5
_USUAL: Final = 10_000.0  # bytes a second a printer on a network puts on paper at least


class TcpPrinter:
    """An ESC/POS printer on the network."""

    def __init__(self, host: str, port: int = 9100, width: int = 80) -> None:
        self.host, self.port, self.width = host, port, width

    def print(self, picture: Image.Image, name: str, sending: Sending) -> PrinterStatus:
        """See Printer."""
        data = raster.encode(picture)
        with self._line() as line:
            return line.print(data, sending, after_seconds=_AFTER_SECONDS + len(data) / _USUAL)

    def status(self) -> PrinterStatus:
        """See Printer."""
        return ask_over(self._line())

    @contextlib.contextmanager
    def _line(self) -> Iterator[Line]:
        try:
            link = self._connected()
        except OSError as error:
            raise NoPrinter(f"the printer {self.host}:{self.port} does not answer: {error}") from error
        with link:
            link.setblocking(False)
            try:
                yield Line(FileWire(link, link.send, link.recv))
            finally:
                _goodbye(link)

    def _connected(self) -> socket.socket:
        where = [self.host] if is_address(self.host) else _addresses(self.host)
        for last, address in enumerate(where, 1 - len(where)):
            try:
                return socket.create_connection((address, self.port), CONNECT_SECONDS / len(where))
            except OSError:
                if not last:
                    raise
        raise OSError("no address")


def _goodbye(link: socket.socket) -> None:
    """Say that no more comes, and read to the end: closing on bytes that nobody read resets the connection,
    and a printer then forgets what it has not printed yet."""
    end = time.monotonic() + _GOODBYE_SECONDS
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_WR)
        while (rest := end - time.monotonic()) > 0:
            link.settimeout(rest)
            if not link.recv(512):
                return


def _addresses(host: str) -> list[str]:
    """At most two addresses of a name. The system's look-up has no time limit of its own. Raises: OSError."""
    found: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

    def look() -> None:
        try:
            found.put(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except OSError as error:
            found.put(error)

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        answer = found.get(timeout=CONNECT_SECONDS)
    except queue.Empty:
        raise TimeoutError("the name is not found in time") from None
    if isinstance(answer, OSError):
        raise answer
    return list(dict.fromkeys(str(address[0]) for *_, address in answer))[:2]
