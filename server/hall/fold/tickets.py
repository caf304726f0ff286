"""What happens to tickets apart from a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.fold.devices import print_on
from server.hall.fold.moves import boosted, drop, enter, move, remember_on, rest
from server.hall.model import Hall, Place, Ticket, TicketState


def _issued(hall: Hall, event: e.TicketIssued) -> None:
    if event.ticket in hall.tickets:
        return
    seq, at, order_at = hall.seq, hall.at, event.order_at
    ticket = Ticket(  # by place as far as it goes: names cost a third of a replay's time here
        event.ticket, event.number, event.line, event.cls, event.item, seq, at, event.arrived_at, order_at,
        Place(order_at, seq), event.ahead, seq, event.device, event.slot, state_at=at, state_seq=seq,
    )  # fmt: skip
    hall.tickets[ticket.id] = ticket
    hall.numbers[ticket.number] = ticket.id
    enter(hall, ticket).last = event.n
    boosted(hall, ticket)
    if event.printer is not None:
        print_on(hall, ticket, event.printer)


def _ended(state: TicketState) -> Callable[[Hall, Any], None]:
    def end(hall: Hall, event: e.TicketLeft | e.TicketVoided) -> None:
        ticket = hall.tickets.get(event.ticket)
        if ticket is not None:
            if state == "left":
                remember_on(hall, ticket, "cancel")
            rest(hall, ticket)
            ticket.aimed = ticket.hold = None
            move(hall, ticket, state)

    return end


def _rejoined(hall: Hall, event: e.TicketRejoined) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember_on(hall, ticket, "rejoin")
    ticket.place = event.place
    ticket.order_at = event.place.order_at
    ticket.aimed = event.aimed
    ticket.window = None
    ticket.rejoins += 1
    move(hall, ticket, "waiting")


def _reclassed(hall: Hall, event: e.TicketReclassed) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
    remember_on(hall, ticket, "reclass")
    ticket.cls = event.cls
    ticket.touched = hall.seq
    if event.order_at is None:
        return
    if ticket.state == "waiting":
        drop(hall, ticket)
    ticket.order_at = event.order_at
    boosted(hall, ticket)
    ticket.place = Place(event.order_at, ticket.place.seq, ticket.place.rejoin)
    if ticket.state == "waiting":
        enter(hall, ticket)


def _reprinted(hall: Hall, event: e.TicketReprinted) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is not None:
        print_on(hall, ticket, event.printer)


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.TicketIssued: _issued,
    e.TicketLeft: _ended("left"),
    e.TicketVoided: _ended("void"),
    e.TicketRejoined: _rejoined,
    e.TicketReclassed: _reclassed,
    e.TicketReprinted: _reprinted,
}
