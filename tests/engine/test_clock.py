"""The hall's clock: it follows the machine's, never goes back by itself, and says when it is unsure."""

from __future__ import annotations

import pytest

from server.hall import calendar
from server.hall import commands as c
from server.hall.errors import Refused, Told
from server.hall.units import DAY, HOUR, MINUTE
from server.journal.errors import Unwritable
from server.journal.memory import MemoryJournal
from server.vault.memory import memory_vault
from server.wire.frames import Room as Seat
from tests.engine.room import Clocks, Room, key, room

SUPERVISOR = Seat("supervisor", "")


def ats(hall: Room, day: str = "2026-11-23") -> list[int]:
    """Times of a day's entries."""
    return [entry.at for entry in hall.journal.read(hall.engine.hall_id, day)]


def test_a_small_step_forward_is_followed_at_once() -> None:
    """NTP moved the machine's clock by four minutes."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        clocks.step(4 * MINUTE)
        assert hall.engine.clock.now() == clocks.wall
        assert not hall.engine.clock.unsure


def test_a_small_step_back_is_caught_up_at_half_speed() -> None:
    """No time is given twice; four minutes later by eight minutes the two clocks agree."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        first = hall.engine.clock.now()
        clocks.step(-4 * MINUTE)
        clocks.go(2 * MINUTE)
        assert hall.engine.clock.now() == first + MINUTE
        clocks.go(10 * MINUTE)
        assert hall.engine.clock.now() == clocks.wall
        assert not hall.engine.clock.unsure


@pytest.mark.parametrize("step", [-6 * MINUTE, 8 * HOUR, 37 * HOUR], ids=["back", "RTC", "days"])
def test_a_large_step_makes_the_clock_unsure_and_time_goes_on_steadily(step: int) -> None:
    """Defect 2: the queue works by the hall's own time, in either direction and below 36 h too."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        before = hall.engine.clock.now()
        clocks.step(step)
        clocks.go(1_000)
        assert hall.issue().result["number"] == "B002"
        assert hall.engine.clock.now() == before + 1_000
        assert hall.engine.clock.unsure


def test_suspend_counts_as_time() -> None:
    """The PC slept over lunch: both clocks went on (CLOCK_BOOTTIME), nothing is in doubt."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        first = hall.engine.clock.now()
        clocks.go(2 * HOUR)
        assert hall.engine.clock.now() == first + 2 * HOUR
        assert not hall.engine.clock.unsure


def test_a_machine_that_comes_back_is_believed_again() -> None:
    """NTP put it right again: nobody has to press anything."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(8 * HOUR)
        assert hall.engine.clock.unsure
        clocks.step(-8 * HOUR)
        assert not hall.engine.clock.unsure


def test_staff_see_both_times_and_an_alarm() -> None:
    """Defect 7: the alarm was documented and never raised."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(8 * HOUR)
        live = hall.engine.frame(SUPERVISOR).live
        assert live.clock_unsure and live.clock is not None
        assert (live.clock.hall, live.clock.machine) == (live.now, clocks.wall)  # full minutes here
        assert "clock" in [alarm.kind for alarm in live.alarms]
        board = hall.engine.frame(Seat("board", "main")).live
        assert board.clock_unsure


# -- a start -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "time", "unsure"),
    [
        ("2026-11-23", "09:30", False),
        ("2026-11-24", "09:00", False),
        ("2026-11-23", "08:56", False),
        ("2026-11-23", "08:54", True),
        ("2026-11-20", "09:00", True),
        ("2026-11-25", "09:00", False),
        ("2026-12-22", "09:00", False),
        ("2026-12-24", "09:00", True),
    ],
    ids=[
        "same day",
        "next day",
        "a little back",
        "back",
        "days back",
        "a day off",
        "weeks off",
        "over 30 days",
    ],
)
def test_at_start_the_last_entry_is_the_witness(day: str, time: str, unsure: bool) -> None:
    """Defect 3: a hall may have been off for a whole working day, or for 30 days."""
    journal, vault = MemoryJournal(), memory_vault()
    with room(journal, Clocks("2026-11-23", "09:00"), vault=vault) as first:
        first.issue()
    with room(journal, Clocks(day, time), vault=vault) as second:
        assert second.engine.clock.unsure is unsure
        assert second.engine.clock.now() >= calendar.moment("2026-11-23", "09:00")


def test_after_a_day_off_the_hall_opens_by_itself() -> None:
    """Defects 3 and 36: the first touch gives a number."""
    journal, vault = MemoryJournal(), memory_vault()
    with room(journal, Clocks("2026-11-23", "09:00"), vault=vault) as first:
        first.issue()
    with room(journal, Clocks("2026-11-25", "09:00"), vault=vault) as second:
        assert second.issue().day == "2026-11-25"


# -- who is right ------------------------------------------------------------------------------


