"""Rules of serving: start, hold, resume, transfer, finish (DESIGN section 4, States)."""

from __future__ import annotations

from typing import Final

from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.model import Hall, Ticket
from server.hall.rules.require import current, find, require_state, staffed
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


def _started(ticket: Ticket, window: int) -> Events:
    """finish, hold and transfer of a called ticket start it first."""
    return [e.ServiceStarted(ticket=ticket.id, window=window)] if ticket.state == "called" else []


def _start(hall: Hall, command: c.StartService, at: Ms, origin: c.Origin) -> Events:
    return _started(current(hall, command, at, "called"), command.window)


def _hold(hall: Hall, command: c.HoldTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = current(hall, command, at, "called", "serving")
    held = e.TicketHeld(ticket=ticket.id, window=command.window, hold=command.hold)
    return [*_started(ticket, command.window), held]


def _resume(hall: Hall, command: c.ResumeTicket, at: Ms, origin: c.Origin) -> Events:
    """`kept` papers lie at one window: only it resumes, and the ticket is aimed at it. When that
    window is closed anybody may, and the ticket waits for any window of its line."""
    staffed(hall, command.window, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, "held")
    aimed = None
    if ticket.hold == "kept" and ticket.window is not None:
        keeper = hall.windows.get(ticket.window)
        if keeper is not None and keeper.state != "closed":
            if ticket.window != command.window:
                raise Refused("not_held_here", number=ticket.number, window=ticket.window)
            aimed = ticket.window
    return [e.TicketResumed(ticket=ticket.id, window=command.window, aimed=aimed)]


def _transfer(hall: Hall, command: c.TransferTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = current(hall, command, at, "called", "serving")
    if (command.to_line is None) == (command.to_window is None):
        raise Refused("transfer_where")
    line, aimed = ticket.line, command.to_window
    if command.to_line is not None:
        if hall.settings.line(command.to_line) is None:
            raise Refused("line_unknown")
        line = command.to_line
    if (aimed is None and line == ticket.line) or aimed == command.window:
        raise Refused("transfer_here", number=ticket.number)
    if aimed is not None:
        staffed(hall, aimed, at)
    back = (command.window, ticket.line) if command.back else (ticket.back, ticket.back_line)
    moved = e.TicketTransferred(
        ticket=ticket.id,
        window=command.window,
        line=line,
        aimed=aimed,
        back=back[0],
        back_line=back[1],
        note=origin.fresh if command.note else ticket.note,
    )
    return [*_started(ticket, command.window), moved]


def _finish(hall: Hall, command: c.FinishService, at: Ms, origin: c.Origin) -> Events:
    ticket = current(hall, command, at, "called", "serving")
    if command.outcome == "promised" and command.days is None:
        raise Refused("days_needed")
    start = _started(ticket, command.window)
    if ticket.back is None or ticket.back == command.window:
        return [
            *start,
            e.ServiceFinished(
                ticket=ticket.id,
                window=command.window,
                outcome=command.outcome,
                reference=command.reference,
                days=command.days,
            ),
        ]
    sender = hall.windows.get(ticket.back)
    return [
        *start,
        e.TicketReturned(
            ticket=ticket.id,
            window=command.window,
            line=ticket.back_line or ticket.line,
            aimed=ticket.back if sender is not None and sender.state != "closed" else None,
            outcome=command.outcome,
            reference=command.reference,
            days=command.days,
        ),
    ]


ROWS: Final[dict[type, Rule]] = {
    c.StartService: Rule(_start),
    c.HoldTicket: Rule(_hold),
    c.ResumeTicket: Rule(_resume),
    c.TransferTicket: Rule(_transfer),
    c.FinishService: Rule(_finish),
}
