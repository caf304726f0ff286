"""What opening, pausing and closing a window do to the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.fold.moves import known, release, remember, window
from server.hall.model import Hall


def _opened(hall: Hall, event: e.WindowOpened) -> None:
    at = window(hall, event.window)
    at.state, at.reason, at.until, at.act, at.since = "open", None, None, None, hall.at


def _paused(hall: Hall, event: e.WindowPaused | e.WindowClosed) -> None:
    at = window(hall, event.window)
    paused, tickets = isinstance(event, e.WindowPaused), known(hall, event.released)
    remember(hall, at, "pause" if paused else "close").released = tuple(ticket.id for ticket in tickets)
    at.state = "paused" if paused else "closed"
    at.reason, at.until, at.since = event.reason, event.until, hall.at
    for ticket in tickets:
        release(hall, ticket)
        ticket.touched = hall.seq


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.WindowOpened: _opened,
    e.WindowPaused: _paused,
    e.WindowClosed: _paused,
}