def test_confirming_the_machine_takes_its_time_and_waits_stay_what_they_were() -> None:
    """`now` is what the page showed; the machine's own reading counts."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(-2 * HOUR)
        (before,) = hall.hall.tickets.values()
        arrived = before.arrived_at
        step = hall.do(c.ConfirmClock(now=clocks.wall + MINUTE)).result["step"]
        (ticket,) = hall.hall.tickets.values()
        assert step == -2 * HOUR
        assert ticket.arrived_at == arrived + step
        assert hall.engine.clock.now() == clocks.wall
        assert not hall.engine.clock.unsure


def test_a_confirmation_is_the_only_entry_below_the_one_before() -> None:
    """It carries the new time as its own."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(-30 * MINUTE)
        hall.do(c.ConfirmClock(now=clocks.wall))
        hall.issue()
        times = ats(hall)
        falls = [n for n in range(1, len(times)) if times[n] < times[n - 1]]
        assert falls == [len(times) - 2]
        assert times[falls[0]] == clocks.wall


def test_a_typed_time_that_the_machine_does_not_show_is_refused() -> None:
    """Defect 5: a slip of the hand (year 2126) cannot carry the hall away."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(8 * HOUR)
        with pytest.raises(Refused) as refused:
            hall.do(c.ConfirmClock(now=clocks.wall + 100 * 365 * DAY))
        assert refused.value.code == "clock_differs"
        assert hall.issue().result["number"] == "B002"


def test_by_hand_the_hall_runs_on_its_own_until_the_machine_agrees() -> None:
    """The battery is empty: the machine says 2020 all day."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        true = clocks.wall + HOUR
        clocks.step(-6 * 365 * DAY)
        hall.do(c.ConfirmClock(now=true, by_hand=True))
        assert hall.engine.clock.now() == true
        clocks.go(30 * MINUTE)
        assert hall.engine.clock.now() == true + 30 * MINUTE
        assert not hall.engine.clock.unsure
        clocks.wall = true + 31 * MINUTE  # NTP at last
        assert hall.engine.clock.now() == clocks.wall
        clocks.step(8 * HOUR)
        assert hall.engine.clock.unsure


@pytest.mark.parametrize("far", [-MINUTE, 31 * DAY], ids=["before the last entry", "over 30 days on"])
def test_a_time_by_hand_has_bounds(far: int) -> None:
    """Not below the last entry, at most 30 days above it."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        with pytest.raises(Refused) as refused:
            hall.do(c.ConfirmClock(now=clocks.wall + far, by_hand=True))
        assert refused.value.code == "clock_bounds"


def test_a_wrong_time_by_hand_is_taken_back_by_confirming_the_machine() -> None:
    """Defect 5: there is always a way back."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        hall.do(c.ConfirmClock(now=clocks.wall + 20 * DAY, by_hand=True))
        hall.do(c.ConfirmClock(now=clocks.wall))
        assert hall.engine.clock.now() == clocks.wall
        assert hall.issue().day == "2026-11-23"


def test_the_clock_moves_only_when_its_entry_is_durable() -> None:
    """Defect 4: the disk was full, the answer said 503, and yet the clock had leapt ten hours."""
    journal, clocks = MemoryJournal(), Clocks()
    with room(journal, clocks) as hall:
        hall.issue()
        clocks.step(10 * HOUR)
        before, touch = hall.engine.clock.now(), key()
        journal.fail = Unwritable("disk full")
        with pytest.raises(Told):
            hall.do(c.ConfirmClock(now=clocks.wall), touch)
        assert hall.engine.clock.now() == before
        assert hall.engine.clock.unsure
        journal.fail = None
        assert hall.do(c.ConfirmClock(now=clocks.wall), touch).result == {"step": 10 * HOUR}
        assert hall.do(c.ConfirmClock(now=clocks.wall), touch).result == {"step": 10 * HOUR}
        assert hall.engine.clock.now() == clocks.wall


def test_with_nobody_inside_and_the_same_date_the_machine_is_taken_without_asking() -> None:
    """The hall says so itself, before the next command, in an entry of its own."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        number = hall.issue().result["number"]
        hall.do(c.CancelTicket(ticket=number))
        clocks.step(3 * HOUR)
        assert hall.engine.clock.unsure
        hall.issue()
        *_, confirmed, issued = hall.journal.read(hall.engine.hall_id, "2026-11-23")
        assert (confirmed.actor, confirmed.key) == ("hall", f"clock:2026-11-23:{confirmed.seq}")
        assert confirmed.at == issued.at == clocks.wall
        assert not hall.engine.clock.unsure


def test_with_somebody_inside_nothing_is_taken_without_asking() -> None:
    """Waits would change under people's feet."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.step(3 * HOUR)
        hall.issue()
        assert hall.engine.clock.unsure


def test_entries_never_go_back_in_time() -> None:
    """Whatever the wall does between them."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        for step in (0, -MINUTE, 3 * MINUTE, -4 * MINUTE, 0):
            clocks.step(step)
            hall.issue()
        times = ats(hall)
        assert times == sorted(times)
