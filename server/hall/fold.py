"""From events to state. `apply` is total: it never raises and skips what it does not know.

The accumulator is changed in place and returned; a caller who needs the old state clones it first.
Facts stand in the event: nothing here reads settings or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from server.hall import events as e
from server.hall import fold_windows as w
from server.hall.model import Hall, Job, Ms, Place, Ticket, TicketState
from server.hall.parts import drop, enter, known, move, rest
from server.hall.settings import Settings


def fresh(hall_id: str, settings: Settings, slip_key: bytes = b"") -> Hall:
    """A hall before its first day."""
    return Hall(id=hall_id, settings=settings, slip_key=slip_key)


_pack = msgspec.msgpack.Encoder().encode
_unpack: msgspec.msgpack.Decoder[Hall] = msgspec.msgpack.Decoder(Hall)


def clone(hall: Hall) -> Hall:
    """An independent copy of the whole state (settings are frozen and shared)."""
    copy = _unpack.decode(_pack(hall))
    copy.settings = hall.settings
    return copy


def fold(hall: Hall, seq: int, at: Ms, events: Iterable[e.HallEvent | e.Unknown]) -> Hall:
    """Take in one entry: its place and time first, then each event."""
    hall.seq = seq
    hall.at = at
    for event in events:
        how = _APPLY.get(type(event))
        if how is not None:
            how(hall, event)
    return hall


def apply(hall: Hall, event: Any) -> Hall:
    """Take in one event; unknown kinds and events about unknown things change nothing."""
    how = _APPLY.get(type(event))
    if how is not None:
        how(hall, event)
    return hall


def _day_opened(hall: Hall, event: e.DayOpened) -> None:
    if event.day != hall.day:
        hall.tickets, hall.numbers, hall.queues = {}, {}, {}
        hall.windows, hall.calls, hall.jobs = {}, [], {}
    hall.day = event.day
    hall.open = True
    hall.schedule = event.schedule
    hall.day_end = event.day_end
    hall.by_person = event.by_person
    hall.until = event.until


def _day_closed(hall: Hall, event: e.DayClosed) -> None:
    ends: tuple[tuple[tuple[str, ...], TicketState], ...] = (
        (event.left, "left"),
        (event.missed, "left"),
        (event.done, "done"),
    )
    for ids, state in ends:
        for ticket in known(hall, ids):
            rest(hall, ticket)
            ticket.aimed = None
            move(hall, ticket, state)
    for at in hall.windows.values():
        at.state, at.current, at.act, at.since = "closed", None, None, hall.at
    hall.open = False


def _issued(hall: Hall, event: e.TicketIssued) -> None:
    if event.ticket in hall.tickets:
        return
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        line=event.line,
        cls=event.cls,
        item=event.item,
        issued_seq=hall.seq,
        issued_at=hall.at,
        arrived_at=event.arrived_at,
        order_at=event.order_at,
        place=Place(event.order_at, hall.seq),
        ahead=event.ahead,
        touched=hall.seq,
        device=event.device,
        slot=event.slot,
        state_at=hall.at,
    )
    hall.tickets[ticket.id] = ticket
    hall.numbers[ticket.number] = ticket.id
    enter(hall, ticket).last = event.n
    if event.printer is not None:
        _print(hall, ticket, event.printer)


def _print(hall: Hall, ticket: Ticket, printer: str) -> None:
    ticket.prints += 1
    job = Job(
        id=f"{ticket.id}.{ticket.prints}", ticket=ticket.id, n=ticket.prints, printer=printer, at=hall.at
    )
    hall.jobs[job.id] = job


def _ended(state: TicketState) -> Callable[[Hall, Any], None]:
    def end(hall: Hall, event: e.TicketLeft | e.TicketVoided) -> None:
        ticket = hall.tickets.get(event.ticket)
        if ticket is not None:
            rest(hall, ticket)
            ticket.aimed = ticket.hold = None
            move(hall, ticket, state)

    return end


def _rejoined(hall: Hall, event: e.TicketRejoined) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is None:
        return
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
    ticket.cls = event.cls
    ticket.touched = hall.seq
    if event.order_at is None:
        return
    if ticket.state == "waiting":
        drop(hall, ticket)
    ticket.order_at = event.order_at
    ticket.place = Place(event.order_at, ticket.place.seq, ticket.place.rejoin)
    if ticket.state == "waiting":
        enter(hall, ticket)


def _reprinted(hall: Hall, event: e.TicketReprinted) -> None:
    ticket = hall.tickets.get(event.ticket)
    if ticket is not None:
        _print(hall, ticket, event.printer)


def _print_reported(hall: Hall, event: e.PrintReported) -> None:
    job = hall.jobs.get(event.job)
    if job is not None:
        job.state = event.state  # type: ignore[assignment]
        job.paper = event.paper
        hall.paper[job.printer] = event.paper


def _played(hall: Hall, event: e.CallPlayed) -> None:
    if 0 < event.call <= len(hall.calls):
        hall.calls[event.call - 1].played[event.zone] = event.state


def _clock(hall: Hall, event: e.ClockConfirmed) -> None:
    inside = ("waiting", "called", "serving", "held", "missed")
    acts = [at.act.ticket for at in hall.windows.values() if at.act is not None]
    for ticket in [t for t in hall.tickets.values() if t.state in inside] + acts:
        ticket.arrived_at += event.step
        ticket.order_at += event.step
        ticket.place = Place(ticket.place.order_at + event.step, ticket.place.seq, ticket.place.rejoin)
        ticket.state_at += event.step
        for name in ("first_called_at", "called_at", "started_at"):
            value = getattr(ticket, name)
            if value is not None:
                setattr(ticket, name, value + event.step)
    for at in hall.windows.values():
        if at.act is not None:
            at.act.at += event.step


def _settings(hall: Hall, event: e.SettingsChanged) -> None:
    hall.settings = event.settings
    hall.settings_seq = event.version


_APPLY: dict[type, Callable[[Hall, Any], None]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.TicketIssued: _issued,
    e.TicketLeft: _ended("left"),
    e.TicketVoided: _ended("void"),
    e.TicketRejoined: _rejoined,
    e.TicketReclassed: _reclassed,
    e.TicketReprinted: _reprinted,
    e.WindowOpened: w.window_opened,
    e.WindowPaused: w.window_paused,
    e.WindowClosed: w.window_paused,
    e.TicketCalled: w.called,
    e.ServiceStarted: w.started,
    e.TicketMissed: w.missed,
    e.TicketHeld: w.held,
    e.TicketResumed: w.resumed,
    e.TicketTransferred: w.transferred,
    e.ServiceFinished: w.finished,
    e.TicketReturned: w.finished,
    e.ActUndone: w.undone,
    e.PrintReported: _print_reported,
    e.CallPlayed: _played,
    e.ClockConfirmed: _clock,
    e.SettingsChanged: _settings,
}
