"""What serving does to the state: start, hold, resume, transfer, finish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.fold.moves import move, remember, rest, window
from server.hall.model import Hall, Return


def _started(hall: Hall, event: e.ServiceStarted) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), "start", ticket)
    ticket.started_at = hall.at
    if ticket.state == "called":
        ticket.came_ms += max(0, hall.at - ticket.state_at)
    move(hall, ticket, "serving")


def _held(hall: Hall, event: e.TicketHeld) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), "hold", ticket)
    rest(hall, ticket)
    ticket.hold = event.hold
    move(hall, ticket, "held")


def _resumed(hall: Hall, event: e.TicketResumed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), "resume", ticket)
    ticket.hold = None
    ticket.aimed = event.aimed
    ticket.window = None
    move(hall, ticket, "waiting")


def _put_back(hall: Hall, event: e.TicketPutBack) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), "return", ticket)
    rest(hall, ticket)
    ticket.window = None
    move(hall, ticket, "waiting")


def _transferred(hall: Hall, event: e.TicketTransferred) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), "transfer", ticket)
    rest(hall, ticket)
    ticket.window = None
    if event.wrong_line:
        ticket.wrong_lines += (ticket.line,)
    ticket.line, ticket.aimed, ticket.note = event.line, event.aimed, event.note
    ticket.returns = _returns(event) if event.returns is None else event.returns
    move(hall, ticket, "waiting")


def _returns(event: e.TicketTransferred) -> tuple[Return, ...]:
    """Of an event of before: one window at the most."""
    return () if event.back is None else (Return(event.back, event.back_line or event.line),)


def _finished(hall: Hall, event: e.ServiceFinished | e.TicketReturned) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    at = window(hall, event.window)
    remember(hall, at, "finish", ticket)
    rest(hall, ticket)
    at.done += 1
    ticket.outcome, ticket.reference, ticket.days = event.outcome, event.reference, event.days
    if isinstance(event, e.ServiceFinished):
        move(hall, ticket, "done")
        return
    ticket.window = None
    ticket.line, ticket.aimed, ticket.returns = event.line, event.aimed, event.returns
    move(hall, ticket, "waiting")


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.ServiceStarted: _started,
    e.TicketHeld: _held,
    e.TicketResumed: _resumed,
    e.TicketPutBack: _put_back,
    e.TicketTransferred: _transferred,
    e.ServiceFinished: _finished,
    e.TicketReturned: _finished,
}
