"""The view of a supervisor: the whole hall at one look."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import Final

from msgspec import Struct, field

from server.hall import heard
from server.hall.model import INSIDE, Hall
from server.hall.standing import stranded
from server.hall.units import Ms
from server.hall.views.common import (
    CountShown,
    DayShown,
    HallShown,
    LineShown,
    WindowShown,
    counts_shown,
    day_shown,
    hall_shown,
    lines_shown,
    windows_shown,
)
from server.hall.views.fit import fields, first, fit, left_out, rows, words
from server.hall.views.tickets import TicketShown, gone_shown, ticket_shown

_TICKETS_SHOWN: Final = 50
_STRANDED_SHOWN: Final = 20
_UNHEARD_SHOWN: Final = 10
_WINDOWS_SHOWN: Final = 12  # of a line, in a hall with very many


class CallUnheard(Struct, frozen=True):
    """A call that has no record: it counts as not spoken a minute after `at`, where its zone has a board."""

    call: int
    number: str
    window: int
    zone: str
    at: Ms


class SupervisorView(Struct, frozen=True):
    """tickets: those inside by place. more: how many rows of a list are left out, see GET …/tickets."""

    face: HallShown
    day: DayShown
    windows: tuple[WindowShown, ...]
    waiting: tuple[CountShown, ...]
    lines: tuple[LineShown, ...]
    tickets: tuple[TicketShown, ...]
    counts: dict[str, int]  # state -> tickets today
    paper: dict[str, str]
    chosen_calls: dict[int, int]  # window -> calls of chosen numbers today, where there are any
    wrong_lines: dict[str, int]  # line -> tickets taken in it today that needed another one
    stranded: tuple[TicketShown, ...] = ()  # nobody can call or finish them: their window or line is gone
    gone: tuple[TicketShown, ...] = ()  # just cancelled: `undo` says until when that can be taken back
    calls: dict[str, int] = field(default_factory=dict)  # played/skipped/failed -> records of calls today
    unheard: tuple[CallUnheard, ...] = ()  # the newest calls without a record
    more: dict[str, int] = field(default_factory=dict)


_FIT: Final = (
    fields("lines", items=first(0)),
    fields("lines", windows=first(_WINDOWS_SHOWN), open_windows=first(_WINDOWS_SHOWN)),
    words(16, "windows", "lines", "waiting", "tickets", "stranded", "gone"),
    rows("tickets", 12),
    *(rows(name, 8) for name in ("gone", "stranded")),
    words(8, "windows", "lines", "waiting", "tickets", "stranded", "gone"),
    rows("windows", 12, last=lambda row: row.state != "closed"),
)


def supervisor(hall: Hall) -> SupervisorView:
    """The whole hall at one look."""
    counts: Counter[str] = Counter(ticket.state for ticket in hall.tickets.values())
    wrong = Counter(line for ticket in hall.tickets.values() for line in ticket.wrong_lines)
    inside = [ticket for ticket in hall.tickets.values() if ticket.state in INSIDE]
    first = heapq.nsmallest(_TICKETS_SHOWN, inside, key=lambda ticket: ticket.place)
    lost = stranded(hall)
    view = SupervisorView(
        face=hall_shown(hall),
        day=day_shown(hall),
        windows=windows_shown(hall),
        waiting=counts_shown(hall, {line.letter for line in hall.settings.lines}),
        lines=lines_shown(hall),
        tickets=tuple(ticket_shown(hall, ticket) for ticket in first),
        counts=dict(counts),
        wrong_lines=dict(wrong),
        paper=dict(hall.paper),
        chosen_calls={at.id: at.chosen for at in hall.windows.values() if at.chosen},
        stranded=tuple(ticket_shown(hall, ticket) for ticket in lost[:_STRANDED_SHOWN]),
        gone=gone_shown(hall),
        calls=dict(hall.records),
        unheard=_unheard(hall),
        more=left_out(
            tickets=len(inside) - _TICKETS_SHOWN,
            stranded=len(lost) - _STRANDED_SHOWN,
            unheard=len(hall.unheard) - _UNHEARD_SHOWN,
        ),
    )
    return fit(view, *_FIT)


def _unheard(hall: Hall) -> tuple[CallUnheard, ...]:
    """Newest first."""
    calls = [hall.calls[n - 1] for n in hall.unheard[: -_UNHEARD_SHOWN - 1 : -1]]
    return tuple(CallUnheard(x.n, x.number, x.window, heard.zone_of(hall, x) or "", x.at) for x in calls)
