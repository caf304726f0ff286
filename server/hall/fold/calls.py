"""What calls do to the state, and what undo puts back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.fold.moves import (
    aim,
    known,
    move,
    put_back,
    queue,
    remember,
    rest,
    unstart,
    window,
)
from server.hall.model import Call, Hall


def _called(hall: Hall, event: e.TicketCalled) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    at = window(hall, event.window)
    n, now = event.call, hall.at
    if event.mode == "recall":
        unstart(ticket, at.act)
        at.act = None
        ticket.touched = hall.seq
    else:
        remember(hall, at, event.mode, ticket, n)
        at.current = ticket.id
        at.chosen += event.mode == "chosen"
        ticket.window = event.window
        if ticket.first_called_at is None:
            ticket.first_called_at = now
        move(hall, ticket, "called")
    if event.overtook is not None:
        queue(hall, event.line).overtakes.append((n, event.overtook))
    ticket.calls += 1
    ticket.call = n
    ticket.called_at = now
    hall.unheard.append(n)
    hall.calls.append(Call(n, ticket.id, event.number, event.line, event.window, now, hall.seq, event.mode))


def _missed(hall: Hall, event: e.TicketMissed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    at = window(hall, event.window)
    start = at.act
    remember(hall, at, "miss", ticket)
    unstart(ticket, start)
    rest(hall, ticket)
    move(hall, ticket, "missed")


def undone(hall: Hall, event: e.ActUndone) -> None:
    """The window and the tickets of its last act become what they were; its call never happened."""
    at = window(hall, event.window)
    act = at.act
    if act is None or act.seq != event.of:
        return
    for before in act.tickets:
        put_back(hall, before)
    at.current, at.done = act.current, act.done
    at.state, at.reason, at.since, at.until = act.state, act.reason, act.since, act.until
    at.act = None
    at.chosen -= act.do == "chosen"
    for ticket in known(hall, event.aimed):
        aim(hall, ticket, at.id)
    if act.call is not None:
        call = hall.calls[act.call - 1]
        call.undone = True
        line = queue(hall, call.line)
        line.overtakes = [made for made in line.overtakes if made[0] != act.call]


def _ticket_undone(hall: Hall, event: e.TicketUndone) -> None:
    act = hall.acts.get(event.ticket)
    if act is None or act.seq != event.of or act.ticket is None:
        return
    del hall.acts[event.ticket]
    if event.released:
        act.ticket.aimed = None
    put_back(hall, act.ticket)


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.TicketCalled: _called,
    e.TicketMissed: _missed,
    e.ActUndone: undone,
    e.TicketUndone: _ticket_undone,
}
