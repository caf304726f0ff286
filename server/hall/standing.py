"""Who stands under a setting: people inside who would be left standing when it goes, and those who are left.

Lies under rules and views; the settings ask it about the running day before a change is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall, Ticket
from server.hall.settings.tree import Settings
from server.hall.words import listed

_MOST_THINGS: Final = 5  # told in one sentence


class Standing(Struct, frozen=True):
    """A ticket inside, and what of the settings it stands under and loses: (Chinese, English) each."""

    number: str
    loses: tuple[tuple[str, str], ...]


def people_inside(hall: Hall, new: Settings) -> list[Standing]:
    """Tickets inside that stand under something the new settings do not have: their window (current, aimed,
    kept, come-back), a line that is removed, re-lettered or left without a window, their class or zone."""
    changed = _Changed(hall.settings, new)
    inside = (ticket for ticket in hall.tickets.values() if hall.open and ticket.state in INSIDE)
    found = (Standing(ticket.number, tuple(changed.lost(ticket))) for ticket in inside)
    return [standing for standing in found if standing.loses]


def require_nobody(hall: Hall, new: Settings) -> None:
    """Refused: people_inside, with at most ten numbers and how many there are."""
    found = people_inside(hall, new)
    if not found:
        return
    zh, en = listed([standing.number for standing in found])
    things = list(dict.fromkeys(thing for standing in found for thing in standing.loses))
    more = len(things) > _MOST_THINGS
    raise Refused(
        "people_inside",
        numbers=[standing.number for standing in found[:10]],
        count=len(found),
        named=zh,
        named_en=en,
        things="、".join(thing for thing, _ in things[:_MOST_THINGS]) + ("等" if more else ""),
        things_en=", ".join(thing for _, thing in things[:_MOST_THINGS]) + (" …" if more else ""),
    )


def stranded(hall: Hall) -> list[Ticket]:
    """Tickets inside that nobody can call or finish any more: their window or line is not in the settings, or
    no window serves the line. A journal of before may hold such a day."""
    settings = hall.settings
    windows = {window.number for window in settings.windows}
    lines = {line.letter for line in settings.lines} & {
        served.line for window in settings.windows for served in window.serves
    }
    if hall.queues.keys() <= lines and hall.windows.keys() <= windows:
        return []  # as nearly always: no line and no window of the day is gone
    return [t for t in hall.tickets.values() if t.state in INSIDE and not _has_place(t, windows, lines)]


def _has_place(ticket: Ticket, windows: set[int], lines: set[str]) -> bool:
    if ticket.state in ("called", "serving"):
        return ticket.window in windows
    if ticket.state == "waiting" and ticket.aimed is not None:
        return ticket.aimed in windows
    return ticket.line in lines


class _Changed:
    """What stood in the old settings and does not in the new ones."""

    def __init__(self, old: Settings, new: Settings) -> None:
        self._old, self._new = old, new
        self._windows = {window.number for window in old.windows} - {window.number for window in new.windows}
        self._classes = {cls.id for cls in old.classes} - {cls.id for cls in new.classes}
        self._zones = {window.zone for window in old.windows} - {window.zone for window in new.windows}
        self._lines = {line.letter for line in old.lines if self._line_goes(line.letter)}
        self._line_zones = {line.letter: self._zones_at(set(old.callers(line.letter))) for line in old.lines}

    def _line_goes(self, letter: str) -> bool:
        """Removed, or its letter now means another line (by the names), or no window serves it any more."""
        was, now = self._old.line(letter), self._new.line(letter)
        if was is None or now is None:
            return was is not None
        others = {line.name for line in self._old.lines if line.letter != letter}
        elsewhere = {line.name for line in self._new.lines if line.letter != letter}
        if was.name != now.name and (was.name in elsewhere or now.name in others):
            return True
        return bool(self._old.callers(letter)) and not self._new.callers(letter)

    def lost(self, ticket: Ticket) -> Iterator[tuple[str, str]]:
        """In words."""
        bound = _windows_of(ticket)
        for number in sorted(bound & self._windows):
            yield f"{number}号窗口", f"window {number}"
        for letter in sorted({ticket.line, *(back.line for back in ticket.returns)} & self._lines):
            yield f"业务 {letter}", f"line {letter}"
        if ticket.cls in self._classes:
            cls = self._old.ticket_class(ticket.cls)
            yield f"类别“{cls.name if cls else ticket.cls}”", f"class {ticket.cls}"
        for zone in sorted(self._zones_of(ticket, bound)):
            yield f"区域 {zone}", f"zone {zone}"

    def _zones_of(self, ticket: Ticket, bound: set[int]) -> set[str]:
        """Zones that go where it is called or will be; of one at a window also when that window moves."""
        zones = self._zones_at(bound) if bound else self._line_zones.get(ticket.line, set())
        if ticket.state in ("called", "serving") and ticket.window is not None:
            was, now = self._old.window(ticket.window), self._new.window(ticket.window)
            if was is not None and now is not None and was.zone != now.zone:
                return zones | {was.zone}
        return zones

    def _zones_at(self, numbers: set[int]) -> set[str]:
        return {window.zone for window in self._old.windows if window.number in numbers} & self._zones


def _windows_of(ticket: Ticket) -> set[int]:
    """Windows it stands at, is aimed at, has its papers at, or comes back to."""
    bound = {back.window for back in ticket.returns}
    if ticket.aimed is not None:
        bound.add(ticket.aimed)
    if ticket.window is not None and (ticket.state in ("called", "serving") or ticket.hold == "kept"):
        bound.add(ticket.window)
    return bound
