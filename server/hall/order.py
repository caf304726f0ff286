"""Who is next: place, penalty, 2:1 and the way back after a missed call (DESIGN section 4)."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from msgspec import Struct

from server.hall.model import Hall, Place, Ticket
from server.hall.settings.tree import Serves, WindowSettings
from server.hall.units import MINUTE, Ms


class Choice(Struct, frozen=True):
    """The ticket a window calls next. overtook is None for a ticket aimed at the window."""

    ticket: Ticket
    overtook: bool | None


def choose(hall: Hall, window: WindowSettings, joins: Ticket | None = None) -> Choice | None:
    """The next ticket of a window, or None when nobody waits for it. joins: see upcoming."""
    return next(iter(upcoming(hall, window, 1, joins)), None)


def upcoming(hall: Hall, window: WindowSettings, most: int, joins: Ticket | None = None) -> list[Choice]:
    """Whom a window calls one after another, at most `most`, while nobody comes and no other window calls.

    joins: a ticket that waits besides those of the hall, as it will stand.
    """
    aimed = sorted(_aimed_ranks(hall, window, joins), key=lambda ranked: ranked[0], reverse=True)
    lines = [_Line(hall, served, most, joins) for served in window.serves]
    found: list[Choice] = []
    while len(found) < most:
        heads = [(line.rank(), line) for line in lines if line.front]
        best = min(heads, key=lambda head: head[0], default=None)
        if aimed and (best is None or aimed[-1][0] < best[0]):
            found.append(Choice(aimed.pop()[1], None))
        elif best is not None:
            found.append(best[1].call())
        else:
            break
    return found


def next_of(hall: Hall, letter: str, most: int) -> list[Ticket]:
    """Un-aimed tickets of a line, at most `most`, in the order in which any window calls them."""
    line = _Line(hall, Serves(line=letter), most, None)
    return [line.call().ticket for _ in range(len(line.front))]


Rank = tuple[Ms, Place]  # order_at with penalty, place


def _aimed_ranks(hall: Hall, window: WindowSettings, joins: Ticket | None) -> list[tuple[Rank, Ticket]]:
    """Tickets aimed at a window, of any line; a line it does not serve has no penalty."""
    penalties = {served.line: served.penalty * MINUTE for served in window.serves}
    tickets = [hall.tickets[id] for queue in hall.queues.values() for id in queue.aimed]
    tickets += [joins] if joins is not None else []
    return [
        ((ticket.order_at + penalties.get(ticket.line, 0), ticket.place), ticket)
        for ticket in tickets
        if ticket.aimed == window.number
    ]


class _Line:
    """Un-aimed tickets of a line as one window looks along it. front: those next by place. last: whether its
    last two calls by window.next overtook."""

    def __init__(self, hall: Hall, served: Serves, most: int, joins: Ticket | None) -> None:
        self._hall, self._served, self._most, self._joins = hall, served, most, joins
        self.front = list(islice(self._standing(), most))
        self._due: list[Ticket] | None = None
        queue = hall.queues.get(served.line)
        self._last = [overtook for _, overtook in queue.overtakes[-2:]] if queue else []

    def _standing(self) -> Iterator[Ticket]:
        """By place."""
        line, extra = self._served.line, self._joins
        found = (ticket for ticket in waiting(self._hall, line) if ticket.aimed is None)
        if extra is None or extra.line != line or extra.aimed is not None:
            return found
        return merge(found, [extra], key=lambda ticket: ticket.place)

    def rank(self) -> Rank:
        """Of the first by place."""
        return self.front[0].order_at + self._served.penalty * MINUTE, self.front[0].place

    def call(self) -> Choice:
        """The first by place, or by 2:1 who has waited longest; it no longer stands here."""
        if self._due is None:
            self._due = _first_due((t for t in self._standing() if t.rejoins == 0), self._most)
        first, longest = self.front[0], self._due[0] if self._due else None
        overtakes = longest is not None and _due(longest) < _due(first)
        if longest is not None and overtakes and _owes_a_turn(self._last):
            return self._called(longest, False)
        return self._called(first, overtakes)

    def _called(self, ticket: Ticket, overtook: bool) -> Choice:
        self.front = [other for other in self.front if other is not ticket]
        self._due = [other for other in self._due or () if other is not ticket]
        self._last = [*self._last[-1:], overtook]
        return Choice(ticket, overtook)


def _owes_a_turn(last: list[bool]) -> bool:
    """2:1: of any three calls of a line at most two overtake."""
    return last == [True, True]


def _due(ticket: Ticket) -> tuple[Ms, int]:
    return ticket.due_at, ticket.issued_seq


def _first_due(tickets: Iterable[Ticket], most: int) -> list[Ticket]:
    """The `most` due first, of tickets by place. Nobody is due before that: it stops early."""
    found: list[tuple[tuple[Ms, int], Ticket]] = []
    for ticket in tickets:
        due = _due(ticket)
        if len(found) == most:
            if ticket.order_at > found[-1][0][0]:
                break
            if due > found[-1][0]:
                continue
        bisect.insort(found, (due, ticket))
        del found[most:]
    return [ticket for _, ticket in found]


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
    aimed = (hall.tickets[id] for queue in hall.queues.values() for id in queue.aimed)
    return [ticket for ticket in aimed if ticket.aimed == window]
