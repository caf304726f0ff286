"""Whether numbers are given and calls are made at a moment, for screens to show before anybody asks."""

from __future__ import annotations

from server.hall import calendar, days
from server.hall.errors import Refused
from server.hall.model import Hall, Ms
from server.hall.shapes import Doors

_LOOK_AHEAD_DAYS = 31


def doors(hall: Hall, at: Ms) -> Doors:
    """What a command at `at` would meet; opens_at only when no numbers are given."""
    opening = days.due(hall, at)
    if any(due.kind == "open" for due in opening):
        return Doors(issuing=True, calling=True)
    why = _why(hall, at)
    calling = hall.open and _allowed(hall, at)
    return Doors(
        issuing=why == "", calling=calling, why=why, opens_at=_next_opening(hall, at) if why else None
    )


def _why(hall: Hall, at: Ms) -> str:
    """Code of the refusal that a ticket would meet, "" for none."""
    try:
        days.require_issuing(hall, at)
    except Refused as refused:
        return refused.code
    return ""


def _allowed(hall: Hall, at: Ms) -> bool:
    try:
        days.require_calling(hall, at)
    except Refused:
        return False
    return True


def _still_comes(hall: Hall, day: str) -> bool:
    """Whether numbers may yet be given on a day: one that was closed stays closed until a person opens it."""
    return hall.day is None or day > hall.day or (day == hall.day and hall.open)


def _next_opening(hall: Hall, at: Ms) -> Ms | None:
    """When the next day of the calendar begins to give numbers."""
    day = calendar.day_of(at)
    for _ in range(_LOOK_AHEAD_DAYS):
        if calendar.is_workday(hall.settings.calendar, day) and _still_comes(hall, day):
            begins = calendar.schedule(hall.settings.hours, day).issue_from
            if begins > at:
                return begins
        day = calendar.next_day(day)
    return None
