"""Examples that read like the rulebook of DESIGN section 4."""

from __future__ import annotations

import msgspec
import pytest

from server.hall import commands as c
from server.hall.model import HoldKind
from server.hall.units import MINUTE
from tests.hall.hall_driver import NINE, Driver, serve_next, small_hall, staffed_hall, take


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


# -- numbers and places ------------------------------------------------------------------------


def test_numbers_count_per_line_from_001(hall: Driver) -> None:
    assert [take(hall, "A"), take(hall, "B"), take(hall, "A")] == ["A001", "B001", "A002"]


def test_after_899_comes_1000(hall: Driver) -> None:
    for _ in range(899):
        last = take(hall)
    assert (last, take(hall)) == ("B899", "B1000")


def test_a_kiosk_gives_only_the_classes_it_shows() -> None:
    """Urgent is granted by staff, an appointment is checked in by them, whatever the wire brings; an ordinary
    ticket is to be had whatever the settings of before say."""
    settings = small_hall()
    classes = tuple(
        msgspec.structs.replace(cls, at_kiosk=cls.id not in ("ordinary", "urgent"))
        for cls in settings.classes
    )
    hall = staffed_hall(msgspec.structs.replace(settings, classes=classes))
    kiosk = {"role": "kiosk", "device": "kiosk-1"}
    for command in (
        c.IssueTicket(line="B", cls="urgent"),
        c.IssueTicket(line="B", cls="appointment", slot=hall.at),
    ):
        assert hall.refused(command, **kiosk) == "class_at_desk"
        hall.do(command, role="guide")
    for cls in (None, "ordinary", "elder"):
        hall.do(c.IssueTicket(line="B", cls=cls), **kiosk)
    assert hall.refused(c.IssueTicket(line="B", cls="nobody"), **kiosk) == "class_unknown"


def test_people_are_called_in_the_order_they_came(hall: Driver) -> None:
    take(hall), take(hall), take(hall)
    assert [serve_next(hall) for _ in range(3)] == ["B001", "B002", "B003"]


def test_an_elder_gains_fifteen_minutes_and_no_more(hall: Driver) -> None:
    take(hall)
    hall.later(10)
    take(hall)
    hall.later(10)
    take(hall, cls="elder")
    assert [serve_next(hall) for _ in range(3)] == ["B001", "B003", "B002"]


def test_of_three_calls_at_most_two_overtake(hall: Driver) -> None:
    take(hall)
    hall.later(1)
    for _ in range(4):
        take(hall, cls="urgent")
    assert [serve_next(hall) for _ in range(5)] == ["B002", "B003", "B001", "B004", "B005"]


def test_an_early_appointment_has_its_slot_as_place(hall: Driver) -> None:
    slot = NINE + 30 * MINUTE
    take(hall, cls="appointment", slot=slot)
    hall.later(20)
    take(hall)
    hall.later(20)
    take(hall)
    assert [serve_next(hall) for _ in range(3)] == ["B002", "B001", "B003"]


def test_an_appointment_over_ten_minutes_late_waits_like_a_walk_in(hall: Driver) -> None:
    hall.later(5)
    take(hall)
    hall.later(10)
    take(hall, cls="appointment", slot=NINE)
    assert [serve_next(hall) for _ in range(2)] == ["B001", "B002"]


def test_a_helping_window_gives_way_by_its_penalty(hall: Driver) -> None:
    take(hall, "B")
    hall.later(4)
    take(hall, "A")
    assert hall.do(c.CallNext(window=1))["number"] == "A001"
    hall.do(c.FinishService(window=1))
    assert hall.do(c.CallNext(window=1))["number"] == "B001"


# -- missed and back ---------------------------------------------------------------------------


def test_a_missed_ticket_rejoins_behind_three(hall: Driver) -> None:
    for _ in range(5):
        take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="B001"))
    assert [serve_next(hall) for _ in range(5)] == ["B002", "B003", "B004", "B001", "B005"]


def test_a_ticket_rejoins_at_most_twice(hall: Driver) -> None:
    take(hall)
    for _ in range(2):
        hall.do(c.CallNext(window=2))
        hall.do(c.MissTicket(window=2))
        hall.do(c.RejoinTicket(ticket="B001"))
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    assert hall.refused(c.RejoinTicket(ticket="B001")) == "rejoins_used"


