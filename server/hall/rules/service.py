"""Rules of serving: start, hold, resume, transfer, finish (DESIGN section 4, States)."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from server.hall import commands as c
from server.hall import events as e
from server.hall import order
from server.hall.errors import Refused
from server.hall.model import Hall, Return, Ticket
from server.hall.rules.require import current, find, place, require_state, staffed
from server.hall.rules.rule import Events, Rule
from server.hall.signs import unreadable
from server.hall.units import Ms

_MOST_RETURNS: Final = 20  # windows that one ticket comes back to


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
    window is closed anybody may, and the ticket waits for any window of its line. Other holds keep an aim."""
    staffed(hall, command.window, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, "held")
    aimed = order.aim(hall, ticket.window if ticket.hold == "kept" else ticket.aimed)
    if ticket.hold == "kept" and aimed not in (None, command.window):
        raise Refused("not_held_here", number=ticket.number, window=aimed)
    return [e.TicketResumed(ticket=ticket.id, window=command.window, aimed=aimed)]


def _return(hall: Hall, command: c.ReturnTicket, at: Ms, origin: c.Origin) -> Events:
    return [e.TicketPutBack(ticket=current(hall, command, at, "called", "serving").id, window=command.window)]


def _transfer(hall: Hall, command: c.TransferTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = current(hall, command, at, "called", "serving")
    if command.note and unreadable(command.note):
        raise Refused("text_unseen")
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
        place(hall, aimed)
        staffed(hall, aimed, at)
    moved = e.TicketTransferred(
        ticket=ticket.id,
        window=command.window,
        line=line,
        aimed=aimed,
        note=origin.fresh if command.note else ticket.note,
        returns=_returns(ticket, command),
        wrong_line=command.wrong_line,
    )
    return [*_started(ticket, command.window), moved]


def _returns(ticket: Ticket, command: c.TransferTicket) -> tuple[Return, ...]:
    """Who gets it back, with this window when it asks for it. Refused: returns_full."""
    owed = _owed(ticket, command.window)
    if not command.back:
        return owed
    if len(owed) == _MOST_RETURNS:
        raise Refused("returns_full", number=ticket.number, count=_MOST_RETURNS)
    return (*owed, Return(command.window, ticket.line))


def _owed(ticket: Ticket, window: int) -> tuple[Return, ...]:
    """Who still gets it back: the window that has it now no longer waits for it."""
    owed = ticket.returns
    while owed and owed[-1].window == window:
        owed = owed[:-1]
    return owed


def finish(hall: Hall, command: c.FinishService, at: Ms, origin: c.Origin) -> Events:
    """Done, or back to the window that waits for it. Refused: days_needed, and what `current` refuses."""
    ticket = current(hall, command, at, "called", "serving")
    if command.outcome == "promised" and command.days is None:
        raise Refused("days_needed")
    start = _started(ticket, command.window)
    owed = _owed(ticket, command.window)
    if not owed:
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
    return [
        *start,
        e.TicketReturned(
            ticket=ticket.id,
            window=command.window,
            line=owed[-1].line,
            aimed=order.aim(hall, owed[-1].window),
            outcome=command.outcome,
            reference=command.reference,
            days=command.days,
            returns=owed[:-1],
        ),
    ]


def waits_after(hall: Hall, events: Events) -> Ticket | None:
    """The ticket of a finish as it will wait, when it comes back to another window or line."""
    back = events[-1] if events else None
    if not isinstance(back, e.TicketReturned):
        return None
    return replace(hall.tickets[back.ticket], line=back.line, aimed=back.aimed)


ROWS: Final[dict[type, Rule]] = {
    c.StartService: Rule(_start),
    c.HoldTicket: Rule(_hold),
    c.ResumeTicket: Rule(_resume),
    c.ReturnTicket: Rule(_return),
    c.TransferTicket: Rule(_transfer),
    c.FinishService: Rule(finish),
}
