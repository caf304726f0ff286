"""The one table of the fold. The accumulator is changed in place and returned; who needs the old state clones
it first (server.hall.model.clone). Facts stand in the event: nothing here reads settings or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from server.hall import events as e
from server.hall import undo
from server.hall.fold import calls, days, devices, service, tickets, windows
from server.hall.model import Hall
from server.hall.units import Ms

_ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    **days.ROWS,
    **tickets.ROWS,
    **windows.ROWS,
    **calls.ROWS,
    **service.ROWS,
    **devices.ROWS,
}


def fold(
    hall: Hall,
    seq: int,
    at: Ms,
    events: Iterable[e.HallEvent | e.Unknown],
    actor: str = "",
    by: str | None = None,
) -> Hall:
    """Take in one entry: its place, time and people first, then each event."""
    hall.seq, hall.at, hall.actor, hall.by = seq, at, actor, by
    if hall.acts:
        undo.forget(hall)
    for event in events:
        how = _ROWS.get(type(event))
        if how is not None:
            how(hall, event)
    return hall


def apply(hall: Hall, event: Any) -> Hall:
    """Take in one event; unknown kinds and events about unknown things change nothing."""
    how = _ROWS.get(type(event))
    if how is not None:
        how(hall, event)
    return hall
