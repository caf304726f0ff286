"""The view of a supervisor: the whole hall at one look."""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec import Struct

from server.hall import order
from server.hall.model import INSIDE, Hall
from server.hall.standing import stranded
from server.hall.views.common import (
    CountFace,
    Day,
    Face,
    LineFace,
    WindowFace,
    count_faces,
    day_face,
    face,
    line_faces,
    window_faces,
)
from server.hall.views.tickets import TicketFace, gone_faces, ticket_face

_STRANDED_SHOWN: Final = 20


class SupervisorView(Struct, frozen=True):
    face: Face
    day: Day
    windows: tuple[WindowFace, ...]
    waiting: tuple[CountFace, ...]
    lines: tuple[LineFace, ...]
    tickets: tuple[TicketFace, ...]  # everyone inside
    counts: dict[str, int]  # state -> tickets today
    paper: dict[str, str]
    chosen_calls: dict[int, int]  # window -> calls of chosen numbers today, where there are any
    wrong_lines: dict[str, int]  # line -> tickets taken in it today that needed another one
    stranded: tuple[TicketFace, ...] = ()  # nobody can call or finish them: their window or line is gone
    gone: tuple[TicketFace, ...] = ()  # just cancelled: `undo` says until when that can be taken back


def supervisor(hall: Hall) -> SupervisorView:
    """The whole hall at one look."""
    counts: Counter[str] = Counter(ticket.state for ticket in hall.tickets.values())
    wrong = Counter(line for ticket in hall.tickets.values() for line in ticket.wrong_lines)
    inside = order.in_order(t for t in hall.tickets.values() if t.state in INSIDE)
    return SupervisorView(
        face=face(hall),
        day=day_face(hall),
        windows=window_faces(hall),
        waiting=count_faces(hall, {line.letter for line in hall.settings.lines}),
        lines=line_faces(hall),
        tickets=tuple(ticket_face(hall, ticket) for ticket in inside),
        counts=dict(counts),
        wrong_lines=dict(wrong),
        paper=dict(hall.paper),
        chosen_calls={at.id: at.chosen for at in hall.windows.values() if at.chosen},
        stranded=tuple(ticket_face(hall, ticket) for ticket in stranded(hall)[:_STRANDED_SHOWN]),
        gone=gone_faces(hall),
    )
