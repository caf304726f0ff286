"""Frames: the first change at once, then merged, the last always; `now` alone sends nothing."""

from __future__ import annotations

from typing import Any

from server.engine.port import Room as Seat
from server.engine.publisher import Publisher
from server.engine.state import HallState
from server.hall.commands import IssueTicket
from server.hall.model import fresh
from server.hall.views.live import Live
from server.settings.defaults.township import township
from tests.hall.hall_driver import Driver


class Watched:
    """A publisher with its time in the test's hand. sent: (event, room role, struct)."""

    def __init__(self) -> None:
        self.time = 100.0
        self.driver = Driver()
        self.state = HallState(fresh("taohuajiang", township()), "epoch")
        self.state.hall = self.driver.hall
        self.devices: dict[str, str] = {}
        self.sent: list[tuple[str, str, Any]] = []
        self.publisher = Publisher(self.state, lambda: 0, self._live, monotonic=lambda: self.time)
        self.publisher.emit = lambda room, name, struct: self.sent.append((name, room.role, struct))

    def _live(self, room: Seat, live: Live) -> Live:
        live.devices = dict(self.devices)
        return live

    def views(self) -> list[Any]:
        return [struct for name, _, struct in self.sent if name == "view"]

    def issue(self) -> None:
        self.driver.do(IssueTicket(line="A"))
        self.publisher.changed()

    def after(self, seconds: float) -> None:
        self.time += seconds
        self.publisher.step()


BOARD = Seat("board", "main")


def test_the_first_change_goes_out_at_once() -> None:
    """No waiting for a timer."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.issue()
    watched.publisher.step()
    assert [frame.seq for frame in watched.views()] == [watched.driver.hall.seq]


def test_fast_changes_are_merged_and_the_last_always_comes() -> None:
    """At most one frame in 50 ms; after silence the newest state was sent."""
    watched = Watched()
    watched.publisher.join(BOARD)
    for _ in range(20):
        watched.issue()
        watched.after(0.01)
    watched.after(0.05)
    frames = watched.views()
    assert len(frames) <= 5
    assert frames[-1].seq == watched.driver.hall.seq


def test_an_unchanged_view_sends_no_frame() -> None:
    """A print report changes nothing on the wall."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.publisher.changed()
    watched.after(0.06)
    assert watched.views() == []


def test_what_only_lives_goes_out_once_a_second_at_most() -> None:
    """Devices come and go ten times; two frames, the last one true."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.after(1.0)
    for n in range(10):
        watched.devices = {"wall": str(n)}
        watched.after(0.1)
    watched.after(1.0)
    frames = watched.views()
    assert 1 <= len(frames) <= 3
    assert frames[-1].live.devices == {"wall": "9"}


def test_each_room_hears_a_tick_every_five_seconds() -> None:
    """With the hash of its last frame."""
    watched = Watched()
    frame = watched.publisher.join(BOARD)
    watched.after(4.9)
    assert watched.sent == []
    watched.after(0.2)
    (tick,) = [struct for name, _, struct in watched.sent if name == "tick"]
    assert tick.hash == frame.hash


def test_an_empty_room_costs_nothing() -> None:
    """Nobody there, nothing sent."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.publisher.leave(BOARD)
    watched.issue()
    watched.after(6)
    assert watched.sent == []


def test_the_frame_is_the_same_for_everybody_in_a_room() -> None:
    """One struct, encoded once."""
    watched = Watched()
    first, second = watched.publisher.join(BOARD), watched.publisher.join(BOARD)
    assert first.hash == second.hash
    watched.issue()
    watched.publisher.step()
    assert len(watched.views()) == 1
