"""The view of the sign over one window."""

from __future__ import annotations

from msgspec import Struct

from server.hall import order
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.settings.tree import WindowSettings
from server.hall.units import Ms
from server.hall.views.board import CallShown, call_shown
from server.hall.views.common import DayShown, HallShown, day_shown, hall_shown


class WindowView(Struct, frozen=True):
    """The sign over one window. reason, until: of its pause. wanted: somebody waits for it alone or in its
    own lines. duty: what the window does, from settings."""

    face: HallShown
    day: DayShown
    window: int
    name: str
    name_en: str
    state: str
    lines: tuple[str, ...]
    call: CallShown | None
    reason: str | None
    until: Ms | None
    wanted: bool
    duty: str
    zone: str = ""


def sign(hall: Hall, number: int) -> WindowView:
    """The sign of a window. Refused: window_unknown."""
    window = hall.settings.window(number)
    if window is None:
        raise Refused("window_unknown")
    now = hall.windows.get(number)
    newest = next((call for call in reversed(hall.calls) if call.window == number and not call.undone), None)
    return WindowView(
        face=hall_shown(hall),
        day=day_shown(hall),
        window=number,
        name=window.name,
        name_en=window.name_en,
        state=now.state if now else "closed",
        lines=window.own_lines,
        call=call_shown(hall, newest) if newest else None,
        zone=window.zone,
        reason=now.reason if now else None,
        until=now.until if now else None,
        wanted=_wanted(hall, window),
        duty=window.duty,
    )


def _wanted(hall: Hall, window: WindowSettings) -> bool:
    own = any(order.next_of(hall, letter, 1) for letter in window.own_lines)
    return own or bool(order.aimed_at(hall, window.number))
