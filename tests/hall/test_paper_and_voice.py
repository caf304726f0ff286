"""Examples of the rulebook: print jobs, slips and announcements."""

from __future__ import annotations

from typing import Any

import pytest

from server.hall import commands as c
from server.hall import lookup
from server.hall.units import HOUR, MINUTE
from server.hall.views.alarms import alarms
from server.hall.views.printers import PrinterSaid, printers
from tests.hall import looks
from tests.hall.hall_driver import Driver


@pytest.fixture
def hall() -> Driver:
    driver = Driver()
    driver.do(c.OpenWindow(window=2))
    return driver


def take(hall: Driver) -> str:
    return str(hall.do(c.IssueTicket(line="B"))["number"])


def test_a_kiosk_gets_a_print_job_for_its_ticket(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="kiosk-1")
    job = next(iter(hall.hall.jobs.values()))
    assert (job.printer, job.n, job.state) == ("kiosk-1", 1, "queued")
    hall.do(c.ReportPrint(job=job.id, state="sent"))
    assert hall.refused(c.ReportPrint(job=job.id, state="sent")) == "job_state"
    hall.do(c.ReportPrint(job=job.id, state="confirmed", paper="ok"))


def test_who_says_nothing_of_the_paper_takes_no_knowledge_away(hall: Driver) -> None:
    """Low stays low through `sent`, whose paper nobody knows, until a printer knows better."""
    for state, paper, known in (
        ("sent", "unknown", "unknown"),
        ("confirmed", "low", "low"),
        ("sent", "unknown", "low"),
        ("unknown", "unknown", "low"),
        ("confirmed", "ok", "ok"),
    ):
        if state == "sent":
            job = f"{hall.do(c.IssueTicket(line='B'), role='kiosk', device='k')['ticket']}.1"
        hall.do(c.ReportPrint(job=job, state=state, paper=paper))  # type: ignore[arg-type]
        assert hall.hall.paper == {"k": known}


def test_staff_see_the_worst_of_the_printers(hall: Driver) -> None:
    """A failed job, one that nobody took for 15 s, paper that ends; a later good print clears it."""
    assert printers(hall.hall, hall.at) == "unknown"
    for kiosk, state, paper, seen in (
        ("kiosk-1", "confirmed", "ok", "ok"),
        ("kiosk-2", "failed", "unknown", "failed"),
        ("kiosk-2", "confirmed", "low", "low"),
        ("kiosk-1", "failed", "out", "out"),
        ("kiosk-1", "confirmed", "ok", "low"),
    ):
        ticket = hall.do(c.IssueTicket(line="B"), role="kiosk", device=kiosk)["ticket"]
        hall.do(c.ReportPrint(job=f"{ticket}.1", state="sent"))
        hall.do(c.ReportPrint(job=f"{ticket}.1", state=state, paper=paper))  # type: ignore[arg-type]
        assert printers(hall.hall, hall.at) == seen
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="kiosk-1")
    assert printers(hall.hall, hall.at + 14_000) == "low"
    assert printers(hall.hall, hall.at + 16_000) == "failed"


WHY = {
    "offline": "打印机未连接",
    "cover": "打印机盖未关",
    "cutter": "打印机切刀卡住",
    "error": "打印机故障",
    None: "打印机故障",
}


def kiosk_job(hall: Driver, device: str = "k") -> str:
    """A number taken at a kiosk; its print job."""
    return f"{hall.do(c.IssueTicket(line='B'), role='kiosk', device=device)['ticket']}.1"


def printer_alarms(hall: Driver) -> list[str]:
    found = alarms(hall.hall, hall.at)
    return [alarm.zh for alarm in found if alarm.kind in ("paper", "printer")]


