"""Rules of calling: next, a chosen number, recall, miss."""

from __future__ import annotations

from typing import Any, Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import order, undo
from server.hall.errors import Refused
from server.hall.model import CallMode, Hall, Ticket
from server.hall.rules import service
from server.hall.rules.require import (
    current,
    find,
    place,
    ready,
    require_free,
    require_state,
    window_of,
)
from server.hall.rules.rule import Events, Rule
from server.hall.standing import stranded
from server.hall.units import Ms


def _called(
    hall: Hall,
    ticket: Ticket,
    window: int,
    mode: CallMode,
    overtook: bool | None = None,
    reason: str | None = None,
) -> e.TicketCalled:
    return e.TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        line=ticket.line,
        window=window,
        call=len(hall.calls) + 1,
        mode=mode,
        overtook=overtook,
        reason=reason,
    )


def _next(hall: Hall, command: c.CallNext, at: Ms, origin: c.Origin) -> Events:
    ready(hall, command.window, at)
    finished = _finished_first(hall, command, at, origin)
    choice = order.choose(hall, place(hall, command.window), service.waits_after(hall, finished))
    if choice is not None:
        return [*finished, _called(hall, choice.ticket, command.window, "next", choice.overtook)]
    if not finished:
        raise Refused("nobody_waiting")
    return finished


def _finished_first(hall: Hall, command: c.CallNext, at: Ms, origin: c.Origin) -> Events:
    """The finish that comes first in the entry. Refused: without one, when the window has a ticket."""
    how = command.finish
    if how is None:
        require_free(hall, window_of(hall, command.window, at))
        return []
    finish = c.FinishService(
        window=command.window, ticket=how.ticket, outcome=how.outcome, reference=how.reference, days=how.days
    )
    return service.finish(hall, finish, at, origin)


def _call(hall: Hall, command: c.CallTicket, at: Ms, origin: c.Origin) -> Events:
    ready(hall, command.window, at)
    require_free(hall, window_of(hall, command.window, at))
    ticket = find(hall, command.ticket)
    require_state(ticket, "waiting")
    if origin.role not in ("supervisor", "admin") or all(lost is not ticket for lost in stranded(hall)):
        _require_reach(hall, ticket, command.window)
    if command.reason is None and hall.settings.rules.chosen_calls == "reason":
        raise Refused("reason_needed", number=ticket.number)
    return [_called(hall, ticket, command.window, "chosen", reason=command.reason)]


def _require_reach(hall: Hall, ticket: Ticket, window: int) -> None:
    """Tickets aimed at the window or of its lines. Refused: aimed_elsewhere, line_not_served."""
    if ticket.aimed is not None and ticket.aimed != window:
        raise Refused("aimed_elsewhere", number=ticket.number, target=ticket.aimed)
    if ticket.aimed is None and not place(hall, window).may_call(ticket.line):
        raise Refused("line_not_served", window=window, number=ticket.number)


def _recall(hall: Hall, command: c.RecallTicket, at: Ms, origin: c.Origin) -> Events:
    return [_called(hall, _not_there(hall, command, at), command.window, "recall")]


def _miss(hall: Hall, command: c.MissTicket, at: Ms, origin: c.Origin) -> Events:
    return [e.TicketMissed(ticket=_not_there(hall, command, at).id, window=command.window)]


def _not_there(hall: Hall, command: c.RecallTicket | c.MissTicket, at: Ms) -> Ticket:
    """The current ticket, whose person has not come; one in service if that was started by mistake: the start
    is the window's last act, however long ago. Refused: ticket_state, and what `current` refuses."""
    ticket = current(hall, command, at, "called", "serving")
    if undo.mistaken_start(hall, hall.windows[command.window]) is None:
        require_state(ticket, "called")
    return ticket


def _call_result(hall: Hall, events: Events) -> dict[str, Any]:
    called = events[-1]
    assert isinstance(called, e.TicketCalled)
    return {"ticket": called.ticket, "number": called.number, "call": called.call}


def _next_result(hall: Hall, events: Events) -> dict[str, Any]:
    """finished: id of the ticket that was finished first; the others are None when nobody waited then."""
    done = (event.ticket for event in events if isinstance(event, e.ServiceFinished | e.TicketReturned))
    called = isinstance(events[-1], e.TicketCalled)
    found = _call_result(hall, events) if called else {"ticket": None, "number": None, "call": None}
    finished = next(done, None)
    return found | {"finished": finished} if finished else found


ROWS: Final[dict[type, Rule]] = {
    c.CallNext: Rule(_next, _next_result),
    c.CallTicket: Rule(_call, _call_result),
    c.RecallTicket: Rule(_recall, _call_result),
    c.MissTicket: Rule(_miss),
}
