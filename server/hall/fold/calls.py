"""What calls do to the state, and what undo puts back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.fold.moves import drop, enter, move, queue, remember, rest, window
from server.hall.model import Call, Hall


def _called(hall: Hall, event: e.TicketCalled) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    at = window(hall, event.window)
    n, now = event.call, hall.at
    if event.mode == "recall":
        at.act = None
        ticket.touched = hall.seq
    else:
        remember(hall, at, ticket, event.mode, n)
        at.current = ticket.id
        ticket.window = event.window
        if ticket.first_called_at is None:
            ticket.first_called_at = now
        move(hall, ticket, "called")
    if event.overtook is not None:
        queue(hall, event.line).overtakes.append((n, event.overtook))
    ticket.calls += 1
    ticket.call = n
    ticket.called_at = now
    hall.calls.append(Call(n, ticket.id, event.number, event.line, event.window, now, hall.seq, event.mode))


def _missed(hall: Hall, event: e.TicketMissed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), ticket, "miss")
    rest(hall, ticket)
    move(hall, ticket, "missed")


def undone(hall: Hall, event: e.ActUndone) -> None:
    at = window(hall, event.window)
    act = at.act
    if act is None or act.seq != event.of or act.ticket.id not in hall.tickets:
        return
    now = hall.tickets[act.ticket.id]
    if now.state == "waiting":
        drop(hall, now)
    before = act.ticket
    before.touched = hall.seq
    before.prints = now.prints  # paper that came out stays out: job numbers go on
    hall.tickets[before.id] = before
    if before.state == "waiting":
        enter(hall, before)
    at.current = act.current
    at.act = None
    if act.do == "finish":
        at.done -= 1
    if act.call is not None:
        hall.calls[act.call - 1].undone = True
        line = queue(hall, before.line)
        line.overtakes = [made for made in line.overtakes if made[0] != act.call]


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.TicketCalled: _called,
    e.TicketMissed: _missed,
    e.ActUndone: undone,
}
