"""A ticket as staff see it."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Callable
from itertools import islice
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field

from server.hall import lookup, order, undo
from server.hall.errors import Refused
from server.hall.model import INSIDE, Hall, Ticket, TicketState
from server.hall.units import Ms
from server.hall.views.fit import fit, words

_GONE_SHOWN: Final = 5
_NOTES_SHOWN: Final = 50
_PAGE: Final = 50
Letters = Annotated[str, Meta(max_length=64)]


class TicketUndo(Struct, frozen=True):
    """The last act on a ticket (rejoin, cancel, reclass); who did it can take it back until then."""

    of: int
    do: str
    until: Ms
    actor: str
    by: str | None


class TicketShown(Struct, frozen=True):
    """A ticket as staff see it."""

    ticket: str
    number: str
    line: str
    line_name: str
    cls: str
    cls_name: str
    item: str
    state: str
    arrived_at: Ms
    state_at: Ms
    calls: int
    call: int | None
    called_at: Ms | None
    started_at: Ms | None
    first_called_at: Ms | None
    came_ms: int  # the way from its calls to the window; apart from handling
    handled_ms: int
    window: int | None
    aimed: int | None
    hold: str | None
    rejoins: int
    note: str | None  # vault id; the text stands in live.notes
    undo: TicketUndo | None = None


def ticket_shown(hall: Hall, ticket: Ticket) -> TicketShown:
    """A ticket as staff see it."""
    line = hall.settings.line(ticket.line)
    cls = hall.settings.ticket_class(ticket.cls)
    item = next((item.name for item in line.items if item.id == ticket.item), "") if line else ""
    return TicketShown(
        ticket=ticket.id,
        number=ticket.number,
        line=ticket.line,
        line_name=line.name if line else ticket.line,
        cls=ticket.cls,
        cls_name=cls.name if cls else ticket.cls,
        item=item,
        state=ticket.state,
        arrived_at=ticket.arrived_at,
        state_at=ticket.state_at,
        calls=ticket.calls,
        call=ticket.call,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        first_called_at=ticket.first_called_at,
        came_ms=ticket.came_ms,
        handled_ms=ticket.handled_ms,
        window=ticket.window,
        aimed=ticket.aimed,
        hold=ticket.hold,
        rejoins=ticket.rejoins,
        note=ticket.note,
        undo=_undo(hall, ticket),
    )


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """Which tickets of the day are meant; "" and None: all. state: of a ticket, or "inside". window: where
    they are, were called last, or for which they wait. q: part of the number, or the id or code of one slip.
    after: id of the last one seen.
    """

    line: Letters = ""
    state: Literal["", "inside"] | TicketState = ""
    window: Annotated[int, Meta(ge=1, le=999)] | None = None
    q: Letters = ""
    after: Letters = ""


class TicketPage(Struct, frozen=True):
    """At most 50 tickets in the order of their issue. count: of all that are asked for. next: what `after` is
    for the page behind this one, None on the last."""

    tickets: tuple[TicketShown, ...]
    count: int
    next: str | None
    more: dict[str, int] = field(default_factory=dict)


def ticket_page(hall: Hall, wanted: Wanted, reach: int | None = None) -> TicketPage:
    """A page of the day's tickets. reach: the window whose clerk asks: those at it, aimed at it or in its
    lines. Refused: ticket_unknown (after)."""
    if wanted.after and wanted.after not in hall.tickets:
        raise Refused("ticket_unknown")
    part = unicodedata.normalize("NFKC", wanted.q).strip().upper()
    slip = lookup.find(hall, part.lower())
    found = [
        ticket
        for ticket in ([slip] if slip else hall.tickets.values())
        if _fits(ticket, wanted, slip.number if slip else part)
        and (reach is None or in_reach(hall, ticket, reach))
    ]
    begin = bisect.bisect_right(found, _issue(hall.tickets[wanted.after]), key=_issue) if wanted.after else 0
    shown = found[begin : begin + _PAGE]
    page = TicketPage(
        tickets=tuple(ticket_shown(hall, ticket) for ticket in shown),
        count=len(found),
        next=shown[-1].id if len(found) > begin + _PAGE else None,
    )
    return fit(page, words(16, "tickets"), words(8, "tickets"))


def _issue(ticket: Ticket) -> int:
    return ticket.issued_seq


def _fits(ticket: Ticket, wanted: Wanted, part: str) -> bool:
    return (
        wanted.line in ("", ticket.line)
        and (wanted.state in ("", ticket.state) or (wanted.state == "inside" and ticket.state in INSIDE))
        and (wanted.window is None or wanted.window in (ticket.window, ticket.aimed))
        and part in ticket.number
    )


def in_reach(hall: Hall, ticket: Ticket, window: int) -> bool:
    """Whether a ticket is at a window, aimed at it, or in one of its lines."""
    return window in (ticket.window, ticket.aimed) or hall.settings.may_call(window, ticket.line)


def noted(hall: Hall, role: str, arg: str) -> set[str]:
    """Vault ids of the notes that a room shows: a counter those of tickets it has or may come to call, a
    supervisor all; at most 50, those at windows first, then by place."""
    tickets = [t for t in hall.tickets.values() if t.note is not None and t.state in INSIDE]
    if role == "counter" and arg.isdecimal():
        tickets = [t for t in tickets if _may_come(hall, t, int(arg))]
    first = sorted(order.in_order(tickets), key=lambda ticket: ticket.state not in ("called", "serving"))
    return {str(ticket.note) for ticket in first[:_NOTES_SHOWN]}


def _may_come(hall: Hall, ticket: Ticket, window: int) -> bool:
    if window in (ticket.window, ticket.aimed):
        return True
    return ticket.aimed is None and hall.settings.may_call(window, ticket.line)


def _undo(hall: Hall, ticket: Ticket) -> TicketUndo | None:
    act = undo.of_ticket(hall, ticket.id)
    if act is None or undo.touched(hall, act) is not None:
        return None
    return TicketUndo(act.seq, act.do, undo.until(hall, act), act.actor, act.by)


def gone_shown(hall: Hall, seen: Callable[[Ticket], bool] = lambda ticket: True) -> tuple[TicketShown, ...]:
    """Of those that seen() lets through the newest whose cancel can still be taken back, newest first."""
    gone = (hall.tickets[id] for id, act in reversed(hall.acts.items()) if act.do == "cancel")
    left = (ticket for ticket in gone if ticket.state == "left" and seen(ticket))
    return tuple(ticket_shown(hall, ticket) for ticket in islice(left, _GONE_SHOWN))
