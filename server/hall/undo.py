"""What of a window's last act may be taken back: one answer for the rule and for the views."""

from __future__ import annotations

from typing import Final

from server.hall.model import Act, Hall

UNDOABLE: Final = frozenset({"next", "chosen", "miss", "finish", "transfer", "hold"})


def touched(hall: Hall, act: Act) -> bool:
    """Whether somebody else has changed the act's ticket since."""
    return hall.tickets[act.ticket.id].touched != act.seq
