"""The view of a clerk: the desk of one window."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from server.hall import heard, order, undo
from server.hall.errors import Refused
from server.hall.model import Hall, Ticket, Window
from server.hall.units import Ms
from server.hall.views.common import (
    ClassShown,
    CountShown,
    DayShown,
    HallShown,
    LineShown,
    WindowShown,
    classes_shown,
    counts_shown,
    day_shown,
    hall_shown,
    lines_shown,
    window_shown,
)
from server.hall.views.fit import fields, first, fit, left_out, newest, nothing, rows, words
from server.hall.views.tickets import TicketShown, gone_shown, ticket_shown

_QUEUE_SHOWN: Final = 30
_OTHERS_SHOWN: Final = 20  # held ones, missed ones
_WINDOWS_SHOWN: Final = 12  # of a line, in a hall with very many


class UndoShown(Struct, frozen=True):
    """The window's last act, if it can still be undone until `until`. number: "" for a pause or close."""

    of: int
    do: str
    number: str
    until: Ms


class CounterView(Struct, frozen=True):
    """One window's desk. waiting: its lines. missed: tickets of its lines, and those it called; of
    held and missed ones the newest. more: how many rows of a list are left out."""

    face: HallShown
    day: DayShown
    window: WindowShown
    current: TicketShown | None
    played: str | None  # played/skipped/failed of the ticket's newest call in the window's zone
    waiting: tuple[CountShown, ...]
    queue: tuple[TicketShown, ...]  # at most 30, as the window would call them one after another
    aimed: int  # how many wait for this window only
    held: tuple[TicketShown, ...]
    missed: tuple[TicketShown, ...]
    undo: UndoShown | None
    windows: tuple[WindowShown, ...]
    lines: tuple[LineShown, ...]
    classes: tuple[ClassShown, ...]
    rejoin_max: int
    chosen_calls: str  # free, reason, supervisor: who may call a chosen number, and how
    own: tuple[str, ...]  # letters of its own lines; the others it helps
    finish_and_next: bool  # one press finishes and calls the next
    why: str = ""  # it was not played: late, no_speaker, undone, quiet, blocked, no_device, stalled
    played_by: str = ""  # the device that recorded it; live.names has its name
    gone: tuple[TicketShown, ...] = ()  # just cancelled here: `undo` says until when that can be taken back
    more: dict[str, int] = field(default_factory=dict)


_GONE: Final = first(0)
_NOBODY: Final = nothing(None)
_FIT: Final = (
    fields("lines", items=_GONE),
    fields("lines", windows=first(_WINDOWS_SHOWN), open_windows=first(_WINDOWS_SHOWN)),
    words(16, "windows", "lines", "classes", "waiting", "queue", "held", "missed", "gone"),
    *(rows(name, 8) for name in ("gone", "held", "missed", "queue")),
    words(8, "windows", "lines", "classes", "waiting", "queue", "held", "missed", "gone"),
    # Each window and line stays, as a place to send somebody to: with its name and whether it is open.
    fields("windows", name_en=_GONE, zone=_GONE, lines=_GONE, current=_NOBODY, current_state=_NOBODY),
    fields("lines", name_en=_GONE, hint=_GONE, windows=_GONE, open_windows=_GONE),
    fields("windows", since=nothing(0)),
    fields("classes", name_en=_GONE),
    *(rows(name, 4) for name in ("gone", "held", "missed", "queue")),
    words(6, "windows", "lines", "classes", "waiting"),
)


def counter(hall: Hall, number: int) -> CounterView:
    """The desk of one window. Refused: window_unknown."""
    settings = hall.settings.window(number)
    if settings is None:
        raise Refused("window_unknown")
    letters = {served.line for served in settings.serves}
    now = hall.windows.get(number) or Window(id=number)
    current = hall.tickets.get(now.current) if now.current else None
    record = _record(hall, number, settings.zone)
    aimed = len(order.aimed_at(hall, number))
    queue = order.upcoming(hall, settings, _QUEUE_SHOWN)
    held, missed = _aside(hall, number, letters)
    view = CounterView(
        face=hall_shown(hall),
        day=day_shown(hall),
        window=window_shown(hall, settings),
        current=ticket_shown(hall, current) if current else None,
        played=record.state if record else None,
        waiting=counts_shown(hall, letters),
        queue=tuple(ticket_shown(hall, choice.ticket) for choice in queue),
        aimed=aimed,
        held=tuple(ticket_shown(hall, ticket) for ticket in newest(held, _OTHERS_SHOWN)),
        missed=tuple(ticket_shown(hall, ticket) for ticket in newest(missed, _OTHERS_SHOWN)),
        undo=_last_act(hall, now),
        windows=tuple(window_shown(hall, window) for window in hall.settings.windows),
        lines=lines_shown(hall),
        classes=classes_shown(hall),
        rejoin_max=hall.settings.rules.rejoin_max,
        chosen_calls=hall.settings.rules.chosen_calls,
        own=settings.own_lines,
        finish_and_next=hall.settings.rules.finish_and_next,
        why=record.why if record else "",
        played_by=record.by if record else "",
        gone=gone_shown(hall, lambda t: t.line in letters or t.window == number),
        more=left_out(
            queue=_reach(hall, letters) + aimed - len(queue),
            held=len(held) - _OTHERS_SHOWN,
            missed=len(missed) - _OTHERS_SHOWN,
        ),
    )
    return fit(view, *_FIT)


def _record(hall: Hall, number: int, zone: str) -> heard.Outcome | None:
    """What came of the newest call of the window's ticket."""
    at = hall.windows.get(number)
    current = hall.tickets.get(at.current) if at and at.current else None
    return heard.recorded(hall.calls[current.call - 1], zone) if current and current.call else None


def spoke(hall: Hall, number: int) -> str:
    """The device that recorded that call, "" for none."""
    settings = hall.settings.window(number)
    record = _record(hall, number, settings.zone) if settings else None
    return record.by if record else ""


def _reach(hall: Hall, letters: set[str]) -> int:
    """How many wait in these lines for any window."""
    queues = (hall.queues.get(letter) for letter in letters)
    return sum(len(queue.waiting) - len(queue.aimed) for queue in queues if queue is not None)


def _aside(hall: Hall, number: int, letters: set[str]) -> tuple[list[Ticket], list[Ticket]]:
    """Held and missed tickets that this window can bring back. Kept papers lie at their window alone."""
    held, missed = [], []
    for ticket in hall.tickets.values():
        if ticket.state == "held":
            if ticket.window == number or (ticket.hold != "kept" and ticket.line in letters):
                held.append(ticket)
        elif ticket.state == "missed" and (ticket.window == number or ticket.line in letters):
            missed.append(ticket)
    return held, missed


def _last_act(hall: Hall, window: Window) -> UndoShown | None:
    act = undo.of_window(window)
    if act is None or undo.touched(hall, act) is not None:
        return None
    number = act.tickets[-1].number if act.tickets else ""
    return UndoShown(of=act.seq, do=act.do, number=number, until=undo.until(hall, act))
