"""The beat: what the agent says of itself and its printer, every 5 s and on change (DESIGN 5). It is no entry
of the journal; the state of the paper between two tickets travels here.
"""

from __future__ import annotations

import threading
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from kiosk.printing.status import PrinterStatus
from server.wire.client import Connection

BEAT_SECONDS: Final = 5.0


def build() -> str:
    """The release this agent is of; "" when it was never installed."""
    try:
        return version("jiaohao")
    except PackageNotFoundError:
        return ""


class Beat:
    """Beats while the hall knows us as a kiosk. A hall of before does not know the beat and never answers:
    after one beat without an answer none is asked for until the next connection."""

    def __init__(self, connection: Connection, every_seconds: float = BEAT_SECONDS) -> None:
        self._connection, self._every_seconds = connection, every_seconds
        self._said: dict[str, Any] = {"build": build()}
        self._welcome, self._answers = False, True
        self._wake, self._stop = threading.Event(), threading.Event()

    def state_changed(self, status: PrinterStatus) -> None:
        """The printer says something else than before (any thread)."""
        printer = {"state": status.state, "paper": status.paper, "causes": list(status.causes)}
        self._said = self._said | {"device": {"printer": printer}}
        self._wake.set()

    def afresh(self, *, welcome: bool) -> None:
        """A new connection; welcome: the hall takes us for a kiosk."""
        self._welcome, self._answers = welcome, True
        self._wake.set()

    def stop(self) -> None:
        """End run()."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Until stop()."""
        while not self._stop.is_set():
            self._wake.wait(self._every_seconds)
            self._wake.clear()
            if self._welcome and self._connection.connected and not self._stop.is_set():
                self._beat()

    def _beat(self) -> None:
        if not self._answers:
            self._connection.send("beat", self._said)
        elif self._connection.call("beat", self._said) is None:
            self._answers = False
