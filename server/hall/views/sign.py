"""The view of the sign over one window."""

from __future__ import annotations

from msgspec import Struct

from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.views.board import CallFace, call_face
from server.hall.views.common import Day, Face, day_face, face


class WindowView(Struct, frozen=True):
    """The sign over one window."""

    face: Face
    day: Day
    window: int
    name: str
    name_en: str
    state: str
    lines: tuple[str, ...]
    call: CallFace | None


def sign(hall: Hall, number: int) -> WindowView:
    """The sign of a window. Refused: window_unknown."""
    window = hall.settings.window(number)
    if window is None:
        raise Refused("window_unknown")
    now = hall.windows.get(number)
    newest = next((call for call in reversed(hall.calls) if call.window == number and not call.undone), None)
    return WindowView(
        face=face(hall),
        day=day_face(hall),
        window=number,
        name=window.name,
        name_en=window.name_en,
        state=now.state if now else "closed",
        lines=window.own_lines,
        call=call_face(hall, newest) if newest else None,
    )
