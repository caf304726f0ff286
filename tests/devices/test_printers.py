"""Printers by URL against a simulator on a real socket: right, wrong, silent and dying ones."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import socket
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
from kiosk.printing.status import PrinterStatus
from tests.devices.escpos_reader import Reader
from tests.devices.printer_simulator import GOOD, Mood, PrinterSimulator, SerialSimulator
from tests.devices.slips import slip
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
@ON_BOTH
def test_a_ticket_is_printed_once_and_the_status_is_told(
    line: type[PrinterSimulator | SerialSimulator], mood: Mood, state: str, paper: str
) -> None:
    """A silent printer prints too: unknown is not a fault."""
    sending = Sending()
    with line(mood) as printer:
        found = connect(printer.url).print(PICTURE, "B001", sending)
        sheets = printer.wait(1)
    assert sending.steps == [f"begin {paper}", "left"]
    assert (found.state, found.paper, len(sheets)) == (state, paper, 1)


@pytest.mark.parametrize("mood", [Mood.out(), Mood.open_cover()], ids=["paper out", "cover open"])
@ON_BOTH
def test_a_printer_that_says_it_cannot_gets_no_ticket(
    line: type[PrinterSimulator | SerialSimulator], mood: Mood
) -> None:
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


def test_an_answer_that_comes_too_late_answers_no_other_question() -> None:
    """What is left of earlier questions is thrown away before the next one."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def late() -> None:
            link, _ = listener.accept()
            with link:
                stale = b"\x16\x72"  # of questions nobody waited for: cover open, paper out
                for _ in range(4):
                    link.sendall(bytes([GOOD[link.recv(3)[2]]]) + stale)

        thread = threading.Thread(target=late, daemon=True)
        thread.start()
        found = TcpPrinter("127.0.0.1", listener.getsockname()[1]).status()
        thread.join(60)
    assert (found.state, found.paper) == ("ok", "ok")


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
