"""What the day's edge, the clock and new settings do to the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import calendar
from server.hall import events as e
from server.hall.fold.devices import record
from server.hall.fold.moves import known, move, remembered, rest
from server.hall.model import Hall, Place, Schedule, TicketState
from server.hall.units import Ms


def _day_opened(hall: Hall, event: e.DayOpened) -> None:
    if event.day != hall.day:
        hall.tickets, hall.numbers, hall.queues = {}, {}, {}
        hall.windows, hall.calls, hall.jobs, hall.printers = {}, [], {}, {}
        hall.unheard, hall.records = [], {}
        hall.paper = dict(event.papers)
        hall.acts = {}
        hall.boosts, hall.spoken = {}, {}
    hall.day = event.day
    hall.open, hall.closed_by_person = True, False
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
        at.current, at.act = None, None
        if at.state != "closed":
            at.state, at.since = "closed", hall.at
    for zone, calls in event.unheard.items():
        for n in calls:
            record(hall, n, zone, "skipped", "no_speaker")
    hall.open, hall.closed_by_person = False, event.by_person
    hall.acts = {}


def _clock(hall: Hall, event: e.ClockConfirmed) -> None:
    inside = ("waiting", "called", "serving", "held", "missed")
    acts = remembered(hall)
    pictures = [ticket for act in acts for ticket in act.tickets]
    for ticket in [t for t in hall.tickets.values() if t.state in inside] + pictures:
        ticket.arrived_at += event.step
        ticket.order_at += event.step
        ticket.place = Place(ticket.place.order_at + event.step, ticket.place.seq, ticket.place.rejoin)
        ticket.state_at += event.step
        for name in ("first_called_at", "called_at", "started_at"):
            value = getattr(ticket, name)
            if value is not None:
                setattr(ticket, name, value + event.step)
    for act in acts:
        act.at += event.step
    for printer in hall.printers.values():
        printer.heard_at += event.step
    for job in hall.jobs.values():
        if job.state == "queued":  # it is as old as it was, or it would be too late
            job.at += event.step
    for call in hall.calls:  # none becomes young again, or too old to be spoken
        call.at += event.step
    back = hall.day_end - calendar.turn_after(calendar.day_of(hall.at))
    if back > 0:
        _set_back(hall, back)


def _set_back(hall: Hall, days: Ms) -> None:
    """Back on an earlier date an open day goes on by the hours of that date, to the end of that date."""
    hall.day_end -= days
    hall.until = hall.until - days if hall.until is not None else None
    if hall.schedule is not None:
        hall.schedule = Schedule(
            tuple((opens - days, closes - days) for opens, closes in hall.schedule.sessions),
            hall.schedule.issue_from - days,
            hall.schedule.issue_until - days,
        )


def _settings(hall: Hall, event: e.SettingsChanged) -> None:
    hall.settings = event.settings
    hall.settings_seq = event.version


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.ClockConfirmed: _clock,
    e.SettingsChanged: _settings,
}
