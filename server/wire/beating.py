"""The beat of an agent: what it says of itself and its hardware, every 5 s and on change (DESIGN 5). It is no
entry of the journal; the state of the paper between two tickets, or of a wall's page, travels here.
"""

from __future__ import annotations

import threading
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from server.wire.beats import EVERY_SECONDS
from server.wire.client import Connection


def build() -> str:
    """The release this agent is of; "" when it was never installed."""
    try:
        return version("jiaohao")
    except PackageNotFoundError:
        return ""


class Beating:
    """Beats while the hall knows us for what we are. A hall of before does not know the beat and never
    answers: after one beat without an answer none is asked for until the next connection."""

    def __init__(self, connection: Connection, every_seconds: float = EVERY_SECONDS) -> None:
        self._connection, self._every_seconds = connection, every_seconds
        self._said: dict[str, Any] = {"build": build()}
        self._welcome, self._answers = False, True
        self._wake, self._stop = threading.Event(), threading.Event()

    def say(self, **device: Any) -> None:
        """Something is different than before (any thread). device: fields of server.wire.beats.DeviceBeat."""
        self._said = self._said | {"device": device}
        self._wake.set()

    def afresh(self, *, welcome: bool) -> None:
        """A new connection; welcome: the hall takes us for what we are."""
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
