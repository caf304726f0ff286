"""How often passwords may be tried (facts/security.md 19; defect 42).

Who tries is known by where: a screen of this hall, or an address. A stranger elsewhere never stands in the
way of the owner, and nobody is locked for good:

    Tries   wrong tries of one name from one place: from the fifth on (at a screen from the eleventh) one in
            15 s. At most 250 an hour are checked, and the right password at a screen waits for nobody.
    Lane    an address that was wrong 30 times in 10 min goes on at one a second, whatever names it tries.

What is counted lies in rows of presence, the same for every server of a hall. When a slow address may go on
is a process's own: it only spreads what waits here, and a second server that knows nothing of it lets one
more through a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from server.hall.errors import Refused
from server.hall.units import Ms
from server.presence.errors import Busy
from server.presence.protocol import Presence

_FREE: Final = 4
_FREE_AT_SCREEN: Final = 10
_PAUSE: Final[Ms] = 15_000
_TRIES_SECONDS: Final = 86_400.0  # how long wrong tries are remembered
_WRONG: Final = 30
_WINDOW_SECONDS: Final = 600.0
_STEP_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 20.0


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
    """An address that is wrong too often goes slower, and is never refused for it. Screens have no lane.

    now, sleep: in seconds."""

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
