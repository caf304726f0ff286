"""Checks across fields: what the types alone cannot see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from server.hall import calendar
from server.hall.settings.tree import Settings

Found = tuple[str, str, str]  # path, Chinese, English


def cross_checks(settings: Settings) -> list[Found]:
    """Every contradiction of a tree that is right in its types."""
    return [
        *_unique(settings),
        *_windows(settings),
        *_classes(settings),
        *_grace(settings),
        *_hours(settings),
        *_calendar(settings),
        *_voice(settings),
        *_boards(settings),
    ]


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def _unique(settings: Settings) -> Iterator[Found]:
    groups: tuple[tuple[str, list[object]], ...] = (
        ("lines", [line.letter for line in settings.lines]),
        ("windows", [window.number for window in settings.windows]),
        ("classes", [cls.id for cls in settings.classes]),
        ("voice.zones", [voice.zone for voice in settings.voice.zones]),
    )
    for path, values in groups:
        for value in _twice(values):
            yield f"{path}.{value}", "重复", "stands twice"
    for line in settings.lines:
        for value in _twice(item.id for item in line.items):
            yield f"lines.{line.letter}.items.{value}", "重复", "stands twice"


def _windows(settings: Settings) -> Iterator[Found]:
    letters = {line.letter for line in settings.lines}
    own = set()
    for window in settings.windows:
        path = f"windows.{window.number}.serves"
        for serves in window.serves:
            if serves.line not in letters:
                yield f"{path}.{serves.line}", "没有这个业务", "is not a line"
            if serves.penalty == 0:
                own.add(serves.line)
        for value in _twice(serves.line for serves in window.serves):
            yield f"{path}.{value}", "重复", "stands twice"
    for line in settings.lines:
        if line.open and line.letter not in own:
            yield f"lines.{line.letter}", "没有办理窗口", "has no window of its own"


def _classes(settings: Settings) -> Iterator[Found]:
    ordinary = settings.ticket_class("ordinary")
    if ordinary is None or ordinary.boost_minutes or ordinary.appointment:
        yield "classes.ordinary", "必须有普通类别且不提前", "must exist without any boost"
    elif not ordinary.at_kiosk:
        yield "classes.ordinary.at_kiosk", "取号机总要能取普通号", "a kiosk always gives ordinary tickets"
    for cls in settings.classes:
        if cls.appointment and cls.boost_minutes:
            yield f"classes.{cls.id}.boost_minutes", "预约不能再提前", "an appointment has no boost"


def _grace(settings: Settings) -> Iterator[Found]:
    """A late appointment keeps its slot as place and so passes people by up to the grace: the published
    bound (largest boost, at least 10 min; DESIGN section 4) holds only while the grace stays within it."""
    bound = max(10, *(cls.boost_minutes for cls in settings.classes))
    if settings.rules.slot_grace_minutes > bound:
        zh, en = f"不能超过 {bound} 分钟（最多提前时间）", f"must not exceed {bound} min, the largest boost"
        yield "rules.slot_grace_minutes", zh, en


def _hours(settings: Settings) -> Iterator[Found]:
    before = ""
    for index, part in enumerate(settings.hours.sessions):
        if part.opens >= part.closes or part.opens < before:
            yield f"hours.sessions.{index}", "时间先后不对", "is out of order"
        before = part.closes
    hours = calendar.schedule(settings.hours, "2026-01-05")
    if hours.issue_from >= hours.issue_until:
        yield "hours.issue_stop_minutes", "太长，没有取号时间了", "leaves no time to take a number"


def _calendar(settings: Settings) -> Iterator[Found]:
    both = set(settings.calendar.workdays) & set(settings.calendar.holidays)
    for name in ("workdays", "holidays"):
        days = getattr(settings.calendar, name)
        for day in _twice(days):
            yield f"calendar.{name}.{day}", "重复", "stands twice"
        for day in days:
            try:
                date.fromisoformat(day)
            except ValueError:
                yield f"calendar.{name}.{day}", "没有这一天", "is not a date"
            if day in both:
                yield f"calendar.{name}.{day}", "既上班又放假", "is both workday and holiday"


def _voice(settings: Settings) -> Iterator[Found]:
    for voice in settings.voice.zones:
        path = f"voice.zones.{voice.zone}"
        if not settings.has_zone(voice.zone):
            yield path, "没有这个区域", "is not a zone"
        for index, quiet in enumerate(voice.quiet):
            if quiet.begins == quiet.ends:
                yield f"{path}.quiet.{index}", "开始和结束不能相同", "begins when it ends"


def _boards(settings: Settings) -> Iterator[Found]:
    zones = [board.zone for board in settings.board.zones]
    for zone in _twice(zones):
        yield f"board.zones.{zone}", "重复", "stands twice"
    for zone in zones:
        if not settings.has_zone(zone):
            yield f"board.zones.{zone}", "没有这个区域", "is not a zone"
