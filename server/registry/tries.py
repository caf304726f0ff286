"""How often passwords may be tried, and in which order they are checked (facts/security.md 19; defect 42).

Who tries is known by where: a screen of this hall, or an address. A stranger elsewhere never stands in the
way of the owner, and nobody is locked for good:

    Tries   wrong tries of one name from one place: from the fifth on (at a screen from the eleventh) one in
            15 s. At most 250 an hour are checked, and the right password at a screen waits for nobody.
    Lane    an address that was wrong 30 times in 10 min goes on at one a second, whatever names it tries.
    Turns   argon2 takes 64 MiB and both cores: two at once, screens first, then each address in turn; who
            cannot wait in line is told so at once ("busy": nothing happened).

What is counted lies in presence; waiting and the line are a process's own.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from server.hall.errors import Refused
from server.hall.units import Ms
from server.presence.protocol import Presence
from server.registry.errors import Busy

_FREE: Final = 4
_FREE_AT_SCREEN: Final = 10
_PAUSE: Final[Ms] = 15_000
_TRIES_SECONDS: Final = 86_400.0  # how long wrong tries are remembered
_WRONG: Final = 30
_WINDOW_SECONDS: Final = 600.0
_STEP_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 20.0
AT_ONCE: Final = 2
_IN_LINE: Final = 32  # 16 times as long as one check takes: 3 s here, 10 s on a small machine
_IN_LINE_EACH: Final = 8


class Place(Struct, frozen=True):
    """Where somebody signs in. address: whose the client is. screen: the enrolled screen it is, or None."""

    address: str = ""
    screen: str | None = None

    @property
    def name(self) -> str:
        """Under which its tries are counted."""
        return f"address {self.address}" if self.screen is None else f"screen {self.screen}"


NOWHERE: Final = Place()


class Tries:
    """Wrong tries of a name from a place. Never a lock for good."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._lock = threading.Lock()

    def begin(self, name: str, place: Place, now: Ms) -> None:
        """Count a try before it is checked, so that parallel ones count too. Refused: login_slow."""
        key, free = _key(name, place), _FREE if place.screen is None else _FREE_AT_SCREEN
        with self._lock:
            last = self._presence.get("tried", key)
            wait = int(last) + _PAUSE - now if last is not None else 0
            if self._presence.count("tries", key, _TRIES_SECONDS) > free and 0 < wait <= _PAUSE:
                raise Refused("login_slow", seconds=-(-wait // 1000))
            self._presence.set("tried", key, str(now).encode(), _TRIES_SECONDS)

    def right(self, name: str, place: Place) -> None:
        """That was the password."""
        self._presence.delete("tries", _key(name, place))

    def unheard(self, name: str, place: Place) -> None:
        """The try that began was never checked: it does not count."""
        key = _key(name, place)
        with self._lock:
            count = int(self._presence.get("tries", key) or 0)
            if count:
                self._presence.set("tries", key, str(count - 1).encode(), _TRIES_SECONDS)


def _key(name: str, place: Place) -> str:
    return f"{place.name} {name}"


class Lane:
    """An address that is wrong too often goes slower, and is never refused for it. Screens have no lane."""

    def __init__(
        self,
        presence: Presence,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._presence, self._now, self._sleep = presence, now, sleep
        self._next: dict[str, float] = {}  # when a slow address may be checked again
        self._lock = threading.Lock()

    def wait(self, place: Place) -> None:
        """Until it is this place's turn. Raises: Busy when that would take over 20 s."""
        if place.screen is not None or int(self._presence.get("wrong", place.address) or 0) < _WRONG:
            return
        with self._lock:
            now = self._now()
            self._next = {address: at for address, at in self._next.items() if at > now}
            at = self._next.get(place.address, now)
            if at - now > _LONGEST_SECONDS:
                raise Busy
            self._next[place.address] = at + _STEP_SECONDS
        if at > now:
            self._sleep(at - now)

    def wrong(self, place: Place) -> None:
        """That was not the password."""
        if place.screen is None:
            self._presence.count("wrong", place.address, _WINDOW_SECONDS)


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
