"""When a day opens and closes, and the clock's confirmation. Nothing depends on a timer."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from server.hall import calendar, opening
from server.hall import commands as c
from server.hall import events as e
from server.hall.commands import CloseDay, OpenDay
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms


class Due(Struct, frozen=True):
    """An entry of its own that comes before a command. kind: "open" or "close"."""

    kind: str
    day: str
    events: list[e.HallEvent]


def due(hall: Hall, at: Ms, *, by_person: bool = False) -> list[Due]:
    """What must be written before a command of tickets or windows at `at`.

    by_person: the command is a day.open, which opens by itself: only a forgotten day is closed.
    """
    today = calendar.day_of(at)
    over = hall.open and at >= hall.day_end
    if not by_person and not (opening.opens_by_itself(hall, at, today) and (over or not hall.open)):
        return []
    found = []
    if over:
        found.append(Due("close", str(hall.day), [closing(hall)]))
    if not by_person:
        found.append(Due("open", today, [_opening(hall, today)]))
    return found


def _opening(hall: Hall, day: str) -> e.DayOpened:
    return e.DayOpened(
        day=day, schedule=calendar.schedule(hall.settings.hours, day), day_end=calendar.turn_after(day)
    )


def closing(hall: Hall) -> e.DayClosed:
    """The event that ends the open day for everyone inside."""
    by_state: dict[str, list[str]] = {}
    for ticket in hall.tickets.values():
        by_state.setdefault(ticket.state, []).append(ticket.id)
    left = [id for state in ("waiting", "held", "missed") for id in by_state.get(state, ())]
    return e.DayClosed(
        day=str(hall.day),
        left=tuple(left),
        missed=tuple(by_state.get("called", ())),
        done=tuple(by_state.get("serving", ())),
    )


def open_day(hall: Hall, command: OpenDay, at: Ms) -> list[e.HallEvent]:
    """A person opens, extends or opens again. Refused: clock_unsure, until_past."""
    running = hall.open and at < hall.day_end
    day = str(hall.day) if running else calendar.day_of(at)
    if hall.day is not None and day < hall.day:
        raise Refused("clock_unsure")
    end = calendar.turn_after(day)
    if command.until is not None and not at < command.until <= end:
        raise Refused("until_past")
    hours = (
        hall.schedule if day == hall.day and hall.schedule else calendar.schedule(hall.settings.hours, day)
    )
    return [e.DayOpened(day=day, schedule=hours, day_end=end, by_person=True, until=command.until)]


def close_day(hall: Hall, command: CloseDay) -> list[e.HallEvent]:
    """End the day. Refused: day_closed, day_not_closed (people inside, not confirmed)."""
    if not hall.open:
        raise Refused("day_closed")
    inside = sum(1 for ticket in hall.tickets.values() if ticket.state in INSIDE)
    if inside and not command.confirm:
        raise Refused("day_not_closed", inside=inside)
    return [closing(hall)]


def _confirm_clock(hall: Hall, command: c.ConfirmClock, at: Ms, origin: c.Origin) -> Events:
    return [e.ClockConfirmed(step=command.now - at)]


def _opened(hall: Hall, events: Events) -> dict[str, Any]:
    return {"day": hall.day, "until": hall.until}


def _closed(hall: Hall, events: Events) -> dict[str, Any]:
    closed = events[0]
    assert isinstance(closed, e.DayClosed)
    return {"left": len(closed.left), "missed": len(closed.missed), "unfinished": len(closed.done)}


def _confirmed(hall: Hall, events: Events) -> dict[str, Any]:
    return {"step": getattr(events[0], "step", 0)}


ROWS: Final[dict[type, Rule]] = {
    c.OpenDay: Rule(lambda hall, command, at, origin: open_day(hall, command, at), _opened, opens=False),
    c.CloseDay: Rule(lambda hall, command, at, origin: close_day(hall, command), _closed, opens=False),
    c.ConfirmClock: Rule(_confirm_clock, _confirmed, opens=False),
}
