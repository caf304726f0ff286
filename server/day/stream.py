"""The day as a stream of the engine: rules decide on the state ahead, the fold moves both states.

One day is current at a time; which one the journal records, it is not read off the names. A date that has a
stream goes on in it, numbers too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from server.day.ahead import Ahead, SettingsSource
from server.day.notes import Notes
from server.day.past import Past
from server.hall import events as e
from server.hall import invariants
from server.hall.commands import Command, Origin, QueueCommand
from server.hall.fold.apply import fold
from server.hall.model import Hall, fresh
from server.hall.units import Ms
from server.journal.decided import Decided
from server.journal.errors import Broken
from server.journal.protocol import Entry

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINE: Final[tuple[type, ...]] = QueueCommand.__args__


class DayStream:
    """See server.engine.stream.Stream. hall: the durable state; whoever reads it holds `lock`.

    load: all entries of a day's stream, read where it may block. moved: told (step, by_hand) of each
    confirmed clock. boards: zones that have a board: only they owe announcements.
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
        boards: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._id, self._settings, self._notes, self._slip_key = hall_id, settings, notes, slip_key
        self._moved, self.lock = moved, lock
        self.hall = self._fresh()
        self._name: str | None = None  # stream of the durable state
        self._past = Past(load, self._fresh)
        self._ahead = Ahead(self._fresh(), settings, self._past, boards)

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
                    self.hall, self._name = self._past.before(entry), entry.stream
                fold(self.hall, entry.seq, entry.at, events, entry.actor, entry.by)
            self.hall.settings, self.hall.settings_seq = self._settings.now()
            broken = invariants.broken(self.hall) if len(mine) > 1 and mine[0].seq == 1 else []
        if broken:
            raise Broken(f"{self._name}: {'; '.join(broken)}")

    def rewind(self) -> None:
        """See Stream."""
        self._ahead.rewind(self.hall, self._name)
        self._past.clear()

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
        return self._ahead.before(command, at, origin)

    def seen(self) -> Hall:
        """The state a command is decided on, after what is due. For rules of other streams, in the writer."""
        return self._ahead.seen()

    def decide(self, command: Command, at: Ms, origin: Origin) -> Decided:
        """See Stream. Raises: Refused."""
        return self._ahead.decide(command, at, origin)

    def take(self, decided: Decided, command: Command | None) -> dict[str, Any]:
        """See Stream."""
        return self._ahead.take(decided, command)

    def after(self, at: Ms) -> list[Decided]:
        """See Stream; nothing follows a command by itself yet."""
        return []
