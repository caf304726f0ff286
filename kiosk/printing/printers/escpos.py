"""USB printers through python-escpos: its device, with the end points that the printer's descriptor names."""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import usb.core
import usb.util
from escpos.exceptions import DeviceNotFoundError
from escpos.printer import Usb
from PIL import Image

from kiosk.printing import raster
from kiosk.printing.errors import NoPrinter
from kiosk.printing.printers.line import Line, ask_over
from kiosk.printing.printers.printer import Sending
from kiosk.printing.status import PrinterStatus

_PRINTER: Final = 7  # bInterfaceClass (USB.org, class codes)
_IN: Final = 0x80
_BULK: Final = 2
_SILENT: Final[tuple[int | None, ...]] = (None,)
_PIECE: Final = 4096  # bytes given to the bus at once: a printer that stops is noticed after these
_AFTER_SECONDS: Final = 2.0
_USUAL: Final = 10_000.0  # bytes a second that come onto paper at least
_ANSWER: Final = 512  # bytes: a buffer that is smaller than a packet of the device loses it
_MOMENT_SECONDS: Final = 0.01


class NoUsbPrinter(Exception):
    """Why a device cannot be printed on: zh, en, one half sentence each."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True)
class Ends:
    """Where bytes of a device go in and come out. back: None = it never answers. Numbers as descriptors have
    them."""

    configuration: int
    interface: int
    setting: int
    out: int
    back: int | None


def found(vendor: int, product: int) -> Any:
    """The device as pyusb has it. Raises: NoUsbPrinter (no libusb on this machine, no such device)."""
    try:
        device = usb.core.find(idVendor=vendor, idProduct=product)
    except usb.core.NoBackendError as error:
        raise NoUsbPrinter(
            "这台电脑没有 libusb，请安装 libusb-1.0-0", "this machine has no libusb: install libusb-1.0-0"
        ) from error
    if device is None:
        raise NoUsbPrinter(
            "没有找到这台打印机，请检查电源和数据线，或用 lsusb 核对编号",
            "no such device: look at its power and cable, and at its numbers in lsusb",
        )
    return device


def ends_of(device: Any, out: int | None = None, back: int | None = None) -> Ends:
    """The end points of a printer, from its descriptor; out, back: the ones to take instead (a printer that
    calls itself something else). One that can answer is preferred. Raises: NoUsbPrinter."""
    known = [
        Ends(part.bConfigurationValue, at.bInterfaceNumber, at.bAlternateSetting, sends, hears)
        for part in device
        for at in part
        if at.bInterfaceClass == _PRINTER or out is not None
        for sends in _bulk(at, 0)
        for hears in _bulk(at, _IN) or _SILENT
    ]
    meant = [ends for ends in known if out in (None, ends.out) and (back is None or back == ends.back)]
    if not meant:
        raise NoUsbPrinter(*_none_of(known, out, back))
    return min(meant, key=lambda ends: (ends.back is None, ends.setting))


def _bulk(interface: Any, direction: int) -> list[int]:
    return [
        end.bEndpointAddress
        for end in interface
        if end.bmAttributes & 3 == _BULK and end.bEndpointAddress & _IN == direction
    ]


def _none_of(known: list[Ends], out: int | None, back: int | None) -> tuple[str, str]:
    if out is None and back is None:
        return "这个设备没有打印机接口", "the device has no printer interface"
    has = "、".join(map(_words, known)) or "无"
    return f"这个设备没有这样的端点（有的是 {has}）", f"the device has no such end points (it has {has})"


def _words(ends: Ends) -> str:
    return f"out=0x{ends.out:02x}" + (f"&in=0x{ends.back:02x}" if ends.back else "")


class _Device(Usb):  # type: ignore[misc]
    """python-escpos's, with two of its own steps made fit for any printer (its 3.1): it detaches the kernel's
    driver from interface 0 whichever prints, and resets the device at each opening, which cuts off the ticket
    that is still coming out."""

    def __init__(self, vendor: int, product: int, ends: Ends) -> None:
        super().__init__(vendor, product, in_ep=ends.back or 0, out_ep=ends.out, profile="default")
        self._ends = ends

    def _check_driver(self) -> None:
        with contextlib.suppress(NotImplementedError):  # not Linux
            if self.device.is_kernel_driver_active(self._ends.interface):
                self.device.detach_kernel_driver(self._ends.interface)

    def _configure_usb(self) -> None:
        ends = self._ends
        if _configuration(self.device) != ends.configuration:
            self.device.set_configuration(ends.configuration)
        usb.util.claim_interface(self.device, ends.interface)
        if ends.setting:
            self.device.set_interface_altsetting(ends.interface, ends.setting)


def _configuration(device: Any) -> int | None:
    """The one that is set. Raises: USBError when we may not even ask."""
    try:
        return int(device.get_active_configuration().bConfigurationValue)
    except usb.core.USBError as error:
        if error.errno == errno.EACCES:
            raise
        return None


class UsbPrinter:
    """By its USB numbers, opened anew for each ticket: cables that were unplugged come back. out, back: see
    ends_of."""

    def __init__(
        self, vendor: int, product: int, width: int = 80, *, out: int | None = None, back: int | None = None
    ) -> None:
        self._vendor, self._product, self.width = vendor, product, width
        self._out, self._back = out, back

    def check(self) -> Ends:
        """Whether it is there, can print, and lets us. Raises: NoUsbPrinter."""
        device = found(self._vendor, self._product)
        ends = ends_of(device, self._out, self._back)
        try:
            _configuration(device)
        except usb.core.USBError as error:
            if error.errno == errno.EACCES:
                raise NoUsbPrinter(
                    "没有权限使用这台打印机，请安装 udev 规则（见 deploy/docs/printers.md）",
                    "no permission for this printer: install the udev rule, see deploy/docs/printers.md",
                ) from error
        finally:
            usb.util.dispose_resources(device)
        return ends

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
            ends = self.check()
            device = _Device(self._vendor, self._product, ends)
            device.open()
        except (NoUsbPrinter, DeviceNotFoundError, usb.core.USBError, ValueError) as error:
            raise NoPrinter(f"usb {self._vendor:04x}:{self._product:04x}: {error}") from error
        try:
            yield Line(_UsbWire(device.device, ends))
        finally:
            with contextlib.suppress(usb.core.USBError):  # gone already
                device.close()


class _UsbWire:
    """See Wire. pyusb raises USBError, an OSError, for all that is not a time-out."""

    def __init__(self, device: Any, ends: Ends) -> None:
        self._device, self._ends = device, ends

    def send(self, data: bytes, seconds: float) -> int:
        """See Wire."""
        try:
            return int(self._device.write(self._ends.out, data[:_PIECE], _milliseconds(seconds)))
        except usb.core.USBTimeoutError:
            return 0

    def receive(self, seconds: float) -> bytes:
        """See Wire. A device that answers with nothing is asked again after a moment."""
        if self._ends.back is None:
            return b""
        end = time.monotonic() + seconds
        while True:
            rest = end - time.monotonic()
            with contextlib.suppress(usb.core.USBTimeoutError):
                if said := bytes(self._device.read(self._ends.back, _ANSWER, _milliseconds(rest))):
                    return said
            if rest <= 0:
                return b""
            time.sleep(min(_MOMENT_SECONDS, rest))


def _milliseconds(seconds: float) -> int:
    """As the bus wants it, to which 0 is "for ever"."""
    return max(1, round(seconds * 1000))
