"""When a day opens and closes, and what its hours allow. Nothing depends on a timer."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from server.hall import calendar
from server.hall import events as e
from server.hall.commands import CloseDay, OpenDay
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall, Ms


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
    if not by_person and not (_may_open(hall, at, today) and (over or not hall.open)):
        return []
    found = []
    if over:
        found.append(Due("close", str(hall.day), [closing(hall)]))
    if not by_person:
        found.append(Due("open", today, [_opening(hall, today)]))
    return found


def _may_open(hall: Hall, at: Ms, today: str) -> bool:
    if hall.day is not None and hall.day >= today:
        return False
    hours = calendar.schedule(hall.settings.hours, today)
    return calendar.is_workday(hall.settings.calendar, today) and hours.issue_from <= at < hours.issue_until


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


def aside(hall: Hall, at: Ms) -> bool:
    """Whether a person has set hours, lunch and early stop aside at `at`."""
    return hall.by_person and (hall.until is None or at < hall.until)


def require_open(hall: Hall, at: Ms) -> None:
    """Refused: day_not_open, day_closed."""
    if hall.open:
        return
    today = calendar.day_of(at)
    if hall.day == today:
        raise Refused("day_closed")
    hours = calendar.schedule(hall.settings.hours, today)
    if calendar.is_workday(hall.settings.calendar, today) and at < hours.issue_from:
        start = calendar.clock(hours.issue_from)
        raise Refused("day_not_open", opens=f"{start} 开始取号", opens_en=f"tickets from {start}")
    raise Refused("day_not_open", opens="现在不是办公时间", opens_en="the hall is closed now")


def require_issuing(hall: Hall, at: Ms) -> None:
    """Whether numbers are given at `at`. Refused: also day_not_open, issuing_over."""
    require_open(hall, at)
    if aside(hall, at) or hall.schedule is None:
        return
    if at < hall.schedule.issue_from:
        start = calendar.clock(hall.schedule.issue_from)
        raise Refused("day_not_open", opens=f"{start} 开始取号", opens_en=f"tickets from {start}")
    if at >= hall.schedule.issue_until:
        raise Refused("issuing_over")


def require_calling(hall: Hall, at: Ms) -> None:
    """Lunch stops calls. Before the first and after the last session everyone with a number is served."""
    if aside(hall, at) or hall.schedule is None:
        return
    parts = hall.schedule.sessions
    for (_, closes), (opens, _) in pairwise(parts):
        if closes <= at < opens:
            raise Refused("lunch")
