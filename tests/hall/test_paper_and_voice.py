"""Examples of the rulebook: print jobs, slips and announcements."""

from __future__ import annotations

import pytest

from server.hall import commands as c
from server.hall import lookup
from server.hall.views.live import printers
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
