"""Frames for those who look: whole small views, encoded once a room, merged when changes come fast.

The first change goes out at once, then at most one frame a room in 50 ms, the last always. Changes
of the live part go out at most once a second; `now` alone never causes a frame. A tick goes to each
room every 5 s.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

import msgspec
from msgspec import Struct

from server.engine.port import Emit, Room
from server.engine.state import HallState
from server.hall.errors import Refused
from server.hall.units import Ms
from server.hall.views.build import build
from server.hall.views.live import Live, live
from server.runtime import threads
from server.wire.frames import Frame, Tick

log = logging.getLogger("jiaohao.engine")

GAP_SECONDS = 0.05
LIVE_SECONDS = 1.0
TICK_SECONDS = 5.0

_encode = msgspec.json.Encoder().encode


class _Watched(Struct):
    """A room somebody is in."""

    people: int = 0
    hash: str = ""
    live: bytes = b""
    sent_at: float = float("-inf")
    live_at: float = float("-inf")


class Publisher:
    """See the module. add_live: fills what the rules do not know (devices, notes, store)."""

    def __init__(
        self,
        state: HallState,
        now: Callable[[], Ms],
        add_live: Callable[[Room, Live], Live],
        *,
        monotonic: Callable[[], float] = threads.monotonic,
    ) -> None:
        self._state, self._now, self._add_live, self._monotonic = state, now, add_live, monotonic
        self._rooms: dict[Room, _Watched] = {}
        self._wake = threads.Mailbox(1)
        self._ticked = monotonic()
        self._pending = False
        self.emit: Emit | None = None
        self.stopping = False

    def frame(self, room: Room) -> Frame:
        """The frame of a room now. Refused: window_unknown, zone_unknown, not_available."""
        with self._state.lock:
            hall = self._state.hall
            view = _encode(build(hall, room.role, room.arg))
            found = live(hall, room.role, room.arg, self._now())
            day, seq = hall.day or "", hall.seq
        digest = hashlib.sha256(view).hexdigest()[:32]
        found = self._add_live(room, found)
        return Frame(self._state.epoch, day, seq, digest, room.role, msgspec.Raw(view), found)

    def join(self, room: Room) -> Frame:
        """Somebody enters a room; the frame is theirs to begin with."""
        frame = self.frame(room)
        watched = self._rooms.setdefault(room, _Watched(hash=frame.hash, live=_live_bytes(frame.live)))
        watched.people += 1
        return frame

    def leave(self, room: Room) -> None:
        """Somebody left; an empty room costs nothing more."""
        watched = self._rooms.get(room)
        if watched is not None:
            watched.people -= 1
            if watched.people <= 0:
                del self._rooms[room]

    def changed(self) -> None:
        """Something was folded."""
        self._pending = True
        self._wake.put(None)

    def run(self) -> None:
        """Until stopping: send what changed."""
        while not self.stopping:
            self._wake.take(1, self._patience())
            try:
                self.step()
            except Exception:
                log.exception("a frame could not be sent; the next change sends it again")
                threads.sleep(GAP_SECONDS)

    def _patience(self) -> float:
        if not self._rooms:
            return TICK_SECONDS
        if self._pending:
            oldest = min(watched.sent_at for watched in self._rooms.values())
            return max(0.001, min(GAP_SECONDS, oldest + GAP_SECONDS - self._monotonic()))
        return LIVE_SECONDS

    def step(self) -> None:
        """Send to every room what is due for it now."""
        at = self._monotonic()
        changed, self._pending = self._pending, False
        for room, watched in list(self._rooms.items()):
            quiet = at - watched.sent_at < GAP_SECONDS
            if changed and quiet:
                self._pending = True
            if (changed and not quiet) or at - watched.live_at >= LIVE_SECONDS:
                self._send_if_new(room, watched, at)
        if at - self._ticked >= TICK_SECONDS:
            self._ticked = at
            self._tick()

    def _send_if_new(self, room: Room, watched: _Watched, at: float) -> None:
        try:
            frame = self.frame(room)
        except Refused:  # the settings dropped this window or zone while a screen showed it
            return
        live = _live_bytes(frame.live)
        if frame.hash == watched.hash and (live == watched.live or at - watched.live_at < LIVE_SECONDS):
            if live == watched.live:
                watched.live_at = at
            return
        watched.hash, watched.live = frame.hash, live
        watched.sent_at = watched.live_at = at
        if self.emit is not None:
            self.emit(room, "view", frame)

    def _tick(self) -> None:
        if self.emit is None:
            return
        hall = self._state.hall
        for room, watched in list(self._rooms.items()):
            tick = Tick(self._state.epoch, hall.day or "", hall.seq, watched.hash, self._now())
            self.emit(room, "tick", tick)


def _live_bytes(live: Live) -> bytes:
    """The live part without the time of day."""
    return _encode(msgspec.structs.replace(live, now=0))
