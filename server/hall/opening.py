"""Whether numbers are given and calls are made: one answer for rules, views and pages.

The state is times. `doors` reads them at a moment; the pages have the same function in server/browser.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec import Struct

from server.hall import calendar
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall
from server.hall.units import HOUR, Ms

Span = tuple[Ms, Ms]  # from, until
_LOOK_AHEAD_DAYS: Final = 31
_LENGTH: Final[Ms] = 28 * HOUR  # a day lasts from midnight to 04:00 of the next morning


class Opening(Struct, frozen=True):
    """numbers: when numbers are given, now or next; None when no day opens by itself. calls: when calls are
    made on the day of `numbers` or on the open one. why: code told to who asks outside `numbers`. promised:
    the date of `numbers` may be shown; nobody has confirmed the calendar of its year else."""

    numbers: Span | None
    calls: tuple[Span, ...]
    why: str
    promised: bool = True


class Doors(Struct, frozen=True):
    """Whether numbers are given and calls made now. why: code of the refusal; opens_at: when it is over."""

    issuing: bool
    calling: bool
    why: str = ""
    opens_at: Ms | None = None


def running(hall: Hall, at: Ms) -> bool:
    """Whether a day is open and not over: at 04:00 of the next morning it is, whoever opened it. One of a
    later date, opened by a wrong clock, runs on for those who are inside and no longer."""
    if not hall.open or at >= hall.day_end:
        return False
    return calendar.day_of(at) >= str(hall.day) or inside(hall) > 0


def inside(hall: Hall) -> int:
    """How many people are in the hall."""
    return sum(1 for ticket in hall.tickets.values() if ticket.state in INSIDE)


def takes_clock(hall: Hall, at: Ms, machine: Ms) -> bool:
    """Whether the hall takes the machine's clock without asking: nobody is inside, it is the same date."""
    return calendar.day_of(at) == calendar.day_of(machine) and not inside(hall)


def aside(hall: Hall, at: Ms) -> bool:
    """Whether a person has set hours, lunch and early stop aside at `at`."""
    return hall.by_person and (hall.until is None or at < hall.until)


def opening(hall: Hall, at: Ms, *, unsure: bool = False) -> Opening:
    """When numbers are given and calls are made, seen at `at`. unsure: the clock is in doubt, so no day
    opens by itself."""
    if running(hall, at):
        return _of_the_day(hall, at)
    if unsure:
        return Opening(None, (), "clock_unsure")
    why = "day_closed" if hall.day == calendar.day_of(at) else "day_not_open"
    return _next(hall, at, why)


def _of_the_day(hall: Hall, at: Ms) -> Opening:
    begin, hours = hall.day_end - _LENGTH, hall.schedule
    if hours is None:
        return Opening((begin, hall.day_end), ((begin, hall.day_end),), "issuing_over")
    numbers, calls = (hours.issue_from, hours.issue_until), _calls(hours.sessions, begin, hall.day_end)
    if aside(hall, at):
        until = hall.day_end if hall.until is None else hall.until
        rest = tuple((max(until, opens), closes) for opens, closes in calls if closes > until)
        return Opening((begin, max(until, numbers[1])), ((begin, until), *rest), "issuing_over")
    if at >= numbers[1]:
        later = _next(hall, at, "issuing_over")
        return Opening(later.numbers, calls, "issuing_over", later.promised)
    return Opening(numbers, calls, "day_not_open")


def _calls(sessions: tuple[Span, ...], begin: Ms, end: Ms) -> tuple[Span, ...]:
    """Lunch stops calls. Before the first and after the last session everyone with a number is served."""
    found, since = [], begin
    for (_, closes), (opens, _) in pairwise(sessions):
        found.append((since, closes))
        since = opens
    return (*found, (since, end))


def _next(hall: Hall, at: Ms, why: str) -> Opening:
    """The next day that opens by itself, as far as one looks."""
    settings, day = hall.settings, calendar.day_of(at)
    for _ in range(_LOOK_AHEAD_DAYS):
        if calendar.may_open(settings.calendar, day) and _still_comes(hall, day, at):
            hours = calendar.schedule(settings.hours, day)
            if at < hours.issue_until:
                end = calendar.turn_after(day)
                promised = calendar.is_confirmed(settings.calendar, day)
                numbers = (hours.issue_from, hours.issue_until)
                return Opening(numbers, _calls(hours.sessions, end - _LENGTH, end), why, promised)
        day = calendar.next_day(day)
    return Opening(None, (), why)


def _still_comes(hall: Hall, day: str, at: Ms) -> bool:
    """A day that runs, or that a person closed, does not open by itself again."""
    return day != hall.day or not (running(hall, at) or (hall.closed_by_person and not hall.open))


def opens_by_itself(hall: Hall, at: Ms, *, unsure: bool = False) -> bool:
    """Whether the next command opens a day."""
    if running(hall, at):
        return False
    numbers = opening(hall, at, unsure=unsure).numbers
    return numbers is not None and numbers[0] <= at


def doors(found: Opening, at: Ms) -> Doors:
    """The opening state read at a moment. The pages' twin: server/browser/opening.js."""
    issuing = found.numbers is not None and found.numbers[0] <= at < found.numbers[1]
    calling = any(since <= at < until for since, until in found.calls)
    if issuing:
        return Doors(True, calling)
    opens = found.numbers[0] if found.numbers and at < found.numbers[0] and found.promised else None
    return Doors(False, calling, found.why, opens)


def require_open(hall: Hall, at: Ms) -> None:
    """Refused: day_not_open, day_closed."""
    if not running(hall, at):
        _refuse(opening(hall, at), at)


def require_issuing(hall: Hall, at: Ms) -> None:
    """Whether numbers are given at `at`. Refused: day_not_open, day_closed, issuing_over."""
    found = opening(hall, at)
    if not running(hall, at) or not doors(found, at).issuing:
        _refuse(found, at)


def require_calling(hall: Hall, at: Ms) -> None:
    """Refused: lunch."""
    if not doors(opening(hall, at), at).calling:
        raise Refused("lunch")


def _refuse(found: Opening, at: Ms) -> None:
    """Say why not, and when again if that is on the same day."""
    facts = {"opens": "现在不是办公时间", "opens_en": "the hall is closed now"}
    if found.numbers and at < found.numbers[0] and calendar.day_of(at) == calendar.day_of(found.numbers[0]):
        start = calendar.clock(found.numbers[0])
        facts = {"opens": f"{start} 开始取号", "opens_en": f"tickets from {start}"}
    raise Refused(found.why, **(facts if found.why == "day_not_open" else {}))
