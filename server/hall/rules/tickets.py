"""Rules of tickets apart from a window: issue, cancel, rejoin, reclass, reprint."""

from __future__ import annotations

from typing import Any, Final

from server.hall import calendar, lookup, opening, order
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall, Place
from server.hall.rules.require import find, require_state
from server.hall.rules.rule import Events, Rule
from server.hall.units import MINUTE, Ms

# 901-999 and 9001-9999 are given only in blocks to kiosks and paper.
LAST_SHORT: Final = 899
LAST: Final = 8999


def next_number(last: int) -> int:
    """The number after `last`: 001-899, then 1000-8999. Refused: numbers_full."""
    n = last + 1
    if LAST_SHORT < n < 1000:
        n = 1000
    if n > LAST:
        raise Refused("numbers_full")
    return n


def _issue(hall: Hall, command: c.IssueTicket, at: Ms, origin: c.Origin) -> Events:
    opening.require_issuing(hall, at)
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
    if origin.role == "kiosk" and cls != "ordinary":
        _require_at_kiosk(hall, cls)
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


def _require_at_kiosk(hall: Hall, cls: str) -> None:
    """A kiosk gives only the classes it shows, by whatever transport it asks. Refused: class_at_desk."""
    found = hall.settings.ticket_class(cls)
    if found is not None and (found.appointment or not found.at_kiosk):
        raise Refused("class_at_desk", name=found.name, name_en=found.name_en)


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
    grace = hall.settings.rules.slot_grace_minutes * MINUTE
    return slot if at <= slot + grace else at


def _cancel(hall: Hall, command: c.CancelTicket, at: Ms, origin: c.Origin) -> Events:
    opening.require_open(hall, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, "waiting", "missed", "held")
    return [e.TicketLeft(ticket=ticket.id, reason=command.reason)]


def _rejoin(hall: Hall, command: c.RejoinTicket, at: Ms, origin: c.Origin) -> Events:
    opening.require_open(hall, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, "missed")
    if ticket.rejoins >= hall.settings.rules.rejoin_max:
        raise Refused("rejoins_used", number=ticket.number)
    place = order.rejoin_place(hall, ticket, at, hall.seq + 1)
    return [e.TicketRejoined(ticket=ticket.id, place=place, aimed=order.aim(hall, ticket.aimed))]


def _reclass(hall: Hall, command: c.ReclassTicket, at: Ms, origin: c.Origin) -> Events:
    opening.require_open(hall, at)
    ticket = find(hall, command.ticket)
    require_state(ticket, *INSIDE)
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
    require_state(ticket, *INSIDE)
    printer = command.printer or (origin.device if origin.role == "kiosk" else None) or ticket.device
    if printer is None:
        raise Refused("printer_unknown")
    return [e.TicketReprinted(ticket=ticket.id, printer=printer)]


def _issued(hall: Hall, events: Events) -> dict[str, Any]:
    issued = events[0]
    assert isinstance(issued, e.TicketIssued)
    return {
        "ticket": issued.ticket,
        "number": issued.number,
        "ahead": issued.ahead,
        "eta": None,
        "page": lookup.page(hall, issued.ticket),
    }


def _reprinted(hall: Hall, events: Events) -> dict[str, Any]:
    ticket = hall.tickets[getattr(events[0], "ticket", "")]
    return {"ticket": ticket.id, "number": ticket.number, "job": f"{ticket.id}.{ticket.prints}"}


def _rejoined(hall: Hall, events: Events) -> dict[str, Any]:
    ticket = hall.tickets[getattr(events[0], "ticket", "")]
    return {
        "ticket": ticket.id,
        "number": ticket.number,
        "ahead": order.ahead(hall, ticket.line, ticket.place),
    }


ROWS: Final[dict[type, Rule]] = {
    c.IssueTicket: Rule(_issue, _issued),
    c.CancelTicket: Rule(_cancel),
    c.RejoinTicket: Rule(_rejoin, _rejoined),
    c.ReclassTicket: Rule(_reclass),
    c.ReprintTicket: Rule(_reprint, _reprinted),
}
