"""Every view is at most 32 kB whatever day and settings hold; the rest is asked for in pages."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
import pytest

from server.hall import commands as c
from server.hall import invariants, lookup
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.views.fit import MOST_BYTES
from server.hall.views.tickets import TicketPage, Wanted, noted, ticket_page
from server.settings.defaults.township import township
from tests.hall import looks
from tests.hall.hall_driver import Driver, staffed_hall, take
from tests.hall.largest import Crowd, largest

SETTINGS = {"largest": largest, "township": township}
ROOMS = ("kiosk", "board", "window", "counter", "aimed", "supervisor")


@cache
def full(name: str) -> Hall:
    """A hall with 8,000 tickets on a busy day."""
    crowd = Crowd(SETTINGS[name](), 8000)
    crowd.busy()
    assert invariants.broken(crowd.hall) == []
    return crowd.hall


def seen(hall: Hall, room: str) -> Any:
    """What somebody sees; "aimed": the counter for which a thousand wait."""
    args = {
        "kiosk": "k1",
        "board": hall.settings.windows[0].zone,
        "window": "2",
        "counter": "2",
        "aimed": "1",
    }
    return looks.at(hall, "counter" if room == "aimed" else room, args.get(room, ""))


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_view_is_at_most_32_kilobytes(settings: str, room: str) -> None:
    """8,000 tickets, the settings' maxima and the township's; before, a supervisor's had 2.8 MB."""
    assert len(msgspec.json.encode(seen(full(settings), room))) <= MOST_BYTES


@pytest.mark.parametrize("room", ["counter", "aimed"])
def test_a_clerk_can_send_somebody_to_every_window(room: str) -> None:
    """Of 99 windows the last twenty were left out of a counter's view, and its panel did not say so."""
    desk = seen(full("largest"), room)
    assert [row.window for row in desk.windows] == list(range(1, 100))
    assert all(row.name for row in desk.windows)


def test_a_wall_on_which_every_window_calls_at_once_keeps_what_every_pack_can_say() -> None:
    """99 windows within a minute, each number twice, in the longest words: the units stay, whatever goes."""
    crowd = Crowd(largest(), 300)
    for window, id in zip(crowd.windows * 2, crowd.hall.tickets, strict=False):
        crowd.call(id, window, "next")
        crowd.call(id, window, "recall")
        crowd.at -= 1900
    shown = looks.board(crowd.hall, crowd.hall.settings.windows[0].zone)
    assert len(msgspec.json.encode(shown)) <= MOST_BYTES
    young = [call for call in shown.calls if call.at >= crowd.hall.at - 60_000]
    assert len(young) == len(shown.calls) > 60
    assert {call.parts[-1][0][:5] for call in young} == {"lead-"}
    assert {call.say[:2] for call in young} == {"请 "}  # the caption is what can still be said


def test_counts_say_what_the_lists_leave_out() -> None:
    """Everyone inside is counted, shown or not."""
    hall = full("township")
    states = ("waiting", "missed", "held", "called")
    inside = [ticket for ticket in hall.tickets.values() if ticket.state in states]
    shown, desk = looks.supervisor(hall), looks.counter(hall)
    assert len(shown.tickets) + shown.more["tickets"] == len(inside)
    assert sum(line.count for line in shown.waiting) == shown.counts["waiting"]
    held = [t for t in inside if t.state == "held" and (t.window == 2 or t.line == "B")]
    assert len(desk.held) + desk.more["held"] == len(held)
    waiting = [t for t in inside if t.state == "waiting" and t.line == "B" and t.aimed is None]
    assert len(desk.queue) + desk.more["queue"] == len(waiting)
    kiosk = looks.kiosk(hall, "k1")
    assert len(kiosk.jobs) + kiosk.more["jobs"] == 8000


def test_a_usual_hall_loses_nothing() -> None:
    """With 40 people inside nobody is left out and no word is shortened; only print jobs come in pieces."""
    crowd = Crowd(township(), 40)
    for room in ROOMS[:-2]:
        shown = seen(crowd.hall, room)
        assert getattr(shown, "more", {}).keys() <= {"jobs"}
        assert "…" not in msgspec.json.encode(shown).decode()


def test_of_many_missed_ones_a_counter_shows_the_newest(hall: Driver) -> None:
    """Twenty, in the order of their numbers, and how many more there are."""
    for _ in range(25):
        take(hall)
        hall.do(c.CallNext(window=2))
        hall.later(1)
        hall.do(c.MissTicket(window=2))
    desk = looks.counter(hall.hall)
    assert [row.number for row in desk.missed] == [f"B{n:03d}" for n in range(6, 26)]
    assert desk.more == {"missed": 5}


