"""When a day opens and closes, and what a confirmed clock does. Nothing depends on a timer."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from server.hall import calendar, heard, opening
from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.rules.rule import Events, Rule
from server.hall.units import DAY, MINUTE, Ms

_SLIP: Final[Ms] = 2 * MINUTE  # so far may a typed time lie from the machine's clock that it confirms
_BY_HAND: Final[Ms] = 30 * DAY


class Due(Struct, frozen=True):
    """An entry of the hall that comes before a command. kind: "clock", "close" or "open". day: its stream,
    None for a clock before the first day."""

    kind: str
    day: str | None
    at: Ms
    event: e.HallEvent


def require_named(hall: Hall, command: c.Command, at: Ms) -> None:
    """The day a command names is the day of the hall. Refused: day_over, day_not_open."""
    if command.day is None or command.day == hall.day or isinstance(command, c.OpenDay):
        return
    over = hall.day is not None and command.day < max(hall.day, calendar.day_of(at))
    raise Refused("day_over" if over else "day_not_open", opens="现在不是办公时间", opens_en="it is not open")


def due(hall: Hall, command: c.Command, at: Ms, origin: c.Origin, *, opens: bool) -> list[Due]:
    """What must be written before a command at `at`: the hall takes the machine's clock, a day that is over
    is closed, a new one begins. opens: the command opens a day that is due."""
    found, unsure = [], origin.unsure
    if unsure and _takes_the_clock(hall, command, at, origin):
        found.append(Due("clock", hall.day, origin.machine, e.ClockConfirmed(step=origin.machine - at)))
        at, unsure = origin.machine, False
    if hall.open and not opening.running(hall, at):
        found.append(Due("close", hall.day, at, closing(hall, at, origin.boards)))
    if opens and opening.opens_by_itself(hall, at, unsure=unsure):
        today = calendar.day_of(at)
        found.append(Due("open", today, at, _opening(hall, today)))
    return found


def _takes_the_clock(hall: Hall, command: c.Command, at: Ms, origin: c.Origin) -> bool:
    """Without asking, or because a person opens the day of its date."""
    if isinstance(command, c.ConfirmClock):
        return False
    named = isinstance(command, c.OpenDay) and command.day == calendar.day_of(origin.machine)
    return named or opening.takes_clock(hall, at, origin.machine)


def _opening(hall: Hall, day: str, **by_person: Any) -> e.DayOpened:
    return e.DayOpened(
        day=day,
        schedule=calendar.schedule(hall.settings.hours, day),
        day_end=calendar.turn_after(day),
        papers={} if day == hall.day else hall.paper,
        **by_person,
    )


def closing(hall: Hall, at: Ms, boards: frozenset[str], *, by_person: bool = False) -> e.DayClosed:
    """The event that ends the open day for everyone inside. boards: zones that have a board; the others owe
    no announcement."""
    by_state: dict[str, list[str]] = {}
    for ticket in hall.tickets.values():
        by_state.setdefault(ticket.state, []).append(ticket.id)
    left = [id for state in ("waiting", "held", "missed") for id in by_state.get(state, ())]
    return e.DayClosed(
        day=str(hall.day),
        left=tuple(left),
        missed=tuple(by_state.get("called", ())),
        done=tuple(by_state.get("serving", ())),
        by_person=by_person,
        unheard=heard.left(hall, boards, at),
    )


def _open_day(hall: Hall, command: c.OpenDay, at: Ms, origin: c.Origin) -> Events:
    """A person opens, extends or opens again. Refused: clock_unsure, day_other, until_past."""
    running = opening.running(hall, at)
    if origin.unsure and not running:
        raise Refused("clock_unsure")
    day = str(hall.day) if running else calendar.day_of(at)
    opened = _opening(hall, day, by_person=True, until=command.until)
    if running:  # its hours and its end stay what they are
        opened = replace(opened, schedule=hall.schedule or opened.schedule, day_end=hall.day_end)
    if command.day is not None and command.day != day:
        raise Refused("day_other", day=command.day, today=day)
    if command.until is not None and not at < command.until <= opened.day_end:
        raise Refused("until_past")
    return [opened]


def _close_day(hall: Hall, command: c.CloseDay, at: Ms, origin: c.Origin) -> Events:
    """End the day. Refused: day_closed, day_not_closed (people inside, not confirmed)."""
    if not hall.open:
        raise Refused("day_closed")
    people = opening.inside(hall)
    if people and not command.confirm:
        raise Refused("day_not_closed", inside=people)
    return [closing(hall, at, origin.boards, by_person=True)]


def _confirm_clock(hall: Hall, command: c.ConfirmClock, at: Ms, origin: c.Origin) -> Events:
    """The machine's clock is right, or the hall runs by hand from `now`. Refused: clock_differs,
    clock_bounds."""
    if not command.by_hand:
        if abs(command.now - origin.machine) > _SLIP:
            raise Refused("clock_differs", machine=_moment(origin.machine), said=_moment(command.now))
        return [e.ClockConfirmed(step=origin.machine - at)]
    if not hall.at <= command.now <= max(hall.at, at) + _BY_HAND:
        raise Refused("clock_bounds", last=_moment(hall.at or at), said=_moment(command.now))
    return [e.ClockConfirmed(step=command.now - at, by_hand=True)]


def _moment(at: Ms) -> str:
    return calendar.local(at).strftime("%Y-%m-%d %H:%M")


def _opened(hall: Hall, events: Events) -> dict[str, Any]:
    return {"day": hall.day, "until": hall.until}


def _closed(hall: Hall, events: Events) -> dict[str, Any]:
    closed = events[0]
    assert isinstance(closed, e.DayClosed)
    return {"left": len(closed.left), "missed": len(closed.missed), "unfinished": len(closed.done)}


def _confirmed(hall: Hall, events: Events) -> dict[str, Any]:
    return {"step": getattr(events[0], "step", 0)}


ROWS: Final[dict[type, Rule]] = {
    c.OpenDay: Rule(_open_day, _opened, opens=False),
    c.CloseDay: Rule(_close_day, _closed, opens=False),
    c.ConfirmClock: Rule(_confirm_clock, _confirmed, opens=False),
}
