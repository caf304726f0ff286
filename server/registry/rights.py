"""Who may do what: ONE table, deny by default (DESIGN section 5, Identity)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import lookup
from server.hall.commands import Command
from server.hall.model import Hall
from server.registry.model import Identity

Check = Callable[[Identity, Any, Hall], bool]


def _any(who: Identity, command: Any, hall: Hall) -> bool:
    return True


def _own_window(who: Identity, command: Any, hall: Hall) -> bool:
    return who.window is not None and bool(command.window == who.window)


def _own_window_chosen(who: Identity, command: Any, hall: Hall) -> bool:
    """A chosen number, where the settings leave it to the windows."""
    return _own_window(who, command, hall) and hall.settings.rules.chosen_calls != "supervisor"


def _own_window_no_foreign(who: Identity, command: Any, hall: Hall) -> bool:
    return _own_window(who, command, hall) and command.to_window in (None, who.window)


def _own_job(who: Identity, command: Any, hall: Hall) -> bool:
    job = hall.jobs.get(command.job)
    return job is None or job.printer == who.device  # an unknown job is answered by the rules


def _own_zone(who: Identity, command: Any, hall: Hall) -> bool:
    if who.zone is not None:
        return bool(command.zone == who.zone)
    window = hall.settings.window(who.window) if who.window is not None else None
    return window is not None and window.zone == command.zone


def _paper_in_hand(who: Identity, command: Any, hall: Hall) -> bool:
    """By slip secret or printed number, never by the opaque id."""
    return command.ticket.upper() in hall.numbers or command.ticket not in hall.tickets


def _own_reach(who: Identity, command: Any, hall: Hall) -> bool:
    """Tickets at its window or in its lines."""
    ticket = lookup.find(hall, command.ticket)
    if ticket is None or who.window is None:
        return ticket is None and who.window is not None
    return who.window in (ticket.window, ticket.aimed) or hall.settings.may_call(who.window, ticket.line)


_WINDOW: Final = (
    "window.open", "window.pause", "window.close", "window.next", "window.call", "window.recall",
    "window.start", "window.miss", "window.hold", "window.resume", "window.transfer", "window.finish",
    "window.return", "window.undo",
)  # fmt: skip
_TICKET: Final = (
    "ticket.issue", "ticket.cancel", "ticket.rejoin", "ticket.reclass", "ticket.reprint", "ticket.undo",
)  # fmt: skip
_DAY: Final = ("day.open", "day.close")

_AT_WINDOW: Final = dict.fromkeys(_WINDOW, _own_window) | {"window.call": _own_window_chosen}
_GUIDE: Final[dict[str, Check]] = dict.fromkeys(_TICKET, _any)

RIGHTS: Final[dict[str, dict[str, Check]]] = {
    "kiosk": {
        "ticket.issue": _any,
        "ticket.reprint": _paper_in_hand,
        "ticket.rejoin": _paper_in_hand,
        "ticket.undo": _paper_in_hand,
        "print.report": _own_job,
    },
    "button": _AT_WINDOW | {"window.transfer": _own_window_no_foreign},
    "board": {"call.played": _own_zone},
    "sign": {"call.played": _own_zone},
    "clerk": _AT_WINDOW
    | dict.fromkeys(("ticket.cancel", "ticket.rejoin", "ticket.reclass", "ticket.undo"), _own_reach),
    "guide": _GUIDE,
    "supervisor": _GUIDE | dict.fromkeys((*_WINDOW, *_DAY), _any),
}

VIEWS: Final[dict[str, frozenset[str]]] = {
    "kiosk": frozenset({"kiosk"}),
    "button": frozenset({"counter"}),
    "board": frozenset({"board"}),
    "sign": frozenset({"window"}),
    "clerk": frozenset({"counter"}),
    "guide": frozenset(),
    "supervisor": frozenset({"supervisor", "counter"}),
}


def may(who: Identity, command: Command, hall: Hall) -> bool:
    """Whether `who` may give this command now. admin may everything."""
    if who.role == "admin":
        return True
    check = RIGHTS.get(who.role, {}).get(str(command.__struct_config__.tag))
    return check is not None and check(who, command, hall)


def own_view(who: Identity) -> tuple[str, str] | None:
    """The view a screen of this identity shows: (role, argument)."""
    match who.role:
        case "kiosk":
            return ("kiosk", who.device) if who.device else None
        case "button" | "clerk":
            return ("counter", str(who.window)) if who.window is not None else None
        case "board":
            return "board", who.zone or "main"
        case "sign":
            return ("window", str(who.window)) if who.window is not None else None
        case "supervisor" | "admin":
            return "supervisor", ""
    return None


def may_view(who: Identity, role: str, arg: str) -> bool:
    """Whether `who` may see this view. A screen sees its own argument only."""
    if who.role == "admin":
        return True
    if role not in VIEWS.get(who.role, ()):
        return False
    return who.role == "supervisor" or own_view(who) == (role, arg)
