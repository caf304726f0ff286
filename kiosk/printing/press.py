"""Prints each job once: noted, put on paper, noted again. Nothing here knows the network to the server."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Final

from kiosk.printing import layout
from kiosk.printing.errors import NoPrinter, PrintingError
from kiosk.printing.jobs import JobBook
from kiosk.printing.printers.printer import Printer
from server.wire.slips import JobFace

log = logging.getLogger("jiaohao.kiosk")

STALE_SECONDS: Final = 600.0  # who pressed ten minutes ago has left: guidance, not paper
_STOP_SECONDS: Final = 4.0


class Press:
    """One printer and its thread. changed: called after each noted state (any thread)."""

    def __init__(self, printer: Printer, book: JobBook) -> None:
        self._printer, self._book = printer, book
        self._jobs: queue.SimpleQueue[tuple[JobFace, float, bool] | None] = queue.SimpleQueue()
        self._begun: set[str] = set()
        self.changed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="press", daemon=True)
        self._thread.start()

    def take(self, job: JobFace, age_seconds: float, *, demo: bool) -> None:
        """Print a queued job unless it was begun before. age_seconds: since it was ordered."""
        if job.job in self._begun or self._book.knows(job.job):
            return
        self._begun.add(job.job)
        self._jobs.put((job, age_seconds, demo))

    def stop(self) -> bool:
        """Finish the ticket in the printer, leave the others queued; False when that takes too long."""
        self._jobs.put(None)
        self._thread.join(_STOP_SECONDS)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (order := self._jobs.get()) is not None:
            try:
                self._print(*order)
            except Exception:
                log.exception("job %s", order[0].job)
            self.changed.set()

    def _print(self, job: JobFace, age_seconds: float, demo: bool) -> None:
        if age_seconds > STALE_SECONDS:
            log.warning("job %s is %.0f s old and is not printed", job.job, age_seconds)
            self._book.note(job.job, "sent")
            self._book.note(job.job, "failed")
            return
        try:
            picture = layout.render(job.slip, layout.WIDTHS[self._printer.width], demo=demo)
        except PrintingError as error:
            self._failed(job, error)
            return
        self._book.note(job.job, "sent")
        self.changed.set()
        try:
            status = self._printer.print(picture, job.slip.number)
        except NoPrinter as error:
            self._failed(job, error)
            return
        except PrintingError as error:
            log.warning("job %s may be on paper: %s", job.job, error)
            self._book.note(job.job, "unknown", self._printer.status().paper)
            return
        self._book.note(job.job, "confirmed" if status.state == "ok" else "unknown", status.paper)

    def _failed(self, job: JobFace, error: PrintingError) -> None:
        log.error("job %s was not printed: %s", job.job, error)
        self._book.note(job.job, "sent")
        self._book.note(job.job, "failed", self._printer.status().paper)
