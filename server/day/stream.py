"""The day as a stream of the engine: rules decide on the state ahead, the fold moves both states.

One day is current at a time; which one the journal records, it is not read off the names. A date that has a
stream goes on in it, numbers too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from server.day.notes import Notes
from server.hall import calendar, invariants
from server.hall import events as e
from server.hall.commands import Command, Origin, QueueCommand
from server.hall.fold.apply import fold
from server.hall.model import Hall, clone, fresh
from server.hall.rules import days
from server.hall.rules.decide import decide, opens, result
from server.hall.settings import Settings
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.errors import Broken
from server.journal.protocol import Entry

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINE: Final[tuple[type, ...]] = QueueCommand.__args__
_ALL: Final = 1 << 62
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


class DayStream:
    """See server.engine.stream.Stream. hall: the durable state; whoever reads it holds `lock`.

    load: all entries of a day's stream, read where it may block. moved: told (step, by_hand) of each
    confirmed clock.
    """

    def __init__(
        self,
        hall_id: str,
        settings: SettingsSource,
        notes: Notes,
        *,
        slip_key: bytes,
        load: Callable[[str], Sequence[Entry]],
        moved: Callable[[Ms, bool], None],
        lock: Any,
    ) -> None:
        self._id, self._settings, self._notes, self._slip_key = hall_id, settings, notes, slip_key
        self._load, self._moved, self.lock = load, moved, lock
        self.hall = self._fresh()
        self._name: str | None = None  # stream of the durable state
        self._running = self._fresh()
        self._running_name: str | None = None
        self._edge: _Edge | None = None
        self._others: dict[str, Hall] = {}  # dates that are not the current day, as their streams have them
        self._decided_last: tuple[Decided, Events, Origin] | None = None

    def _fresh(self) -> Hall:
        made = fresh(self._id, self._settings.now()[0], self._slip_key)
        made.settings_seq = self._settings.now()[1]
        return made

    # -- reading -------------------------------------------------------------------------------

    def names(self, head: str | None) -> Collection[str]:
        """See Stream."""
        name = head if head is not None else self._name
        return () if name is None else (name,)

    def fold(self, entries: Sequence[Entry]) -> None:
        """See Stream; a day that was read from its beginning must hold the invariants."""
        mine = [entry for entry in entries if _DAY.fullmatch(entry.stream)]
        with self.lock:
            for entry, events in zip(mine, e.decode_all([one.events for one in mine]), strict=True):
                if entry.stream != self._name:
                    self.hall, self._name = self._state_before(entry), entry.stream
                fold(self.hall, entry.seq, entry.at, events, entry.actor, entry.by)
            self.hall.settings, self.hall.settings_seq = self._settings.now()
            broken = invariants.broken(self.hall) if len(mine) > 1 and mine[0].seq == 1 else []
        if broken:
            raise Broken(f"{self._name}: {'; '.join(broken)}")

    def _state_before(self, entry: Entry) -> Hall:
        """The state that an entry of another day is folded into."""
        known = self._others.pop(entry.stream, None)
        if known is not None and known.seq == entry.seq - 1:
            return known
        return self._fresh() if entry.seq == 1 else self._replayed(entry.stream, entry.seq)

    def _replayed(self, name: str, before: int) -> Hall:
        made = self._fresh()
        entries = [entry for entry in self._load(name) if entry.seq < before]
        for entry, events in zip(entries, e.decode_all([one.events for one in entries]), strict=True):
            fold(made, entry.seq, entry.at, events, entry.actor, entry.by)
        return made

    def rewind(self) -> None:
        """See Stream."""
        self._running, self._running_name = clone(self.hall), self._name
        self._edge = None
        self._others.clear()

    def committed(self, entries: Sequence[Entry]) -> None:
        """See Stream: the clock moves once its entry is durable, whoever wrote it."""
        for entry in entries:
            if _DAY.fullmatch(entry.stream) and b"ClockConfirmed" in entry.events:
                for event in e.decode(entry.events):
                    if isinstance(event, e.ClockConfirmed):
                        self._moved(event.step, event.by_hand)

    def broken(self) -> list[str]:
        """Broken invariants of the durable state."""
        with self.lock:
            return invariants.broken(self.hall)

    # -- deciding ------------------------------------------------------------------------------

    def handles(self, command: Command) -> bool:
        """See Stream."""
        return isinstance(command, _MINE)

    def has_edge(self, command: Command) -> bool:
        """See Stream."""
        return self._notes.has_words(command)

    def edge(self, command: Command, origin: Origin, at: Ms) -> dict[str, Any]:
        """See Stream: the note of a transfer goes into the vault first."""
        self._notes.keep(command, origin, at)
        return {}

    def dropped(self, command: Command, origin: Origin) -> None:
        """See Stream."""
        self._notes.drop(command, origin)

    def before(self, command: Command, at: Ms, origin: Origin) -> list[Decided]:
        """See Stream: the hall takes the machine's clock, a day that is over is closed, a new one opens."""
        hall = self._running
        hall.settings, hall.settings_seq = self._settings.ahead()
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
        stands = self._other(day).seq if head else 0
        return Decided(day, at, e.encode(events), own=own, head=head, stands=stands, step=step)

    def _other(self, name: str) -> Hall:
        """The state of a date that is not the current day: what its stream holds, if it has one."""
        if name not in self._others:
            self._others[name] = self._replayed(name, _ALL)
        return self._others[name]

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
            hall = clone(self._other(decided.stream))
            hall.settings, hall.settings_seq = self._settings.ahead()
        seq = hall.seq + 1
        return fold(hall, seq, decided.at, events, origin.actor, origin.by), decided.stream

    def seen(self) -> Hall:
        """The state a command is decided on, after what is due. For rules of other streams, in the writer."""
        return self._edge.hall if self._edge is not None else self._running

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """See Stream. Raises: Refused."""
        hall = self.seen()
        if self._edge is not None and self._edge.unsure != origin.unsure:
            origin = msgspec.structs.replace(origin, unsure=self._edge.unsure)
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
        """See Stream."""
        self._edge = None
        last = self._decided_last
        events: Any = e.decode(decided.events) if last is None or last[0] is not decided else last[1]
        origin = _THE_HALL if command is None or last is None else last[2]
        moved = self._moved_by(self._running, self._running_name, decided, events, origin)
        self._running, self._running_name = moved
        return {} if command is None else result(self._running, command, events)

    def after(self, at: Ms) -> list[Decided]:
        """See Stream; nothing follows a command by itself yet."""
        return []
