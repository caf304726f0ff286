"""How often a browser is started again, on a clock in the test's hand."""

from __future__ import annotations

from display.restarts import Restarts


class Clock:
    """Seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_fault_is_healed_at_once_and_the_next_ones_with_longer_pauses() -> None:
    """Counted from the start before, so that a desktop that is not there yet costs no hour."""
    clock = Clock()
    restarts = Restarts(clock=clock)
    waited = []
    for _ in range(5):
        waited.append(restarts.wait_seconds())
        clock.now += waited[-1]
        assert restarts.wait_seconds() == 0.0
        restarts.note()
    assert waited == [0.0, 5.0, 15.0, 60.0, 300.0]


def test_there_are_five_in_any_hour() -> None:
    """The sixth waits until the first of them is an hour old, however well the page stood in between."""
    clock = Clock()
    restarts = Restarts(clock=clock)
    for minute in (0, 10, 20, 30, 40):
        clock.now = minute * 60.0
        assert restarts.wait_seconds() == 0.0 and not restarts.spent
        restarts.note()
        restarts.well()
    assert restarts.spent
    assert restarts.wait_seconds() == 20 * 60.0
    clock.now = 3_600.0
    assert restarts.wait_seconds() == 0.0 and not restarts.spent
    restarts.note()
    restarts.well()
    assert restarts.wait_seconds() == 10 * 60.0


def test_a_page_that_stood_makes_up_for_the_pauses() -> None:
    """The next fault is one of its own."""
    clock = Clock()
    restarts = Restarts(clock=clock)
    restarts.note()
    restarts.note()
    assert restarts.wait_seconds() == 15.0
    restarts.well()
    assert (restarts.wait_seconds(), restarts.in_a_row) == (0.0, 0)


def test_who_orders_a_restart_begins_to_count_anew() -> None:
    """A person stands there and looks."""
    clock = Clock()
    restarts = Restarts(clock=clock)
    for _ in range(5):
        restarts.note()
    restarts.forgive()
    assert restarts.wait_seconds() == 0.0 and not restarts.spent
