"""Local dates and times of the hall from Ms, and whether a date is a working day.

The zone is fixed at UTC+8: Asia/Shanghai has had no daylight saving time since 1991.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from server.hall.model import Schedule
from server.hall.settings import Calendar, Hours
from server.hall.units import DAY, HOUR, MINUTE, Ms

ZONE: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
_OFFSET: Final[Ms] = 8 * HOUR
_EPOCH: Final = date(1970, 1, 1)
TURN: Final = "04:00"  # from this hour on an opening first closes the old day


def local(at: Ms) -> datetime:
    """`at` as local date and time."""
    return datetime.fromtimestamp(at / 1000, ZONE)


def day_of(at: Ms) -> str:
    """The local date of `at` as "YYYY-MM-DD"."""
    return (_EPOCH + timedelta(days=(at + _OFFSET) // DAY)).isoformat()


def clock(at: Ms) -> str:
    """The local time of `at` as "HH:MM"."""
    minutes = (at + _OFFSET) % DAY // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def moment(day: str, time: str) -> Ms:
    """Ms of the local time "HH:MM" on "YYYY-MM-DD"."""
    hours, minutes = time.split(":")
    return (date.fromisoformat(day) - _EPOCH).days * DAY - _OFFSET + int(hours) * HOUR + int(minutes) * MINUTE


def next_day(day: str) -> str:
    """The date after `day`."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def turn_after(day: str) -> Ms:
    """04:00 of the morning after `day`: the end of a day nobody closed."""
    return moment(next_day(day), TURN)


def is_workday(calendar: Calendar, day: str) -> bool:
    """Single dates win over the weekday."""
    if day in calendar.workdays:
        return True
    if day in calendar.holidays:
        return False
    return date.fromisoformat(day).isoweekday() in calendar.weekdays


def schedule(hours: Hours, day: str) -> Schedule:
    """The hours of one date in Ms."""
    sessions = tuple((moment(day, part.opens), moment(day, part.closes)) for part in hours.sessions)
    return Schedule(
        sessions=sessions,
        issue_from=sessions[0][0] - hours.issue_before_minutes * MINUTE,
        issue_until=sessions[-1][1] - hours.issue_stop_minutes * MINUTE,
    )
