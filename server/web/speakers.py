"""Who speaks in each zone: by the leases that boards hold, and what their beats say of their sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.engine.live import Part
from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.views.alarms import speaker_alarm
from server.hall.views.counter import spoke
from server.hall.views.live import Live, Speaking
from server.runtime import threads
from server.web.beats import SPEAKER, SPOKE, SPOKE_SECONDS, Beats
from server.web.options import Rooms

_KEPT_SECONDS: Final = 1.0
_STAFF: Final = frozenset({"counter", "window", "supervisor"})


class Speakers:
    """Of one hall. monotonic: seconds that only go forward; so soon after a start nobody is missed yet."""

    def __init__(
        self, rooms: Rooms, beats: Beats, monotonic: Callable[[], float] = threads.monotonic
    ) -> None:
        self._rooms, self._beats, self._monotonic = rooms, beats, monotonic
        self._from = monotonic() + SPOKE_SECONDS
        self._found: tuple[float, dict[str, Speaking]] = (-1.0, {})  # when it was found out, and what

    def provide(self) -> None:
        """Its parts of `live`."""
        self._rooms.engine.parts.provide(Part("speaking", _STAFF, self.speaking))
        self._rooms.engine.parts.provide(Part("speakers' alarms", frozenset({"supervisor"}), self.alarms))

    def speaking(self, role: str, arg: str, live: Live) -> None:
        """Of the zone of a window, or of all; and the name of who spoke the call that a counter shows."""
        day, devices = self._rooms.day, self._rooms.registry.devices
        with day.lock:
            window = day.hall.settings.window(int(arg)) if role != "supervisor" else None
            by = spoke(day.hall, int(arg)) if role == "counter" else ""
        live.speaking = {
            zone: found
            for zone, found in self._all().items()
            if role == "supervisor" or (window is not None and zone == window.zone)
        }
        if by in devices:
            live.names = {by: devices[by].name}

    def alarms(self, role: str, arg: str, live: Live) -> None:
        """Zones whose calls nobody hears, while the day is open."""
        if self._rooms.day.hall.open:
            silent = [speaker_alarm(zone, found.why) for zone, found in self._all().items() if found.why]
            live.alarms = (*live.alarms, *silent)

    def _all(self) -> dict[str, Speaking]:
        """Of all zones that owe announcements, once a second for all rooms; one of which nothing is known yet
        is left out."""
        now = self._monotonic()
        if not 0 <= now - self._found[0] < _KEPT_SECONDS:
            wanted = self._rooms.settings.now()[0].sounds
            found = {zone: self._in(zone) for zone in sorted(self._rooms.registry.boards) if wanted}
            new = now < self._from
            self._found = now, {zone: who for zone, who in found.items() if who.device or not new}
        return self._found[1]

    def _in(self, zone: str) -> Speaking:
        presence, devices = self._rooms.presence, self._rooms.registry.devices
        holder = (presence.get(SPEAKER, zone) or presence.get(SPOKE, zone) or b"").decode()
        if holder in devices:
            return Speaking(holder, devices[holder].name)
        beats = self._beats.of_devices()
        here = [
            beat
            for id, device in devices.items()
            if device.role == "board" and (device.zone or DEFAULT_ZONE) == zone
            for beat in beats.get(id, ())
        ]
        wrong = [beat.sound for beat in here if beat.sound not in (None, "ok")]
        return Speaking(why=wrong[0] or "" if wrong else "off" if here else "offline")


def beats_of(rooms: Rooms) -> Beats:
    """The beats of a hall; `live` says from now on who speaks by them."""
    beats = Beats(rooms)
    Speakers(rooms, beats).provide()
    return beats
