"""Frames: the first change at once, then merged, the last always; a failing room or part stays alone."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import Any

from server.day.look import Look
from server.engine.live import ALL, LiveParts, Part
from server.engine.publisher import Publisher
from server.hall import commands as c
from server.hall.errors import Refused
from server.vault.errors import VaultError
from server.wire.frames import Live
from server.wire.frames import Room as Seat
from tests.hall.hall_driver import Driver

BOARD = Seat("board", "main")


class Watched:
    """A publisher with its time in the test's hand. sent: (event, room role, struct). built: rooms whose
    view was asked for. failing: rooms whose view cannot be built."""

    def __init__(self) -> None:
        self.time, self.slow = 100.0, 0.0
        self.driver = Driver()
        day: Any = SimpleNamespace(hall=self.driver.hall, lock=contextlib.nullcontext())
        self.look = Look(day)
        self.devices: dict[str, str] = {}
        self.failing: set[str] = set()
        self.gone: set[str] = set()
        self.away: set[str] = set()
        self.sent: list[tuple[str, str, Any]] = []
        parts = LiveParts()
        parts.provide(Part("notes", ALL, self._notes))
        parts.provide(Part("devices", ALL, self._devices))
        self.publisher = Publisher("epoch", self._view, parts, lambda: 0, monotonic=lambda: self.time)
        self.publisher._emit = lambda room, name, struct: self.sent.append((name, room.role, struct))

    def _view(self, role: str, arg: str) -> Any:
        self.time += self.slow
        if role in self.failing:
            raise VaultError("away")
        if role in self.gone:
            raise Refused("window_unknown")
        return self.look.view(role, arg)

    def _notes(self, role: str, arg: str, live: Live) -> None:
        if "notes" in self.away:
            raise VaultError("disk I/O error")
        live.notes = {"n1": "带身份证"}

    def _devices(self, role: str, arg: str, live: Live) -> None:
        live.devices = dict(self.devices)

    def views(self, role: str | None = None) -> list[Any]:
        return [struct for name, sent, struct in self.sent if name == "view" and role in (None, sent)]

    def ticks(self) -> list[Any]:
        return [struct for name, _, struct in self.sent if name == "tick"]

    def do(self, command: c.Command, *, call: bool = False) -> None:
        self.driver.do(command)
        self.publisher.changed(call=call)

    def issue(self) -> None:
        self.do(c.IssueTicket(line="A"))

    def after(self, seconds: float) -> None:
        self.time += seconds
        self.publisher.step()

    def run(self, seconds: float) -> None:
        """As the loop does it: sleep until something is due."""
        end = self.time + seconds
        while self.time < end:
            self.time = min(end, self.time + self.publisher.patience())
            self.publisher.step()


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


def test_a_call_does_not_wait_behind_the_merge_of_lesser_changes() -> None:
    """A number was given 10 ms ago and its frame just went out: the call is on the wall at once."""
    watched = Watched()
    watched.do(c.OpenWindow(window=1))
    watched.publisher.join(BOARD)
    watched.issue()
    watched.publisher.step()
    watched.time += 0.01
    watched.do(c.CallNext(window=1), call=True)
    watched.publisher.step()
    assert [call.number for call in decoded(watched.views()[-1])] == ["A001"]


def test_a_call_made_while_frames_are_drawn_is_on_the_wall_next() -> None:
    """Before the kiosks that a lesser change was due for."""
    watched = Watched()
    watched.do(c.OpenWindow(window=1))
    for n in range(9):
        watched.publisher.join(Seat("kiosk", f"k{n}"))
    watched.publisher.join(BOARD)
    keep = watched.publisher._emit

    def emit(room: Seat, name: str, struct: Any) -> None:
        keep(room, name, struct)
        if len(watched.sent) == 3:
            watched.do(c.CallNext(window=1), call=True)

    watched.publisher._emit = emit
    watched.issue()
    watched.issue()
    watched.publisher.step()
    assert [role for _, role, _ in watched.sent] == ["kiosk"] * 3 + ["board"] + ["kiosk"] * 6
    assert [call.number for call in decoded(watched.views("board")[-1])] == ["A001"]


def decoded(frame: Any) -> list[Any]:
    """Calls of a board's frame."""
    import msgspec

    view = msgspec.json.decode(bytes(frame.view))
    return [SimpleNamespace(**call) for call in view["calls"]]


def test_many_calls_at_once_are_merged_too() -> None:
    """Forty calls in 0.4 s are not forty frames, and the last one is there."""
    watched = Watched()
    watched.do(c.OpenWindow(window=1))
    watched.publisher.join(BOARD)
    for _ in range(40):
        watched.issue()
        watched.do(c.CallNext(window=1), call=True)
        watched.do(c.FinishService(window=1))
        watched.after(0.01)
    watched.after(0.05)
    assert len(watched.views()) <= 20
    assert watched.views()[-1].seq == watched.driver.hall.seq


