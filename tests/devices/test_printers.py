"""Printers by URL against a simulator on a real socket: right, wrong, silent and dying ones."""

from __future__ import annotations

import fcntl
import os
import select
import socket
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.printing import layout, raster
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.network import TcpPrinter
from kiosk.printing.printers.roll import PaperRoll
from kiosk.printing.printers.serial import SerialPrinter
from kiosk.printing.status import PrinterStatus
from tests.devices.escpos_reader import Reader
from tests.devices.printer_simulator import GOOD, Mood, PrinterSimulator, SerialSimulator, Simulator
from tests.devices.slips import slip
from tests.devices.usb_simulator import UsbSimulator
from tests.ports import refusing
from tests.stopwatch import Stopwatch


class Sending:
    """Notes how far a ticket got."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def begin(self, before: PrinterStatus) -> None:
        self.steps.append(f"begin {before.paper}")

    def left(self) -> None:
        self.steps.append("left")


PICTURE = layout.render(slip())
ON_BOTH = pytest.mark.parametrize("line", [PrinterSimulator, SerialSimulator], ids=["tcp", "serial"])
ON_ALL = pytest.mark.parametrize(
    "line", [PrinterSimulator, SerialSimulator, UsbSimulator], ids=["tcp", "serial", "usb"]
)


@pytest.mark.parametrize(
    ("mood", "state", "paper"),
    [
        (Mood(), "ok", "ok"),
        (Mood.low(), "ok", "low"),
        (Mood.silent(), "unknown", "unknown"),
        (Mood.garbage(), "unknown", "unknown"),
    ],
    ids=["good", "low", "silent", "garbage"],
)
@ON_ALL
def test_a_ticket_is_printed_once_and_the_status_is_told(
    line: type[Simulator], mood: Mood, state: str, paper: str
) -> None:
    """A silent printer prints too: unknown is not a fault."""
    sending = Sending()
    with line(mood) as printer:
        found = connect(printer.url).print(PICTURE, "B001", sending)
        sheets = printer.wait(1)
    assert sending.steps == [f"begin {paper}", "left"]
    assert (found.state, found.paper, len(sheets)) == (state, paper, 1)


@pytest.mark.parametrize("mood", [Mood.out(), Mood.open_cover()], ids=["paper out", "cover open"])
@ON_ALL
def test_a_printer_that_says_it_cannot_gets_no_ticket(line: type[Simulator], mood: Mood) -> None:
    """Nothing is sent: the number stands on the screen, and nobody finds an old slip later."""
    sending = Sending()
    with line(mood) as printer:
        with pytest.raises(NoPrinter) as refused:
            connect(printer.url).print(PICTURE, "B001", sending)
        assert sending.steps == []
        assert refused.value.status == connect(printer.url).status()
        assert b"\x1dv0" not in printer.raw


def test_a_printer_that_dies_in_the_middle_leaves_the_job_unknown() -> None:
    """The ticket may be on paper: never printed again by itself."""
    with PrinterSimulator(Mood(dies_after=20_000)) as printer, pytest.raises(PrintUnknown):
        connect(printer.url).print(big(), "B001", Sending())


def big(rows: int = 60_000) -> Image.Image:
    """A picture larger than the buffers between two sockets."""
    return Image.new("1", (576, rows), 0)


def test_nobody_at_the_address_is_no_printer() -> None:
    """A refused connection printed nothing."""
    with refusing() as port:
        with pytest.raises(NoPrinter):
            TcpPrinter("127.0.0.1", port).print(PICTURE, "B001", Sending())
        assert TcpPrinter("127.0.0.1", port).status().causes == ("offline",)


def test_a_printer_that_takes_no_bytes_is_given_up_in_bounded_time() -> None:
    """Its connection opens and nothing is read: the job is unknown within 10 s."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        watch = Stopwatch()
        with pytest.raises(PrintUnknown):
            TcpPrinter("127.0.0.1", deaf.getsockname()[1]).print(big(), "B001", Sending())
        assert watch.seconds < 10


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A device file that holds 4 kB: (its path, the end that may read)."""
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
    yield path, reader
    os.close(reader)


def test_a_device_file_that_stops_taking_bytes_is_given_up(pipe: tuple[Path, int]) -> None:
    """Some bytes went: unknown, within 10 s and not for ever."""
    watch = Stopwatch()
    with pytest.raises(PrintUnknown, match="4096 of"):
        connect(f"file:{pipe[0]}").print(PICTURE, "B001", Sending())
    assert watch.seconds < 10


def test_a_device_file_that_takes_no_byte_at_all_printed_nothing(pipe: tuple[Path, int]) -> None:
    """No byte went: the ticket may be printed later."""
    filler = os.open(pipe[0], os.O_WRONLY | os.O_NONBLOCK)
    assert os.write(filler, bytes(8192)) == 4096
    os.close(filler)
    sending = Sending()
    with pytest.raises(NoPrinter):
        connect(f"file:{pipe[0]}").print(PICTURE, "B001", sending)
    assert sending.steps == ["begin unknown"]


def test_a_device_file_that_takes_bytes_in_small_pieces_gets_them_all(pipe: tuple[Path, int]) -> None:
    """What one write does not take, the next one does: the ticket is whole."""
    reader = Reader()

    def drink() -> None:
        while not reader.sheets:
            select.select([pipe[1]], [], [])
            reader.feed(os.read(pipe[1], 1000))

    thread = threading.Thread(target=drink, daemon=True)
    thread.start()
    assert connect(f"file:{pipe[0]}").print(PICTURE, "B001", Sending()).state == "unknown"
    thread.join(60)
    assert reader.sheets[0].picture.shape == (PICTURE.height, PICTURE.width)


def test_a_device_file_without_a_device_is_no_printer(tmp_path: Path) -> None:
    """Unplugged, or nobody at the other end: nothing printed, and the status says so."""
    os.mkfifo(tmp_path / "lp0")
    for name in ("lp0", "lp1"):
        with pytest.raises(NoPrinter):
            connect(f"file:{tmp_path / name}").print(PICTURE, "B001", Sending())
    assert connect(f"file:{tmp_path / 'lp1'}").status().causes == ("offline",)
    assert connect(f"file:{tmp_path / 'lp0'}").status().state == "unknown"


def test_a_plain_file_as_device_grows(tmp_path: Path) -> None:
    """What stood in it stays: a slip of the hand costs nobody a file."""
    (tmp_path / "lp0").write_bytes(b"kept")
    connect(f"file:{tmp_path / 'lp0'}").print(PICTURE, "B001", Sending())
    assert (tmp_path / "lp0").read_bytes() == b"kept" + raster.encode(PICTURE)


def test_a_serial_printer_that_takes_no_bytes_is_given_up() -> None:
    """Nobody reads at the other end of the line: unknown within 10 s."""
    ours, theirs = os.openpty()
    watch = Stopwatch()
    with pytest.raises(PrintUnknown):
        connect(f"serial:{os.ttyname(theirs)}").print(big(10_000), "B001", Sending())
    assert watch.seconds < 10
    os.close(ours)
    os.close(theirs)


def test_a_serial_port_that_is_not_there_is_no_printer(tmp_path: Path) -> None:
    """An unplugged adapter."""
    with pytest.raises(NoPrinter):
        connect(f"serial:{tmp_path / 'ttyUSB0'}").print(PICTURE, "B001", Sending())
    assert connect(f"serial:{tmp_path / 'ttyUSB0'}").status().causes == ("offline",)


def test_a_name_server_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's look-up may take half a minute: no printer within 10 s."""
    answer = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer.wait(60))
    watch = Stopwatch()
    with pytest.raises(NoPrinter, match="in time"):
        connect("tcp:printer.hall").print(PICTURE, "B001", Sending())
    answer.set()
    assert watch.seconds < 10


