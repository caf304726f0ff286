"""The list of a counter, 接下来, and its calls are one answer (DESIGN section 4, Who is next)."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from server.hall import commands as c
from server.hall import order
from server.hall.errors import Refused
from server.hall.model import clone
from server.hall.units import MINUTE
from tests.figures import tell
from tests.hall import looks
from tests.hall.days import PRIORITY, hall_of
from tests.hall.desk import Desk
from tests.hall.hall_driver import Driver, staffed_hall, take


@pytest.fixture
def hall() -> Driver:
    return staffed_hall()


def listed(hall: Driver, window: int) -> list[str]:
    """The numbers of 接下来 at a window."""
    desk = looks.counter(hall.hall, window)
    return [ticket.number for ticket in desk.queue]


def test_the_list_gives_way_by_the_penalty_as_the_call_does(hall: Driver) -> None:
    """Window 1 helps line B after five minutes: A001, four minutes younger than B001, stands first."""
    take(hall, "B")
    hall.later(4)
    take(hall, "A")
    assert listed(hall, 1) == ["A001", "B001"]
    assert hall.do(c.CallNext(window=1))["number"] == "A001"


def test_the_list_turns_by_two_to_one_as_the_call_does(hall: Driver) -> None:
    """Of three calls at most two overtake."""
    take(hall)
    hall.later(1)
    for _ in range(4):
        take(hall, cls="urgent")
    assert listed(hall, 2) == ["B002", "B003", "B001", "B004", "B005"]


def crowd(random: Random, people: int) -> Desk:
    """A hall with many waiting: classes, appointments, aimed, rejoined and helped ones."""
    desk = Desk(hall_of(random, "ABC", 4, (0, 1, 5, 20)))
    windows = [window.number for window in desk.settings.windows]
    for window in windows:
        desk.give(c.OpenWindow(window=window))
    for _ in range(people):
        desk.at += random.choice((0, 1000, MINUTE))
        cls, slot = random.choice(("ordinary", "ordinary", *PRIORITY, "appointment")), None
        if cls == "appointment":
            slot = desk.at + random.randint(-15, 30) * MINUTE
        desk.give(c.IssueTicket(line=random.choice("ABC"), cls=cls, slot=slot))
        window = random.choice(windows)
        try:
            ticket = str(getattr(desk.give(c.CallNext(window=window))[0], "ticket", ""))
            match random.randint(0, 5):
                case 0:
                    desk.give(c.TransferTicket(window=window, to_window=random.choice(windows)))
                case 1:
                    desk.give(c.FinishService(window=window))
                case 2:
                    desk.give(c.MissTicket(window=window))
                    desk.give(c.RejoinTicket(ticket=ticket))
                case _:
                    desk.give(c.Undo(window=window, of=desk.hall.seq))
        except Refused:
            continue
    return desk


@pytest.mark.parametrize("seed", range(25))
def test_the_list_is_what_the_window_calls_while_it_works_alone(seed: int) -> None:
    """Called, finished, called … gives the same numbers as the list, to its end or to the thirtieth."""
    desk = crowd(Random(seed), 80)
    before = clone(desk.hall)
    for window in desk.settings.windows:
        expected = [choice.ticket.id for choice in order.upcoming(desk.hall, window, 30)]
        if desk.hall.windows[window.number].current is not None:
            desk.give(c.FinishService(window=window.number))
        seen = []
        while len(seen) < 30 and order.choose(desk.hall, window) is not None:
            seen.append(getattr(desk.give(c.CallNext(window=window.number))[0], "ticket", ""))
            desk.give(c.FinishService(window=window.number))
        assert seen == expected
        desk.hall = clone(before)


def test_looking_forward_stays_cheap_with_two_thousand_waiting() -> None:
    """Thirty calls ahead take less than 20 ms of the processor (0.3 ms when this was written)."""
    desk = Desk(hall_of(Random(1), "A", 1))
    desk.give(c.OpenWindow(window=1))
    for n in range(2000):
        desk.at += 1500
        desk.give(c.IssueTicket(line="A", cls=("ordinary", *PRIORITY)[n % 4]))
    window = desk.settings.windows[0]

    def cost(most: int) -> float:
        times = []
        for _ in range(20):
            begin = process_time()
            assert len(order.upcoming(desk.hall, window, most)) == most
            times.append(process_time() - begin)
        return min(times) * 1000

    one, thirty = cost(1), cost(30)
    tell(f"2,000 waiting: one {one:.3f} ms, thirty {thirty:.3f} ms")
    assert thirty < 20
