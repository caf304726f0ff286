"""Rules of calling: next, a chosen number, recall, miss."""

from __future__ import annotations

from typing import Any, Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import order
from server.hall.errors import Refused
from server.hall.model import Hall, Ticket
from server.hall.rules.require import current, find, place, ready, require_state
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


def _called(
    hall: Hall, ticket: Ticket, window: int, mode: Any, overtook: bool | None = None
) -> e.TicketCalled:
    return e.TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        line=ticket.line,
        window=window,
        call=len(hall.calls) + 1,
        mode=mode,
        overtook=overtook,
    )


def _next(hall: Hall, command: c.CallNext, at: Ms, origin: c.Origin) -> Events:
    window = ready(hall, command.window, at)
    choice = order.choose(hall, place(hall, window.id))
    if choice is None:
        raise Refused("nobody_waiting")
    return [_called(hall, choice.ticket, window.id, "next", choice.overtook)]


def _call(hall: Hall, command: c.CallTicket, at: Ms, origin: c.Origin) -> Events:
    window = ready(hall, command.window, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, "waiting")
    if ticket.aimed is not None and ticket.aimed != window.id:
        raise Refused("aimed_elsewhere", number=ticket.number, target=ticket.aimed)
    if ticket.aimed is None and not place(hall, window.id).may_call(ticket.line):
        raise Refused("line_not_served", window=window.id, number=ticket.number)
    return [_called(hall, ticket, window.id, "chosen")]


def _recall(hall: Hall, command: c.RecallTicket, at: Ms, origin: c.Origin) -> Events:
    return [_called(hall, current(hall, command, at, "called"), command.window, "recall")]


def _miss(hall: Hall, command: c.MissTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = current(hall, command, at, "called")
    return [e.TicketMissed(ticket=ticket.id, window=command.window)]


def _call_result(hall: Hall, events: Events) -> dict[str, Any]:
    called = events[-1]
    assert isinstance(called, e.TicketCalled)
    return {"ticket": called.ticket, "number": called.number, "call": called.call}


ROWS: Final[dict[type, Rule]] = {
    c.CallNext: Rule(_next, _call_result),
    c.CallTicket: Rule(_call, _call_result),
    c.RecallTicket: Rule(_recall, _call_result),
    c.MissTicket: Rule(_miss),
}
