"""States of dates as their streams have them: what another day's entry goes on from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.hall import events as e
from server.hall.fold.apply import fold
from server.hall.model import Hall
from server.journal.protocol import Entry

_ALL: Final = 1 << 62


class Past:
    """load: all entries of a day's stream, read where it may block. fresh: the state before the first of
    them."""

    def __init__(self, load: Callable[[str], Sequence[Entry]], fresh: Callable[[], Hall]) -> None:
        self._load, self._fresh = load, fresh
        self._kept: dict[str, Hall] = {}

    def of(self, name: str) -> Hall:
        """What the stream of a date holds, if it has one."""
        if name not in self._kept:
            self._kept[name] = self._replayed(name, _ALL)
        return self._kept[name]

    def before(self, entry: Entry) -> Hall:
        """The state that an entry of another day is folded into."""
        known = self._kept.pop(entry.stream, None)
        if known is not None and known.seq == entry.seq - 1:
            return known
        return self._fresh() if entry.seq == 1 else self._replayed(entry.stream, entry.seq)

    def _replayed(self, name: str, before: int) -> Hall:
        made = self._fresh()
        entries = [entry for entry in self._load(name) if entry.seq < before]
        for entry, events in zip(entries, e.decode_all([one.events for one in entries]), strict=True):
            fold(made, entry.seq, entry.at, events, entry.actor, entry.by)
        return made

    def clear(self) -> None:
        """The journal may know more."""
        self._kept.clear()
