"""Rules of undo: what may be taken back stands in server.hall.undo."""

from __future__ import annotations

from typing import Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import opening, order, undo
from server.hall.errors import Refused
from server.hall.model import Act, Hall
from server.hall.rules.require import find, window_of
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


def _undo(hall: Hall, command: c.Undo, at: Ms, origin: c.Origin) -> Events:
    act = undo.of_window(window_of(hall, command.window, at))
    if act is None or act.seq != command.of:
        raise Refused("undo_nothing")
    _require_young(hall, act, at)
    return [e.ActUndone(window=command.window, of=command.of, aimed=undo.to_aim_again(hall, act))]


def _undo_ticket(hall: Hall, command: c.UndoTicket, at: Ms, origin: c.Origin) -> Events:
    opening.require_open(hall, at)
    ticket = find(hall, command.ticket)
    act = undo.of_ticket(hall, ticket.id)
    if act is None or act.seq != command.of or act.ticket is None:
        raise Refused("undo_nothing")
    if (act.actor, act.by) != (origin.actor, origin.by):
        raise Refused("undo_foreign", number=ticket.number)
    _require_young(hall, act, at)
    released = act.ticket.state == "waiting" and order.aim(hall, act.ticket.aimed) != act.ticket.aimed
    return [e.TicketUndone(ticket=ticket.id, of=command.of, released=released)]


def _require_young(hall: Hall, act: Act, at: Ms) -> None:
    """Refused: undo_late, undo_touched."""
    if at > undo.until(hall, act):
        raise Refused("undo_late", seconds=hall.settings.rules.undo_seconds)
    touched = undo.touched(hall, act)
    if touched is not None:
        raise Refused("undo_touched", number=touched.number)


ROWS: Final[dict[type, Rule]] = {c.Undo: Rule(_undo), c.UndoTicket: Rule(_undo_ticket)}
