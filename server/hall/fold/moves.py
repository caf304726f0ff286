"""The small moves that folding is made of: states, queues, windows, and what undo must remember."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from msgspec.structs import replace

from server.hall.model import Act, Hall, Queue, Ticket, TicketState, Window


def queue(hall: Hall, line: str) -> Queue:
    """The queue of a line, made when first needed."""
    found = hall.queues.get(line)
    if found is None:
        found = hall.queues[line] = Queue()
    return found


def window(hall: Hall, number: int) -> Window:
    """The window of today, made when first needed."""
    found = hall.windows.get(number)
    if found is None:
        found = hall.windows[number] = Window(id=number)
    return found


def move(hall: Hall, ticket: Ticket, state: TicketState) -> None:
    """Move a ticket to a state and keep the waiting list of its line true."""
    if ticket.state == "waiting":
        drop(hall, ticket)
    if state == "waiting":
        enter(hall, ticket)
    ticket.state = state
    ticket.state_at = hall.at
    ticket.touched = hall.seq


def enter(hall: Hall, ticket: Ticket) -> Queue:
    """Into the waiting list of its line, at its place; most come last. Returns the line's queue."""
    line = queue(hall, ticket.line)
    tickets, place, waiting = hall.tickets, ticket.place, line.waiting
    if waiting and place < tickets[waiting[-1]].place:
        waiting.insert(bisect.bisect_right(waiting, place, key=lambda id: tickets[id].place), ticket.id)
    else:
        waiting.append(ticket.id)
    if ticket.aimed is not None:
        line.aimed.append(ticket.id)
    return line


def drop(hall: Hall, ticket: Ticket) -> None:
    """Out of the waiting list of its line."""
    line = queue(hall, ticket.line)
    waiting = line.waiting
    if waiting and waiting[0] == ticket.id:  # nearly always the first
        del waiting[0]
    elif ticket.id in waiting:
        waiting.remove(ticket.id)
    if line.aimed and ticket.id in line.aimed:
        line.aimed.remove(ticket.id)


def release(hall: Hall, ticket: Ticket) -> None:
    """A waiting ticket is no longer aimed at a window."""
    ticket.aimed = None
    aimed = queue(hall, ticket.line).aimed
    if ticket.id in aimed:
        aimed.remove(ticket.id)


def remember(hall: Hall, at: Window, ticket: Ticket, do: str, call: int | None = None) -> None:
    """Remember what undo must put back; the first event of an entry fixes the picture."""
    seq, act = hall.seq, at.act
    if act is not None and act.seq == seq:
        act.do = do
        return
    at.act = Act(seq, hall.at, do, replace(ticket), at.current, call)


def rest(hall: Hall, ticket: Ticket) -> None:
    """Take the ticket from the window that has it and add up its handling time."""
    if ticket.window is not None:
        at = hall.windows.get(ticket.window)
        if at is not None and at.current == ticket.id:
            at.current = None
    if ticket.state == "serving" and ticket.started_at is not None:
        ticket.handled_ms += max(0, hall.at - ticket.started_at)


def known(hall: Hall, ids: Iterable[str]) -> list[Ticket]:
    return [hall.tickets[id] for id in ids if id in hall.tickets]
