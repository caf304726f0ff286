"""A row of the table of rules: what a command leads to, what its asker gets back, if it opens the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from server.hall import events as e
from server.hall.commands import Origin
from server.hall.model import Hall
from server.hall.units import Ms

Events = list[e.HallEvent]


def about(hall: Hall, events: Events) -> dict[str, Any]:
    """The usual result: the ticket that the entry is about, or nothing. hall: the state after the events."""
    id = getattr(events[0], "ticket", None)
    return {"ticket": id, "number": hall.tickets[id].number} if id in hall.tickets else {}


class Rule(Struct, frozen=True):
    """decide: events, or a Refused; it changes nothing. result: reads the state after the events.
    opens: the command opens a day that is due."""

    decide: Callable[[Hall, Any, Ms, Origin], Events]
    result: Callable[[Hall, Events], dict[str, Any]] = about
    opens: bool = True
