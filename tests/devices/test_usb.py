"""USB printers: the real python-escpos and pyusb over a bus of these tests, with the field's descriptors."""

from __future__ import annotations

import pytest
import usb.backend.libusb1
import usb.backend.openusb

from kiosk.printing import layout
from kiosk.printing.errors import BadPrinterUrl, NoPrinter, PrintUnknown
from kiosk.printing.printers.connect import connect
from tests.devices.printer_simulator import Mood
from tests.devices.slips import slip
from tests.devices.test_printers import Sending
from tests.devices.usb_simulator import (
    COMPOSITE,
    DUMB,
    NAMELESS,
    POS58,
    SCANNER,
    Device,
    Setting,
    UsbSimulator,
)

PICTURE = layout.render(slip())


@pytest.mark.parametrize(
    ("settings", "state"),
    [(POS58, "ok"), (COMPOSITE, "ok"), (DUMB, "unknown")],
    ids=["0x03", "composite", "dumb"],
)
def test_a_ticket_is_printed_wherever_the_descriptor_says(settings: tuple[Setting, ...], state: str) -> None:
    """OUT 0x03 of the documented 0416:5011, an interface behind another one, a printer that never answers;
    all held by the kernel's driver before. Nothing stays open or claimed, and no reset cuts the paper off."""
    sending = Sending()
    with UsbSimulator(device=Device(settings)) as bus:
        found = connect(bus.url).print(PICTURE, "B001", sending)
        (sheet,) = bus.wait(1)
        assert (bus.opened, bus.claimed, bus.resets) == (0, set(), 0)
    assert (found.state, sending.steps[-1]) == (state, "left")
    assert sheet.picture.shape == (PICTURE.height, PICTURE.width)


@pytest.mark.parametrize("words", ["?out=0x03", "?out=0x03&in=0x81", "?width=58&out=0x03"])
def test_end_points_in_the_url_win(words: str) -> None:
    """For printers that do not call themselves printers."""
    with UsbSimulator(device=Device(NAMELESS)) as bus:
        assert connect(bus.url + words).print(PICTURE, "B001", Sending()).state == "ok"
        bus.wait(1)


@pytest.mark.parametrize(
    ("device", "words", "told"),
    [
        (Device(plugged=False), "", "没有找到"),
        (Device(SCANNER), "", "没有打印机接口"),
        (Device(NAMELESS), "", "没有打印机接口"),
        (Device(POS58), "?out=0x01", "out=0x03&in=0x81"),
        (Device(POS58), "?in=0x82", "out=0x03&in=0x81"),
        (Device(denied=True), "", "udev"),
    ],
    ids=["missing", "scanner", "nameless", "wrong out", "wrong in", "no permission"],
)
def test_what_cannot_print_is_refused_at_the_start(device: Device, words: str, told: str) -> None:
    """In one sentence that says what to do, not at the first ticket."""
    with UsbSimulator(device=device) as bus, pytest.raises(BadPrinterUrl) as refused:
        connect(bus.url + words)
    assert told in refused.value.zh and refused.value.zh.endswith("。") and refused.value.en.endswith(".")
    assert bus.opened == 0


@pytest.mark.parametrize(
    "words", ["?out=3", "?out=0x81", "?in=0x03", "?out=", "?out=0x03&out=0x03", "?baud=9600"]
)
def test_end_points_that_cannot_be_are_refused(words: str) -> None:
    """As the descriptor writes them: out= below 0x80, in= above."""
    with UsbSimulator() as bus, pytest.raises(BadPrinterUrl):
        connect(bus.url + words)


def test_a_machine_without_libusb_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyusb is Python alone; the system's library carries the bytes."""
    for backend in (usb.backend.libusb1, usb.backend.openusb, usb.backend.libusb0):
        monkeypatch.setattr(backend, "get_backend", lambda *_, **__: None)
    with pytest.raises(BadPrinterUrl, match=r"libusb-1\.0-0"):
        connect("usb:0416:5011")


def test_a_printer_that_is_unplugged_comes_back() -> None:
    """Twenty times, on the same object, with nothing left open (F-58)."""
    with UsbSimulator() as bus:
        printer = connect(bus.url)
        for _ in range(20):
            bus.device.plugged = False
            assert printer.status().causes == ("offline",)
            with pytest.raises(NoPrinter):
                printer.print(PICTURE, "B001", Sending())
            bus.device.plugged = True
            assert printer.status().state == "ok"
        printer.print(PICTURE, "B001", Sending())
        assert (len(bus.wait(1)), bus.opened) == (1, 0)


def test_a_printer_that_stops_taking_bytes_leaves_the_job_unknown() -> None:
    """Some of it may be on paper."""
    with UsbSimulator(Mood(dies_after=20_000)) as bus, pytest.raises(PrintUnknown, match="no more bytes"):
        connect(bus.url).print(PICTURE, "B001", Sending())


def test_another_program_that_holds_the_printer_costs_no_ticket() -> None:
    """A driver that does not let go: no printer now, the job waits."""
    with UsbSimulator() as bus:
        printer = connect(bus.url)
        bus.detach_kernel_driver = lambda handle, intf: None  # type: ignore[method-assign]
        bus.device.driver = {0}
        with pytest.raises(NoPrinter, match="busy"):
            printer.print(PICTURE, "B001", Sending())
