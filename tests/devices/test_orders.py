"""A test print that the hall orders: once, on paper, and what came of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.printing import layout
from tests.devices.printer_simulator import Mood, PrinterSimulator
from tests.devices.test_agent import Kiosk
from tests.web.house import House, house, until


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("hall")) as made:
        yield made


@pytest.fixture
def kiosk(hall: House, tmp_path: Path) -> Kiosk:
    return Kiosk(hall, tmp_path)


def ordered(kiosk: Kiosk, act: str = "test_print") -> str:
    """The id of an order for this kiosk."""
    return str(kiosk.hall.do("device.order", device=kiosk.device, act=act)["order"])


def came_of(kiosk: Kiosk, order: str) -> tuple[str, str]:
    """(state, detail) as the supervisor sees it."""
    rows = kiosk.hall.view("supervisor")["live"].get("ordered", [])
    return next((row["state"], row["detail"]) for row in rows if row["id"] == order)


def answered(kiosk: Kiosk, order: str) -> tuple[str, str]:
    """Wait for what came of it."""
    until(lambda: came_of(kiosk, order)[0] != "sent", 20.0, "the order is answered")
    return came_of(kiosk, order)


def test_a_test_sheet_comes_out_once(kiosk: Kiosk) -> None:
    """Plainly no ticket; tickets before and after it come out as ever; what is for the page is left to it."""
    with PrinterSimulator() as printer, kiosk.agent(printer.url):
        kiosk.issue()
        printer.wait(1)
        left = ordered(kiosk, "identify")
        assert answered(kiosk, ordered(kiosk)) == ("done", "")
        kiosk.issue()
        sheets = printer.wait(3)
        until(lambda: kiosk.states() == {}, what="all confirmed")
        name = kiosk.device.rpartition("-")[0]
        said = layout.test_sheet(name, "2026-11-23 09:05:12")
        top = round(said.height * 0.4)  # above the time
        assert sheets[1].picture[:top].tobytes() == bytes(1 - np.asarray(said, np.uint8)[:top])
        assert len(printer.sheets) == 3
        assert came_of(kiosk, left) == ("sent", "")


@pytest.mark.parametrize(
    ("mood", "state", "detail"),
    [
        (Mood.out(), "failed", "缺纸"),
        (Mood.open_cover(), "failed", "打印机盖未关"),
        (Mood.silent(), "done", "打印机没有应答，请看是否出纸"),
    ],
    ids=["paper out", "cover open", "silent"],
)
def test_what_the_printer_says_is_told(kiosk: Kiosk, mood: Mood, state: str, detail: str) -> None:
    """In words for the person who asked."""
    with PrinterSimulator(mood) as printer, kiosk.agent(printer.url):
        assert answered(kiosk, ordered(kiosk)) == (state, detail)


def test_a_printer_that_is_not_there_is_told(kiosk: Kiosk) -> None:
    """Nothing listens at its address."""
    with PrinterSimulator() as printer:
        url = printer.url
    with kiosk.agent(url):
        assert answered(kiosk, ordered(kiosk)) == ("failed", "打印机未连接")


def test_an_order_of_before_the_agent_came_is_carried_out_in_its_time(kiosk: Kiosk) -> None:
    """A minute, in which the agent may start; only the newest frame counts."""
    order = ordered(kiosk)
    with PrinterSimulator() as printer, kiosk.agent(printer.url):
        assert answered(kiosk, order) == ("done", "")
        assert len(printer.sheets) == 1
