"""What a kiosk's agent does when the hall orders it: a test print."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.printing.status import PrinterStatus
from server.wire.ordering import Given
from server.wire.views import local, printer_words

Done = Callable[[PrinterStatus], None]


def print_test(test: Callable[[str, str, Done], None]) -> Callable[[Given], None]:
    """test: puts a test sheet of (name, time in words) on paper and calls back with the printer's state."""

    def act(given: Given) -> None:
        time_words = f"{local(given.now):%Y-%m-%d %H:%M:%S}"
        test(given.name, time_words, lambda status: given.report(*_said(status)))

    return act


def _said(status: PrinterStatus) -> tuple[str, str]:
    """(state, detail) of a report."""
    if status.state == "fault":
        return "failed", printer_words(status.why or "error")[0]
    return "done", "" if status.state == "ok" else "打印机没有应答，请看是否出纸"
