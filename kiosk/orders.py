"""Orders of the hall for the kiosk's agent: a test print, each once. What the page of the device can do is
left to the page.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from kiosk.printing.status import PrinterStatus
from server.wire.client import Connection
from server.wire.views import local, printer_words

log = logging.getLogger("jiaohao.kiosk")

_ACT: Final = "test_print"
_REMEMBERED: Final = 50
_TRY_AGAIN: Final = (408, 429, 503)
_AGAIN_SECONDS: Final = 1.0
_ASKED_SECONDS: Final = 60.0  # nobody waits longer for an answer

Done = Callable[[PrinterStatus], None]


class Orders:
    """test: puts a test sheet of (name, time in words) on paper and calls back with the printer's state."""

    def __init__(self, connection: Connection, test: Callable[[str, str, Done], None]) -> None:
        self._connection, self._test = connection, test
        self._device, self._name = "", ""
        self._taken: list[str] = []
        self._reports: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._stopping = threading.Event()

    def welcome(self, hello: dict[str, Any]) -> None:
        """The hall says which device we are."""
        self._device = hello.get("device") or ""
        self._name = hello.get("name") or self._device

    def hear(self, live: dict[str, Any]) -> None:
        """The live part of a frame."""
        for order in live.get("orders", ()):
            if order["device"] == self._device and order["act"] == _ACT and order["id"] not in self._taken:
                self._taken = [*self._taken, order["id"]][-_REMEMBERED:]
                time_words = f"{local(live['now']):%Y-%m-%d %H:%M:%S}"
                self._test(self._name, time_words, self._reporter(order["id"]))

    def _reporter(self, order: str) -> Done:
        def done(status: PrinterStatus) -> None:
            state, detail = _said(status)
            self._reports.put({"do": "device.report", "order": order, "state": state, "detail": detail})

        return done

    def stop(self) -> None:
        """End run()."""
        self._stopping.set()
        self._reports.put(None)

    def run(self) -> None:
        """Tell the hall what came of each order, until stop()."""
        while (report := self._reports.get()) is not None:
            self._tell({"key": str(uuid.uuid4())} | report)

    def _tell(self, report: dict[str, Any]) -> None:
        end = time.monotonic() + _ASKED_SECONDS
        while not self._stopping.is_set() and time.monotonic() < end:
            answer: dict[str, Any] = self._connection.call("command", report) or {}
            if answer.get("status", 408) not in _TRY_AGAIN:
                return
            self._stopping.wait(_AGAIN_SECONDS)
        log.warning("what came of order %s was not told", report["order"])


def _said(status: PrinterStatus) -> tuple[str, str]:
    """(state, detail) of a report."""
    if status.state == "fault":
        return "failed", printer_words(status.why or "error")[0]
    return "done", "" if status.state == "ok" else "打印机没有应答，请看是否出纸"
