"""A hall that keeps its journal: commands in, entries out, times as the engine gives them."""

from __future__ import annotations

from server.hall import commands as c
from server.hall import events as e
from server.hall.fold.apply import apply, fold
from server.hall.model import Hall, fresh
from server.hall.rules.days import due
from server.hall.rules.decide import decide, opens
from server.hall.settings.tree import Settings
from server.hall.units import Ms
from tests.hall.hall_driver import NINE

# day, seq, at, events as the journal keeps them, actor, by
Entry = tuple[str, int, Ms, bytes, str, str | None]


class Desk:
    """One hall and all that was ever written about it. step: all that clock.confirm moved, in ms."""

    def __init__(self, settings: Settings, at: Ms = NINE) -> None:
        self.settings = settings
        self.hall: Hall = fresh("test", settings, b"key")
        self.at = at
        self.step = 0
        self.journal: list[Entry] = []
        self.fresh = 0

    def open(self, command: c.Command) -> None:
        """Write the closings and openings that come before a command, as entries of their own."""
        origin = c.Origin(actor="test", role="supervisor", device=None, fresh="", machine=self.at)
        for own in due(self.hall, command, self.at, origin, opens=opens(command)):
            self.write([own.event], own.at)

    def origin(
        self, command: c.Command, role: str = "supervisor", device: str | None = None, by: str | None = None
    ) -> c.Origin:
        """Who gives the next command. by: who is signed in there. The machine's clock says what a person
        confirms."""
        machine = command.now if isinstance(command, c.ConfirmClock) else self.at
        return c.Origin(device or "test", role, device, f"t{self.fresh + 1}", by, machine=machine)

    def give(self, command: c.Command, *who: str | None) -> list[e.HallEvent]:
        """Decide and write. who: role, device, by. Raises: Refused, with nothing written but a day's opening
        or closing."""
        self.open(command)
        origin = self.origin(command, *who)
        self.fresh += 1
        events = decide(self.hall, command, self.at, origin)
        if isinstance(events[0], e.ClockConfirmed):
            self.step += events[0].step
            self.at += events[0].step
        self.write(events, self.at, origin.actor, origin.by)
        return events

    def write(self, events: list[e.HallEvent], at: Ms, actor: str = "hall", by: str | None = None) -> None:
        """Append an entry and fold it."""
        first = events[0]
        day = first.day if isinstance(first, e.DayOpened) else str(self.hall.day)
        seq = self.hall.seq + 1 if day == self.hall.day else 1
        self.journal.append((day, seq, at, e.encode(events), actor, by))
        fold(self.hall, seq, at, events, actor, by)

    def take(self, event: e.SettingsChanged) -> None:
        """Settings come from a stream of their own: neither seq nor time of the day move."""
        self.journal.append(("settings", event.version, self.at, e.encode([event]), "test", None))
        apply(self.hall, event)

    def folded(self) -> Hall:
        """The hall as a restart would find it: a fold of the journal's bytes alone."""
        hall = fresh("test", self.settings, b"key")
        for stream, seq, at, body, actor, by in self.journal:
            if stream == "settings":
                apply(hall, *e.decode(body))
            else:
                fold(hall, seq, at, e.decode(body), actor, by)
        return hall
