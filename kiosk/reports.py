"""What the agent tells the hall of its print jobs: each report until it is answered for good."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final

from kiosk.printing.jobs import JobBook, Report
from kiosk.printing.press import Kept
from server.wire.client import Connection

log = logging.getLogger("jiaohao.kiosk")

_TRY_AGAIN: Final = (408, 429, 503)
_AGAIN_SECONDS: Final = 1.0


class Reports:
    """kept: the job that waits for the printer now, if one does; said once for each news of it."""

    def __init__(self, book: JobBook, connection: Connection, kept: Callable[[], Kept | None]) -> None:
        self._book, self._connection, self._kept = book, connection, kept
        self._said = 0  # the newest news of a kept job that the hall has
        self._news, self._stop = threading.Event(), threading.Event()

    def news(self) -> None:
        """There is something to tell (any thread)."""
        self._news.set()

    def afresh(self) -> None:
        """The hall may have forgotten what a printer said: it is said again."""
        self._said = 0
        self._news.set()

    def stop(self) -> None:
        """End run()."""
        self._stop.set()
        self._news.set()

    def run(self) -> None:
        """Until stop()."""
        while not self._stop.is_set():
            self._news.wait()
            self._news.clear()
            if all(self._tell(report) for report in self._book.untold()):
                self._tell_kept()

    def _tell(self, report: Report) -> bool:
        """Whether the server has answered for good; otherwise it is asked again."""
        if self._stop.is_set() or not self._answered(report.key, report.job, report.state, report):
            return False
        self._book.told(report)
        return True

    def _tell_kept(self) -> None:
        kept = self._kept()
        if kept and kept.news != self._said and self._answered(kept.key, kept.job, "queued", kept):
            self._said = kept.news

    def _answered(self, key: str, job: str, state: str, told: Report | Kept) -> bool:
        if not self._connection.connected:
            return False  # the next connection begins with the reports
        command = {"do": "print.report", "job": job, "state": state, "paper": told.paper}
        why = {"why": told.why} if told.why else {}
        answer: dict[str, Any] = self._connection.call("command", {"key": key} | command | why) or {}
        if answer.get("status", 408) in _TRY_AGAIN:
            self._stop.wait(_AGAIN_SECONDS)
            self._news.set()
            return False
        if answer["status"] != 200:
            log.warning("report of %s as %s: %s", job, state, answer.get("code"))
        return True