@pytest.mark.parametrize("why", WHY)
def test_a_printer_that_cannot_raises_light_and_alarm_until_it_prints(hall: Driver, why: Any) -> None:
    """Open, offline, stuck: the job stays queued, staff see it at once, the first ticket sent clears it."""
    job = kiosk_job(hall)
    hall.do(c.ReportPrint(job=job, state="queued", paper="ok", why=why))
    assert hall.hall.jobs[job].state == "queued"
    assert printers(hall.hall, hall.at) == "failed"
    assert printer_alarms(hall) == [f"取号机 k {WHY[why]}"]
    hall.do(c.ReportPrint(job=job, state="sent", paper="ok"))
    assert (printers(hall.hall, hall.at), printer_alarms(hall)) == ("ok", [])


def test_a_printer_without_paper_says_so_whatever_its_sensor_says(hall: Driver) -> None:
    """Stopped by the end of the paper while the other sensor still finds some."""
    hall.do(c.ReportPrint(job=kiosk_job(hall), state="queued", paper="ok", why="paper"))
    assert (printers(hall.hall, hall.at), printer_alarms(hall)) == ("out", ["取号机 k 缺纸"])


def test_a_printer_that_is_out_says_so_once(hall: Driver) -> None:
    """Only news become entries; from `sent` there is no way back into the queue."""
    job = kiosk_job(hall)
    hall.do(c.ReportPrint(job=job, state="queued", paper="out", why="paper"))
    assert hall.refused(c.ReportPrint(job=job, state="queued", paper="out", why="paper")) == "job_state"
    hall.do(c.ReportPrint(job=job, state="queued", paper="ok", why="cover"))
    hall.do(c.ReportPrint(job=job, state="sent"))
    assert hall.refused(c.ReportPrint(job=job, state="queued", why="cover")) == "job_state"


@pytest.mark.parametrize("why", ["late", "gone", "unfit"])
def test_a_ticket_that_is_given_up_accuses_no_printer(hall: Driver, why: Any) -> None:
    """Too late or called meanwhile: final, and the light stays what the printer said last."""
    job = kiosk_job(hall)
    hall.do(c.ReportPrint(job=job, state="failed", paper="ok", why=why))
    assert hall.hall.jobs[job].why == why
    assert (printers(hall.hall, hall.at), printer_alarms(hall)) == ("ok", [])
    assert hall.refused(c.ReportPrint(job=job, state="sent")) == "job_state"


def test_one_failed_ticket_does_not_outlive_the_good_ones_after_it(hall: Driver) -> None:
    """Reported last, ordered first: the newest word about the printer counts, not the newest job."""
    first, second = kiosk_job(hall), kiosk_job(hall)
    hall.do(c.ReportPrint(job=second, state="sent"))
    hall.do(c.ReportPrint(job=second, state="failed", paper="ok"))
    assert printers(hall.hall, hall.at) == "failed"
    hall.do(c.ReportPrint(job=first, state="sent"))
    hall.do(c.ReportPrint(job=first, state="confirmed", paper="ok"))
    assert printers(hall.hall, hall.at) == "ok"


def test_who_works_off_a_backlog_is_not_accused(hall: Driver) -> None:
    """Jobs that wait for minutes are no fault while the one before them comes out; silence is."""
    jobs = [kiosk_job(hall) for _ in range(5)]
    hall.at += 60_000
    assert printers(hall.hall, hall.at) == "failed"
    hall.do(c.ReportPrint(job=jobs[0], state="sent", paper="ok"))
    hall.do(c.ReportPrint(job=jobs[0], state="confirmed", paper="ok"))
    assert printers(hall.hall, hall.at + 14_000) == "ok"
    assert printers(hall.hall, hall.at + 16_000) == "failed"


def test_a_job_that_was_lost_does_not_accuse_a_printer_that_prints(hall: Driver) -> None:
    """`sent` for ever, of an agent whose folder is gone; later tickets came out."""
    lost, good = kiosk_job(hall), kiosk_job(hall)
    hall.do(c.ReportPrint(job=lost, state="sent"))
    hall.do(c.ReportPrint(job=good, state="sent"))
    hall.do(c.ReportPrint(job=good, state="confirmed", paper="ok"))
    assert printers(hall.hall, hall.at + 3_600_000) == "ok"


