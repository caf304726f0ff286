"""Printers by URL: tcp:host[:9100], usb:VID:PID, serial:/dev/ttyS0, file:/dev/usb/lp0, paper:DIR, each with
?width=58 for narrow paper; serial with baud= and flow=, usb with out= and in= for end points that its
descriptor does not name. What cannot be meant is refused here, not at the first ticket.

Every call is bounded in time; a printer that hangs is a NoPrinter or a PrintUnknown, never a wait.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from kiosk.printing.errors import BadPrinterUrl
from kiosk.printing.printers.file import FilePrinter
from kiosk.printing.printers.network import TcpPrinter
from kiosk.printing.printers.printer import Printer
from kiosk.printing.printers.roll import PaperRoll
from kiosk.printing.printers.serial import FLOWS, SerialPrinter
from kiosk.printing.sheet import WIDTHS
from server.wire.agents import is_address, is_host

_RATES: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
_RATE: Final = 115200
_USUAL_PORT: Final = 9100
_NETWORK: Final = re.compile(r"(?://)?(?:\[([^\]]+)\]|([^\s:/\[\]]+))(?::(\d{1,5}))?/?")
_USB: Final = re.compile(r"([0-9A-Fa-f]{1,4}):([0-9A-Fa-f]{1,4})")

Words = Mapping[str, Any]


def connect(url: str) -> Printer:
    """The printer of a URL. Raises: BadPrinterUrl."""
    kind, _, rest = url.partition(":")
    address, _, query = rest.partition("?")
    if kind not in _KINDS or not address:
        raise BadPrinterUrl(
            f"“{url}”不是打印机地址，请用 tcp: usb: serial: file: 或 paper:。",
            f"“{url}” is not a printer: use tcp:, usb:, serial:, file: or paper:.",
        )
    make, known = _KINDS[kind]
    words = _words(query, ("width", *known))
    return make(address, words.get("width", 80), words)


def _words(query: str, known: tuple[str, ...]) -> Words:
    """What stands behind the question mark. Raises: BadPrinterUrl."""
    words: dict[str, Any] = {}
    for word in filter(None, query.split("&")):
        name, _, value = word.partition("=")
        if name not in known or name in words:
            raise BadPrinterUrl(
                f"打印机地址里的“{word}”不认识或重复，可用的词：{'、'.join(known)}。",
                f"“{word}” in the printer's address is unknown or stands twice: use {', '.join(known)}.",
            )
        usual = _VALUES[name]
        if value not in usual:
            raise BadPrinterUrl(
                f"打印机地址里的“{word}”不对，{name} 可以是 {'、'.join(usual)}。",
                f"“{word}” in the printer's address cannot be: {name} is one of {', '.join(usual)}.",
            )
        words[name] = usual[value]
    return words


def _tcp(address: str, width: int, words: Words) -> Printer:
    found = _NETWORK.fullmatch(address)
    six, host, port = found.groups() if found else (None, "", None)
    good = ":" in six and is_address(six) if six else is_host(host)
    number = int(port or _USUAL_PORT)
    if not good or not 0 < number < 65_536:
        raise BadPrinterUrl(
            f"网络打印机地址“tcp:{address}”不对，请写成 tcp:HOST:9100，IPv6 写成 tcp:[IPv6]:9100。",
            f"“tcp:{address}” is no address of a printer: write tcp:HOST:9100 or tcp:[IPv6]:9100.",
        )
    return TcpPrinter(six or host, number, width)


def _usb(address: str, width: int, words: Words) -> Printer:
    found = _USB.fullmatch(address)
    if found is None:
        raise BadPrinterUrl(
            f"“usb:{address}”不对，请写成 usb:VENDOR:PRODUCT，各为四位十六进制，例如 usb:0416:5011。",
            f"“usb:{address}” is no USB printer: write usb:VENDOR:PRODUCT in hex, such as usb:0416:5011.",
        )
    if importlib.util.find_spec("usb") is None:
        raise BadPrinterUrl(
            "这台电脑没有 USB 打印所需的 pyusb，请先安装。",
            "USB printers need pyusb, which is not installed.",
        )
    from kiosk.printing.printers.escpos import NoUsbPrinter, UsbPrinter  # it cannot be read without pyusb

    printer = UsbPrinter(
        int(found[1], 16), int(found[2], 16), width, out=words.get("out"), back=words.get("in")
    )
    try:
        printer.check()
    except NoUsbPrinter as error:
        raise BadPrinterUrl(
            f"USB 打印机“usb:{address}”不能使用：{error.zh}。", f"“usb:{address}” cannot be used: {error.en}."
        ) from error
    return printer


def _file(address: str, width: int, words: Words) -> Printer:
    if Path(address).is_dir():
        raise BadPrinterUrl(
            f"“file:{address}”是目录，不是打印机的设备文件。",
            f"“file:{address}” is a folder, not a device file.",
        )
    return FilePrinter(address, width)


def _paper(address: str, width: int, words: Words) -> Printer:
    folder = Path(address)
    if folder.exists() and not folder.is_dir():
        raise BadPrinterUrl(f"“paper:{address}”不是目录。", f"“paper:{address}” is not a folder.")
    return PaperRoll(folder, width)


def _serial(address: str, width: int, words: Words) -> Printer:
    return SerialPrinter(address, words.get("baud", _RATE), width, flow=words.get("flow", "none"))


_VALUES: Final[dict[str, dict[str, Any]]] = {
    "width": {str(width): width for width in WIDTHS},
    "baud": {str(rate): rate for rate in _RATES},
    "flow": {flow: flow for flow in FLOWS},
    "out": {f"0x{end:02x}": end for end in range(0x01, 0x10)},
    "in": {f"0x{end:02x}": end for end in range(0x81, 0x90)},
}
_KINDS: Final[dict[str, tuple[Callable[[str, int, Words], Printer], tuple[str, ...]]]] = {
    "tcp": (_tcp, ()),
    "usb": (_usb, ("out", "in")),
    "serial": (_serial, ("baud", "flow")),
    "file": (_file, ()),
    "paper": (_paper, ()),
}
