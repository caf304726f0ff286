"""Whether numbers are given and calls are made at a moment, for rules and views alike."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from server.hall import calendar
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.units import Ms

_LOOK_AHEAD_DAYS = 31


class Doors(Struct, frozen=True):
    """Whether numbers are given and calls made now. why: code of the refusal; opens_at: when it is over."""

    issuing: bool
    calling: bool
    why: str = ""
    opens_at: Ms | None = None


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


def opens_by_itself(hall: Hall, at: Ms, today: str) -> bool:
    """Whether the day of `today` begins with the next command at `at`."""
    if hall.day is not None and hall.day >= today:
        return False
    hours = calendar.schedule(hall.settings.hours, today)
    return calendar.is_workday(hall.settings.calendar, today) and hours.issue_from <= at < hours.issue_until


def doors(hall: Hall, at: Ms) -> Doors:
    """What a command at `at` would meet; opens_at only when no numbers are given."""
    today = calendar.day_of(at)
    over = hall.open and at >= hall.day_end
    if opens_by_itself(hall, at, today) and (over or not hall.open):
        return Doors(issuing=True, calling=True)
    why = _why(hall, at)
    calling = hall.open and _allowed(hall, at)
    return Doors(
        issuing=why == "", calling=calling, why=why, opens_at=_next_opening(hall, at) if why else None
    )


def _why(hall: Hall, at: Ms) -> str:
    """Code of the refusal that a ticket would meet, "" for none."""
    try:
        require_issuing(hall, at)
    except Refused as refused:
        return refused.code
    return ""


def _allowed(hall: Hall, at: Ms) -> bool:
    try:
        require_calling(hall, at)
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
