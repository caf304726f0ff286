"""Examples of the rulebook: days, lunch, the clock (DESIGN sections 4 and 8)."""

from __future__ import annotations

import pytest

from server.hall import commands as c
from server.hall.calendar import moment
from server.hall.units import MINUTE
from tests.hall.hall_driver import DAY, Driver, staffed_hall, take


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def test_the_first_ticket_opens_the_day() -> None:
    hall = Driver(at=moment(DAY, "08:00"))
    take(hall)
    assert (hall.hall.day, hall.hall.open, len(hall.entries)) == (DAY, True, 2)


@pytest.mark.parametrize("time", ["07:59", "17:15", "20:00"])
def test_no_day_opens_outside_issuing_hours(time: str) -> None:
    assert Driver(at=moment(DAY, time)).refused(c.IssueTicket(line="B")) == "day_not_open"


def test_no_day_opens_on_sunday() -> None:
    assert Driver(at=moment("2026-11-22", "09:00")).refused(c.IssueTicket(line="B")) == "day_not_open"


def test_lunch_stops_calls_but_not_numbers(hall: Driver) -> None:
    hall.at = moment(DAY, "12:30")
    take(hall)
    assert hall.refused(c.CallNext(window=2)) == "lunch"
    hall.at = moment(DAY, "14:00")
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_a_person_sets_lunch_and_early_stop_aside(hall: Driver) -> None:
    hall.at = moment(DAY, "12:30")
    hall.do(c.OpenDay(until=moment(DAY, "21:00")))
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.at = moment(DAY, "20:59")
    take(hall)
    hall.at = moment(DAY, "21:00")
    assert hall.refused(c.IssueTicket(line="B")) == "issuing_over"


def test_everyone_with_a_number_is_served_after_closing(hall: Driver) -> None:
    take(hall)
    hall.at = moment(DAY, "17:40")
    assert hall.refused(c.IssueTicket(line="B")) == "issuing_over"
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_closing_with_people_inside_needs_a_confirmation(hall: Driver) -> None:
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    assert hall.refused(c.CloseDay()) == "day_not_closed"
    hall.do(c.CloseDay(confirm=True))
    assert {hall.ticket("B001").state, hall.ticket("B002").state} == {"left"}
    assert hall.refused(c.IssueTicket(line="B")) == "day_closed"


def test_closing_the_day_leaves_windows_that_were_closed_as_they_were(hall: Driver) -> None:
    """Since when and why a window is closed stays; the others are closed since now."""
    hall.do(c.CloseWindow(window=1, reason="meeting"))
    closed_at = hall.at
    hall.later(30)
    hall.do(c.CloseDay())
    seen = [(n, hall.hall.windows[n].since, hall.hall.windows[n].reason) for n in (1, 2)]
    assert seen == [(1, closed_at, "meeting"), (2, hall.at, None)]


def test_a_forgotten_day_is_closed_by_the_next_opening(hall: Driver) -> None:
    take(hall)
    hall.at = moment("2026-11-24", "08:05")
    assert take(hall) == "B001"
    assert (hall.hall.day, len(hall.hall.tickets)) == ("2026-11-24", 1)


def test_a_closed_date_opens_again_with_its_numbers(hall: Driver) -> None:
    take(hall)
    hall.do(c.CloseDay(confirm=True))
    hall.do(c.OpenDay())
    assert take(hall) == "B002"


def test_a_confirmed_clock_moves_everyone_inside(hall: Driver) -> None:
    take(hall)
    before = hall.ticket("B001").arrived_at
    hall.do(c.ConfirmClock(now=hall.at - 60 * MINUTE))
    assert hall.ticket("B001").arrived_at == before - 60 * MINUTE
