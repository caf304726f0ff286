"""What may be taken back of a window's last act, or of the last act on a ticket: one answer for the rules and
for the views (DESIGN section 4, Undo). Whether it is still in time depends on the clock and is asked apart.
"""

from __future__ import annotations

from typing import Final

from server.hall.model import Act, Hall, Ticket, Window
from server.hall.units import MINUTE, Ms

UNDOABLE: Final = frozenset(
    {"next", "chosen", "start", "miss", "finish", "transfer", "hold", "resume", "return", "pause", "close"}
)
_LONGEST: Final[Ms] = MINUTE  # rules.undo_seconds is at most 60
_MOST: Final = 200  # acts on tickets remembered at once


def of_window(window: Window) -> Act | None:
    """The last act of a window, if it is of a kind that can be taken back."""
    return window.act if window.act is not None and window.act.do in UNDOABLE else None


def mistaken_start(hall: Hall, window: Window) -> Act | None:
    """The start of the window's ticket, while nothing was done there or to it since: nobody may have come."""
    act = window.act
    return act if act is not None and act.do == "start" and touched(hall, act) is None else None


def of_ticket(hall: Hall, ticket: str) -> Act | None:
    """The last act on a ticket apart from a window (rejoin, cancel, reclass), while it is young."""
    return hall.acts.get(ticket)


def until(hall: Hall, act: Act) -> Ms:
    """The last moment at which an act can be taken back."""
    return act.at + hall.settings.rules.undo_seconds * 1000


def touched(hall: Hall, act: Act) -> Ticket | None:
    """A ticket of the act that somebody changed since, or None."""
    now = (hall.tickets[ticket.id] for ticket in act.tickets)
    return next((ticket for ticket in now if ticket.touched != act.seq), None)


def to_aim_again(hall: Hall, act: Act) -> tuple[str, ...]:
    """Of the tickets that a pause or close released, those that wait since then."""
    return tuple(id for id in act.released if _still_waits(hall.tickets[id], act))


def _still_waits(ticket: Ticket, act: Act) -> bool:
    return ticket.state == "waiting" and ticket.aimed is None and ticket.state_seq < act.seq


def forget(hall: Hall) -> None:
    """Before an entry: drop acts on tickets that nobody can take back any more, and make room for one."""
    acts = hall.acts
    while acts:
        id, act = next(iter(acts.items()))
        if act.at >= hall.at - _LONGEST and len(acts) < _MOST:
            return
        del acts[id]
