"""Parts that several views share: the hall, the day, lines, windows."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from server.hall.model import Hall, Schedule
from server.hall.settings.tree import WindowSettings
from server.hall.units import Ms

Drawn = dict[Any, Any]
"""What views of one and the same state have in common, put here by the first of them that is drawn."""


class HallShown(Struct, frozen=True):
    """The hall as every public surface names it."""

    id: str
    name: str
    name_en: str
    mark: str
    consult_phone: str
    supervise_phone: str
    notice: str
    accent: str


class DayShown(Struct, frozen=True):
    """The business day. aside: a person set hours, lunch and early stop aside (until `until`).
    hours: the hours of every working day, "08:30" to "12:00"."""

    day: str | None
    open: bool
    schedule: Schedule | None
    aside: bool
    until: Ms | None
    hours: tuple[tuple[str, str], ...]


class ItemShown(Struct, frozen=True):
    id: str
    name: str


class LineShown(Struct, frozen=True):
    """A line: windows that serve it as their own, those of them open, people waiting."""

    line: str
    name: str
    name_en: str
    hint: str
    open: bool
    windows: tuple[int, ...]
    open_windows: tuple[int, ...]
    waiting: int
    items: tuple[ItemShown, ...] = ()


class ClassShown(Struct, frozen=True):
    id: str
    name: str
    name_en: str


class CountShown(Struct, frozen=True):
    line: str
    name: str
    count: int
    oldest_at: Ms | None = None


class WindowShown(Struct, frozen=True, omit_defaults=True):
    """A window and what it does now. reason, until: of its pause."""

    window: int
    name: str
    name_en: str
    zone: str
    state: str
    lines: tuple[str, ...]
    current: str | None  # number
    current_state: str | None
    since: Ms
    done: int
    reason: str | None = None
    until: Ms | None = None


def hall_shown(hall: Hall) -> HallShown:
    """Name, mark, telephones and colour of the hall."""
    identity = hall.settings.identity
    return HallShown(
        id=hall.id,
        name=identity.name,
        name_en=identity.name_en,
        mark=identity.mark,
        consult_phone=identity.consult_phone,
        supervise_phone=identity.supervise_phone,
        notice=identity.notice,
        accent=hall.settings.theme.accent,
    )


def day_shown(hall: Hall) -> DayShown:
    """The day and its hours; the page draws "lunch" or "closed" from these times."""
    return DayShown(
        day=hall.day,
        open=hall.open,
        schedule=hall.schedule,
        aside=hall.by_person,
        until=hall.until,
        hours=tuple((part.opens, part.closes) for part in hall.settings.hours.sessions),
    )


def lines_shown(hall: Hall) -> tuple[LineShown, ...]:
    """All lines in the order of the settings."""
    return tuple(_line_shown(hall, line.letter) for line in hall.settings.lines)


def _line_shown(hall: Hall, letter: str) -> LineShown:
    line = hall.settings.line(letter)
    assert line is not None
    windows = hall.settings.windows_of(letter)
    queue = hall.queues.get(letter)
    return LineShown(
        line=letter,
        name=line.name,
        name_en=line.name_en,
        hint=line.hint,
        open=line.open,
        windows=windows,
        open_windows=tuple(n for n in windows if n in hall.windows and hall.windows[n].state == "open"),
        waiting=len(queue.waiting) if queue else 0,
        items=tuple(ItemShown(item.id, item.name) for item in line.items),
    )


def classes_shown(hall: Hall, *, at_kiosk: bool = False) -> tuple[ClassShown, ...]:
    """Ticket classes a person may choose; appointments are checked in, not chosen."""
    return tuple(
        ClassShown(cls.id, cls.name, cls.name_en)
        for cls in hall.settings.classes
        if not cls.appointment and (cls.at_kiosk or not at_kiosk)
    )


def counts_shown(hall: Hall, letters: set[str]) -> tuple[CountShown, ...]:
    """How many wait in each of these lines, and since when the first of them; and in any line that the
    settings no longer have, so that nobody who waits is left out."""
    known = {line.letter for line in hall.settings.lines}
    names = [(line.letter, line.name) for line in hall.settings.lines if line.letter in letters]
    names += [(letter, f"业务 {letter}") for letter in sorted(hall.queues.keys() - known)]
    counts = []
    for letter, name in names:
        queue = hall.queues.get(letter)
        ids = queue.waiting if queue else []
        oldest = min((hall.tickets[id].arrived_at for id in ids), default=None)
        if ids or letter in known:
            counts.append(CountShown(letter, name, len(ids), oldest))
    return tuple(counts)


def windows_shown(hall: Hall) -> tuple[WindowShown, ...]:
    """All windows in the order of the settings, then those that are gone from them with somebody there."""
    known = {window.number for window in hall.settings.windows}
    gone = [
        WindowSettings(number=at.id, name=f"{at.id}号窗口", name_en=f"Window {at.id}", serves=())
        for at in hall.windows.values()
        if at.current is not None and at.id not in known
    ]
    return tuple(window_shown(hall, window) for window in (*hall.settings.windows, *gone))


def window_shown(hall: Hall, window: WindowSettings) -> WindowShown:
    """One window with what it does now."""
    now = hall.windows.get(window.number)
    current = hall.tickets.get(now.current) if now and now.current else None
    return WindowShown(
        window=window.number,
        name=window.name,
        name_en=window.name_en,
        zone=window.zone,
        state=now.state if now else "closed",
        lines=tuple(serves.line for serves in window.serves),
        current=current.number if current else None,
        current_state=current.state if current else None,
        since=now.since if now else 0,
        done=now.done if now else 0,
        reason=now.reason if now else None,
        until=now.until if now else None,
    )
