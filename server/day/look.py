"""What a room sees of the day: its view, and the parts of `live` that come from the day."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec
from msgspec import Struct

from server.day.notes import Notes
from server.day.stream import DayStream
from server.hall.model import Hall
from server.hall.opening import Opening, doors, opening, takes_clock
from server.hall.units import Ms
from server.hall.views.alarms import alarms, clock_alarm
from server.hall.views.build import view
from server.hall.views.common import Drawn
from server.hall.views.live import Live
from server.hall.views.printers import Enrolled, PrinterSaid, known, printers
from server.hall.views.tickets import noted
from server.presence.protocol import Presence

_MANY: Final = 512  # views kept as they were last built
_encode = msgspec.json.Encoder().encode
_said = msgspec.json.Decoder(PrinterSaid).decode


class Seen(Struct, frozen=True):
    """A view at one moment: its canonical bytes and the first 128 bits (32 hex digits) of their SHA-256."""

    day: str
    seq: int
    digest: str
    view: bytes


class Look:
    """Views of one hall. They change with an entry and with nothing else, so each is built once for it."""

    def __init__(self, day: DayStream) -> None:
        self._day = day
        self._kept: dict[tuple[str, str], tuple[tuple[object, ...], Seen]] = {}
        self._drawn: tuple[tuple[object, ...], Drawn] = (), {}

    def view(self, role: str, arg: str) -> Seen:
        """The view of a role now. Refused: window_unknown, zone_unknown, not_available."""
        with self._day.lock:
            hall = self._day.hall
            stamp = (hall.day, hall.seq, hall.settings_seq)
            kept = self._kept.get((role, arg))
            if kept is not None and kept[0] == stamp:
                return kept[1]
            if self._drawn[0] != stamp:
                self._drawn = stamp, {}
            shown = _encode(view(hall, role, arg, self._drawn[1]))
            found = Seen(hall.day or "", hall.seq, hashlib.sha256(shown).hexdigest()[:32], shown)
            if len(self._kept) >= _MANY:
                self._kept.clear()
            self._kept[role, arg] = stamp, found
        return found


class DayLive:
    """The day's parts of `live`, each a function that the engine calls with (role, argument, live). enrolled:
    see views.printers."""

    def __init__(self, day: DayStream, notes: Notes, presence: Presence, enrolled: Enrolled) -> None:
        self._day, self._notes, self._presence, self._enrolled = day, notes, presence, enrolled
        self._opened: tuple[object, Opening] | None = None

    def _said(self) -> dict[str, PrinterSaid]:
        return {id: _said(raw) for id, raw in self._presence.all("printer").items()}

    def opening(self, role: str, arg: str, live: Live) -> None:
        """When numbers are given and calls are made: what the next command will meet."""
        at, clock = live.now, live.clock
        with self._day.lock:
            if clock is not None and takes_clock(self._day.hall, at, clock.machine):
                at, live.clock, live.clock_unsure = clock.machine, None, False
            live.opening = self._opening(self._day.hall, at, live.clock_unsure)
        live.doors = doors(live.opening, at)

    def _opening(self, hall: Hall, at: Ms, unsure: bool) -> Opening:
        """The same for all rooms at one moment."""
        stamp = hall.day, hall.seq, hall.settings_seq, at, unsure
        if self._opened is None or self._opened[0] != stamp:
            self._opened = stamp, opening(hall, at, unsure=unsure)
        return self._opened[1]

    def printers(self, role: str, arg: str, live: Live) -> None:
        """The worst of the kiosks' printers."""
        said = self._said()
        with self._day.lock:
            live.printer = printers(self._day.hall, live.now, said, self._enrolled)

    def paper(self, role: str, arg: str, live: Live) -> None:
        """The paper of this kiosk."""
        with self._day.lock:
            live.paper = known(self._day.hall, arg, self._said())[0]

    def notes(self, role: str, arg: str, live: Live) -> None:
        """Texts of the notes on tickets that this room may come to serve. Raises: VaultError."""
        with self._day.lock:
            ids = noted(self._day.hall, role, arg)
        live.notes = self._notes.texts(ids, live.now)

    def alarms(self, role: str, arg: str, live: Live) -> None:
        """What the rules find alarming, and a clock in doubt."""
        said = self._said()
        with self._day.lock:
            found = alarms(self._day.hall, live.now, said, self._enrolled)
        clock = (clock_alarm(live.clock.hall, live.clock.machine),) if live.clock is not None else ()
        live.alarms = (*clock, *found)
