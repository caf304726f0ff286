"""The live part of a frame, put together from providers; each of them may fail alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from server.hall.units import Ms
from server.wire.frames import Live, Room

log = logging.getLogger("jiaohao.engine")

ALL: Final[frozenset[str]] = frozenset()


class Part(Struct, frozen=True):
    """One provider. name: said in `live.away` when it fails. roles: whom it serves, ALL of them when empty.
    fill: (role, argument, live) -> None, writes its fields of live."""

    name: str
    roles: frozenset[str]
    fill: Callable[[str, str, Live], None]


class LiveParts:
    """All providers of one hall, in order."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._failed: set[str] = set()

    def provide(self, part: Part) -> None:
        """One more provider."""
        self._parts.append(part)

    def of(self, room: Room, now: Ms) -> Live:
        """The live part of a room at `now`; what fails leaves its fields empty."""
        live, away = Live(now=now), []
        for part in self._parts:
            if part.roles and room.role not in part.roles:
                continue
            try:
                part.fill(room.role, room.arg, live)
                self._failed.discard(part.name)
            except Exception as error:
                away.append(part.name)
                self._log_once(part.name, error)
        live.away = tuple(away)
        return live

    def _log_once(self, name: str, error: Exception) -> None:
        if name not in self._failed:
            self._failed.add(name)
            log.error("%s cannot be read: %s", name, error, exc_info=error)
