"""Local dates and times of the hall from Ms, and whether a date is a working day.

The zone is fixed at UTC+8: Asia/Shanghai has had no daylight saving time since 1991.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from server.hall.model import Schedule
from server.hall.settings.tree import CalendarSettings, Hours
from server.hall.units import DAY, HOUR, MINUTE, Ms

ZONE: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
_OFFSET: Final[Ms] = 8 * HOUR
_EPOCH: Final = date(1970, 1, 1)
TURN: Final = "04:00"  # of the next morning: then a day is over, whoever opened it

# Statutory days that no township works on, known by rule long before the year's notice comes.
_FIXED: Final = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
# Chinese New Year, 清明, 端午, 中秋 of each year (Beijing time; four lunar calendars agree on all of them).
_LUNAR: Final[dict[int, tuple[str, str, str, str]]] = {
    2026: ("02-17", "04-05", "06-19", "09-25"),
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
    2036: ("01-28", "04-04", "05-30", "10-04"),
    2037: ("02-15", "04-04", "06-18", "09-24"),
    2038: ("02-04", "04-05", "06-07", "09-13"),
    2039: ("01-24", "04-05", "05-27", "10-02"),
    2040: ("02-12", "04-04", "06-14", "09-20"),
}
_ASK_FROM: Final = "11-15"  # the State Council's notice of the next year is out by then


def local(at: Ms) -> datetime:
    """`at` as local date and time."""
    return datetime.fromtimestamp(at / 1000, ZONE)


def day_of(at: Ms) -> str:
    """The local date of `at` as "YYYY-MM-DD"."""
    return _date((at + _OFFSET) // DAY)


@lru_cache(maxsize=64)  # every command asks several times, nearly always for today
def _date(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).isoformat()


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


def is_workday(calendar: CalendarSettings, day: str) -> bool:
    """Single dates win over the weekday."""
    if day in calendar.workdays:
        return True
    if day in calendar.holidays:
        return False
    return date.fromisoformat(day).isoweekday() in calendar.weekdays


def is_confirmed(calendar: CalendarSettings, day: str) -> bool:
    """Whether somebody has entered the holidays and make-up days of the date's year."""
    return int(day[:4]) in calendar.confirmed_years


def is_statutory(day: str) -> bool:
    """Whether the whole country rests on this date: New Year, Chinese New Year (its eve and three days),
    清明, 1-2 May, 端午, 中秋, 1-3 October. The lunar ones are known to 2040.

    Source: 全国年节及纪念日放假办法 (2025).
    """
    if day[5:] in _FIXED:
        return True
    lunar = _LUNAR.get(int(day[:4]))
    if lunar is None:
        return False
    new_year = date.fromisoformat(f"{day[:4]}-{lunar[0]}")
    return day[5:] in lunar[1:] or -1 <= (date.fromisoformat(day) - new_year).days <= 2


def may_open(calendar: CalendarSettings, day: str) -> bool:
    """Whether a date may open by itself: a working day; of a year nobody has confirmed no statutory one."""
    return is_workday(calendar, day) and (is_confirmed(calendar, day) or not is_statutory(day))


def unconfirmed(calendar: CalendarSettings, day: str) -> list[int]:
    """Years whose calendar somebody should enter now: this one, and from 15 November the next one."""
    years = [int(day[:4])] + ([int(day[:4]) + 1] if day[5:] >= _ASK_FROM else [])
    return [year for year in years if year not in calendar.confirmed_years]


def schedule(hours: Hours, day: str) -> Schedule:
    """The hours of one date in Ms."""
    sessions = tuple((moment(day, part.opens), moment(day, part.closes)) for part in hours.sessions)
    return Schedule(
        sessions=sessions,
        issue_from=sessions[0][0] - hours.issue_before_minutes * MINUTE,
        issue_until=sessions[-1][1] - hours.issue_stop_minutes * MINUTE,
    )