def test_an_unchanged_view_sends_no_frame() -> None:
    """A change that this room does not see."""
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


def test_what_only_lives_comes_also_while_changes_keep_coming() -> None:
    """Changes that this room does not see every 20 ms do not put its live part off."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.devices = {"wall": "online"}
    for _ in range(100):
        watched.publisher.changed()
        watched.after(0.02)
    assert [frame.live.devices for frame in watched.views()] == [{"wall": "online"}]


def test_each_room_hears_a_tick_every_five_seconds() -> None:
    """With the hash of its last frame."""
    watched = Watched()
    frame = watched.publisher.join(BOARD)
    watched.after(4.9)
    assert watched.ticks() == []
    watched.after(0.2)
    (tick,) = watched.ticks()
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


# -- what fails stays alone --------------------------------------------------------------------


def test_a_room_that_fails_keeps_nobody_else_from_frames_and_ticks() -> None:
    """Defect 8: one room's exception skipped all others and the ticks."""
    watched = Watched()
    for seat in (Seat("counter", "1"), BOARD, Seat("supervisor", "")):
        watched.publisher.join(seat)
    watched.failing = {"counter"}
    for _ in range(7):
        watched.issue()
        watched.run(1.0)
    assert len(watched.views("board")) == len(watched.views("supervisor")) == 7
    assert watched.views("counter") == []
    ticked = [role for name, role, _ in watched.sent if name == "tick"]
    assert sorted(ticked) == ["board", "supervisor"]  # the counter's page says that its data is old


def test_a_room_whose_window_is_gone_says_so_once_and_ticks_no_more() -> None:
    """Defect 72: its screens went on as if what they showed were fresh."""
    watched = Watched()
    watched.publisher.join(Seat("counter", "2"))
    watched.gone = {"counter"}
    watched.issue()
    watched.run(11.0)
    assert ("gone", "counter", None) in watched.sent
    assert [name for name, _, _ in watched.sent if name in ("view", "tick")] == []


def test_a_room_that_failed_is_tried_again_and_comes_back() -> None:
    """Without another change."""
    watched = Watched()
    watched.publisher.join(BOARD)
    watched.failing = {"board"}
    watched.issue()
    watched.run(0.5)
    watched.failing = set()
    watched.run(1.5)
    assert [frame.seq for frame in watched.views()] == [watched.driver.hall.seq]


def test_a_part_of_live_that_fails_is_named_and_the_others_stand() -> None:
    """The vault is away: no notes, but devices and the view are there."""
    watched = Watched()
    watched.devices = {"wall": "online"}
    watched.away = {"notes"}
    live = watched.publisher.frame(BOARD).live
    assert (live.away, live.notes, live.devices) == (("notes",), {}, {"wall": "online"})
    watched.away = set()
    live = watched.publisher.frame(BOARD).live
    assert (live.away, live.notes) == ((), {"n1": "带身份证"})


def test_many_rooms_are_looked_at_when_they_are_due_and_not_before(monkeypatch: Any) -> None:
    """Defect 9: 22 rooms and 50 commands in 1.2 s built 7,612 frames; each room is due once in 50 ms."""
    watched = Watched()
    seats = [Seat("counter", str(n)) for n in (1, 2, 3)] + [BOARD, Seat("supervisor", "")]
    for seat in seats:
        watched.publisher.join(seat)
    looked = []
    view = watched._view
    monkeypatch.setattr(watched.publisher, "_look", lambda *room: looked.append(room) or view(*room))
    for _ in range(50):
        watched.issue()
        watched.run(0.024)
    assert len(looked) <= 2 * len(seats) * (1.2 / 0.05 + 2)
    assert len(watched.views()) >= len(seats) * 20


def test_frames_that_take_long_are_merged_for_longer_but_for_calls() -> None:
    """Frames of lesser changes get a fifth of the time; once they are quick again, the usual gap is back."""
    watched = Watched()
    watched.do(c.OpenWindow(window=1))
    watched.publisher.join(BOARD)
    watched.slow = 0.02  # seconds a look takes, and a frame takes two
    watched.issue()
    watched.publisher.step()
    watched.issue()
    for seconds, frames in ((0.1, 1), (0.1, 2)):  # the second one came 0.2 s after the first
        watched.after(seconds)
        assert len(watched.views()) == frames
    watched.issue()
    watched.do(c.CallNext(window=1), call=True)
    watched.after(0.01)
    assert len(watched.views()) == 3
    watched.slow = 0.0
    for _ in range(4):
        watched.issue()
        watched.after(1.0)
    watched.issue()
    watched.after(0.06)
    assert len(watched.views()) == 8
