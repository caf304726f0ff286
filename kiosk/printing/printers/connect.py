"""Printers by URL: tcp:host[:9100], paper:DIR, file:/dev/usb/lp0, serial:/dev/ttyS0?baud=9600, usb:VID:PID.

Every call is bounded in time; a printer that hangs is a NoPrinter or a PrintUnknown, never a wait.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.printing.errors import BadPrinterUrl
from kiosk.printing.printers.escpos import EscposPrinter
from kiosk.printing.printers.file import FilePrinter
from kiosk.printing.printers.network import TcpPrinter
from kiosk.printing.printers.printer import Printer
from kiosk.printing.printers.roll import PaperRoll


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