def test_a_printer_by_name_is_found() -> None:
    """Both addresses of localhost are tried."""
    with PrinterSimulator() as printer:
        port = printer.url.rpartition(":")[2]
        assert connect(f"tcp:localhost:{port}").print(PICTURE, "B001", Sending()).state == "ok"


def test_a_slow_printer_that_answers_is_waited_for() -> None:
    """25 kB a second: it has the ticket after 2 s and says so, and is believed."""
    with PrinterSimulator(Mood(drinks_slowly=0.16)) as printer:
        assert connect(printer.url).print(PICTURE, "B001", Sending()).state == "ok"
        printer.wait(1)


@ON_BOTH
def test_a_printer_that_wakes_up_late_has_no_open_cover(
    line: type[PrinterSimulator | SerialSimulator],
) -> None:
    """Its first answer comes when nobody waits for it any more; read as the second one it would say so: the
    drawer's pin is high, which in the second answer is the bit of the cover."""
    with line(Mood({**GOOD, 1: 0x16}, wakes=0.6, pace=0.03)) as printer:
        found = connect(printer.url).print(PICTURE, "B001", Sending())
        printer.wait(1)
    assert found.causes == () and found.paper in ("ok", "unknown")


@ON_ALL
def test_what_is_no_answer_is_not_read_as_one(line: type[Simulator]) -> None:
    """A printer that says XON and XOFF, and unasked four bytes of its state, before each answer."""
    with line(Mood(around=(b"\x11\x13\x10\x00\x0f\x0f", b""))) as printer:
        assert connect(printer.url).status() == PrinterStatus("ok", "ok")


