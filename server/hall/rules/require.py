"""What many rules ask first: which ticket, which window, and whether they stand as they should."""

from __future__ import annotations

from typing import Any

from server.hall import lookup, opening
from server.hall.errors import Refused
from server.hall.model import Hall, Ticket, Window
from server.hall.settings.tree import WindowSettings
from server.hall.units import Ms
from server.hall.words import state_words


def find(hall: Hall, text: str) -> Ticket:
    """A ticket of the day by id, number or slip secret. Refused: ticket_unknown."""
    ticket = lookup.find(hall, text)
    if ticket is None:
        raise Refused("ticket_unknown")
    return ticket


def place(hall: Hall, number: int) -> WindowSettings:
    """The window of the settings. Refused: window_unknown."""
    found = hall.settings.window(number)
    if found is None:
        raise Refused("window_unknown")
    return found


def window_of(hall: Hall, number: int, at: Ms) -> Window:
    """The window as it stands today; one that the settings no longer have, while a ticket is there. Refused:
    window_unknown, day_not_open, day_closed."""
    window = hall.windows.get(number) or Window(id=number)
    if window.current is None:
        place(hall, number)
    opening.require_open(hall, at)
    return window


def staffed(hall: Hall, number: int, at: Ms) -> Window:
    """A window somebody sits at (open or paused). Refused: window_unknown, window_not_open, day_not_open,
    day_closed."""
    window = window_of(hall, number, at)
    if window.state == "closed":
        raise Refused("window_not_open", window=number)
    return window


def current(hall: Hall, command: Any, at: Ms, *states: str) -> Ticket:
    """The window's current ticket, or the one that is named if it is that. Refused: ticket_unknown,
    not_current, window_empty, ticket_state; as staffed: window_unknown, window_not_open, day_not_open,
    day_closed."""
    window = staffed(hall, command.window, at)
    named = lookup.find(hall, command.ticket) if command.ticket is not None else None
    if command.ticket is not None:
        if named is None:
            raise Refused("ticket_unknown")
        if named.id != window.current:
            raise Refused("not_current", number=named.number, window=window.id)
    if window.current is None:
        raise Refused("window_empty", window=window.id)
    ticket = hall.tickets[window.current]
    require_state(ticket, *states)
    return ticket


def require_state(ticket: Ticket, *states: str) -> None:
    """Refused: ticket_state."""
    if ticket.state not in states:
        zh, en = state_words(ticket.state)
        raise Refused("ticket_state", number=ticket.number, state=zh, state_en=en)


def require_free(hall: Hall, window: Window) -> None:
    """Refused: window_busy."""
    if window.current is not None:
        raise Refused("window_busy", window=window.id, number=hall.tickets[window.current].number)


def ready(hall: Hall, number: int, at: Ms) -> None:
    """A window that may call somebody now. Refused: window_unknown, window_not_open, lunch, day_not_open,
    day_closed."""
    if window_of(hall, number, at).state != "open":
        raise Refused("window_not_open", window=number)
    opening.require_calling(hall, at)
