"""What the acts of a window do to the state; undo puts back what the act remembered."""

from __future__ import annotations

from server.hall import events as e
from server.hall.model import Call, Hall
from server.hall.parts import drop, enter, known, move, queue, release, remember, rest, window


def window_opened(hall: Hall, event: e.WindowOpened) -> None:
    at = window(hall, event.window)
    at.state, at.reason, at.act, at.since = "open", None, None, hall.at


def window_paused(hall: Hall, event: e.WindowPaused | e.WindowClosed) -> None:
    at = window(hall, event.window)
    at.state = "paused" if isinstance(event, e.WindowPaused) else "closed"
    at.reason, at.act, at.since = event.reason, None, hall.at
    for ticket in known(hall, event.released):
        release(hall, ticket)
        ticket.touched = hall.seq


def called(hall: Hall, event: e.TicketCalled) -> None:
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


def started(hall: Hall, event: e.ServiceStarted) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), ticket, "start")
    ticket.started_at = hall.at
    move(hall, ticket, "serving")


def missed(hall: Hall, event: e.TicketMissed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), ticket, "miss")
    rest(hall, ticket)
    ticket.aimed = None
    move(hall, ticket, "missed")


def held(hall: Hall, event: e.TicketHeld) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), ticket, "hold")
    rest(hall, ticket)
    ticket.hold = event.hold
    move(hall, ticket, "held")


def resumed(hall: Hall, event: e.TicketResumed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    window(hall, event.window).act = None
    ticket.hold = None
    ticket.aimed = event.aimed
    ticket.window = None
    move(hall, ticket, "waiting")


def transferred(hall: Hall, event: e.TicketTransferred) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember(hall, window(hall, event.window), ticket, "transfer")
    rest(hall, ticket)
    ticket.window = None
    ticket.line, ticket.aimed, ticket.note = event.line, event.aimed, event.note
    ticket.back, ticket.back_line = event.back, event.back_line
    move(hall, ticket, "waiting")


def finished(hall: Hall, event: e.ServiceFinished | e.TicketReturned) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    at = window(hall, event.window)
    remember(hall, at, ticket, "finish")
    rest(hall, ticket)
    at.done += 1
    ticket.outcome, ticket.reference, ticket.days = event.outcome, event.reference, event.days
    if isinstance(event, e.ServiceFinished):
        move(hall, ticket, "done")
        return
    ticket.window = ticket.back = ticket.back_line = None
    ticket.line, ticket.aimed = event.line, event.aimed
    move(hall, ticket, "waiting")


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
