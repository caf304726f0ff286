"""Printers by URL against a simulator on a real socket: right, wrong, silent and dying ones."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from PIL import Image

from kiosk.printing import layout
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.network import TcpPrinter
from kiosk.printing.printers.roll import PaperRoll
from tests.devices.printer_simulator import Mood, PrinterSimulator
from tests.devices.slips import slip

PICTURE = layout.render(slip())


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
def test_a_ticket_is_printed_once_and_the_status_is_told(mood: Mood, state: str, paper: str) -> None:
    """A silent printer prints too: unknown is not a fault."""
    with PrinterSimulator(mood) as printer:
        found = connect(printer.url).print(PICTURE, "B001")
        sheets = printer.wait(1)
    assert (found.state, found.paper, len(sheets)) == (state, paper, 1)


@pytest.mark.parametrize("mood", [Mood.out(), Mood.open_cover()], ids=["paper out", "cover open"])
def test_a_printer_that_says_it_cannot_gets_no_ticket(mood: Mood) -> None:
    """Nothing is sent: the number stands on the screen, and nobody finds an old slip later."""
    with PrinterSimulator(mood) as printer:
        with pytest.raises(NoPrinter):
            connect(printer.url).print(PICTURE, "B001")
        assert b"\x1dv0" not in printer.raw


def test_a_printer_that_dies_in_the_middle_leaves_the_job_unknown() -> None:
    """The ticket may be on paper: never printed again by itself."""
    with PrinterSimulator(Mood(dies_after=20_000)) as printer, pytest.raises(PrintUnknown):
        connect(printer.url).print(big(), "B001")


def big() -> Image.Image:
    """A picture larger than the buffers between two sockets."""
    return Image.new("1", (576, 60_000), 0)


def test_nobody_at_the_address_is_no_printer() -> None:
    """A refused connection printed nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoPrinter):
        TcpPrinter("127.0.0.1", port).print(PICTURE, "B001")
    assert TcpPrinter("127.0.0.1", port).status().causes == ("offline",)


def test_a_printer_that_takes_no_bytes_is_given_up_in_bounded_time() -> None:
    """Its connection opens and nothing is read: the job is unknown within 10 s."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        begun = time.monotonic()
        with pytest.raises(PrintUnknown):
            TcpPrinter("127.0.0.1", deaf.getsockname()[1]).print(big(), "B001")
        assert time.monotonic() - begun < 10


def test_the_paper_roll_keeps_whole_pictures(tmp_path: Path) -> None:
    """paper:DIR, the demo's printer."""
    roll = connect(f"paper:{tmp_path / 'roll'}")
    roll.print(PICTURE, "B001")
    (name,) = (tmp_path / "roll").iterdir()
    with Image.open(name) as kept:
        assert kept.size == PICTURE.size
        assert kept.tobytes() == PICTURE.tobytes()
    assert name.name.endswith("-B001.png")


def test_a_roll_that_cannot_be_written_is_no_printer(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "roll").write_text("")
    with pytest.raises(NoPrinter):
        PaperRoll(tmp_path / "roll").print(PICTURE, "B001")


def test_the_width_of_the_paper_stands_in_the_url() -> None:
    """58 mm paper."""
    assert connect("tcp:127.0.0.1?width=58").width == 58
