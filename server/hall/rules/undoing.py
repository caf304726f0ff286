"""Rules of undo: what may be taken back stands in server.hall.undo."""

from __future__ import annotations

from typing import Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import undo
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.rules.require import window_of
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


def _undo(hall: Hall, command: c.Undo, at: Ms, origin: c.Origin) -> Events:
    act = window_of(hall, command.window, at).act
    if act is None or act.seq != command.of or act.do not in undo.UNDOABLE:
        raise Refused("undo_nothing")
    limit = hall.settings.rules.undo_seconds
    if at - act.at > limit * 1000:
        raise Refused("undo_late", seconds=limit)
    ticket = hall.tickets[act.ticket.id]
    if undo.touched(hall, act):
        raise Refused("undo_touched", number=ticket.number)
    return [e.ActUndone(window=command.window, of=command.of)]


ROWS: Final[dict[type, Rule]] = {c.Undo: Rule(_undo)}