def test_an_answer_too_many_makes_all_of_them_worthless() -> None:
    """Which of them is of which question nobody can tell: unknown, and no fault."""
    with PrinterSimulator(Mood(around=(b"", b"\x16\x72"))) as printer:
        assert connect(printer.url).status() == PrinterStatus("unknown", "unknown")


def test_a_printer_on_the_network_is_left_with_a_goodbye() -> None:
    """Closing on bytes that nobody read would reset the connection, and what is in the printer's buffer
    would be gone: it is read to the end."""
    with PrinterSimulator(Mood(around=(b"", b"\x11\x11"))) as printer:
        assert connect(printer.url).print(PICTURE, "B001", Sending()).state == "ok"
        printer.wait(1)
        assert connect(printer.url).status().state == "ok"
    assert printer.resets == 0


def test_a_full_serial_printer_holds_the_line() -> None:
    """?flow=xonxoff: behind XOFF comes no more than was on its way; behind XON the rest, once."""
    with SerialSimulator(Mood(full_after=10_000)) as printer:
        found = connect(f"{printer.url}&flow=xonxoff").print(big(5_000), "B001", Sending())
        (sheet,) = printer.wait(1)
    assert found.state == "ok"
    assert 0 <= printer.held_after < 100_000  # of 360,000: what the system keeps for a terminal
    assert sheet.picture.shape == (5_000, 576)


@pytest.mark.parametrize(("flow", "on"), [("none", False), ("rtscts", True), ("xonxoff", False)])
def test_the_hand_shake_of_a_serial_line_is_set_as_told(flow: str, on: bool) -> None:
    """Wires for it are asked for with ?flow=rtscts alone."""
    with SerialSimulator() as printer:
        connect(f"{printer.url}&flow={flow}").print(PICTURE, "B001", Sending())
        printer.wait(1)
        assert bool(printer.flags & termios.CRTSCTS) == on


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("serial:/dev/ttyS0", ""),
        ("serial:/dev/ttyS0?baud=230400", ""),
        ("serial:/dev/ttyS0?baud=9600", "60"),
        ("serial:/dev/ttyS0?baud=9600&width=58", "40"),
        ("serial:/dev/ttyS0?baud=57600", "10"),
    ],
)
def test_a_slow_serial_line_is_honest_about_its_seconds(url: str, seconds: str) -> None:
    """The documented rate, 115200, needs 5 s; what needs more says how many."""
    printer = connect(url)
    assert isinstance(printer, SerialPrinter)
    told = printer.slow or ("", "")
    assert (
        f"约需 {seconds} 秒" in told[0] and f"about {seconds} s" in told[1] if seconds else told == ("", "")
    )


def test_the_paper_roll_keeps_whole_pictures(tmp_path: Path) -> None:
    """paper:DIR, the demo's printer."""
    roll = connect(f"paper:{tmp_path / 'roll'}")
    roll.print(PICTURE, "B001", Sending())
    (name,) = (tmp_path / "roll").iterdir()
    with Image.open(name) as kept:
        assert kept.size == PICTURE.size
        assert kept.tobytes() == PICTURE.tobytes()
    assert name.name.endswith("-B001.png")


def test_a_roll_that_cannot_be_written_is_no_printer(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "roll").write_text("")
    with pytest.raises(NoPrinter):
        PaperRoll(tmp_path / "roll").print(PICTURE, "B001", Sending())


def test_the_width_of_the_paper_stands_in_the_url() -> None:
    """58 mm paper."""
    assert connect("tcp:127.0.0.1?width=58").width == 58
