"""Beats: kept in presence for 15 s, answered with who speaks; what the supervisor sees of the devices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

import msgspec

from server.hall.settings.kinds import DEFAULT_ZONE
from server.hall.settings.tree import Limits
from server.hall.views.live import CallSeen, Live, Unwell
from server.hall.views.printers import PrinterSaid
from server.hall.views.screens import screen_alarms
from server.presence.rates import Buckets
from server.registry.model import Identity
from server.web.options import Rooms
from server.wire import problems
from server.wire.beats import MOST_BYTES, Beat, BeatAnswer
from server.wire.frames import Problem

LIMITS: Final = Limits(rate=1, burst=10)  # beats of one page or agent; they cost no command
KEPT_SECONDS: Final = 15.0
LEASE_SECONDS: Final = 10.0
_BEAT: Final = "beat"
_PRINTER: Final = "printer"  # newest word, read by the day: it is younger than any report
SPEAKER: Final = "speaker"  # the lease of a zone
SPOKE: Final = "spoke"  # who held it last
SPOKE_SECONDS: Final = 15.0  # so long may it take until another board has it
_WELL: Final = ("", "ok", "unknown")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Beat).decode


class Beats:
    """Of all devices of one hall. A device has up to two who beat: its page and its agent."""

    def __init__(self, rooms: Rooms) -> None:
        self._engine, self._registry, self._presence = rooms.engine, rooms.registry, rooms.presence
        self._buckets = Buckets(lambda: LIMITS)

    def handle(self, who: Identity | None, part: str, body: Any) -> BeatAnswer | Problem:
        """part: "page" or "agent". body: bytes, or a decoded object."""
        if who is None:
            return problems.plain("unauthorised")
        if who.kind not in ("device", "token"):
            return problems.plain("forbidden")
        name = f"{who.id}/{part}"
        if not self._buckets.take(name):
            return problems.plain("too_fast")
        try:
            raw = body if isinstance(body, bytes) else _encode(body)
            if len(raw) > MOST_BYTES:
                return problems.plain("too_big")
            beat = _decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            return problems.plain("malformed", str(error)[:200])
        self._presence.set(_BEAT, name, _encode(beat), KEPT_SECONDS)
        if who.kind == "device" and beat.device is not None and beat.device.printer is not None:
            printer = beat.device.printer
            said = PrinterSaid(printer.state, printer.paper, printer.causes)
            self._presence.set(_PRINTER, who.id, _encode(said), KEPT_SECONDS)
        return self._answer(who, beat)

    def _answer(self, who: Identity, beat: Beat) -> BeatAnswer:
        """A board whose sound is on takes or keeps its zone's lease; a sign never does."""
        if who.kind != "device" or who.role != "board":
            return BeatAnswer()
        zone = who.zone or DEFAULT_ZONE
        if beat.sound != "ok" or not beat.wants_to_speak:
            held = self._presence.get(SPEAKER, zone)
            return BeatAnswer(held.decode() if held else None)
        holder = self._presence.lease(SPEAKER, zone, who.id, LEASE_SECONDS)
        self._presence.set(SPOKE, zone, holder.encode(), SPOKE_SECONDS)
        until = self._engine.clock.now() + int(LEASE_SECONDS * 1000)
        return BeatAnswer(holder, until if holder == who.id else None)

    def provider(self, connected: Callable[[], Collection[str]]) -> Callable[[str, str, Live], None]:
        """The devices' part of `live`. connected: ids of devices with an open socket here."""

        def fill(role: str, arg: str, live: Live) -> None:
            beats = self.of_devices()
            here = beats.keys() | set(connected())
            devices = list(self._registry.devices)
            live.devices = {id: "online" if id in here else "offline" for id in devices}
            found = {id: _unwell(beats[id]) for id in devices if id in beats}
            live.unwell = {id: unwell for id, unwell in found.items() if unwell != Unwell()}
            live.shown = {id: seen for id in devices for seen in _seen(beats.get(id, ()))}
            names = {id: device.name for id, device in self._registry.devices.items()}
            live.alarms = (*live.alarms, *screen_alarms(live.unwell, names))

        return fill

    def of_devices(self) -> dict[str, list[Beat]]:
        """device -> the beats of its page and its agent that still count."""
        found: dict[str, list[Beat]] = {}
        for name, raw in self._presence.all(_BEAT).items():
            found.setdefault(name.rpartition("/")[0], []).append(_decode(raw))
        return found


def _seen(beats: Iterable[Beat]) -> Iterator[CallSeen]:
    for beat in beats:
        if beat.shown is not None:
            yield CallSeen(beat.shown.day, beat.shown.call, beat.shown.at)


def _unwell(beats: list[Beat]) -> Unwell:
    """What is wrong with a device by what its page and its agent say."""
    sounds = [beat.sound for beat in beats if beat.wants_to_speak and beat.sound not in (None, "ok")]
    hardware = [beat.device for beat in beats if beat.device is not None]
    printers = [device.printer for device in hardware if device.printer is not None]
    wrong = [word for printer in printers for word in (printer.state, printer.paper) if word not in _WELL]
    causes = [cause for printer in printers for cause in printer.causes]
    faults = [fault for device in hardware for fault in device.faults]
    return Unwell(
        sound=sounds[0] or "" if sounds else "",
        errors=sum(beat.errors for beat in beats),
        printer=tuple(dict.fromkeys([*wrong, *causes])),
        faults=tuple(faults),
    )
