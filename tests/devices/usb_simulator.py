"""A USB bus with one device on it, for tests only: a pyusb backend under the real pyusb and python-escpos,
with the descriptors of printers of the field."""

from __future__ import annotations

import array
import errno
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Self

import pytest
import usb.backend
import usb.backend.libusb1
import usb.core

from tests.devices.escpos_reader import Reader
from tests.devices.printer_simulator import Mood, Simulator

Setting = tuple[int, int, int, tuple[int, ...]]  # interface, alternate setting, class, bulk end points

# 0416:5011, sold as POS-58 and under twenty other names: its OUT is 0x03.
POS58: tuple[Setting, ...] = ((0, 0, 7, (0x81, 0x03)),)
# Printer and something else in one: the printer is interface 1, its second setting answers.
COMPOSITE: tuple[Setting, ...] = ((0, 0, 3, (0x84,)), (1, 0, 7, (0x02,)), (1, 1, 7, (0x02, 0x82)))
DUMB: tuple[Setting, ...] = ((0, 0, 7, (0x01,)),)
NAMELESS: tuple[Setting, ...] = ((0, 0, 0xFF, (0x81, 0x03)),)  # a printer that says it is "vendor specific"
SCANNER: tuple[Setting, ...] = ((0, 0, 3, (0x81,)),)


@dataclass
class Device:
    """settings: of its only configuration. denied: nobody may open it. driver: interfaces that the kernel
    holds. plugged: whether it is on the bus."""

    settings: tuple[Setting, ...] = POS58
    vendor: int = 0x0416
    product: int = 0x5011
    denied: bool = False
    plugged: bool = True
    driver: set[int] = field(default_factory=lambda: {0, 1})


class UsbSimulator(Simulator, usb.backend.IBackend):  # type: ignore[misc]
    """The bus and the printer; a context manager that puts it in the place of libusb."""

    def __init__(self, mood: Mood | None = None, device: Device | None = None) -> None:
        Simulator.__init__(self, mood)
        self.device, self._reader, self._answers = device or Device(), Reader(), bytearray()
        self.claimed: set[int] = set()
        self.chosen: dict[int, int] = {}
        self.resets = self.opened = 0
        self._patch = pytest.MonkeyPatch()

    @property
    def url(self) -> str:
        """Its printer URL."""
        return f"usb:{self.device.vendor:04x}:{self.device.product:04x}"

    def __enter__(self) -> Self:
        self._patch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: self)
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()

    def _serve(self) -> None:
        """It is called, nobody waits."""

    # -- what libusb answers -------------------------------------------------------------------

    def enumerate_devices(self) -> list[object]:
        return ["it"] if self.device.plugged else []

    def get_device_descriptor(self, dev: object) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=self.device.vendor,
            idProduct=self.device.product,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=4,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev: object, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=len({setting[0] for setting in self.device.settings}),
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def _setting(self, intf: int, alt: int) -> Setting:
        numbers = sorted({setting[0] for setting in self.device.settings})
        return [setting for setting in self.device.settings if setting[0] == numbers[intf]][alt]

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> Any:
        number, setting, kind, ends = self._setting(intf, alt)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=number,
            bAlternateSetting=setting,
            bNumEndpoints=len(ends),
            bInterfaceClass=kind,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev: object, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=self._setting(intf, alt)[3][ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: object) -> object:
        if self.device.denied:
            raise usb.core.USBError("Access denied (insufficient permissions)", -3, errno.EACCES)
        self._here()
        self.opened += 1
        return "handle"

    def close_device(self, handle: object) -> None:
        self.opened -= 1

    def get_configuration(self, handle: object) -> int:
        return 1

    def set_configuration(self, handle: object, value: int) -> None:
        raise AssertionError("it is configured already")

    def claim_interface(self, handle: object, intf: int) -> None:
        if intf in self.device.driver:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        self.claimed.add(intf)

    def release_interface(self, handle: object, intf: int) -> None:
        self.claimed.discard(intf)

    def set_interface_altsetting(self, handle: object, intf: int, setting: int) -> None:
        self.chosen[intf] = setting

    def is_kernel_driver_active(self, handle: object, intf: int) -> bool:
        return intf in self.device.driver

    def detach_kernel_driver(self, handle: object, intf: int) -> None:
        self.device.driver.discard(intf)

    def reset_device(self, handle: object) -> None:
        self.resets += 1

    def _here(self) -> None:
        if not self.device.plugged:
            raise usb.core.USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)

    def _end(self, intf: int, end: int) -> None:
        self._here()
        at = (intf, self.chosen.get(intf, 0))
        assert intf in self.claimed, "a transfer without a claim"
        assert any(setting[:2] == at and end in setting[3] for setting in self.device.settings), "no such end"

    def bulk_write(self, handle: object, ep: int, intf: int, data: array.array[int], timeout: int) -> int:
        self._end(intf, ep)
        assert timeout > 0, "0 is for ever"
        if self.mood.dies_after is not None and len(self.raw) >= self.mood.dies_after:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        self._take(self._reader, bytes(data), self._answers.extend)
        return len(data)

    def bulk_read(self, handle: object, ep: int, intf: int, buff: array.array[int], timeout: int) -> int:
        self._end(intf, ep)
        assert timeout > 0, "0 is for ever"
        if not self._answers:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        said = bytes(self._answers[: len(buff)])
        del self._answers[: len(said)]
        buff[: len(said)] = array.array("B", said)
        return len(said)
