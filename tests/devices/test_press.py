"""Jobs in the order of issue through a printer that comes and goes, on a clock that the test moves."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.printing import layout
from kiosk.printing.jobs import JobBook
from kiosk.printing.press import Press
from kiosk.printing.printers.connect import connect
from kiosk.printing.printers.network import TcpPrinter
from kiosk.printing.printers.printer import Printer
from kiosk.printing.status import PrinterStatus
from server.wire.views import JobShown
from tests.devices.printer_simulator import Mood, PrinterSimulator
from tests.devices.slips import job
from tests.ports import refusing

NOW = 1_795_400_000_000


class Desk:
    """A press without its thread. seconds: what its clock shows."""

    def __init__(self, printer: Printer, folder: Path) -> None:
        self.book, self.seconds, self.news = JobBook(folder), 1000.0, 0
        self.said: list[PrinterStatus] = []
        self.press = Press(printer, self.book, self._note, self.said.append, clock=lambda: self.seconds)

    def _note(self) -> None:
        self.news += 1

    def want(self, *jobs: JobShown) -> None:
        """A view came with these jobs, queued."""
        now = NOW + int(self.seconds - 1000) * 1000
        self.press.want(jobs, now, late_seconds=600, demo=False)

    def work(self, seconds: float = 0.0) -> None:
        """Time passes; the press does all that is due."""
        self.seconds += seconds
        while self.press.turn() <= 0:
            pass

    def told(self) -> list[tuple[str, str, str, str]]:
        """(job, state, paper, why) of what the hall is to hear."""
        return [(said.job, said.state, said.paper, said.why) for said in self.book.untold()]


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as made:
        yield made


@pytest.fixture
def desk(printer: PrinterSimulator, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(connect(printer.url), tmp_path)
    yield made
    made.book.close()


def numbered(count: int, *, at: int = NOW, waits: bool = True) -> list[JobShown]:
    """Jobs of B001, B002 …, ordered at `at`."""
    return [job(n, at=at, waits=waits, number=f"B{n:03d}") for n in range(1, count + 1)]


def on_paper(jobs: list[JobShown]) -> list[bytes]:
    """The dots of their slips, 1 = black."""
    return [bytes(1 - np.asarray(layout.render(each.slip), np.uint8)) for each in jobs]


def came_out(printer: PrinterSimulator, count: int) -> list[bytes]:
    return [sheet.picture.tobytes() for sheet in printer.wait(count)]


@pytest.mark.parametrize(
    ("mood", "paper", "why"),
    [(Mood.out(), "out", "paper"), (Mood.open_cover(), "ok", "cover")],
    ids=["paper out", "cover open"],
)
def test_jobs_wait_for_the_printer_and_come_out_in_order(
    desk: Desk, printer: PrinterSimulator, mood: Mood, paper: str, why: str
) -> None:
    """Nothing is noted while it cannot; what it says is news once; then each ticket once, the first first."""
    printer.mood = mood
    jobs = numbered(3)
    desk.want(*jobs)
    for _ in range(5):
        desk.work(10)
    kept = desk.press.kept
    assert kept is not None
    assert (kept.job, kept.paper, kept.why) == (jobs[0].job, paper, why)
    assert (desk.news, desk.told(), printer.sheets) == (1, [], [])
    printer.mood = Mood()
    desk.work(10)
    assert desk.press.kept is None
    assert came_out(printer, 3) == on_paper(jobs)
    assert desk.told() == [(each.job, state, "ok", "") for each in jobs for state in ("sent", "confirmed")]


def test_an_unplugged_printer_keeps_its_jobs(tmp_path: Path) -> None:
    """No printer at the address: the job waits for it, untouched."""
    with refusing() as port:
        desk = Desk(TcpPrinter("127.0.0.1", port), tmp_path)
        desk.want(*numbered(1))
        desk.work()
    assert desk.press.kept is not None and desk.press.kept.why == "offline"
    assert desk.told() == []
    desk.book.close()


def test_a_printer_that_is_not_well_is_tried_every_ten_seconds(desk: Desk, printer: PrinterSimulator) -> None:
    """Not sooner, unless somebody takes a number: perhaps the cover was closed just now."""
    printer.mood = Mood.out()
    jobs = numbered(2)
    desk.want(jobs[0])
    desk.work()
    printer.mood = Mood()
    desk.want(jobs[0])
    desk.work(9)
    assert printer.sheets == []
    desk.want(*jobs)
    desk.work()
    assert came_out(printer, 2) == on_paper(jobs)


def test_who_waited_too_long_gets_no_paper(desk: Desk, printer: PrinterSimulator) -> None:
    """Ten minutes: failed, late. The job after it, younger, is the next one."""
    printer.mood = Mood.out()
    old, young = numbered(1)[0], job(2, at=NOW + 300_000)
    desk.want(old, young)
    desk.work(600)
    assert desk.told() == []
    desk.work(1)
    assert desk.told() == [(old.job, "failed", "unknown", "late")]
    printer.mood = Mood()
    desk.work(10)
    assert came_out(printer, 1) == on_paper([young])


def test_the_age_of_a_job_is_what_the_server_says(desk: Desk, printer: PrinterSimulator) -> None:
    """An agent that starts when the numbers are eleven minutes old prints none of them."""
    desk.want(*numbered(2, at=NOW - 660_000))
    desk.work()
    assert [(state, why) for _, state, _, why in desk.told()] == [("failed", "late")] * 2
    assert printer.sheets == []


def test_who_was_called_meanwhile_gets_no_paper(desk: Desk, printer: PrinterSimulator) -> None:
    """A slip of somebody who is being served would confuse the next person."""
    printer.mood = Mood.out()
    first, second = numbered(2)
    desk.want(first, second)
    desk.work()
    printer.mood = Mood()
    desk.want(job(1, at=NOW, waits=False), second)
    desk.work(20)
    assert desk.told()[0] == (first.job, "failed", "unknown", "gone")
    assert came_out(printer, 1) == on_paper([second])


def test_who_is_called_at_once_still_gets_the_paper(desk: Desk, printer: PrinterSimulator) -> None:
    """An idle window calls within the second that the ticket needs."""
    jobs = numbered(1, waits=False)
    desk.want(*jobs)
    desk.work()
    assert came_out(printer, 1) == on_paper(jobs)


def test_a_job_that_left_the_view_is_not_printed(desk: Desk, printer: PrinterSimulator) -> None:
    """A day that ended takes its jobs along."""
    printer.mood = Mood.out()
    desk.want(*numbered(1))
    desk.work()
    printer.mood = Mood()
    desk.want()
    desk.work(10)
    assert (desk.press.kept, desk.told(), printer.sheets) == (None, [], [])


def test_another_fault_is_news_and_another_job_is_none(desk: Desk, printer: PrinterSimulator) -> None:
    """Paper out, cover open, paper out again: three times; so is the next fault after a good ticket."""
    news = []
    jobs = numbered(2)
    for mood in (Mood.out(), Mood.open_cover(), Mood.open_cover(), Mood.out()):
        printer.mood = mood
        desk.want(*jobs)
        desk.work(10)
        assert desk.press.kept is not None
        news.append(desk.press.kept.news)
        jobs = jobs[-1:]
    assert news == [1, 2, 2, 3]
    printer.mood = Mood()
    desk.work(10)
    printer.mood = Mood.out()
    desk.want(job(3, at=NOW + 40_000))
    desk.work()
    assert desk.press.kept is not None and desk.press.kept.news == 4


def test_the_printer_is_asked_between_jobs(desk: Desk, printer: PrinterSimulator) -> None:
    """At the start, once a minute while all is well, every ten seconds while it is not: a refill is known
    without a ticket, and each change is said once."""
    questions = []
    for mood, seconds in (
        *((Mood(), 0), (Mood(), 59), (Mood.low(), 1), (Mood.low(), 9), (Mood.low(), 1)),
        *((Mood.out(), 10), (Mood.silent(), 10), (Mood.silent(), 10), (Mood(), 9), (Mood(), 1)),
    ):
        printer.mood = mood
        before = len(printer.raw)
        desk.work(seconds)
        questions.append(len(printer.raw) > before)
    assert questions == [True, False, True, False, True, True, True, True, False, True]
    assert [(said.state, said.paper) for said in desk.said] == [
        ("ok", "ok"),
        ("ok", "low"),
        ("fault", "out"),
        ("unknown", "unknown"),
        ("ok", "ok"),
    ]
    assert (desk.told(), printer.sheets) == ([], [])


def test_what_a_ticket_teaches_of_the_printer_is_said_too(desk: Desk, printer: PrinterSimulator) -> None:
    """The paper ends under the last ticket of the evening; it is refilled, and nobody takes another one."""
    printer.mood = Mood.out()
    desk.want(*numbered(1))
    desk.work()
    desk.want()
    printer.mood = Mood()
    desk.work(10)
    assert [(said.state, said.paper) for said in desk.said] == [("fault", "out"), ("ok", "ok")]


def test_a_ticket_that_cannot_be_drawn_holds_up_nobody(printer: PrinterSimulator, tmp_path: Path) -> None:
    """An unexpected error is final and told: paper of a width nobody knows."""
    port = int(printer.url.rpartition(":")[2])
    desk = Desk(TcpPrinter("127.0.0.1", port, width=70), tmp_path)
    desk.want(*numbered(2))
    desk.work()
    assert [(state, why) for _, state, _, why in desk.told()] == [("failed", "unfit")] * 2
    desk.book.close()


def test_nothing_is_told_as_sent_before_a_byte_left(tmp_path: Path) -> None:
    """A device file that takes no byte: the book forgets the try; with room again the ticket goes."""
    os.mkfifo(tmp_path / "lp0")
    reader = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    filler = os.open(tmp_path / "lp0", os.O_WRONLY | os.O_NONBLOCK)
    filled = os.write(filler, bytes(1 << 20))
    os.close(filler)
    desk = Desk(connect(f"file:{tmp_path / 'lp0'}"), tmp_path)
    jobs = numbered(1)
    desk.want(*jobs)
    desk.work()
    assert desk.press.kept is not None
    assert (desk.told(), desk.book.knows(jobs[0].job)) == ([], False)
    os.read(reader, filled)
    desk.work(10)
    assert [state for _, state, _, _ in desk.told()] == ["sent", "unknown"]
    desk.book.close()
    os.close(reader)


def test_a_power_cut_before_the_first_byte_is_unknown(tmp_path: Path) -> None:
    """Noted, and nobody can say whether it left: told as sent and unknown, never printed again by itself."""
    book = JobBook(tmp_path)
    book.begin("a.1", "low")
    assert book.untold() == []
    book.close()
    book = JobBook(tmp_path)
    assert [(said.state, said.paper) for said in book.untold()] == [("sent", "low"), ("unknown", "unknown")]
    book.close()


def test_a_book_of_before_is_read(tmp_path: Path) -> None:
    """Its steps had no reason; what was not told is told with the same key and words."""
    with sqlite3.connect(tmp_path / "jobs.db") as db:
        db.execute(
            "CREATE TABLE step (n INTEGER PRIMARY KEY, job TEXT NOT NULL, state TEXT NOT NULL, paper TEXT NOT"
            " NULL, told INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL, UNIQUE (job, state))"
        )
        db.execute("INSERT INTO step (job, state, paper, at) VALUES ('a.1', 'failed', 'out', 4102444800)")
    db.close()
    book = JobBook(tmp_path)
    assert [(said.job, said.state, said.paper, said.why) for said in book.untold()] == [
        ("a.1", "failed", "out", "")
    ]
    book.close()
