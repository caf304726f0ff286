"""The one table of rules: a command's row says what it leads to and what its asker gets back.

`decide` is pure: state, command, time and randomness come in; events or a Refused come out; the state is
never changed.
"""

from __future__ import annotations

from typing import Any, Final

from server.hall import commands as c
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.rules import calls, days, devices, service, tickets, undoing, windows
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms

_ROWS: Final[dict[type, Rule]] = {
    **days.ROWS,
    **tickets.ROWS,
    **windows.ROWS,
    **calls.ROWS,
    **service.ROWS,
    **undoing.ROWS,
    **devices.ROWS,
}
_NO_DAY: Final = ("day_not_open", "day_closed")


def decide(hall: Hall, command: c.Command, at: Ms, origin: c.Origin) -> Events:
    """Events of one command at `at`. Refused: not_available, clock_unsure, and what its rule says.

    What is due comes first, as entries of the hall: see days.due.
    """
    days.require_named(hall, command, at)
    row = _ROWS.get(type(command))
    if row is None:
        raise Refused("not_available")
    try:
        return row.decide(hall, command, at, origin)
    except Refused as refused:
        if origin.unsure and refused.code in _NO_DAY:  # none opens while the clock is in doubt
            raise Refused("clock_unsure") from refused
        raise


def opens(command: c.Command) -> bool:
    """Whether this command opens a day that is due."""
    row = _ROWS.get(type(command))
    return row is not None and row.opens


def result(hall: Hall, command: c.Command, events: Events) -> dict[str, Any]:
    """What the asker gets back. hall: the state after the events."""
    return _ROWS[type(command)].result(hall, events)
