"""How a hall is: its store, its clock, and why it gave up."""

from __future__ import annotations

from msgspec import Struct

from server.engine.clock import HallClock
from server.engine.writer import Writer
from server.hall.units import MINUTE
from server.wire.frames import Clock, Live


class Health(Struct, frozen=True):
    """Health of a hall. fatal: why nothing is acknowledged any more, or None."""

    hall: str
    day: str
    seq: int
    store_ok: bool
    clock_unsure: bool
    fatal: str | None


class Wellbeing:
    """What is told of it. day, seq: see Health."""

    def __init__(self, hall: str, writer: Writer, clock: HallClock) -> None:
        self._hall, self._writer, self._clock = hall, writer, clock

    def fill(self, role: str, arg: str, live: Live) -> None:
        """The provider of `live`."""
        live.store_ok = self._writer.store_ok and self._writer.failed is None
        live.clock_unsure = self._clock.unsure
        if live.clock_unsure:
            minutes = (ms // MINUTE * MINUTE for ms in (live.now, self._clock.machine()))
            live.clock = Clock(*minutes)  # to the minute: time alone causes no frame

    def of(self, day: str, seq: int) -> Health:
        """For /readyz."""
        return Health(
            hall=self._hall,
            day=day,
            seq=seq,
            store_ok=self._writer.store_ok,
            clock_unsure=self._clock.unsure,
            fatal=self._writer.failed,
        )
