"""Printers by URL: tcp:host[:9100], paper:DIR, file:/dev/usb/lp0, serial:/dev/ttyS0?baud=9600, usb:VID:PID.

Every call is bounded in time; a printer that hangs is a NoPrinter or a PrintUnknown, never a wait.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Any, Final, Protocol

from PIL import Image

from kiosk.printing import raster, status
from kiosk.printing.errors import BadPrinterUrl, NoPrinter, PrintUnknown
from kiosk.printing.status import Status

ANSWER_SECONDS: Final = 0.5
WRITE_SECONDS: Final = 3.0
_UNKNOWN: Final = Status("unknown", "unknown")


class Printer(Protocol):
    """A printer. width: paper width in mm."""

    width: int

    def print(self, picture: Image.Image, name: str) -> Status:
        """Put a picture on paper; the status afterwards.

        Raises: NoPrinter (nothing printed), PrintUnknown (it may have).
        """
        ...

    def status(self) -> Status:
        """What the printer says now."""
        ...


def connect(url: str) -> Printer:
    """The printer of a URL. Raises: BadPrinterUrl."""
    kind, _, rest = url.partition(":")
    address, _, query = rest.partition("?")
    words = dict(word.split("=", 1) for word in query.split("&") if "=" in word)
    width = int(words.get("width", "80"))
    match kind:
        case "paper" if address:
            return PaperRoll(Path(address), width)
        case "tcp" if address:
            host, _, port = address.partition(":")
            return TcpPrinter(host, int(port or 9100), width)
        case "file" if address:
            return FilePrinter(address, width)
        case "serial" | "usb" if address:
            return EscposPrinter(kind, address, words, width)
    raise BadPrinterUrl(f"{url} is not a printer: use tcp:, paper:, file:, serial: or usb:")


class PaperRoll:
    """A folder of PNGs: the demo's and the trainers' printer."""

    def __init__(self, folder: Path, width: int = 80) -> None:
        self.folder, self.width = folder, width

    def print(self, picture: Image.Image, name: str) -> Status:
        """See Printer; the file appears whole or not at all."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / f"{time.time_ns() // 1_000_000}-{name}.png"
            scratch = target.with_suffix(".new")
            picture.save(scratch, "PNG")
            os.replace(scratch, target)
        except OSError as error:
            raise NoPrinter(f"the paper roll cannot be written: {error}") from error
        return self.status()

    def status(self) -> Status:
        """A folder never runs out."""
        return Status("ok", "ok")


class TcpPrinter:
    """An ESC/POS printer on the network."""

    def __init__(self, host: str, port: int = 9100, width: int = 80) -> None:
        self.host, self.port, self.width = host, port, width

    def print(self, picture: Image.Image, name: str) -> Status:
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

    def status(self) -> Status:
        """See Printer."""
        try:
            with self._connection() as link:
                return _ask(link)
        except NoPrinter:
            return Status("fault", "unknown", ("offline",))

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


def _ask(link: socket.socket, *, first: float = ANSWER_SECONDS) -> Status:
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


class FilePrinter:
    """A device file such as /dev/usb/lp0: bytes go, no word comes back."""

    def __init__(self, path: str, width: int = 80) -> None:
        self.path, self.width = path, width

    def print(self, picture: Image.Image, name: str) -> Status:
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
        return _UNKNOWN

    def status(self) -> Status:
        """A device file says nothing: unknown, or a fault when it is not there."""
        return _UNKNOWN if os.path.exists(self.path) else Status("fault", "unknown", ("offline",))


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

    def print(self, picture: Image.Image, name: str) -> Status:
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
        return _UNKNOWN

    def status(self) -> Status:
        """Not asked: many such printers answer wrongly or not at all."""
        return _UNKNOWN