@pytest.mark.parametrize("step", [3 * HOUR, -3 * HOUR])
def test_a_clock_that_is_set_right_makes_no_ticket_too_late(hall: Driver, step: int) -> None:
    """Two minutes old before, two minutes old after: who waits gets paper, no printer is accused."""
    job = kiosk_job(hall)
    hall.at += 2 * MINUTE
    hall.do(c.ConfirmClock(now=hall.at + step))
    hall.at += step
    assert hall.at - hall.hall.jobs[job].at == 2 * MINUTE


def test_the_view_says_whose_paper_nobody_waits_for(hall: Driver) -> None:
    """A called ticket's first paper is in vain; a reprint is wanted as long as the person is inside."""
    ticket = hall.do(c.IssueTicket(line="B"), role="kiosk", device="k")["ticket"]
    assert waits(hall) == [True]
    hall.do(c.CallNext(window=2))
    hall.do(c.ReprintTicket(ticket=ticket), role="kiosk", device="k")
    assert waits(hall) == [False, True]
    hall.do(c.StartService(window=2))
    hall.do(c.FinishService(window=2))
    assert waits(hall) == [False, False]


def waits(hall: Driver) -> list[bool]:
    shown = looks.kiosk(hall.hall)
    assert shown.print_late_minutes == hall.hall.settings.kiosk.print_late_minutes
    return [job.waits for job in shown.jobs]


def test_a_reprint_has_the_same_number(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="kiosk-1")
    again = hall.do(c.ReprintTicket(ticket="b001"))
    assert (again["number"], again["job"]) == ("B001", f"{again['ticket']}.2")


def test_a_call_is_played_once_per_zone(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.ReportPlayed(call=1, zone="main", state="played"))
    assert hall.refused(c.ReportPlayed(call=1, zone="main", state="played")) == "already_played"
    assert hall.refused(c.ReportPlayed(call=1, zone="attic", state="played")) == "zone_unknown"


def test_the_secret_finds_its_ticket_and_a_guess_does_not(hall: Driver) -> None:
    take(hall)
    secret = lookup.secret(hall.hall, hall.ticket("B001").id)
    found = lookup.find(hall.hall, secret)
    assert found is not None and found.number == "B001"
    assert lookup.find(hall.hall, secret[:-1] + ("0" if secret[-1] != "0" else "1")) is None


def test_a_printer_is_believed_between_two_prints(hall: Driver) -> None:
    """Filled up, it is well again without a ticket; out of paper while nobody comes, staff hear of it."""
    job = f"{hall.do(c.IssueTicket(line='B'), role='kiosk', device='k')['ticket']}.1"
    hall.do(c.ReportPrint(job=job, state="queued", why="paper", paper="out"))
    for state, paper, causes, light, alarm in (
        ("ok", "ok", (), "ok", []),
        ("ok", "unknown", (), "out", ["取号机 k 缺纸"]),  # it cannot tell of paper: the report stands
        ("unknown", "ok", (), "ok", []),
        ("unknown", "unknown", (), "out", ["取号机 k 缺纸"]),
        ("ok", "low", (), "low", ["取号机 k 纸将用完"]),
        ("fault", "ok", ("cover",), "failed", ["取号机 k 打印机盖未关"]),
        ("fault", "out", ("cover", "paper"), "out", ["取号机 k 缺纸"]),
        ("fault", "ok", (), "failed", ["取号机 k 打印机故障"]),
    ):
        said = {"k": PrinterSaid(state, paper, causes)}
        found = [alarm.zh for alarm in alarms(hall.hall, hall.at, said) if alarm.kind in ("paper", "printer")]
        assert (printers(hall.hall, hall.at, said), found) == (light, alarm), said
    silent = {"k": PrinterSaid("ok", "ok"), "new": PrinterSaid("ok", "out")}
    assert printers(hall.hall, hall.at, silent) == "out"
