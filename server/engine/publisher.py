"""Frames for those who look: whole small views, encoded once a room, merged when changes come fast.

Each room is published on its own: what fails in one is logged and tried again, the others and the ticks go
on. The first change goes out at once, then at most one frame a room in 50 ms, the last always; a call never
waits behind the merge of lesser changes, and the rooms that show it to the public come first. Where drawing
all rooms takes long, lesser changes are merged for longer, up to a second, so that their frames leave the
time to others. Changes of the live part go out at most once a second; `now` alone never causes a frame. A
tick goes to each room every 5 s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from server.engine.live import LiveParts
from server.hall.errors import Refused
from server.hall.units import Ms
from server.runtime import threads
from server.wire.frames import Frame, Room, Tick

log = logging.getLogger("jiaohao.engine")

GAP_SECONDS = 0.05
LIVE_SECONDS = 1.0
TICK_SECONDS = 5.0
RETRY_SECONDS = 1.0
_SHARE = 0.2  # of the time, for frames of lesser changes
_TURN_SECONDS = 0.004  # after so much drawing others have their turn
_PUBLIC = ("board", "window")  # rooms that show those who wait that one of them is called
_NEVER = float("-inf")

Emit = Callable[[Room, str, Any], None]
"""Send (room, event name "view" or "tick", struct) to everyone in the room; encodes once. "gone": the room is
no more, its screens are to come back and be told so."""

_encode = msgspec.json.Encoder().encode


class Seen(Protocol):
    """A view at one moment."""

    @property
    def day(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def view(self) -> bytes: ...


class _Watched(Struct):
    """A room somebody is in. due: when its view is to be looked at, or None. live_due: when its live part
    is. sent_at: of the last frame; called_at: of the last frame that a call hurried."""

    day: str
    seq: int
    hash: str
    live: bytes
    people: int = 0
    due: float | None = None
    live_due: float = _NEVER
    sent_at: float = _NEVER
    called_at: float = _NEVER
    hurried: bool = False

    def is_due(self, at: float) -> bool:
        """Whether something is to be looked at."""
        return (self.due is not None and self.due <= at) or self.live_due <= at


class Publisher:
    """See the module. look: the view of (role, argument), Refused when there is none. monotonic: seconds that
    only go forward."""

    def __init__(
        self,
        epoch: str,
        look: Callable[[str, str], Seen],
        parts: LiveParts,
        now: Callable[[], Ms],
        *,
        monotonic: Callable[[], float] = threads.monotonic,
    ) -> None:
        self._epoch, self._look, self._parts, self._now = epoch, look, parts, now
        self._monotonic = monotonic
        self._rooms: dict[Room, _Watched] = {}
        self._wake = threads.Mailbox(1)
        self._tick_due = monotonic() + TICK_SECONDS
        self._emit: Emit = lambda room, name, struct: None
        self._stopping = False
        self._said: dict[Room, str] = {}  # what failed there, told to the log once
        self._gap = GAP_SECONDS
        self._called = False  # since a step looked

    # -- rooms ---------------------------------------------------------------------------------

    def frame(self, room: Room) -> Frame:
        """The frame of a room now. Refused: window_unknown, zone_unknown, not_available."""
        return self._frame(room, self._now())

    def _frame(self, room: Room, now: Ms) -> Frame:
        seen = self._look(room.role, room.arg)
        live = self._parts.of(room, now)
        return Frame(self._epoch, seen.day, seen.seq, seen.digest, room.role, msgspec.Raw(seen.view), live)

    def join(self, room: Room) -> Frame:
        """Somebody enters a room; the frame is theirs to begin with."""
        frame = self.frame(room)
        watched = self._rooms.get(room)
        if watched is None:
            watched = _Watched(frame.day, frame.seq, frame.hash, _live_bytes(frame))
            watched.live_due = self._monotonic() + LIVE_SECONDS
            self._rooms[room] = watched
            self._wake.put(None)
        watched.people += 1
        return frame

    def leave(self, room: Room) -> None:
        """Somebody left; an empty room costs nothing more."""
        watched = self._rooms.get(room)
        if watched is not None:
            watched.people -= 1
            if watched.people <= 0:
                del self._rooms[room]
                self._said.pop(room, None)

    # -- the loop ------------------------------------------------------------------------------

    def changed(self, *, call: bool = False) -> None:
        """Something was folded. call: somebody was called, screens are to show it at once."""
        at = self._monotonic()
        for watched in list(self._rooms.values()):
            due = max(at, watched.sent_at + self._gap)
            if call:
                due = max(at, watched.called_at + GAP_SECONDS)
                watched.hurried = True
            watched.due = due if watched.due is None else min(watched.due, due)
        self._called = self._called or call
        self._wake.put(None)

    def run(self, emit: Emit) -> None:
        """Until stop(): send what changed."""
        self._emit = emit
        while not self._stopping:
            self._wake.take(1, self.patience())
            self.step()

    def stop(self) -> None:
        """No more frames."""
        self._stopping = True
        self._wake.put(None)

    def patience(self) -> float:
        """Seconds until something is due."""
        dues = [self._tick_due]
        for watched in list(self._rooms.values()):
            dues.append(watched.live_due)
            if watched.due is not None:
                dues.append(watched.due)
        return max(0.001, min(dues) - self._monotonic())

    def step(self) -> None:
        """Send to every room what is due for it now."""
        at, now = self._monotonic(), self._now()
        spent = turn = 0.0
        for room, watched in self._due(at):
            begun = self._monotonic()
            self._serve(room, watched, begun, now)
            took = self._monotonic() - begun
            spent, turn = spent + took, turn + took
            if turn > _TURN_SECONDS:
                turn = 0.0
                threads.sleep(0)
        self._gap = min(LIVE_SECONDS, max(GAP_SECONDS, spent / _SHARE, self._gap / 2))
        if self._tick_due <= at:
            self._tick_due = at + TICK_SECONDS
            self._tick()

    def _due(self, at: float) -> Iterator[tuple[Room, _Watched]]:
        """Rooms that are due, one after the other; when somebody is called, even meanwhile, those that show
        it to the public come next."""
        for room, watched in list(self._rooms.items()):
            if self._called:
                self._called = False
                yield from [
                    (other, shown)
                    for other, shown in list(self._rooms.items())
                    if other.role in _PUBLIC and shown.hurried and shown.is_due(self._monotonic())
                ]
            if watched.is_due(at):
                yield room, watched

    def _serve(self, room: Room, watched: _Watched, at: float, now: Ms) -> None:
        """One room; whatever goes wrong there stays there."""
        live_due = watched.live_due <= at
        if live_due:
            watched.live_due = at + LIVE_SECONDS
        hurried, watched.hurried, watched.due = watched.hurried, False, None
        try:
            if self._look(room.role, room.arg).digest == watched.hash and not live_due:
                return
            frame = self._frame(room, now)
            live = _live_bytes(frame)
            if (frame.hash, live) == (watched.hash, watched.live):
                return
            self._emit(room, "view", frame)
        except Refused as refused:  # the settings dropped this window or zone while a screen showed it
            self._said[room] = refused.code  # no tick says that what its screens show is fresh
            self._emit(room, "gone", None)
            return
        except Exception as error:
            self._log_once(room, error)
            watched.due = at + RETRY_SECONDS
            return
        self._said.pop(room, None)
        watched.day, watched.seq, watched.hash, watched.live = frame.day, frame.seq, frame.hash, live
        watched.sent_at, watched.live_due = at, at + LIVE_SECONDS
        if hurried:
            watched.called_at = at

    def _log_once(self, room: Room, error: Exception) -> None:
        what = f"{type(error).__name__}: {error}"
        if self._said.get(room) != what:
            self._said[room] = what
            log.error("no frame for %s/%s, tried again: %s", room.role, room.arg, what, exc_info=error)

    def _tick(self) -> None:
        for room, watched in list(self._rooms.items()):
            if room in self._said:  # its screens are not to believe that what they show is fresh
                continue
            tick = Tick(self._epoch, watched.day, watched.seq, watched.hash, self._now())
            try:
                self._emit(room, "tick", tick)
            except Exception as error:
                self._log_once(room, error)


def _live_bytes(frame: Frame) -> bytes:
    """The live part without the time of day."""
    return _encode(msgspec.structs.replace(frame.live, now=0))
