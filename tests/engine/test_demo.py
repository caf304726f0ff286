"""The demo's hall: open for whoever looks, on every morning."""

from __future__ import annotations

from server.demo.hall import seed
from server.hall.units import DAY, HOUR
from tests.engine.room import Clocks, room


def test_the_demo_opens_its_next_day_by_itself() -> None:
    """Defect 1: Saturday's tickets went into Friday's stream; now each day has its own, windows open."""
    clocks = Clocks("2026-11-27", "22:00")
    with room(clocks=clocks) as hall:
        seed(hall.house)
        assert hall.issue().day == "2026-11-27"
        clocks.go(DAY)
        seed(hall.house)
        answer = hall.issue()
        assert (answer.day, answer.result["number"]) == ("2026-11-28", "B001")
        assert {window.state for window in hall.hall.windows.values()} == {"open"}


def test_a_demo_that_is_open_is_left_alone() -> None:
    """Looking again every few seconds writes nothing."""
    with room() as hall:
        seed(hall.house)
        seq = hall.hall.seq
        seed(hall.house)
        assert hall.hall.seq == seq


def test_a_demo_on_a_machine_whose_clock_jumped_goes_by_the_machine() -> None:
    """Nobody is there to be asked."""
    clocks = Clocks("2026-11-27", "22:00")
    with room(clocks=clocks) as hall:
        seed(hall.house)
        clocks.step(40 * DAY)
        clocks.go(8 * HOUR)
        seed(hall.house)
        assert not hall.engine.clock.unsure
        assert hall.issue().day == hall.hall.day == "2027-01-07"
