"""Who is next: place, penalty, 2:1 and the way back after a missed call (DESIGN section 4)."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from msgspec import Struct

from server.hall.model import Hall, Place, Ticket
from server.hall.settings import Window as WindowSettings
from server.hall.units import MINUTE, Ms


class Choice(Struct, frozen=True):
    """The ticket a window calls next. overtook is None for a ticket aimed at the window."""

    ticket: Ticket
    overtook: bool | None


def choose(hall: Hall, window: WindowSettings) -> Choice | None:
    """The next ticket of a window, or None when nobody waits for it."""
    candidate = _candidate(hall, window)
    if candidate is None:
        return None
    if candidate.aimed is not None:
        return Choice(candidate, None)
    before = overtaken(hall, candidate)
    if not before:
        return Choice(candidate, False)
    last = hall.queues[candidate.line].overtakes[-2:]
    if len(last) == 2 and all(overtook for _, overtook in last):
        return Choice(min(before, key=_due), False)
    return Choice(candidate, True)


def _candidate(hall: Hall, window: WindowSettings) -> Ticket | None:
    """The first un-aimed ticket of each line it serves, and those aimed at it; the smallest of these."""
    penalties = {served.line: served.penalty * MINUTE for served in window.serves}
    best: tuple[Ms, Place] | None = None
    found: Ticket | None = None
    for line, queue in hall.queues.items():
        ids = [id for id in queue.aimed if hall.tickets[id].aimed == window.number]
        if line in penalties:
            ids += [next((id for id in queue.waiting if hall.tickets[id].aimed is None), "")]
        for ticket in (hall.tickets[id] for id in ids if id):
            rank = (ticket.order_at + penalties.get(line, 0), ticket.place)
            if best is None or rank < best:
                best, found = rank, ticket
    return found


def _due(ticket: Ticket) -> tuple[Ms, int]:
    return ticket.due_at, ticket.issued_seq


def overtaken(hall: Hall, ticket: Ticket) -> list[Ticket]:
    """Un-aimed, never rejoined tickets of the line that wait and were due before `ticket`."""
    mine = _due(ticket)
    return [
        other
        for other in waiting(hall, ticket.line)
        if other.aimed is None and other.rejoins == 0 and _due(other) < mine and other.id != ticket.id
    ]


def waiting(hall: Hall, line: str) -> Iterable[Ticket]:
    """Waiting tickets of a line, in order of their place."""
    queue = hall.queues.get(line)
    return (hall.tickets[id] for id in queue.waiting) if queue else ()


def in_order(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Tickets by place."""
    return sorted(tickets, key=lambda ticket: ticket.place)


def ahead(hall: Hall, line: str, place: Place) -> int:
    """How many un-aimed tickets of the line stand before a place."""
    queue = hall.queues.get(line)
    if queue is None:
        return 0
    tickets = hall.tickets
    before = bisect.bisect_left(queue.waiting, place, key=lambda id: tickets[id].place)
    return before - sum(1 for id in queue.aimed if tickets[id].place < place)


def rejoin_place(hall: Hall, ticket: Ticket, at: Ms, seq: int) -> Place:
    """Behind the third waiting ticket that is due for its place (fewer: the last), never before the place
    it had: then, and when nobody waits, exactly that place.

    seq: seq of the rejoin entry, which orders rejoined tickets behind the same third among themselves.
    """
    behind = hall.settings.rules.rejoin_behind
    standing = in_order(t for t in waiting(hall, ticket.line) if t.aimed is None and t.order_at <= at)
    if not standing:
        return ticket.place
    third = standing[:behind][-1].place
    return max(Place(third.order_at, third.seq, seq), ticket.place)


def aim(hall: Hall, window: int | None) -> int | None:
    """An aim as it is taken up again after miss, hold or come-back: only while its window is staffed."""
    if window is None or hall.settings.window(window) is None:
        return None
    now = hall.windows.get(window)
    return window if now is not None and now.state != "closed" else None


def boosted(hall: Hall, cls: str, arrived_at: Ms) -> Ms:
    """Place time of a walk-in of this class."""
    found = hall.settings.ticket_class(cls)
    return arrived_at - (found.boost_minutes if found and not found.appointment else 0) * MINUTE


def aimed_at(hall: Hall, window: int) -> list[Ticket]:
    """Waiting tickets that only this window may call."""
    return [
        ticket
        for queue in hall.queues.values()
        for ticket in (hall.tickets[id] for id in queue.waiting)
        if ticket.aimed == window
    ]
