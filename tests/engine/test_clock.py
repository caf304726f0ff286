"""The hall's clock: it never goes back, never leaps, and no day opens on a clock nobody trusts."""

from __future__ import annotations

import pytest

from server.hall import calendar
from server.hall import commands as c
from server.hall.errors import Refused
from server.hall.units import DAY, HOUR, MINUTE
from server.journal.memory import MemoryJournal
from server.vault.memory import memory_vault
from tests.engine.room import Clocks, room

MINUTE, HOUR, DAY = MINUTE, HOUR, DAY


def test_small_steps_of_the_wall_change_nothing() -> None:
    """NTP moves it by seconds: the hall goes on with steady time."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        first = hall.engine.clock.now()
        clocks.step(-4 * MINUTE)
        clocks.go(1_000)
        assert hall.engine.clock.now() == first + 1_000
        assert not hall.engine.clock.unsure


@pytest.mark.parametrize("step", [-6 * MINUTE, 37 * HOUR], ids=["back", "forward"])
def test_a_large_step_makes_the_clock_unsure_and_time_goes_on_steadily(step: int) -> None:
    """The queue works; only a person can say what time it is."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        before = hall.engine.clock.now()
        clocks.step(step)
        clocks.go(1_000)
        assert hall.issue().result["number"] == "B002"
        assert hall.engine.clock.now() == before + 1_000
        assert hall.engine.clock.unsure


def test_an_unsure_clock_opens_no_day_until_somebody_confirms() -> None:
    """A step of two days forward: no new day, no numbers from 001 again; after clock.confirm it opens."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(2 * DAY)
        hall.issue()
        clocks.go(DAY)
        with pytest.raises(Refused):
            hall.do(c.CloseDay(confirm=True))
            hall.issue()
        hall.do(c.ConfirmClock(now=clocks.wall))
        assert not hall.engine.clock.unsure
        assert hall.issue().day == calendar.day_of(clocks.wall)


def test_a_confirmed_time_may_lie_before_the_last_entry() -> None:
    """The clock was wrong by a year; order is by sequence, waits move with the step."""
    clocks = Clocks("2026-11-23")
    with room(clocks=clocks) as hall:
        hall.issue()
        true = clocks.wall - 2 * HOUR
        hall.do(c.ConfirmClock(now=true))
        (ticket,) = hall.hall.tickets.values()
        assert abs(ticket.arrived_at - true) <= MINUTE
        assert abs(hall.engine.clock.now() - true) <= MINUTE


@pytest.mark.parametrize(
    ("day", "time", "unsure"),
    [
        ("2026-11-23", "09:30", False),
        ("2026-11-24", "09:00", False),
        ("2026-11-23", "08:54", True),
        ("2026-11-20", "09:00", True),
        ("2026-11-25", "09:00", True),
    ],
    ids=["same day", "next day", "before the last entry", "days before", "a working day was skipped"],
)
def test_at_start_the_last_entry_is_the_witness(day: str, time: str, unsure: bool) -> None:
    """An empty battery sets the clock back; a wrong date skips days."""
    journal, vault = MemoryJournal(), memory_vault()
    with room(journal, Clocks("2026-11-23", "09:00"), vault=vault) as first:
        first.issue()
    with room(journal, Clocks(day, time), vault=vault) as second:
        assert second.engine.clock.unsure is unsure
        assert second.engine.clock.now() >= calendar.moment("2026-11-23", "09:00")


def test_a_weekend_between_two_days_is_no_skip() -> None:
    """Friday evening to Monday morning."""
    journal, vault = MemoryJournal(), memory_vault()
    with room(journal, Clocks("2026-11-20", "16:00"), vault=vault) as first:
        first.issue()
    with room(journal, Clocks("2026-11-23", "08:30"), vault=vault) as second:
        assert not second.engine.clock.unsure
        assert second.issue().day == "2026-11-23"


def test_entries_never_go_back_in_time() -> None:
    """Whatever the wall does between them."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        for step in (0, -MINUTE, 3 * MINUTE, -4 * MINUTE, 0):
            clocks.step(step)
            hall.issue()
        times = [entry.at for entry in hall.journal.read(hall.engine.hall_id, "2026-11-23")]
        assert times == sorted(times)
