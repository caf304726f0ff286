"""What each role sees, and the words that are spoken and printed."""

from __future__ import annotations

import msgspec
import pytest

from server.hall import calendar
from server.hall import commands as c
from server.hall.errors import Refused
from server.hall.model import Hall, fresh
from server.hall.opening import Doors, doors, opening
from server.hall.views.alarms import alarms
from server.hall.views.board import BoardView
from server.hall.views.kiosk import KioskView
from server.settings.defaults.township import township
from tests.hall import looks
from tests.hall.hall_driver import DAY, Driver, staffed_hall


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def doors_at(hall: Hall, at: int) -> Doors:
    """The opening state at a moment, read at it."""
    return doors(opening(hall, at), at)


def board(hall: Driver) -> BoardView:
    shown = looks.board(hall.hall)
    return shown


def of_kiosk(hall: Driver, device: str = "k") -> KioskView:
    shown = looks.kiosk(hall.hall, device)
    return shown


def test_the_board_shows_the_newest_call_first(hall: Driver) -> None:
    for _ in range(2):
        hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.CallNext(window=3))
    assert [(call.number, call.window) for call in board(hall).calls] == [("B002", 3), ("B001", 2)]
    assert board(hall).calls[0].say == "请 B零零二 号，到 三 号窗口办理"


def test_an_undone_call_leaves_the_board(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.Undo(window=2, of=hall.hall.seq))
    assert board(hall).calls == ()


def test_a_recall_moves_the_row_up_and_shows_once(hall: Driver) -> None:
    for _ in range(2):
        hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.CallNext(window=3))
    hall.do(c.RecallTicket(window=2))
    assert [(call.number, call.call, call.calls) for call in board(hall).calls] == [
        ("B001", 3, 2),
        ("B002", 2, 1),
    ]


def test_missed_numbers_stand_on_the_board(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    assert [missed.number for missed in board(hall).missed] == ["B001"]


def test_a_backlog_is_printed_in_the_order_of_issue(hall: Driver) -> None:
    """Thirty numbers without a printer: the agent meets the oldest twelve, prints the first, meets the next;
    the page knows the newest ones."""
    ids = [hall.do(c.IssueTicket(line="B"), role="kiosk", device="k")["ticket"] for _ in range(30)]
    came: list[str] = []
    while jobs := of_kiosk(hall).jobs:
        assert [job.ticket for job in jobs] == ids[len(came) : len(came) + 12]
        assert [paper.ticket for paper in of_kiosk(hall).newest] == ids[len(came) :][-6:]
        hall.do(c.ReportPrint(job=jobs[0].job, state="sent"))
        assert of_kiosk(hall).jobs[0].state == "sent"
        hall.do(c.ReportPrint(job=jobs[0].job, state="confirmed"))
        came.append(jobs[0].ticket)
    assert came == ids


def test_jobs_that_never_end_hold_up_no_other(hall: Driver) -> None:
    """Twenty jobs of an agent that lost its memory stay `sent`: the next number is in its view."""
    for _ in range(20):
        ticket = hall.do(c.IssueTicket(line="B"), role="kiosk", device="k")["ticket"]
        hall.do(c.ReportPrint(job=f"{ticket}.1", state="sent"))
    newest = hall.do(c.IssueTicket(line="B"), role="kiosk", device="k")["ticket"]
    assert [job.ticket for job in of_kiosk(hall).jobs if job.state == "queued"] == [newest]


def test_a_counter_sees_the_missed_of_its_lines_and_those_it_called(hall: Driver) -> None:
    """A001 was sent to window 2, which does not serve its line, and missed there; 1 and 3 serve its line."""
    hall.do(c.IssueTicket(line="A"))
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2))
    hall.do(c.CallNext(window=2))
    hall.do(c.MissTicket(window=2))
    for window in (1, 2, 3):
        desk = looks.counter(hall.hall, window)
        assert [ticket.number for ticket in desk.missed] == ["A001"]


def test_the_kiosk_sees_its_own_jobs_only(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k1")
    hall.do(c.IssueTicket(line="B"), role="kiosk", device="k2")
    shown = of_kiosk(hall, "k1")
    slip = shown.jobs[0].slip
    assert (len(shown.jobs), slip.number, slip.windows, slip.consult_phone) == (
        1,
        "B001",
        "2、3号窗口",
        "待公布",
    )


@pytest.mark.parametrize(
    ("role", "arg"),
    [("kiosk", "k"), ("board", "main"), ("window", "2"), ("counter", "2"), ("supervisor", "")],
)
def test_a_view_is_a_pure_function_of_the_state(hall: Driver, role: str, arg: str) -> None:
    hall.do(c.IssueTicket(line="B"))
    before = msgspec.json.encode(looks.at(hall.hall, role, arg))
    assert msgspec.json.encode(looks.at(hall.hall, role, arg)) == before


@pytest.mark.parametrize(
    ("role", "arg", "code"),
    [
        ("counter", "77", "window_unknown"),
        ("window", "x", "window_unknown"),
        ("board", "attic", "zone_unknown"),
        ("cook", "", "not_available"),
    ],
)
def test_an_unknown_view_is_refused(hall: Driver, role: str, arg: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        looks.at(hall.hall, role, arg)
    assert refusal.value.code == code


def test_waiting_for_an_aimed_ticket_too_long_is_an_alarm(hall: Driver) -> None:
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_window=3))
    hall.later(21)
    kinds = {alarm.kind for alarm in alarms(hall.hall, hall.at)}
    assert "aimed_wait" in kinds


def test_a_day_that_a_person_closed_before_its_hours_does_not_promise_to_open(hall: Driver) -> None:
    """It opens again by a person only; the screens name the next working day."""
    hall.do(c.CloseDay())
    opens = doors_at(hall.hall, calendar.moment(DAY, "07:00")).opens_at
    assert opens is not None
    assert calendar.day_of(opens) == "2026-11-24"


def test_screens_know_whether_numbers_are_given_before_anybody_asks() -> None:
    """Live.doors says what a ticket at that moment would meet, and when numbers are given again."""
    hall = fresh("taohuajiang", township())
    monday = "2026-11-23"

    def at(day: str, time: str) -> tuple[bool, str, str | None]:
        found = doors_at(hall, calendar.moment(day, time))
        opens = found.opens_at
        return (
            found.issuing,
            found.why,
            f"{calendar.day_of(opens)} {calendar.clock(opens)}" if opens else None,
        )

    assert at(monday, "07:59") == (False, "day_not_open", "2026-11-23 08:00")
    assert at(monday, "08:00") == (True, "", None)
    assert at(monday, "17:14") == (True, "", None)
    assert at(monday, "17:15") == (False, "day_not_open", "2026-11-24 08:00")
    assert at("2026-11-28", "10:00") == (False, "day_not_open", "2026-11-30 08:00")