@pytest.mark.parametrize(("role", "arg"), [("counter", "1"), ("supervisor", "")])
def test_notes_of_at_most_fifty_tickets_go_into_a_frame(role: str, arg: str) -> None:
    """A thousand tickets with notes are aimed at window 1."""
    assert len(noted(full("township"), role, arg)) <= 50


# -- pages of tickets --------------------------------------------------------------------------


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def numbers(page: TicketPage) -> list[str]:
    return [ticket.number for ticket in page.tickets]


def test_pages_of_fifty_follow_one_another(hall: Driver) -> None:
    """In the order of issue; the last one names no next; what changed meanwhile shifts nothing."""
    for _ in range(120):
        take(hall)
    found, wanted, more = [], Wanted(state="waiting"), True
    while more:
        page = ticket_page(hall.hall, wanted)
        found += numbers(page)
        more = page.next is not None
        if page.next is not None:
            wanted = Wanted(state="waiting", after=page.next)
            hall.do(c.CancelTicket(ticket=page.next))
    assert found == [f"B{n:03d}" for n in range(1, 121)]
    assert (page.count, len(page.tickets)) == (118, 20)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["A001", "B001", "B002", "B003"]),
        (Wanted(line="A"), ["A001"]),
        (Wanted(state="missed"), ["B001"]),
        (Wanted(state="inside"), ["A001", "B001", "B003"]),
        (Wanted(state="left"), ["B002"]),
        (Wanted(window=2), ["A001", "B001"]),
        (Wanted(q="b00"), ["B001", "B002", "B003"]),
        (Wanted(q=" ００1 "), ["A001", "B001"]),
        (Wanted(line="B", state="waiting", q="3"), ["B003"]),
        (Wanted(q="'; --"), []),
    ],
    ids=str,
)
def test_tickets_are_found_by_line_state_window_and_part_of_the_number(
    hall: Driver, wanted: Wanted, found: list[str]
) -> None:
    """A001 is aimed at window 2, B001 was missed there, B002 has left, B003 waits."""
    take(hall, "A")
    hall.do(c.CallNext(window=1))
    hall.do(c.TransferTicket(window=1, to_window=2))
    for _ in range(3):
        take(hall)
    hall.do(c.CallTicket(window=2, ticket="B001"))
    hall.do(c.MissTicket(window=2))
    hall.do(c.CancelTicket(ticket="B002"))
    assert numbers(ticket_page(hall.hall, wanted)) == found


def test_a_ticket_is_found_by_its_slip(hall: Driver) -> None:
    """Its id or its code, also from a scanner that writes capitals; a code of another hall finds nobody."""
    take(hall, "A")
    for _ in range(3):
        take(hall)
    ticket = hall.hall.tickets[hall.hall.numbers["B002"]]
    code = lookup.secret(hall.hall, ticket.id)
    for text in (ticket.id, code, code.upper()):
        assert numbers(ticket_page(hall.hall, Wanted(q=text))) == ["B002"]
    assert numbers(ticket_page(hall.hall, Wanted(q=ticket.id + "0" * 32))) == []
    other = hall.hall.tickets[hall.hall.numbers["A001"]].id
    assert numbers(ticket_page(hall.hall, Wanted(q=other))) == ["A001"]
    assert numbers(ticket_page(hall.hall, Wanted(q=other), reach=2)) == []


def test_a_clerk_finds_what_is_in_reach(hall: Driver) -> None:
    """Window 2 serves B; A002 is aimed at it, A001 is not."""
    for line in ("A", "A", "B"):
        take(hall, line)
    hall.do(c.CallTicket(window=1, ticket="A002"))
    hall.do(c.TransferTicket(window=1, to_window=2))
    assert numbers(ticket_page(hall.hall, Wanted(), reach=2)) == ["A002", "B001"]


def test_a_page_behind_a_ticket_that_is_not_of_the_day_is_refused(hall: Driver) -> None:
    """The page before it was of another day: begin anew."""
    with pytest.raises(Refused) as refusal:
        ticket_page(hall.hall, Wanted(after="nobody"))
    assert refusal.value.code == "ticket_unknown"


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_page_is_at_most_32_kilobytes(settings: str) -> None:
    """Fifty tickets with the longest words."""
    page = ticket_page(full(settings), Wanted())
    assert (len(page.tickets), page.count) == (50, 8000)
    assert len(msgspec.json.encode(page)) <= MOST_BYTES
