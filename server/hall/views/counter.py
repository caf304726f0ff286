"""The view of a clerk: the desk of one window."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from server.hall import order, undo
from server.hall.errors import Refused
from server.hall.model import Hall, Ticket, Window
from server.hall.units import Ms
from server.hall.views.common import (
    ClassFace,
    CountFace,
    Day,
    Face,
    LineFace,
    WindowFace,
    class_faces,
    count_faces,
    day_face,
    face,
    line_faces,
    window_face,
)
from server.hall.views.tickets import TicketFace, gone_faces, ticket_face

_QUEUE_SHOWN: Final = 30


class UndoFace(Struct, frozen=True):
    """The window's last act, if it can still be undone until `until`. number: "" for a pause or close."""

    of: int
    do: str
    number: str
    until: Ms


class CounterView(Struct, frozen=True):
    """One window's desk. waiting: its lines. missed: tickets
    of its lines, and those it called."""

    face: Face
    day: Day
    window: WindowFace
    current: TicketFace | None
    played: str | None  # played/skipped/failed of the current call in the window's zone
    waiting: tuple[CountFace, ...]
    queue: tuple[TicketFace, ...]  # at most 30, as the window would call them one after another
    aimed: int  # how many wait for this window only
    held: tuple[TicketFace, ...]
    missed: tuple[TicketFace, ...]
    undo: UndoFace | None
    windows: tuple[WindowFace, ...]
    lines: tuple[LineFace, ...]
    classes: tuple[ClassFace, ...]
    rejoin_max: int
    chosen_calls: str  # free, reason, supervisor: who may call a chosen number, and how
    gone: tuple[TicketFace, ...] = ()  # just cancelled here: `undo` says until when that can be taken back


def counter(hall: Hall, number: int) -> CounterView:
    """The desk of one window. Refused: window_unknown."""
    settings = hall.settings.window(number)
    if settings is None:
        raise Refused("window_unknown")
    letters = {served.line for served in settings.serves}
    now = hall.windows.get(number) or Window(id=number)
    current = hall.tickets.get(now.current) if now.current else None
    call = hall.calls[current.call - 1] if current and current.call else None
    queue = order.upcoming(hall, settings, _QUEUE_SHOWN)
    held = [
        t for t in hall.tickets.values() if t.state == "held" and (t.window == number or _free(t, letters))
    ]
    missed = [
        t for t in hall.tickets.values() if t.state == "missed" and (t.line in letters or t.window == number)
    ]
    return CounterView(
        face=face(hall),
        day=day_face(hall),
        window=window_face(hall, settings),
        current=ticket_face(hall, current) if current else None,
        played=call.played.get(settings.zone) if call else None,
        waiting=count_faces(hall, letters),
        queue=tuple(ticket_face(hall, choice.ticket) for choice in queue),
        aimed=len(order.aimed_at(hall, number)),
        held=tuple(ticket_face(hall, ticket) for ticket in held),
        missed=tuple(ticket_face(hall, ticket) for ticket in missed),
        undo=_last_act(hall, now),
        windows=tuple(window_face(hall, window) for window in hall.settings.windows),
        lines=line_faces(hall),
        classes=class_faces(hall),
        rejoin_max=hall.settings.rules.rejoin_max,
        chosen_calls=hall.settings.rules.chosen_calls,
        gone=gone_faces(hall, lambda t: t.line in letters or t.window == number),
    )


def _free(ticket: Ticket, letters: set[str]) -> bool:
    """Held without papers: any window of the line may bring it back."""
    return ticket.hold != "kept" and ticket.line in letters


def _last_act(hall: Hall, window: Window) -> UndoFace | None:
    act = undo.of_window(window)
    if act is None or undo.touched(hall, act) is not None:
        return None
    number = act.tickets[-1].number if act.tickets else ""
    return UndoFace(of=act.seq, do=act.do, number=number, until=undo.until(hall, act))
