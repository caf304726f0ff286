"""What each role sees of a hall, for tests: the one place that knows where views are built."""

from __future__ import annotations

from typing import TypeVar

from server.hall.model import Hall
from server.hall.views.board import BoardView
from server.hall.views.build import View, view
from server.hall.views.counter import CounterView
from server.hall.views.kiosk import KioskView
from server.hall.views.supervisor import SupervisorView

T = TypeVar("T")


def at(hall: Hall, role: str, arg: str = "") -> View:
    """The view of a role. Refused: window_unknown, zone_unknown, not_available."""
    return view(hall, role, arg)


def counter(hall: Hall, window: int = 2) -> CounterView:
    """What the clerk of a window sees."""
    return _of(CounterView, view(hall, "counter", str(window)))


def kiosk(hall: Hall, device: str = "k") -> KioskView:
    """What the touch page of a kiosk shows."""
    return _of(KioskView, view(hall, "kiosk", device))


def board(hall: Hall, zone: str = "main") -> BoardView:
    """What the wall of a zone shows."""
    return _of(BoardView, view(hall, "board", zone))


def supervisor(hall: Hall) -> SupervisorView:
    """What the supervisor sees."""
    return _of(SupervisorView, view(hall, "supervisor", ""))


def _of(kind: type[T], shown: View) -> T:
    assert isinstance(shown, kind)
    return shown
