"""Prints each job once, strictly in the order of issue: noted, put on paper, noted again. Nothing here knows
the network to the server.

A printer that cannot print now keeps its jobs: the first of them is tried again until it comes out, is too
late, or nobody waits for it any more.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.printing import layout
from kiosk.printing.errors import NoPrinter, PrintUnknown
from kiosk.printing.jobs import JobBook
from kiosk.printing.printers.printer import Printer
from kiosk.printing.sheet import WIDTHS
from kiosk.printing.status import PrinterStatus
from server.wire.views import JobShown

log = logging.getLogger("jiaohao.kiosk")

AGAIN_SECONDS: Final = 10.0  # until a printer that is not well is tried or asked again
SELDOM_SECONDS: Final = 60.0  # until one that is well is asked
_GONE_SECONDS: Final = 15.0  # who is called while the ticket comes out takes it along
_STOP_SECONDS: Final = 4.0


@dataclass(frozen=True)
class Kept:
    """A job that cannot be printed now. news: another one is worth telling. key: of its report."""

    job: str
    paper: str
    why: str
    news: int
    key: str = field(default_factory=lambda: str(uuid.uuid4()))


class _Sending:
    """One ticket on its way, as the book has it."""

    def __init__(self, book: JobBook, job: str, news: Callable[[], None]) -> None:
        self._book, self._job, self._news = book, job, news
        self.begun = self.gone = False

    def begin(self, before: PrinterStatus) -> None:
        """Durable before the first byte leaves."""
        self._book.begin(self._job, before.paper)
        self.begun = True

    def left(self) -> None:
        """The first byte was taken: from here on it may be on paper."""
        if not self.gone:
            self.gone = True
            self._book.took(self._job)
            self._news()


class _Unnoted:
    """A sheet that is no ticket: nobody is to know how far it is."""

    def begin(self, before: PrinterStatus) -> None:
        """See Sending."""

    def left(self) -> None:
        """See Sending."""


class Press:
    """One printer and its thread. news: called when there is something to tell the hall; state_changed: when
    the printer says something else than before, with jobs or without; clock: monotonic seconds. kept: the job
    that waits for the printer, if one does."""

    def __init__(
        self,
        printer: Printer,
        book: JobBook,
        news: Callable[[], None],
        state_changed: Callable[[PrinterStatus], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer, self._book, self._clock = printer, book, clock
        self._news, self._state_changed = news, state_changed
        self._status: PrinterStatus | None = None
        self._lock = threading.Lock()
        self._wanted: list[JobShown] = []
        self._tests: list[tuple[str, str, Callable[[PrinterStatus], None]]] = []
        self._born: dict[str, float] = {}  # job -> when it was ordered, by our clock
        self._late_seconds, self._demo = 600.0, False
        self._due_at = clock()  # when it is tried or asked again
        self.kept: Kept | None = None
        self._kept_news = 0
        self._wake, self._stopping = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="press", daemon=True)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def want(self, jobs: Sequence[JobShown], now: int, *, late_seconds: float, demo: bool) -> None:
        """All that is queued, in the order of issue. now: the server's time in ms, as jobs have it."""
        with self._lock:
            self._late_seconds, self._demo = late_seconds, demo
            born = {job.job: self._clock() - (now - job.at) / 1000 for job in jobs}
            if born.keys() - self._born.keys():
                self._due_at = self._clock()  # somebody stands there: perhaps the cover was closed just now
            self._wanted = list(jobs)
            self._born = born | {job: at for job, at in self._born.items() if job in born}
        self._wake.set()

    def test(self, name: str, time: str, done: Callable[[PrinterStatus], None]) -> None:
        """Print a test sheet as the next thing, whatever waits. done: what the printer said to it."""
        with self._lock:
            self._tests.append((name, time, done))
        self._wake.set()

    def stop(self) -> bool:
        """Finish the ticket in the printer, leave the others queued; False when that takes too long."""
        self._stopping = True
        self._wake.set()
        self._thread.join(_STOP_SECONDS)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                pause = self.turn()
            except Exception:
                log.exception("the press stumbled")
                pause = AGAIN_SECONDS
            if not self._stopping:
                self._wake.wait(pause)

    def turn(self) -> float:
        """Do the next thing that is due; seconds until there is one again."""
        with self._lock:
            test = self._tests.pop(0) if self._tests else None
            job = next((job for job in self._wanted if not self._book.knows(job.job)), None)
            age = self._clock() - self._born[job.job] if job else 0.0
            wait = self._due_at - self._clock()
        if test is not None:
            self._print_test(*test)
            return 0.0
        if job is None:
            self.kept = None
            if wait <= 0:
                self._heard(self._printer.status())
            return max(0.0, self._due_at - self._clock())
        if (why := self._over(job, age)) is not None:
            log.warning("job %s is not printed: %s, %.0f s old", job.job, why, age)
            self._book.note(job.job, "failed", why=why)
            self._news()
            return 0.0
        if wait > 0 and self.kept is not None:
            return wait
        self._print(job)
        return 0.0

    def _print_test(self, name: str, time: str, done: Callable[[PrinterStatus], None]) -> None:
        try:
            picture = layout.test_sheet(name, time, WIDTHS[self._printer.width])
            status = self._printer.print(picture, "TEST", _Unnoted())
        except (NoPrinter, PrintUnknown) as error:
            log.warning("the test print: %s", error)
            status = error.status
        except Exception:
            log.exception("the test print failed")
            status = PrinterStatus("fault", "unknown", ("error",))
        self._heard(status)
        done(status)

    def _over(self, job: JobShown, age_seconds: float) -> str | None:
        """Why nobody needs this paper any more."""
        if age_seconds > self._late_seconds:
            return "late"
        return "gone" if not job.waits and age_seconds > _GONE_SECONDS else None

    def _print(self, job: JobShown) -> None:
        sending = _Sending(self._book, job.job, self._news)
        try:
            picture = layout.render(job.slip, WIDTHS[self._printer.width], demo=self._demo)
        except Exception:
            log.exception("job %s cannot be drawn", job.job)
            self._end(job, "failed", PrinterStatus("unknown", "unknown"), "unfit")
            return
        try:
            status = self._printer.print(picture, job.slip.number, sending)
        except NoPrinter as error:
            log.warning("job %s waits: %s", job.job, error)
            self._book.take_back(job.job)
            self._heard(error.status)
            self._keep(job, error.status)
            return
        except PrintUnknown as error:
            log.warning("job %s may be on paper: %s", job.job, error)
            status = error.status
        except Exception:
            if not sending.begun:
                raise
            log.exception("job %s may be on paper", job.job)
            status = PrinterStatus("unknown", "unknown")
        sending.left()
        self._heard(status)
        self._end(job, "confirmed" if status.state == "ok" else "unknown", status, status.why)

    def _end(self, job: JobShown, state: str, status: PrinterStatus, why: str) -> None:
        self.kept = None
        self._book.note(job.job, state, status.paper, why)
        self._news()

    def _keep(self, job: JobShown, status: PrinterStatus) -> None:
        """The job stays first in line. It is news when it was printed before, or when the printer says
        something else; that another job is first now is none."""
        why, was = status.why or "error", self.kept
        if was is None or (was.paper, was.why) != (status.paper, why):
            self._kept_news += 1
        elif was.job == job.job:
            return
        self.kept = Kept(job.job, status.paper, why, self._kept_news)
        self._news()

    def _heard(self, status: PrinterStatus) -> None:
        """What the printer says now; when it is asked next depends on that."""
        well = status.state == "ok" and status.paper == "ok"
        self._due_at = self._clock() + (SELDOM_SECONDS if well else AGAIN_SECONDS)
        if status != self._status:
            self._status = status
            self._state_changed(status)
