"""In which order passwords are checked (facts/security.md 19; defect 42).

argon2 takes 64 MiB and both cores: two at once, screens first, then each address in turn; who cannot wait
in line is told so at once ("busy": nothing happened). The line is a process's own, not presence's: what it
guards is this machine's memory and cores.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from server.presence.errors import Busy
from server.presence.tries import Place

AT_ONCE: Final = 2
_IN_LINE: Final = 32  # 16 times as long as one check takes: 3 s here, 10 s on a small machine
_IN_LINE_EACH: Final = 8


class _Ticket(Struct, order=True):
    late: bool  # not a screen
    tag: int  # the how-manieth of its owner, counted from what is served now
    serial: int
    owner: str


class Turns:
    """The line before the hashing: `at_once` inside; screens first, then each address in turn."""

    def __init__(self, at_once: int = AT_ONCE, most: int = _IN_LINE, each: int = _IN_LINE_EACH) -> None:
        self._at_once, self._most, self._each = at_once, most, each
        self._changed = threading.Condition(threading.Lock())
        self._inside = self._serial = self._served = 0
        self._line: list[_Ticket] = []
        self._tags: dict[str, int] = {}

    @contextmanager
    def turn(self, place: Place) -> Iterator[None]:
        """Inside while the context lasts. Raises: Busy when the line is full."""
        with self._changed:
            self._enter(place)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def _enter(self, place: Place) -> None:
        if self._inside >= self._at_once or self._line:
            ticket = self._ticket(place)
            heapq.heappush(self._line, ticket)
            while self._inside >= self._at_once or self._line[0] is not ticket:
                self._changed.wait()
            heapq.heappop(self._line)
            self._served = max(self._served, ticket.tag)
            if not self._line:
                self._tags.clear()
            self._changed.notify_all()  # there may be room for the next one, too
        self._inside += 1

    def _ticket(self, place: Place) -> _Ticket:
        late, owner = place.screen is None, place.name
        same = [other for other in self._line if other.late == late]
        if len(same) >= self._most or sum(other.owner == owner for other in same) >= self._each:
            raise Busy
        self._serial += 1
        self._tags[owner] = max(self._served, self._tags.get(owner, 0)) + 1
        return _Ticket(late, self._tags[owner], self._serial, owner)
