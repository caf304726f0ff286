"""Examples of the rulebook: what a window does in one press, and what is counted of it (wire.md 3)."""

from __future__ import annotations

import msgspec
import pytest

from server.hall import commands as c
from server.hall.calendar import moment
from server.hall.units import MINUTE
from server.hall.views.tickets import ticket_shown
from server.registry import roles
from server.registry.model import Identity
from tests.hall import looks
from tests.hall.hall_driver import DAY, Driver, small_hall, staffed_hall, take
from tests.hall.watched import still


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


# -- finish and next in one entry --------------------------------------------------------------


def finish_and_next(ticket: str | None = None, window: int = 2) -> c.CallNext:
    """One press: 办结 and 叫下一位."""
    return c.CallNext(window=window, finish=c.Finish(ticket=ticket, outcome="direct"))


def test_finish_and_next_are_one_entry(hall: Driver) -> None:
    """Both events, the new call in the answer, and which ticket was finished."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    entries, first = len(hall.entries), hall.ticket("B001").id
    answer = hall.do(finish_and_next("B001"))
    assert answer == {"ticket": hall.ticket("B002").id, "number": "B002", "call": 2, "finished": first}
    assert len(hall.entries) == entries + 1
    kinds = [type(event).__name__ for event in hall.entries[-1][2]]
    assert kinds == ["ServiceStarted", "ServiceFinished", "TicketCalled"]
    assert (hall.ticket("B001").state, hall.hall.windows[2].done) == ("done", 1)


def test_with_nobody_waiting_it_only_finishes(hall: Driver) -> None:
    """The answer says so."""
    take(hall)
    hall.do(c.CallNext(window=2))
    answer = hall.do(finish_and_next())
    assert answer == {"ticket": None, "number": None, "call": None, "finished": hall.ticket("B001").id}
    assert hall.refused(c.CallNext(window=2)) == "nobody_waiting"


def test_undo_of_finish_and_next_takes_back_both(hall: Driver) -> None:
    """The finished ticket is at the window again, the called one waits at its place, nothing is counted."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    was = still(hall.hall)
    hall.do(finish_and_next())
    hall.do(c.Undo(window=2, of=hall.hall.seq))
    assert still(hall.hall) == was


@pytest.mark.parametrize("touched", ["B001", "B002"])
def test_undo_of_finish_and_next_stops_when_one_of_the_two_was_touched(hall: Driver, touched: str) -> None:
    """B001 came back to window 1 and was called there, or B002 was reclassed."""
    take(hall)
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2, back=True))
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(finish_and_next("B001"))
    of = hall.hall.seq
    other = c.CallNext(window=1) if touched == "B001" else c.ReclassTicket(ticket="B002", cls="elder")
    hall.do(other)
    assert hall.refused(c.Undo(window=2, of=of)) == "undo_touched"


def test_a_page_that_means_another_ticket_finishes_and_calls_nobody(hall: Driver) -> None:
    """Nothing is written when the ticket it names is not the current one, or none is there."""
    take(hall), take(hall)
    assert hall.refused(finish_and_next("B001")) == "not_current"
    assert hall.refused(finish_and_next()) == "window_empty"
    hall.do(c.CallNext(window=2))
    assert hall.refused(finish_and_next("B002")) == "not_current"
    promised = c.CallNext(window=2, finish=c.Finish(outcome="promised"))
    assert hall.refused(promised) == "days_needed"


