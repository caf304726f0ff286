"""Orders of the hall as an agent takes them: those for its device that it can do, each once, and what came
of each told until the hall has heard it. The rest is left to the page of the device.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.wire.client import Connection

log = logging.getLogger("jiaohao.client")

_REMEMBERED: Final = 50
_TRY_AGAIN: Final = (408, 429, 503)
_AGAIN_SECONDS: Final = 1.0
_ASKED_SECONDS: Final = 60.0  # nobody waits longer for an answer


@dataclass(frozen=True)
class Given:
    """One order. name: of the device, for people; now: server time (ms). report(state, detail, media): what
    came of it (done, refused, failed), from any thread."""

    id: str
    name: str
    now: int
    report: Callable[..., None]


class Orders:
    """acts: what this agent can do, by name; each is called in the thread that hears the hall and must not
    wait there."""

    def __init__(self, connection: Connection, acts: Mapping[str, Callable[[Given], None]]) -> None:
        self._connection, self._acts = connection, acts
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
            act = self._acts.get(order["act"])
            if order["device"] == self._device and act is not None and order["id"] not in self._taken:
                self._taken = [*self._taken, order["id"]][-_REMEMBERED:]
                act(Given(order["id"], self._name, live["now"], self._reporter(order["id"])))

    def _reporter(self, order: str) -> Callable[..., None]:
        def report(state: str, detail: str = "", media: str | None = None) -> None:
            said = {"do": "device.report", "order": order, "state": state, "detail": detail}
            self._reports.put(said | ({"media": media} if media else {}))

        return report

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
