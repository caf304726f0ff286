"""One view per role: a pure function of the folded state. What changes with time alone is in `live`."""

from __future__ import annotations

from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.views.board import BoardView, board
from server.hall.views.common import Drawn
from server.hall.views.counter import CounterView, counter
from server.hall.views.kiosk import KioskView, kiosk
from server.hall.views.sign import WindowView, sign
from server.hall.views.supervisor import SupervisorView, supervisor

View = KioskView | BoardView | WindowView | CounterView | SupervisorView


def view(hall: Hall, role: str, arg: str, drawn: Drawn | None = None) -> View:
    """The view of a role. arg: device id (kiosk), zone (board), window number (window, counter), "". drawn:
    kept by the caller from view to view while the state is the same.

    Refused: window_unknown, zone_unknown, not_available (no such role).
    """
    match role:
        case "kiosk":
            return kiosk(hall, arg, {} if drawn is None else drawn)
        case "board":
            return board(hall, arg)
        case "window":
            return sign(hall, _number(arg))
        case "counter":
            return counter(hall, _number(arg))
        case "supervisor":
            return supervisor(hall)
    raise Refused("not_available")


def _number(arg: str) -> int:
    if not arg.isdecimal() or len(arg) > 3:
        raise Refused("window_unknown")
    return int(arg)