def test_who_may_not_call_now_does_not_finish_by_it(hall: Driver) -> None:
    """Paused, or at lunch: the plain finish is the way."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.PauseWindow(window=2))
    assert hall.refused(finish_and_next()) == "window_not_open"
    hall.do(c.OpenWindow(window=2))
    hall.at = moment(DAY, "12:30")
    assert hall.refused(finish_and_next()) == "lunch"
    hall.do(c.FinishService(window=2))


def test_a_ticket_that_comes_back_counts_among_those_who_wait(hall: Driver) -> None:
    """Finished at 3, B001 goes back to line B, whose asker closed: window 3 serves B, and B001 is first."""
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_line="A", back=True))
    hall.do(c.CloseWindow(window=2))
    hall.later(1)
    take(hall)
    hall.do(c.CallNext(window=3))
    answer = hall.do(finish_and_next("B001", window=3))
    assert (answer["number"], answer["finished"]) == ("B001", answer["ticket"])
    hall.do(c.Undo(window=3, of=hall.hall.seq))
    assert (hall.ticket("B001").state, hall.ticket("B001").line) == ("called", "A")


# -- chosen numbers ----------------------------------------------------------------------------


def with_chosen(rule: str) -> Driver:
    """A staffed hall where chosen calls follow this rule; B001 waits."""
    settings = small_hall()
    rules = msgspec.structs.replace(settings.rules, chosen_calls=rule)
    hall = staffed_hall(msgspec.structs.replace(settings, rules=rules))
    take(hall)
    return hall


def test_a_chosen_number_needs_a_reason_where_the_hall_wants_one() -> None:
    """The reason is one of a list, never free text, and stands in the event."""
    hall = with_chosen("reason")
    assert hall.refused(c.CallTicket(window=2, ticket="B001")) == "reason_needed"
    hall.do(c.CallTicket(window=2, ticket="B001", reason="returned"))
    assert getattr(hall.entries[-1][2][0], "reason", None) == "returned"


def test_chosen_calls_are_counted_where_supervisors_look(hall: Driver) -> None:
    """Per window, without those taken back, and without calls of the next."""
    for _ in range(3):
        take(hall)
    hall.do(c.CallTicket(window=2, ticket="B003"))
    hall.do(c.CallTicket(window=3, ticket="B002"))
    hall.do(c.Undo(window=3, of=hall.hall.seq))
    hall.do(c.CallNext(window=3))
    shown = looks.supervisor(hall.hall)
    assert shown.chosen_calls == {2: 1}


@pytest.mark.parametrize(
    ("rule", "clerk", "supervisor"),
    [("free", True, True), ("reason", True, True), ("supervisor", False, True)],
)
def test_who_may_call_a_chosen_number(rule: str, clerk: bool, supervisor: bool) -> None:
    """A right that the settings give; the counter's page is told."""
    hall = with_chosen(rule).hall
    command = c.CallTicket(window=2, ticket="B001", reason="other")
    for role, allowed in (("clerk", clerk), ("button", clerk), ("supervisor", supervisor)):
        assert roles.allowed(Identity("device", "d", role, "d", 2), command, hall) is allowed
    desk = looks.counter(hall)
    assert desk.chosen_calls == rule


# -- a start by mistake ------------------------------------------------------------------------


def started(hall: Driver) -> None:
    """B001 was called and, nobody there, started in the same breath; a minute ago."""
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.StartService(window=2))
    hall.later(1)


def test_who_was_started_by_mistake_is_recalled(hall: Driver) -> None:
    """It is called as if never started: the way counts to the true start, handling from there."""
    started(hall)
    hall.do(c.RecallTicket(window=2))
    assert (hall.ticket("B001").state, hall.ticket("B001").started_at) == ("called", None)
    hall.later(2)
    hall.do(c.StartService(window=2))
    hall.later(4)
    hall.do(c.FinishService(window=2))
    ticket = hall.ticket("B001")
    assert (ticket.came_ms, ticket.handled_ms) == (3 * MINUTE, 4 * MINUTE)


def test_who_was_started_by_mistake_may_be_missed(hall: Driver) -> None:
    """Neither a way nor handling is counted; the undo of the miss puts back the service."""
    started(hall)
    hall.do(c.MissTicket(window=2))
    ticket = hall.ticket("B001")
    assert (ticket.state, ticket.came_ms, ticket.handled_ms) == ("missed", 0, 0)
    hall.do(c.Undo(window=2, of=hall.hall.seq))
    assert hall.ticket("B001").state == "serving"