def test_rejoining_an_empty_line_keeps_the_own_place(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="B001"))
    hall.later(1)
    take(hall)
    assert [serve_next(hall) for _ in range(2)] == ["B001", "B002"]


def test_a_place_behind_the_third_is_kept_exactly(hall: Driver) -> None:
    """B001 and B002 were due later than all who wait now: both rejoin, and stand as they stood before."""
    hall.later(5)
    take(hall), take(hall)
    for window in (2, 3):
        hall.do(c.CallNext(window=window))
        hall.do(c.MissTicket(window=window))
    hall.later(1)
    take(hall, cls="elder")
    for number in ("B001", "B002"):
        place = hall.ticket(number).place
        hall.do(c.RejoinTicket(ticket=number))
        assert hall.ticket(number).place == place
    assert [serve_next(hall) for _ in range(3)] == ["B003", "B001", "B002"]


def test_a_second_rejoin_does_not_fall_behind_one_who_rejoined_later(hall: Driver) -> None:
    """B001, then B002 rejoin behind B003; B001 is missed again and comes back to the place it had."""
    take(hall), take(hall)
    for _ in range(2):
        hall.do(c.CallNext(window=2))
        hall.do(c.MissTicket(window=2))
    take(hall)
    hall.do(c.RejoinTicket(ticket="B001"))
    hall.do(c.RejoinTicket(ticket="B002"))
    hall.do(c.CallTicket(window=2, ticket="B001"))
    hall.do(c.MissTicket(window=2))
    for _ in range(3):
        take(hall, cls="elder")
    hall.do(c.RejoinTicket(ticket="B001"))
    assert [serve_next(hall) for _ in range(6)][-2:] == ["B001", "B002"]


def test_reclass_no_longer_moves_a_rejoined_ticket(hall: Driver) -> None:
    for _ in range(4):
        take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="B001"))
    hall.do(c.ReclassTicket(ticket="B001", cls="urgent"))
    assert [serve_next(hall) for _ in range(4)] == ["B002", "B003", "B004", "B001"]


# -- windows and states ------------------------------------------------------------------------


def test_a_window_finishes_before_it_calls(hall: Driver) -> None:
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    assert hall.refused(c.CallNext(window=2)) == "window_busy"


def test_nobody_waiting_is_said(hall: Driver) -> None:
    assert hall.refused(c.CallNext(window=2)) == "nobody_waiting"


def test_a_page_that_means_another_ticket_is_told(hall: Driver) -> None:
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    assert hall.refused(c.FinishService(window=2, ticket="B002")) == "not_current"


def test_finish_of_a_called_ticket_starts_it_first(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.FinishService(window=2))
    kinds = [type(event).__name__ for event in hall.entries[-1][2]]
    assert kinds == ["ServiceStarted", "ServiceFinished"]


def test_a_recall_is_a_new_call_of_the_same_ticket(hall: Driver) -> None:
    take(hall)
    first = hall.do(c.CallNext(window=2))
    again = hall.do(c.RecallTicket(window=2))
    assert (first["call"], again["call"], first["ticket"]) == (1, 2, again["ticket"])


def test_kept_papers_bring_the_ticket_back_to_the_same_window(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.HoldTicket(window=2, hold="kept"))
    assert hall.refused(c.ResumeTicket(window=3, ticket="B001")) == "not_held_here"
    hall.do(c.ResumeTicket(window=2, ticket="B001"))
    assert hall.refused(c.CallNext(window=3)) == "nobody_waiting"
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_a_note_that_is_not_what_one_sees_is_refused(hall: Driver) -> None:
    """Defect 79: the next window would read something else."""
    take(hall)
    hall.do(c.CallNext(window=2))
    for text in ("\u200b", "材料\u202e齐全", "  "):
        assert hall.refused(c.TransferTicket(window=2, to_line="A", note=text)) == "text_unseen"


