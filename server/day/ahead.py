"""The day as it will be when the batch in the making is committed: rules decide on it, the fold moves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

from msgspec.structs import replace

from server.day.past import Past
from server.hall import calendar
from server.hall import events as e
from server.hall.commands import CloseDay, Command, Origin
from server.hall.fold.apply import fold
from server.hall.model import Hall, clone
from server.hall.opening import running
from server.hall.rules import days
from server.hall.rules.decide import decide, opens, result
from server.hall.settings.tree import Settings
from server.hall.units import Ms
from server.journal.decided import Decided

_THE_HALL: Final = Origin("hall", "", None, "")
Events = list[e.HallEvent]


class SettingsSource(Protocol):
    """The settings as they were read, and as they will be when the batch in the making is committed."""

    def now(self) -> tuple[Settings, int]:
        """The tree and its version."""
        ...

    def ahead(self) -> tuple[Settings, int]:
        """The tree and its version ahead."""
        ...


class _Edge(NamedTuple):
    """The state after what is due: nothing of it is taken until the command is accepted."""

    mark: tuple[object, ...]
    hall: Hall
    unsure: bool


class Ahead:
    """The state ahead of the journal. boards: zones that have one, asked for at a close. name: the stream it
    stands in, None before the first day."""

    def __init__(
        self, hall: Hall, settings: SettingsSource, past: Past, boards: Callable[[], frozenset[str]]
    ) -> None:
        self._running, self._settings, self._past, self._boards = hall, settings, past, boards
        self._running_name: str | None = None
        self._edge: _Edge | None = None
        self._decided_last: tuple[Decided, Events, Origin] | None = None

    def rewind(self, hall: Hall, name: str | None) -> None:
        """Forget what was not committed."""
        self._running, self._running_name = clone(hall), name
        self._edge = None

    def before(self, command: Command, at: Ms, origin: Origin) -> list[Decided]:
        """What is due: the hall takes the machine's clock, a day that is over is closed, a new one opens."""
        hall = self._running
        hall.settings, hall.settings_seq = self._settings.ahead()
        if hall.open and not running(hall, at):
            origin = replace(origin, boards=self._boards())
        due = days.due(hall, command, at, origin, opens=opens(command))
        found = []
        for own in due:
            day = own.day or self._running_name or calendar.day_of(own.at)
            step = own.event.step if isinstance(own.event, e.ClockConfirmed) else 0
            found.append(self._entry(day, own.at, [own.event], own.kind, step))
        self._look_ahead(found, origin.unsure and all(own.kind != "clock" for own in due))
        return found

    def _entry(self, day: str, at: Ms, events: Events, own: str = "", step: Ms = 0) -> Decided:
        head = day != self._running_name
        stands = self._past.of(day).seq if head else 0
        return Decided(day, at, e.encode(events), own=own, head=head, stands=stands, step=step)

    def _look_ahead(self, due: list[Decided], unsure: bool) -> None:
        """The state after what is due, made once for all who are refused on it."""
        if not due:
            self._edge = None
            return
        hall, name = self._running, self._running_name
        mark = (unsure, name, hall.seq, hall.settings_seq, *((own.own, own.stream) for own in due))
        if self._edge is not None and self._edge.mark == mark and due[0].own != "clock":
            return
        hall = clone(hall)
        for own in due:
            hall, name = self._moved_by(hall, name, own, e.decode(own.events), _THE_HALL)
        self._edge = _Edge(mark, hall, unsure)

    def _moved_by(
        self, hall: Hall, name: str | None, decided: Decided, events: Any, origin: Origin
    ) -> tuple[Hall, str]:
        """A state after an entry to be; another day is another state."""
        if decided.stream != name:
            hall = clone(self._past.of(decided.stream))
            hall.settings, hall.settings_seq = self._settings.ahead()
        seq = hall.seq + 1
        return fold(hall, seq, decided.at, events, origin.actor, origin.by), decided.stream

    def seen(self) -> Hall:
        """The state a command is decided on, after what is due. For rules of other streams, in the writer."""
        return self._edge.hall if self._edge is not None else self._running

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """What a command leads to. Raises: Refused."""
        hall = self.seen()
        if self._edge is not None and self._edge.unsure != origin.unsure:
            origin = replace(origin, unsure=self._edge.unsure)
        if isinstance(command, CloseDay):
            origin = replace(origin, boards=self._boards())
        events = decide(hall, command, at, origin)
        first = events[0]
        if isinstance(first, e.ClockConfirmed):
            at += first.step
            decided = self._entry(self._running_name or calendar.day_of(at), at, events, step=first.step)
        elif isinstance(first, e.DayOpened):
            decided = self._entry(first.day, at, events)
        else:
            decided = Decided(str(hall.day), at, e.encode(events))
        self._decided_last = decided, events, origin
        return decided

    def take(self, decided: Decided, command: Command | None) -> dict[str, Any]:
        """The state moves by an entry to be; what the asker of a command gets."""
        self._edge = None
        last = self._decided_last
        events: Any = e.decode(decided.events) if last is None or last[0] is not decided else last[1]
        origin = _THE_HALL if command is None or last is None else last[2]
        moved = self._moved_by(self._running, self._running_name, decided, events, origin)
        self._running, self._running_name = moved
        return {} if command is None else result(self._running, command, events)
