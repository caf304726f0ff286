"""How often a password may be tried from where, and in which order they are checked; time is injected."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from server.hall.errors import Refused
from server.presence.errors import Busy
from server.presence.memory import MemoryPresence
from server.presence.tries import Lane, Place, Tries
from server.registry.turns import Turns

HOUR_MS = 3_600_000
HERE, THERE = Place("192.168.1.7"), Place("192.168.1.8")
SCREEN = Place("192.168.1.7", "desk-2")


def checked(tries: Tries, place: Place, every_ms: int, name: str = "admin") -> int:
    """How many of the tries of one hour are checked."""
    found = 0
    for now in range(0, HOUR_MS, every_ms):
        try:
            tries.begin(name, place, now)
            found += 1
        except Refused:
            pass
    return found


@pytest.mark.parametrize("place", [HERE, SCREEN])
def test_at_most_250_tries_of_a_name_are_checked_in_an_hour(place: Place) -> None:
    """From one place, however often somebody asks (facts/security.md 19)."""
    assert 200 <= checked(Tries(MemoryPresence()), place, 500) <= 250


def test_tries_are_counted_by_name_and_place() -> None:
    """Another name, another address, a screen at the same address: each its own."""
    tries = Tries(MemoryPresence())
    for _ in range(4):
        tries.begin("admin", HERE, 0)
    with pytest.raises(Refused, match="login_slow"):
        tries.begin("admin", HERE, 0)
    tries.begin("wang", HERE, 0)
    tries.begin("admin", THERE, 0)
    for _ in range(10):
        tries.begin("admin", SCREEN, 0)
    with pytest.raises(Refused, match="login_slow"):
        tries.begin("admin", SCREEN, 0)


def test_a_right_password_and_a_try_that_nobody_looked_at_leave_no_trace() -> None:
    """Five times busy is not five times wrong."""
    tries = Tries(MemoryPresence())
    for _ in range(9):
        tries.begin("admin", HERE, 0)
        tries.unheard("admin", HERE)
    for _ in range(3):
        tries.begin("admin", HERE, 0)
    tries.right("admin", HERE)
    for _ in range(4):
        tries.begin("admin", HERE, 0)


class Time:
    """Seconds that pass when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, 0.0

    def sleep(self, seconds: float) -> None:
        """Somebody waits; for the others no time passes."""
        self.slept = seconds


@pytest.fixture
def time() -> Iterator[Time]:
    """A clock."""
    yield Time()


def lane_of(time: Time, wrong: int) -> Lane:
    """A lane whose address was wrong so often just now."""
    lane = Lane(MemoryPresence(monotonic=lambda: time.now), lambda: time.now, time.sleep)
    for _ in range(wrong):
        lane.wrong(HERE)
    return lane


def test_an_address_is_slow_after_30_wrong_ones_and_only_that_address(time: Time) -> None:
    """The 31st still goes at once, those behind it one a second; screens and others know nothing of it."""
    lane = lane_of(time, 29)
    for _ in range(5):
        lane.wait(HERE)
    assert time.slept == 0.0
    lane.wrong(HERE)
    for wanted in (0.0, 1.0, 2.0):
        lane.wait(HERE)
        assert time.slept == wanted
    time.slept = 0.0
    lane.wait(THERE)
    lane.wait(SCREEN)
    assert time.slept == 0.0


def test_nobody_waits_longer_than_20_seconds_in_the_lane(time: Time) -> None:
    """The next one is told that it is busy, and may ask again."""
    lane = lane_of(time, 30)
    for _ in range(21):
        lane.wait(HERE)
    assert time.slept == 20.0
    with pytest.raises(Busy):
        lane.wait(HERE)
    time.now += 1.0
    lane.wait(HERE)


def test_an_address_is_fast_again_ten_minutes_later(time: Time) -> None:
    """When the 30 lie behind it."""
    lane = lane_of(time, 30)
    lane.wait(HERE)
    time.now += 600.0
    lane.wait(HERE)
    lane.wait(HERE)
    assert time.slept == 0.0


# -- the line before the hashing -----------------------------------------------------------------


class Line:
    """Turns with one inside who stays until told; who else comes writes their name when it is their turn."""

    def __init__(self, turns: Turns) -> None:
        self.turns, self.order, self.threads = turns, list[str](), list[threading.Thread]()
        self.gone = threading.Event()
        self.join("first", Place("first"), self.gone.wait)

    def join(self, name: str, place: Place, inside: object = lambda: None) -> None:
        """Somebody joins, and stands in the line (or is inside) when this returns."""
        before = len(self.turns._line) + self.turns._inside

        def run() -> None:
            with self.turns.turn(place):
                self.order.append(name)
                inside()  # type: ignore[operator]

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        while len(self.turns._line) + self.turns._inside == before:
            self.threads[-1].join(0.001)

    def end(self) -> list[str]:
        """The first one goes; the order of the others."""
        self.gone.set()
        for each in self.threads:
            each.join(10)
        return self.order[1:]


def test_screens_go_first_and_then_each_address_in_turn() -> None:
    """Whoever fills the line with one address waits behind the first of each other one."""
    line = Line(Turns(at_once=1))
    for number in range(4):
        line.join(f"a{number}", Place("10.0.0.1"))
    line.join("b0", Place("10.0.0.2"))
    line.join("screen", Place("10.0.0.1", "desk-2"))
    line.join("b1", Place("10.0.0.2"))
    line.join("c0", Place("10.0.0.3"))
    assert line.end() == ["screen", "a0", "b0", "c0", "a1", "b1", "a2", "a3"]


def test_the_line_is_bounded_for_each_and_for_all() -> None:
    """One more of an address, one more of all: busy; screens have a line of their own; then it is empty."""
    turns = Turns(at_once=1, most=4, each=2)
    line = Line(turns)
    for name, place in (("a", "10.0.0.1"), ("a", "10.0.0.1"), ("b", "10.0.0.2")):
        line.join(name, Place(place))
    with pytest.raises(Busy), turns.turn(Place("10.0.0.1")):
        pass
    line.join("c", Place("10.0.0.3"))
    with pytest.raises(Busy), turns.turn(Place("10.0.0.4")):
        pass
    line.join("screen", SCREEN)
    assert len(line.end()) == 5
    with turns.turn(Place("10.0.0.1")):
        assert turns._line == [] and turns._inside == 1


def test_two_are_inside_at_once_and_one_that_fails_leaves() -> None:
    """No place is lost."""
    turns = Turns(at_once=2)
    with pytest.raises(ValueError), turns.turn(HERE), turns.turn(THERE):
        raise ValueError
    with turns.turn(HERE), turns.turn(HERE):
        assert turns._inside == 2