def test_a_transfer_comes_back_when_asked_to(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_line="A", back=True))
    assert hall.do(c.CallNext(window=1))["number"] == "B001"
    hall.do(c.FinishService(window=1))
    assert (hall.ticket("B001").state, hall.ticket("B001").aimed) == ("waiting", 2)
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_come_back_inside_come_back_returns_to_each_window_in_turn(hall: Driver) -> None:
    """Window 1 sends to 2, 2 sends to 3: done at 3 it goes to 2, done there to 1, done there for good."""
    take(hall, "A")
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2, back=True))
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_window=3, back=True))
    for window, then in ((3, 2), (2, 1)):
        assert serve_next(hall, window) == "A001"
        assert (hall.ticket("A001").state, hall.ticket("A001").aimed) == ("waiting", then)
    assert serve_next(hall, 1) == "A001"
    assert hall.ticket("A001").state == "done"


def test_a_window_that_finishes_what_it_waits_for_has_it_back(hall: Driver) -> None:
    """Window 3 sends to line A with "come back" and calls the ticket itself: done there, it is done."""
    take(hall)
    hall.do(c.CallNext(window=3))
    hall.do(c.TransferTicket(window=3, to_line="A", back=True))
    assert serve_next(hall, 3) == "B001"
    assert hall.ticket("B001").state == "done"


def test_a_ticket_owes_at_most_twenty_returns(hall: Driver) -> None:
    """Two windows that send it to one another for ever do not make entries without bound."""
    take(hall, "A")
    hall.do(c.CallNext(window=1))
    for n in range(20):
        here, there = (1, 2) if n % 2 == 0 else (2, 1)
        hall.do(c.TransferTicket(window=here, to_window=there, back=True))
        hall.do(c.CallNext(window=there))
    assert hall.refused(c.TransferTicket(window=1, to_window=2, back=True)) == "returns_full"


def aimed_at_two(hall: Driver) -> None:
    """A001 is sent to window 2, which does not serve its line, and called there."""
    take(hall, "A")
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2))
    hall.do(c.CallNext(window=2))


def test_kept_papers_stay_aimed_through_miss_and_rejoin(hall: Driver) -> None:
    """The papers lie at window 2, so nobody else calls the ticket while somebody sits there."""
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.HoldTicket(window=2, hold="kept"))
    hall.do(c.ResumeTicket(window=2, ticket="B001"))
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="B001"))
    assert hall.refused(c.CallNext(window=3)) == "nobody_waiting"
    assert hall.do(c.CallNext(window=2))["number"] == "B001"


def test_the_aim_of_a_transfer_stays_through_miss_and_rejoin(hall: Driver) -> None:
    """Missed at window 2, which does not serve its line, the ticket comes back to window 2."""
    aimed_at_two(hall)
    hall.do(c.MissTicket(window=2))
    hall.do(c.RejoinTicket(ticket="A001"))
    assert hall.do(c.CallNext(window=2))["number"] == "A001"


@pytest.mark.parametrize("kind", ["papers", "step", "kept"])
def test_the_aim_of_a_transfer_stays_through_hold_and_resume(hall: Driver, kind: HoldKind) -> None:
    """Whoever resumes it."""
    aimed_at_two(hall)
    hall.do(c.HoldTicket(window=2, hold=kind))
    hall.do(c.ResumeTicket(window=2 if kind == "kept" else 3, ticket="A001"))
    assert hall.ticket("A001").aimed == 2


@pytest.mark.parametrize("missed", [True, False])
def test_an_aim_ends_with_its_window(hall: Driver, missed: bool) -> None:
    """Closed meanwhile: the ticket joins its line for any window; paused is still staffed."""
    for leave, aimed in ((c.PauseWindow, 2), (c.CloseWindow, None)):
        hall.do(c.IssueTicket(line="A"))
        number = hall.do(c.CallNext(window=1))["number"]
        hall.do(c.TransferTicket(window=1, to_window=2))
        hall.do(c.CallTicket(window=2, ticket=number))
        hall.do(c.MissTicket(window=2) if missed else c.HoldTicket(window=2))
        hall.do(leave(window=2, aimed="keep"))
        again = c.RejoinTicket(ticket=number) if missed else c.ResumeTicket(window=3, ticket=number)
        hall.do(again)
        assert hall.ticket(number).aimed == aimed
        hall.do(c.OpenWindow(window=2))


def test_pausing_with_aimed_tickets_asks_what_becomes_of_them(hall: Driver) -> None:
    take(hall)
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_window=3))
    assert hall.refused(c.PauseWindow(window=3)) == "aimed_waiting"
    hall.do(c.PauseWindow(window=3, aimed="release"))
    assert hall.do(c.CallNext(window=2))["number"] == "B001"
