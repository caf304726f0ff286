"""Examples of the rulebook: what can be taken back, by whom, and until when (DESIGN section 4, Undo)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.hall import commands as c
from server.hall.model import Return
from server.hall.units import MINUTE
from server.hall.views.counter import CounterView, UndoShown
from server.hall.views.tickets import TicketUndo
from tests.hall import looks
from tests.hall.hall_driver import Driver, serve_next, staffed_hall, take
from tests.hall.watched import still

GUIDE = {"actor": "guide-screen", "by": "account-7", "role": "guide"}


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def undo(hall: Driver, window: int = 2) -> None:
    """Take back what was just done."""
    hall.do(c.Undo(window=window, of=hall.hall.seq))


def called(hall: Driver) -> None:
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))


def held(hall: Driver) -> None:
    called(hall)
    hall.do(c.HoldTicket(window=2, hold="kept"))


def aimed(hall: Driver) -> None:
    """B001 and B002 wait for window 2 only."""
    for _ in range(2):
        take(hall)
        hall.do(c.CallNext(window=3))
        hall.do(c.TransferTicket(window=3, to_window=2))


ACTS: dict[str, tuple[Callable[[Driver], object], c.Command]] = {
    "next": (take, c.CallNext(window=2)),
    "chosen": (lambda hall: (take(hall), take(hall)), c.CallTicket(window=2, ticket="B002")),
    "start": (called, c.StartService(window=2)),
    "miss": (called, c.MissTicket(window=2)),
    "finish": (called, c.FinishService(window=2)),
    "transfer": (called, c.TransferTicket(window=2, to_line="A", back=True)),
    "hold": (called, c.HoldTicket(window=2, hold="papers")),
    "resume": (held, c.ResumeTicket(window=2, ticket="B001")),
    "return": (called, c.ReturnTicket(window=2, ticket="B001")),
    "pause": (called, c.PauseWindow(window=2, reason="meeting")),
    "close": (take, c.CloseWindow(window=2)),
    "pause with release": (aimed, c.PauseWindow(window=2, aimed="release")),
    "close with release": (aimed, c.CloseWindow(window=2, aimed="release")),
    "close with keep": (aimed, c.CloseWindow(window=2, aimed="keep")),
}


@pytest.mark.parametrize("act", ACTS)
def test_undo_takes_the_whole_entry_back(hall: Driver, act: str) -> None:
    """The hall is what it was, and the counter offered the way back."""
    before, command = ACTS[act]
    before(hall)
    hall.later(1)
    was = still(hall.hall)
    hall.do(command)
    desk = looks.counter(hall.hall)
    assert desk.undo is not None
    assert (desk.undo.of, desk.undo.do) == (hall.hall.seq, act.partition(" ")[0])
    assert still(hall.hall) != was
    undo(hall)
    assert still(hall.hall) == was


def test_undo_of_next_withdraws_the_call(hall: Driver) -> None:
    """The call stays in the list, marked."""
    called(hall)
    undo(hall)
    assert (hall.ticket("B001").state, hall.hall.calls[0].undone) == ("waiting", True)


def test_paper_that_came_out_stays_out(hall: Driver) -> None:
    """A reprint between an act and its undo is no change of the ticket; its job keeps its number."""
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="kiosk-1")
    hall.do(c.CallNext(window=2))
    of = hall.hall.seq
    hall.do(c.ReprintTicket(ticket="B001"))
    hall.do(c.Undo(window=2, of=of))
    assert hall.do(c.ReprintTicket(ticket="B001"))["job"].endswith(".3")


def test_undo_is_late_after_ten_seconds(hall: Driver) -> None:
    """Until the last of them it works."""
    called(hall)
    act = hall.hall.seq
    hall.at += 10_001
    assert hall.refused(c.Undo(window=2, of=act)) == "undo_late"
    hall.at -= 1
    hall.do(c.Undo(window=2, of=act))


def test_undo_stops_when_somebody_else_touched_the_ticket(hall: Driver) -> None:
    """And the counter offers it no longer."""
    called(hall)
    hall.do(c.TransferTicket(window=2, to_line="A"))
    act = hall.hall.seq
    hall.do(c.CallNext(window=1))
    assert hall.refused(c.Undo(window=2, of=act)) == "undo_touched"
    desk = looks.counter(hall.hall)
    assert desk.undo is None


@pytest.mark.parametrize(
    "last", [c.RecallTicket(window=2), c.StartService(window=2)], ids=["recall", "start"]
)
def test_only_the_last_act_of_a_window_can_be_taken_back(hall: Driver, last: c.Command) -> None:
    """A recall cannot, and ends the way back of the call before it."""
    called(hall)
    act = hall.hall.seq
    hall.do(last)
    assert hall.refused(c.Undo(window=2, of=act)) == "undo_nothing"


def test_an_undone_call_does_not_count_for_two_to_one(hall: Driver) -> None:
    """The same ticket is called again."""
    take(hall)
    hall.later(1)
    for _ in range(4):
        take(hall, cls="urgent")
    serve_next(hall)
    undone = hall.do(c.CallNext(window=2))
    undo(hall)
    assert hall.do(c.CallNext(window=2))["number"] == undone["number"] == "B003"


def test_undo_of_a_finish_that_sent_back_owes_the_return_again(hall: Driver) -> None:
    """The stack of returns is put back whole."""
    take(hall, "A")
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2, back=True))
    hall.do(c.CallNext(window=2))
    for _ in range(2):
        hall.do(c.FinishService(window=2))
        assert (hall.ticket("A001").aimed, hall.ticket("A001").returns) == (1, ())
        undo(hall)
        assert hall.ticket("A001").returns == (Return(1, "A"),)


def test_undo_of_a_pause_aims_those_again_who_still_wait(hall: Driver) -> None:
    """B001 was called meanwhile and stays where it is; B002 was reclassed and waits for window 2 again."""
    aimed(hall)
    hall.later(1)
    hall.do(c.PauseWindow(window=2, aimed="release"))
    act = hall.hall.seq
    hall.do(c.CallNext(window=3))
    hall.do(c.ReclassTicket(ticket="B002", cls="elder"))
    hall.do(c.Undo(window=2, of=act))
    assert (hall.ticket("B001").state, hall.ticket("B001").aimed) == ("called", None)
    assert (hall.ticket("B002").state, hall.ticket("B002").aimed) == ("waiting", 2)


def test_a_call_that_was_taken_back_does_not_end_the_waiting(hall: Driver) -> None:
    """All within one moment: B001 is sent to window 2, released, called by window 3, and that is undone."""
    aimed(hall)
    hall.do(c.PauseWindow(window=2, aimed="release"))
    act = hall.hall.seq
    hall.do(c.CallNext(window=3))
    undo(hall, 3)
    hall.do(c.Undo(window=2, of=act))
    assert hall.ticket("B001").aimed == 2


def test_whoever_came_back_to_the_line_meanwhile_is_not_aimed_again(hall: Driver) -> None:
    """Within the same moment: called by window 3 and returned to the queue, it waits for anybody."""
    aimed(hall)
    hall.do(c.PauseWindow(window=2, aimed="release"))
    act = hall.hall.seq
    hall.do(c.CallNext(window=3))
    hall.do(c.ReturnTicket(window=3, ticket="B001"))
    hall.do(c.Undo(window=2, of=act))
    assert (hall.ticket("B001").aimed, hall.ticket("B002").aimed) == (None, 2)


def test_the_clock_moves_what_undo_remembers(hall: Driver) -> None:
    """A confirmed clock between act and undo: the time for it goes on, and the place is moved, too."""
    called(hall)
    hall.do(c.MissTicket(window=2))
    of, arrived = hall.hall.seq, hall.ticket("B001").arrived_at
    hall.do(c.ConfirmClock(now=hall.at + 60 * MINUTE))
    hall.at += 60 * MINUTE + 10_000
    hall.do(c.Undo(window=2, of=of))
    assert hall.ticket("B001").arrived_at == arrived + 60 * MINUTE


# -- acts on tickets ---------------------------------------------------------------------------


def missed(hall: Driver) -> None:
    """B001 and B002 were missed, B003 waits."""
    for _ in range(2):
        take(hall)
        hall.do(c.CallNext(window=2))
        hall.do(c.MissTicket(window=2))
    take(hall)


ON_TICKETS: dict[str, c.Command] = {
    "rejoin": c.RejoinTicket(ticket="B001"),
    "cancel": c.CancelTicket(ticket="B001", reason="staff"),
    "reclass": c.ReclassTicket(ticket="B001", cls="urgent"),
}


@pytest.mark.parametrize("act", ON_TICKETS)
def test_who_did_it_takes_an_act_on_a_ticket_back(hall: Driver, act: str) -> None:
    """Same device and person; the state is what it was."""
    missed(hall)
    hall.later(1)
    was = still(hall.hall)
    hall.do(ON_TICKETS[act], **GUIDE)
    assert still(hall.hall) != was
    hall.do(c.UndoTicket(ticket="B001", of=hall.hall.seq), **GUIDE)
    assert still(hall.hall) == was


@pytest.mark.parametrize(
    "other", [{"actor": "supervisor"}, {"by": "account-8"}, {"by": None}], ids=["device", "person", "nobody"]
)
def test_nobody_else_takes_an_act_on_a_ticket_back(hall: Driver, other: dict[str, str]) -> None:
    """Neither another device nor another person at the same one."""
    missed(hall)
    hall.do(c.RejoinTicket(ticket="B001"), **GUIDE)
    command = c.UndoTicket(ticket="B001", of=hall.hall.seq)
    assert hall.refused(command, **GUIDE | other) == "undo_foreign"


def test_an_act_on_a_ticket_is_taken_back_once_in_time_and_untouched(hall: Driver) -> None:
    """Late after ten seconds, touched when called meanwhile, nothing when undone or of another entry."""
    missed(hall)
    hall.do(c.RejoinTicket(ticket="B001"), **GUIDE)
    first = c.UndoTicket(ticket="B001", of=hall.hall.seq)
    assert hall.refused(c.UndoTicket(ticket="B001", of=first.of - 1), **GUIDE) == "undo_nothing"
    hall.at += 10_001
    assert hall.refused(first, **GUIDE) == "undo_late"
    hall.at -= 1
    hall.do(c.CallTicket(window=2, ticket="B001"))
    assert hall.refused(first, **GUIDE) == "undo_touched"
    undo(hall)
    assert hall.refused(first, **GUIDE) == "undo_touched"
    hall.do(c.RejoinTicket(ticket="B002"), **GUIDE)
    second = c.UndoTicket(ticket="B002", of=hall.hall.seq)
    hall.do(second, **GUIDE)
    assert hall.refused(second, **GUIDE) == "undo_nothing"


def test_a_cancelled_ticket_comes_back_without_an_aim_at_a_closed_window(hall: Driver) -> None:
    """Its window was closed meanwhile: it joins its line."""
    take(hall)
    hall.do(c.CallNext(window=3))
    hall.do(c.TransferTicket(window=3, to_window=2))
    hall.do(c.CancelTicket(ticket="B001"), **GUIDE)
    of = hall.hall.seq
    hall.do(c.CloseWindow(window=2))
    hall.do(c.UndoTicket(ticket="B001", of=of), **GUIDE)
    assert hall.do(c.CallNext(window=3))["number"] == "B001"


def test_a_day_that_closed_and_opened_again_has_nothing_to_take_back(hall: Driver) -> None:
    """Who had cancelled has left."""
    take(hall)
    hall.do(c.CancelTicket(ticket="B001"), **GUIDE)
    of = hall.hall.seq
    hall.do(c.CloseDay())
    assert hall.refused(c.UndoTicket(ticket="B001", of=of), **GUIDE) == "day_closed"
    hall.do(c.OpenDay())
    assert hall.refused(c.UndoTicket(ticket="B001", of=of), **GUIDE) == "undo_nothing"


def test_what_is_remembered_of_tickets_stays_small(hall: Driver) -> None:
    """At most 200 acts, and none older than a minute."""
    for n in range(1, 251):
        take(hall)
        hall.do(c.ReclassTicket(ticket=f"B{n:03d}", cls="elder"))
    assert len(hall.hall.acts) == 200
    hall.at += 60_001
    take(hall)
    assert hall.hall.acts == {}


def test_lists_say_what_can_be_taken_back_by_whom(hall: Driver) -> None:
    """In the row of the ticket, and for a cancel, whose ticket stands in no list, among those just gone."""
    missed(hall)
    hall.do(c.RejoinTicket(ticket="B001"), **GUIDE)
    rejoin = TicketUndo(hall.hall.seq, "rejoin", hall.at + 10_000, "guide-screen", "account-7")
    hall.do(c.CancelTicket(ticket="B002"), **GUIDE)
    cancel = TicketUndo(hall.hall.seq, "cancel", hall.at + 10_000, "guide-screen", "account-7")
    for desk in (looks.counter(hall.hall, 3), looks.supervisor(hall.hall)):
        rows = desk.queue if isinstance(desk, CounterView) else desk.tickets
        assert [(row.number, row.undo) for row in rows] == [("B003", None), ("B001", rejoin)]
        assert [(row.number, row.undo) for row in desk.gone] == [("B002", cancel)]


def test_a_counter_lists_only_what_was_cancelled_in_its_reach(hall: Driver) -> None:
    """Window 2 does not serve line A, window 3 does."""
    take(hall, "A")
    hall.do(c.CancelTicket(ticket="A001"), **GUIDE)
    for window, numbers in (("2", []), ("3", ["A001"])):
        desk = looks.counter(hall.hall, int(window))
        assert [row.number for row in desk.gone] == numbers


def test_the_counter_offers_undo_of_its_last_act(hall: Driver) -> None:
    """With the number, until ten seconds after it; a pause has none."""
    take(hall)
    hall.do(c.CallNext(window=2))
    desk = looks.counter(hall.hall)
    assert desk.undo == UndoShown(hall.hall.seq, "next", "B001", hall.at + 10_000)
    hall.do(c.PauseWindow(window=2))
    desk = looks.counter(hall.hall)
    assert desk.undo == UndoShown(hall.hall.seq, "pause", "", hall.at + 10_000)
