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
    ticket.state_at, ticket.state_seq = hall.at, hall.seq
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


def boosted(hall: Hall, ticket: Ticket) -> None:
    """Note how far a class has moved somebody forward today: what is published must hold for all inside."""
    gain = ticket.arrived_at - ticket.order_at
    if gain > hall.boosts.get(ticket.cls, 0):
        hall.boosts[ticket.cls] = gain


def remember(hall: Hall, at: Window, do: str, ticket: Ticket | None = None, call: int | None = None) -> Act:
    """Remember what undo must put back; the first event of an entry fixes the picture."""
    act = at.act
    if act is None or act.seq != hall.seq:
        picture = None if ticket is None else replace(ticket)
        at.act = act = Act(  # by place: half the time of names
            hall.seq, hall.at, do, picture, at.current, call, None, hall.actor, hall.by,
            at.state, at.reason, at.since, at.done, at.until,
        )  # fmt: skip
        return act
    if ticket is not None and not act.shows(ticket.id):
        act.also = replace(ticket)
    act.do, act.call = do, call
    return act


def remember_on(hall: Hall, ticket: Ticket, do: str) -> None:
    """Remember an act on a ticket apart from a window; the newest stand last."""
    hall.acts.pop(ticket.id, None)
    hall.acts[ticket.id] = Act(hall.seq, hall.at, do, replace(ticket), actor=hall.actor, by=hall.by)


def remembered(hall: Hall) -> list[Act]:
    """All acts that undo may take back."""
    return [*(at.act for at in hall.windows.values() if at.act is not None), *hall.acts.values()]


def put_back(hall: Hall, before: Ticket) -> None:
    """A ticket becomes what it was. Paper that came out stays out: job numbers go on."""
    now = hall.tickets.get(before.id)
    if now is None:
        return
    if now.state == "waiting":
        drop(hall, now)
    before.touched, before.prints = hall.seq, now.prints
    hall.tickets[before.id] = before
    if before.state == "waiting":
        enter(hall, before)


def aim(hall: Hall, ticket: Ticket, window: int) -> None:
    """A waiting ticket is aimed at a window again."""
    if ticket.state == "waiting" and ticket.aimed is None:
        ticket.aimed, ticket.touched = window, hall.seq
        queue(hall, ticket.line).aimed.append(ticket.id)


def rest(hall: Hall, ticket: Ticket) -> None:
    """Take the ticket from the window that has it and add up its handling time."""
    if ticket.window is not None:
        at = hall.windows.get(ticket.window)
        if at is not None and at.current == ticket.id:
            at.current = None
    if ticket.state == "serving" and ticket.started_at is not None:
        ticket.handled_ms += max(0, hall.at - ticket.started_at)


def unstart(ticket: Ticket, start: Act | None) -> None:
    """Nobody had come when serving was started: the ticket is called as it was before that act."""
    if ticket.state == "serving" and start is not None and start.ticket is not None:
        before = start.ticket
        ticket.state, ticket.state_at, ticket.state_seq = before.state, before.state_at, before.state_seq
        ticket.started_at, ticket.came_ms = before.started_at, before.came_ms


def known(hall: Hall, ids: Iterable[str]) -> list[Ticket]:
    return [hall.tickets[id] for id in ids if id in hall.tickets]