@pytest.mark.parametrize("kind", [c.RecallTicket, c.MissTicket], ids=["recall", "miss"])
def test_a_start_that_something_followed_was_no_mistake(hall: Driver, kind: type) -> None:
    """The window paused while somebody was served: it stays served."""
    started(hall)
    hall.do(c.PauseWindow(window=2))
    assert hall.refused(kind(window=2)) == "ticket_state"


# -- what a day tells about itself -------------------------------------------------------------


def test_the_way_to_the_window_is_a_time_of_its_own(hall: Driver) -> None:
    """From the call, not from its repeat, to the start; apart from handling; added up over its calls."""
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.later(1)
    hall.do(c.RecallTicket(window=2))
    hall.later(1)
    hall.do(c.StartService(window=2))
    hall.later(5)
    hall.do(c.TransferTicket(window=2, to_window=3))
    hall.later(4)
    hall.do(c.CallNext(window=3))
    hall.later(3)
    hall.do(c.FinishService(window=3))
    ticket = hall.ticket("B001")
    assert (ticket.came_ms, ticket.handled_ms) == (5 * MINUTE, 5 * MINUTE)
    assert ticket_shown(hall.hall, ticket).came_ms == 5 * MINUTE


def test_a_call_that_nobody_came_to_is_no_way_to_the_window(hall: Driver) -> None:
    """Missed and rejoined, only the call it came to counts."""
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.later(9)
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="B001"))
    hall.do(c.CallNext(window=2))
    hall.later(2)
    hall.do(c.StartService(window=2))
    assert hall.ticket("B001").came_ms == 2 * MINUTE


def test_tickets_of_the_wrong_line_are_counted_where_supervisors_look(hall: Driver) -> None:
    """By the line they were taken in; a transfer that is taken back does not count."""
    for _ in range(2):
        take(hall)
        hall.do(c.CallNext(window=2))
        hall.do(c.TransferTicket(window=2, to_line="A", wrong_line=True))
    assert getattr(hall.entries[-1][2][-1], "wrong_line", False)
    hall.do(c.Undo(window=2, of=hall.hall.seq))
    hall.do(c.TransferTicket(window=2, to_line="A"))
    shown = looks.supervisor(hall.hall)
    assert shown.wrong_lines == {"B": 1}


# -- back to the queue -------------------------------------------------------------------------


@pytest.mark.parametrize("started", [True, False], ids=["serving", "called"])
def test_a_returned_ticket_waits_at_its_own_place(hall: Driver, started: bool) -> None:
    """Nobody it was called before goes first; the time at the window counts as handling."""
    take(hall), take(hall)
    place = hall.ticket("B001").place
    hall.do(c.CallNext(window=2))
    if started:
        hall.do(c.StartService(window=2))
    hall.later(3)
    hall.do(c.ReturnTicket(window=2, ticket="B001"))
    ticket = hall.ticket("B001")
    assert (ticket.state, ticket.place, ticket.window, hall.hall.windows[2].current) == (
        "waiting",
        place,
        None,
        None,
    )
    assert ticket.handled_ms == (3 * MINUTE if started else 0)
    assert hall.do(c.CallNext(window=3))["number"] == "B001"


def test_a_returned_ticket_keeps_its_aim(hall: Driver) -> None:
    """Sent to window 2 and returned there, it waits for window 2."""
    take(hall)
    hall.do(c.CallNext(window=3))
    hall.do(c.TransferTicket(window=3, to_window=2))
    hall.do(c.CallNext(window=2))
    hall.do(c.ReturnTicket(window=2, ticket="B001"))
    assert hall.refused(c.CallNext(window=3)) == "nobody_waiting"
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_only_what_is_at_the_window_can_be_returned(hall: Driver) -> None:
    """Another ticket, or one that is missed already, is not."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    assert hall.refused(c.ReturnTicket(window=2, ticket="B002")) == "not_current"
    hall.do(c.MissTicket(window=2))
    assert hall.refused(c.ReturnTicket(window=2, ticket="B001")) == "not_current"
