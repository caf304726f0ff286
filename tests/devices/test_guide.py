"""What the technician's guide to printers says is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kiosk.agent import _parser as kiosk_parser
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.serial import SerialPrinter
from tests.devices.usb_simulator import UsbSimulator
from tests.test_punctuation import HALF

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "deploy/docs/printers.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
URLS = sorted(set(re.findall(r"`((?:tcp|usb|serial|file|paper):[^`<]+)`", GUIDE + README)))
RATES = re.findall(r"^\| (\d+) \| (\d+) 秒 \| (\d+) 秒 \|$", GUIDE, re.M)
HINTS = re.findall(r"^\| ([^|`]+) \| ", GUIDE.partition("## 7.")[2], re.M)[1:]
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for room in ("kiosk", "server/wire")
    for path in (ROOT / room).rglob("*.py")
)


@pytest.mark.parametrize("url", URLS)
def test_each_printer_of_guide_and_readme_is_understood(url: str) -> None:
    """As it stands there, with the documented USB printer on the bus."""
    with UsbSimulator():
        connect(url)


def test_the_seconds_of_a_ticket_are_those_the_program_tells() -> None:
    """By rate and paper; what takes more than 6 s is told at the start."""
    assert len(RATES) == 5
    for rate, wide, narrow in RATES:
        for width, seconds in ((80, wide), (58, narrow)):
            printer = connect(f"serial:/dev/ttyS0?baud={rate}&width={width}")
            assert isinstance(printer, SerialPrinter)
            assert round(printer.seconds) == int(seconds)
            assert (printer.slow is not None) == (int(seconds) > 6)


@pytest.mark.parametrize("hint", HINTS)
def test_each_hint_is_one_the_program_gives(hint: str) -> None:
    """Word by word, so that a technician finds it."""
    assert all(part in SOURCES for part in hint.strip().split("……")), hint


@pytest.mark.parametrize("command", re.findall(r"^(?:ExecStart=\S*/)?(jiaohao kiosk .*)$", GUIDE, re.M))
def test_each_start_is_one_that_parses(command: str) -> None:
    """In the shell and in the unit."""
    kiosk_parser().parse_args(shlex.split(command)[2:])


def test_its_chinese_has_chinese_punctuation() -> None:
    """As everywhere; what stands in code marks is code."""
    prose = re.sub(r"```.*?```|`[^`]*`", "", GUIDE, flags=re.S)
    assert [line for line in prose.splitlines() if HALF.search(line)] == []
