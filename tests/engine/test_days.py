"""How days open and end, whatever clocks did before."""

from __future__ import annotations

import pytest

from server.hall import calendar
from server.hall import commands as c
from server.hall.errors import Refused
from server.hall.units import DAY, HOUR
from server.journal.memory import MemoryJournal
from server.settings.commands import SetSettings
from server.vault.memory import memory_vault
from server.wire.frames import Room as Seat
from tests.engine.room import Clocks, Room, room


def test_an_unsure_clock_opens_no_day_and_says_why() -> None:
    """Defect 36: the refusal, the opening state and the alarm agree; a person opens it with one press."""
    journal, vault = MemoryJournal(), memory_vault()
    with room(journal, Clocks("2026-11-23", "09:00"), vault=vault) as first:
        first.issue()
        first.do(c.CloseDay(confirm=True))
    clocks = Clocks("2027-01-12", "09:00")
    with room(journal, clocks, vault=vault) as hall:
        with pytest.raises(Refused) as refused:
            hall.issue()
        assert refused.value.code == "clock_unsure"
        live = hall.engine.frame(Seat("kiosk", "kiosk-1")).live
        assert live.doors is not None and live.opening is not None
        assert (live.doors.issuing, live.doors.why, live.opening.numbers) == (False, "clock_unsure", None)
        with pytest.raises(Refused):
            hall.do(c.OpenDay())
        assert hall.do(c.OpenDay(day="2027-01-12")).day == "2027-01-12"
        assert not hall.engine.clock.unsure
        assert hall.issue().day == "2027-01-12"


def in_december(hall: Room, clocks: Clocks) -> None:
    """A wrong clock opened a day three weeks ahead."""
    assert hall.issue().result["number"] == "B001"
    clocks.step(20 * DAY)
    hall.do(c.ConfirmClock(now=clocks.wall))
    hall.do(c.OpenDay())


def back_again(hall: Room, clocks: Clocks) -> None:
    """Somebody puts it right."""
    clocks.step(-20 * DAY)
    hall.do(c.ConfirmClock(now=clocks.wall))


def test_from_an_empty_day_in_the_future_the_hall_goes_back_to_the_right_date() -> None:
    """The date has a stream: it goes on in it, numbers too; a restart knows which day is current."""
    journal, vault, clocks = MemoryJournal(), memory_vault(), Clocks("2026-11-23", "09:00")
    with room(journal, clocks, vault=vault) as hall:
        in_december(hall, clocks)
        back_again(hall, clocks)
        again = hall.issue()
        assert (again.day, again.result["number"]) == ("2026-11-23", "B002")
    with room(journal, clocks, vault=vault) as hall:
        assert hall.hall.day == "2026-11-23"
        assert hall.issue().result["number"] == "B003"


def test_people_inside_a_day_of_the_future_are_served_until_the_end_of_the_true_date() -> None:
    """Nobody loses a number because a clock was put right; at four the day is over as every day."""
    clocks = Clocks("2026-11-23", "09:00")
    with room(clocks=clocks) as hall:
        in_december(hall, clocks)
        assert hall.issue().day == "2026-12-13"
        back_again(hall, clocks)
        assert hall.issue().day == "2026-12-13"
        hall.do(c.OpenWindow(window=2))
        assert hall.do(c.CallNext(window=2)).result["number"] == "B001"
        clocks.go(DAY)
        tomorrow = hall.issue()
        assert (tomorrow.day, tomorrow.result["number"]) == ("2026-11-24", "B001")


def test_a_fresh_hall_whose_machine_is_wrong_gets_its_time_by_hand() -> None:
    """Before the first day there is a way, too."""
    clocks = Clocks("2020-01-01", "09:00")
    with room(clocks=clocks) as hall:
        true = calendar.moment("2020-01-20", "09:00")
        hall.do(c.ConfirmClock(now=true, by_hand=True))
        assert hall.issue().day == "2020-01-20"


# -- days end ----------------------------------------------------------------------------------


@pytest.mark.parametrize("monday", ["2026-11-28 10:00", "2026-11-30 06:00"], ids=["Saturday", "early Monday"])
def test_a_day_a_person_opened_and_nobody_closed_is_over_at_four(monday: str) -> None:
    """Defect 1: Saturday's and Monday's numbers went into Friday's stream."""
    clocks = Clocks("2026-11-27", "09:00")
    with room(clocks=clocks) as hall:
        hall.do(c.OpenDay())
        hall.issue()
        day, time = monday.split()
        clocks.go(calendar.moment(day, time) - clocks.wall)
        with pytest.raises(Refused) as refused:
            hall.issue()
        assert refused.value.code == "day_not_open"
        assert hall.do(c.OpenDay()).day == day
        assert hall.issue().result["number"] == "B001"


def test_the_first_command_of_any_kind_closes_a_day_that_is_over() -> None:
    """Settings too: two streams in one append."""
    clocks = Clocks("2026-11-27", "09:00")
    with room(clocks=clocks) as hall:
        hall.issue()
        clocks.go(20 * HOUR)
        assert hall.hall.open
        hall.do(SetSettings(changes={"rules.undo_seconds": 20}))
        assert not hall.hall.open
        assert next(iter(hall.hall.tickets.values())).state == "left"


def test_a_refused_command_does_not_even_close_the_day() -> None:
    """A refused command writes nothing; views say that it is over all the same."""
    clocks = Clocks("2026-11-27", "09:00")
    with room(clocks=clocks) as hall:
        hall.issue()
        seq = hall.hall.seq
        clocks.go(calendar.moment("2026-11-28", "10:00") - clocks.wall)
        for _ in range(3):
            with pytest.raises(Refused):
                hall.issue()
        assert (hall.hall.seq, hall.hall.open) == (seq, True)
        doors = hall.engine.frame(Seat("kiosk", "kiosk-1")).live.doors
        assert doors is not None and not doors.issuing
