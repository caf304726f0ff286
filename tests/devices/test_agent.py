"""The kiosk's agent as a process: a real server, a printer on a socket, and everything that may go wrong."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from kiosk.printing import layout
from kiosk.printing.jobs import JobBook
from server.wire.views import Slip
from tests.devices.printer_simulator import Mood, PrinterSimulator
from tests.ports import lasting
from tests.stopwatch import Stopwatch
from tests.web.house import ROOT, House, house, until
from tests.wire.cutter import cutting


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("hall")) as made:
        yield made


class Kiosk:
    """A kiosk device with its agent's folder."""

    def __init__(self, hall: House, folder: Path) -> None:
        self.hall, self.folder = hall, folder
        self.device, self.token = hall.device("kiosk")
        (folder / "token").write_text(self.token)

    @contextlib.contextmanager
    def agent(
        self, printer: str, server: str | None = None, **options: Any
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The agent process; stopped at the end if it still runs. server: another way to the hall."""
        words = ["--server", server or self.hall.url, "--token-file", str(self.folder / "token")]
        words += ["--printer", printer]
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.agent", *words, "--data", str(self.folder / "state")],
            cwd=ROOT,
            **options,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)

    def issue(self) -> dict[str, Any]:
        """A number taken at this kiosk."""
        return self.hall.do("ticket.issue", f"Device {self.token}", line="B")

    def slips(self) -> list[Slip]:
        """What the tickets of the jobs in the view say."""
        jobs = self.hall.view("kiosk", token=f"Device {self.token}")["view"]["jobs"]
        return [msgspec.convert(job["slip"], Slip) for job in jobs]

    def alarms(self) -> list[str]:
        """What a supervisor is told of this kiosk."""
        found = self.hall.view("supervisor")["live"].get("alarms", [])
        return [alarm["zh"] for alarm in found if self.device in alarm["zh"]]

    def paper(self) -> str:
        """What its page is told of the paper."""
        return str(self.hall.view("kiosk", token=f"Device {self.token}")["live"]["paper"])

    def states(self) -> dict[str, str]:
        """job -> state, as the kiosk's view has them; confirmed ones have left it."""
        jobs = self.hall.view("kiosk", token=f"Device {self.token}")["view"]["jobs"]
        return {job["job"]: job["state"] for job in jobs}


def on_paper(said: Slip) -> bytes:
    """The dots of a slip, 1 = black."""
    return bytes(1 - np.asarray(layout.render(said), np.uint8))


@pytest.fixture
def kiosk(hall: House, tmp_path: Path) -> Kiosk:
    return Kiosk(hall, tmp_path)


def test_each_ticket_comes_out_once_and_is_confirmed(kiosk: Kiosk) -> None:
    """Number durable first, then paper, then the report."""
    with PrinterSimulator() as printer, kiosk.agent(printer.url):
        for _ in range(3):
            kiosk.issue()
        printer.wait(3)
        until(lambda: kiosk.states() == {}, what="all confirmed")
        assert len(printer.sheets) == 3


def test_tickets_taken_while_the_agent_is_away_come_out_when_it_is_back(kiosk: Kiosk) -> None:
    """Each once, in order, over two starts."""
    kiosk.issue()
    with PrinterSimulator() as printer:
        with kiosk.agent(printer.url):
            printer.wait(1)
            until(lambda: kiosk.states() == {})
        kiosk.issue()
        with kiosk.agent(printer.url):
            printer.wait(2)
            until(lambda: kiosk.states() == {})
        assert len(printer.sheets) == 2


@pytest.mark.parametrize("mood", [Mood.silent(), Mood(dies_after=20_000)], ids=["silent", "dies"])
def test_what_may_be_on_paper_is_told_to_the_server(kiosk: Kiosk, mood: Mood) -> None:
    """unknown = perhaps."""
    with PrinterSimulator(mood) as printer, kiosk.agent(printer.url):
        kiosk.issue()
        until(lambda: list(kiosk.states().values()) == ["unknown"], what="unknown")


@pytest.mark.parametrize(
    ("mood", "alarm", "light"),
    [(Mood.out(), "缺纸", "out"), (Mood.open_cover(), "打印机盖未关", "failed")],
    ids=["paper out", "cover open"],
)
def test_numbers_wait_for_the_printer_and_come_out_in_order(
    kiosk: Kiosk, mood: Mood, alarm: str, light: str
) -> None:
    """Fourteen of them, two more than a view holds: staff are told at once; with the paper in, the next touch
    brings out everybody's ticket, the first one first, and nobody is told of a fault any more."""
    with PrinterSimulator(mood) as printer, kiosk.agent(printer.url):
        for _ in range(14):
            kiosk.issue()
        until(lambda: kiosk.alarms() == [f"取号机 {kiosk.device} {alarm}"], what=alarm)
        assert kiosk.hall.view("counter", "2")["live"]["printer"] == light
        assert set(kiosk.states().values()) == {"queued"}
        oldest = kiosk.slips()
        printer.mood = Mood()
        kiosk.issue()
        sheets = printer.wait(15)
        until(lambda: kiosk.states() == {}, what="all confirmed")
        assert kiosk.alarms() == []
    assert [sheet.picture.tobytes() for sheet in sheets[:12]] == [on_paper(slip) for slip in oldest]
    assert len(sheets) == 15


def test_paper_is_told_of_between_two_tickets(kiosk: Kiosk) -> None:
    """Out while nobody comes, staff and page hear of it; filled up, it is well again without a print. Each
    time the agent starts anew, since it asks its printer then."""
    with PrinterSimulator() as printer:
        with kiosk.agent(printer.url):
            kiosk.issue()
            printer.wait(1)
            until(lambda: kiosk.states() == {}, what="confirmed")
        for mood, paper, word in ((Mood.out(), "out", "缺纸"), (Mood(), "ok", "")):
            printer.mood = mood
            with kiosk.agent(printer.url):
                told = [f"取号机 {kiosk.device} {word}"] if word else []
                until(lambda told=told: kiosk.alarms() == told, what=word)  # type: ignore[misc]
                assert kiosk.paper() == paper
        assert len(printer.sheets) == 1


def test_a_job_cut_short_by_a_power_cut_is_unknown_and_not_printed_again(kiosk: Kiosk) -> None:
    """`sent` was noted, then nothing: the slip may be on paper."""
    ticket = kiosk.issue()["ticket"]
    book = JobBook(kiosk.folder / "state")
    book.note(f"{ticket}.1", "sent")
    book.close()
    with PrinterSimulator() as printer, kiosk.agent(printer.url):
        until(lambda: kiosk.states() == {f"{ticket}.1": "unknown"}, what="unknown")
        assert printer.sheets == []


def test_a_reprint_is_a_new_slip_of_the_same_number(kiosk: Kiosk) -> None:
    """补打: one more sheet, marked, so its picture differs."""
    with PrinterSimulator() as printer, kiosk.agent(printer.url):
        number = kiosk.issue()["number"]
        printer.wait(1)
        kiosk.hall.do("ticket.reprint", f"Device {kiosk.token}", ticket=number)
        first, second = printer.wait(2)
        assert first.picture.shape != second.picture.shape


def test_the_agent_comes_back_when_the_server_does(tmp_path: Path) -> None:
    """kill -9 of the server and a new one at the same address: the next ticket is printed."""
    folder = tmp_path / "hall"
    folder.mkdir()
    port = str(lasting())
    with house(folder, "eventlet", "--port", port) as first:
        kiosk = Kiosk(first, tmp_path)
        with PrinterSimulator() as printer, kiosk.agent(printer.url):
            kiosk.issue()
            printer.wait(1)
            first.process.kill()
            first.process.wait()
            with house(folder, "eventlet", "--port", port, plenty=False, day=False) as second:
                kiosk.hall = second
                kiosk.issue()
                printer.wait(2)
                until(lambda: kiosk.states() == {}, what="confirmed")


def test_a_printer_that_takes_no_bytes_holds_up_neither_reports_nor_the_end(kiosk: Kiosk) -> None:
    """A device file nobody drinks from: the job is unknown; in the next one SIGTERM ends it within 7 s."""
    os.mkfifo(kiosk.folder / "lp0")
    reader = os.open(kiosk.folder / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
    with kiosk.agent(f"file:{kiosk.folder / 'lp0'}") as process:
        kiosk.issue()
        until(lambda: list(kiosk.states().values()) == ["unknown"], what="unknown")
        os.read(reader, 4096)
        kiosk.issue()
        until(lambda: "sent" in kiosk.states().values(), what="in the printer")
        watch = Stopwatch()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert watch.seconds <= 7
    os.close(reader)


@pytest.mark.parametrize(
    ("role", "word"), [("revoked", "不认这个令牌"), ("board", "属于 board 设备")], ids=["revoked", "board"]
)
def test_a_token_that_prints_nothing_is_said_on_the_console(
    hall: House, kiosk: Kiosk, role: str, word: str
) -> None:
    """Of a device that was removed, or of another kind of device."""
    if role == "revoked":
        hall.do("device.revoke", id=kiosk.device)
    else:
        (kiosk.folder / "token").write_text(hall.device(role)[1])
    with (kiosk.folder / "said").open("wb") as said, kiosk.agent(f"paper:{kiosk.folder}", stderr=said):
        until(lambda: word in (kiosk.folder / "said").read_text(), what=word)


def test_a_kiosk_prints_where_the_network_cuts_websockets(kiosk: Kiosk) -> None:
    """By polling, with reports and all; its console says so, once."""
    said = kiosk.folder / "said"
    with (
        cutting(kiosk.hall.url, "refused") as network,
        said.open("wb") as console,
        PrinterSimulator() as printer,
        kiosk.agent(printer.url, network.url, stderr=console),
    ):
        for _ in range(2):
            kiosk.issue()
        printer.wait(2)
        until(lambda: kiosk.states() == {}, what="all confirmed")
    assert said.read_text().count("WebSocket（") == 1


def test_a_slow_serial_line_is_told_at_the_start(kiosk: Kiosk) -> None:
    """The technician hears how long a ticket will take before the first citizen waits for it."""
    with (kiosk.folder / "said").open("wb") as said, kiosk.agent("serial:/dev/ttyS99?baud=9600", stderr=said):
        until(lambda: "约需 60 秒" in (kiosk.folder / "said").read_text(), what="its seconds")


def test_it_ends_cleanly_when_told_to(kiosk: Kiosk) -> None:
    """SIGTERM: exit 0 within 2 s."""
    with PrinterSimulator() as printer, kiosk.agent(printer.url) as process:
        kiosk.issue()
        printer.wait(1)
        watch = Stopwatch()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert watch.seconds <= 2


def test_reports_have_one_key_for_each_state_of_a_job(tmp_path: Path) -> None:
    """A report sent twice is one event."""
    book = JobBook(tmp_path)
    book.note("a.1", "sent")
    book.note("a.1", "confirmed", "ok")
    again = [(report.state, report.key) for report in book.untold()]
    book.close()
    book = JobBook(tmp_path)
    assert [(report.state, report.key) for report in book.untold()] == again
    assert len({key for _, key in again}) == 2
    book.close()


def test_what_the_server_forgot_is_told_again(tmp_path: Path) -> None:
    """A server from a backup still says queued: the paper is there, it hears so and prints nothing."""
    book = JobBook(tmp_path)
    for state in ("sent", "confirmed"):
        book.note("a.1", state)
    for report in book.untold():
        book.told(report)
    assert book.untold() == []
    book.tell_again("a.1", "queued")
    assert [report.state for report in book.untold()] == ["sent", "confirmed"]
    book.close()


def test_old_jobs_leave_the_book(tmp_path: Path) -> None:
    """Seven days are enough."""
    JobBook(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "jobs.db")) as db, db:
        db.execute("INSERT INTO step (job, state, paper, told, at) VALUES ('old.1', 'confirmed', 'ok', 1, 0)")
    book = JobBook(tmp_path)
    assert not book.knows("old.1")
    book.close()
