"""The rules of the hall: what a command leads to, or why it is refused.

`decide` is pure: state, command, time and randomness come in; events or a Refused come out; the
state is never changed. Window acts stand in server.hall.acts, days in server.hall.days.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import acts, calendar, days, order, slip
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall, Ms, Place, Ticket
from server.hall.words import state_words

Events = list[e.HallEvent]
Rule = Callable[[Hall, Any, Ms, c.Origin], Events]

# 901-999 and 9001-9999 are given only in blocks to kiosks and paper.
LAST_SHORT: Final = 899
LAST: Final = 8999

_JOB_STEPS: Final[dict[str, frozenset[str]]] = {
    "queued": frozenset({"sent", "unknown", "failed"}),
    "sent": frozenset({"confirmed", "unknown", "failed"}),
    "unknown": frozenset({"confirmed", "failed"}),
}


def decide(hall: Hall, command: c.Command, at: Ms, origin: c.Origin) -> Events:
    """Events of one command at `at`. Refused when the rules say no.

    Openings and closings that are due come first as entries of their own, see days.due.
    """
    if command.day is not None and command.day != hall.day and not isinstance(command, c.OpenDay):
        raise Refused("day_past")
    rule = _RULES.get(type(command))
    if rule is None:
        raise Refused("not_available")
    return rule(hall, command, at, origin)


def find(hall: Hall, text: str) -> Ticket:
    """Refused: ticket_unknown."""
    ticket = slip.find(hall, text)
    if ticket is None:
        raise Refused("ticket_unknown")
    return ticket


def next_number(last: int) -> int:
    """The number after `last`: 001-899, then 1000-8999. Refused: numbers_full."""
    n = last + 1
    if LAST_SHORT < n < 1000:
        n = 1000
    if n > LAST:
        raise Refused("numbers_full")
    return n


def _issue(hall: Hall, command: c.IssueTicket, at: Ms, origin: c.Origin) -> Events:
    days.require_issuing(hall, at)
    line = hall.settings.line(command.line)
    if line is None:
        raise Refused("line_unknown")
    if not line.open:
        raise Refused("line_closed")
    if command.item is not None and all(item.id != command.item for item in line.items):
        raise Refused("item_unknown")
    if command.booking is not None:
        raise Refused("booking_unknown")
    cls = command.cls or "ordinary"
    order_at = _order_at(hall, cls, command.slot, at)
    queue = hall.queues.get(command.line)
    n = next_number(queue.last if queue else 0)
    place = Place(order_at, hall.seq + 1)
    printer = command.printer or (origin.device if origin.role == "kiosk" else None)
    return [
        e.TicketIssued(
            ticket=origin.fresh,
            number=f"{command.line}{n:03d}",
            line=command.line,
            n=n,
            cls=cls,
            arrived_at=at,
            order_at=order_at,
            ahead=order.ahead(hall, command.line, place),
            item=command.item,
            slot=command.slot,
            device=origin.device,
            printer=printer,
        )
    ]


def _order_at(hall: Hall, cls: str, slot: Ms | None, at: Ms) -> Ms:
    """Place time: arrival less boost; an appointment not later than slot + grace has its slot."""
    found = hall.settings.ticket_class(cls)
    if found is None:
        raise Refused("class_unknown")
    if not found.appointment:
        if slot is not None:
            raise Refused("slot_unfit")
        return order.boosted(hall, cls, at)
    if slot is None:
        raise Refused("slot_needed")
    if calendar.day_of(slot) != hall.day:
        raise Refused("slot_unfit")
    grace = hall.settings.rules.slot_grace_minutes * calendar.MINUTE
    return slot if at <= slot + grace else at


def _cancel(hall: Hall, command: c.CancelTicket, at: Ms, origin: c.Origin) -> Events:
    days.require_open(hall, at)
    ticket = find(hall, command.ticket)
    _require_state(ticket, "waiting", "missed", "held")
    return [e.TicketLeft(ticket=ticket.id, reason=command.reason)]


def _rejoin(hall: Hall, command: c.RejoinTicket, at: Ms, origin: c.Origin) -> Events:
    days.require_open(hall, at)
    ticket = find(hall, command.ticket)
    _require_state(ticket, "missed")
    if ticket.rejoins >= hall.settings.rules.rejoin_max:
        raise Refused("rejoins_used", number=ticket.number)
    return [e.TicketRejoined(ticket=ticket.id, place=order.rejoin_place(hall, ticket, at, hall.seq + 1))]


def _reclass(hall: Hall, command: c.ReclassTicket, at: Ms, origin: c.Origin) -> Events:
    days.require_open(hall, at)
    ticket = find(hall, command.ticket)
    _require_state(ticket, *INSIDE)
    found = hall.settings.ticket_class(command.cls)
    if found is None:
        raise Refused("class_unknown")
    if found.appointment:
        raise Refused("slot_needed")
    if command.cls == ticket.cls:
        raise Refused("class_same", number=ticket.number)
    moved = order.boosted(hall, command.cls, ticket.arrived_at) if ticket.rejoins == 0 else None
    return [e.TicketReclassed(ticket=ticket.id, cls=command.cls, order_at=moved)]


def _reprint(hall: Hall, command: c.ReprintTicket, at: Ms, origin: c.Origin) -> Events:
    ticket = find(hall, command.ticket)
    _require_state(ticket, *INSIDE)
    printer = command.printer or (origin.device if origin.role == "kiosk" else None) or ticket.device
    if printer is None:
        raise Refused("printer_unknown")
    return [e.TicketReprinted(ticket=ticket.id, printer=printer)]


def _require_state(ticket: Ticket, *allowed: str) -> None:
    if ticket.state not in allowed:
        zh, en = state_words(ticket.state)
        raise Refused("ticket_state", number=ticket.number, state=zh, state_en=en)


def _report_print(hall: Hall, command: c.ReportPrint, at: Ms, origin: c.Origin) -> Events:
    job = hall.jobs.get(command.job)
    if job is None:
        raise Refused("job_unknown")
    if command.state not in _JOB_STEPS.get(job.state, ()):
        raise Refused("job_state")
    return [e.PrintReported(job=job.id, state=command.state, paper=command.paper)]


def _report_played(hall: Hall, command: c.ReportPlayed, at: Ms, origin: c.Origin) -> Events:
    if command.call > len(hall.calls):
        raise Refused("call_unknown")
    if all(window.zone != command.zone for window in hall.settings.windows):
        raise Refused("zone_unknown")
    if command.zone in hall.calls[command.call - 1].played:
        raise Refused("already_played")
    return [e.CallPlayed(call=command.call, zone=command.zone, state=command.state)]


def _confirm_clock(hall: Hall, command: c.ConfirmClock, at: Ms, origin: c.Origin) -> Events:
    return [e.ClockConfirmed(step=command.now - at)]


_RULES: Final[dict[type, Rule]] = {
    c.OpenDay: lambda hall, command, at, origin: days.open_day(hall, command, at),
    c.CloseDay: lambda hall, command, at, origin: days.close_day(hall, command),
    c.IssueTicket: _issue,
    c.CancelTicket: _cancel,
    c.RejoinTicket: _rejoin,
    c.ReclassTicket: _reclass,
    c.ReprintTicket: _reprint,
    c.ReportPrint: _report_print,
    c.ReportPlayed: _report_played,
    c.ConfirmClock: _confirm_clock,
    **acts.RULES,
}


def result(hall: Hall, command: c.Command, events: Events) -> dict[str, Any]:
    """What the asker gets back. hall: the state after the events."""
    match command:
        case c.IssueTicket():
            issued = events[0]
            assert isinstance(issued, e.TicketIssued)
            return {
                "ticket": issued.ticket,
                "number": issued.number,
                "ahead": issued.ahead,
                "eta": None,
                "page": slip.page(hall, issued.ticket),
            }
        case c.CallNext() | c.CallTicket() | c.RecallTicket():
            called = events[-1]
            assert isinstance(called, e.TicketCalled)
            return {"ticket": called.ticket, "number": called.number, "call": called.call}
        case c.ReprintTicket():
            ticket = hall.tickets[getattr(events[0], "ticket", "")]
            return {"ticket": ticket.id, "number": ticket.number, "job": f"{ticket.id}.{ticket.prints}"}
        case c.RejoinTicket():
            ticket = hall.tickets[getattr(events[0], "ticket", "")]
            return {
                "ticket": ticket.id,
                "number": ticket.number,
                "ahead": order.ahead(hall, ticket.line, ticket.place),
            }
        case c.OpenDay():
            return {"day": hall.day, "until": hall.until}
        case c.CloseDay():
            closed = events[0]
            assert isinstance(closed, e.DayClosed)
            return {"left": len(closed.left), "missed": len(closed.missed), "unfinished": len(closed.done)}
        case c.ConfirmClock():
            return {"step": getattr(events[0], "step", 0)}
    id = getattr(events[0], "ticket", None)
    return {"ticket": id, "number": hall.tickets[id].number} if id in hall.tickets else {}
