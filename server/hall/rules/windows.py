"""Rules of a window itself: open, pause, close."""

from __future__ import annotations

from typing import Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import order
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.rules.require import require_free, staffed, window_of
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


def _open(hall: Hall, command: c.OpenWindow, at: Ms, origin: c.Origin) -> Events:
    if window_of(hall, command.window, at).state == "open":
        raise Refused("window_open", window=command.window)
    return [e.WindowOpened(window=command.window)]


def _pause(hall: Hall, command: c.PauseWindow, at: Ms, origin: c.Origin) -> Events:
    window = staffed(hall, command.window, at)
    if window.state == "paused":
        raise Refused("window_paused", window=window.id)
    _require_later(hall, command, at)
    released = _released(hall, command)
    return [e.WindowPaused(window=window.id, reason=command.reason, released=released, until=command.until)]


def _close(hall: Hall, command: c.CloseWindow, at: Ms, origin: c.Origin) -> Events:
    window = window_of(hall, command.window, at)
    if window.state == "closed":
        raise Refused("window_closed", window=window.id)
    require_free(hall, window)
    _require_later(hall, command, at)
    released = _released(hall, command)
    return [e.WindowClosed(window=window.id, reason=command.reason, released=released, until=command.until)]


def _require_later(hall: Hall, command: c.PauseWindow | c.CloseWindow, at: Ms) -> None:
    if command.until is not None and not at < command.until <= hall.day_end:
        raise Refused("until_past")


def _released(hall: Hall, command: c.PauseWindow | c.CloseWindow) -> tuple[str, ...]:
    aimed = order.aimed_at(hall, command.window)
    if aimed and command.aimed is None:
        raise Refused(
            "aimed_waiting",
            window=command.window,
            count=len(aimed),
            numbers=[ticket.number for ticket in order.in_order(aimed)],
        )
    return tuple(ticket.id for ticket in aimed) if command.aimed == "release" else ()


ROWS: Final[dict[type, Rule]] = {
    c.OpenWindow: Rule(_open),
    c.PauseWindow: Rule(_pause),
    c.CloseWindow: Rule(_close),
}
