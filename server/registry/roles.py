"""The one table of roles: what each needs, may do and sees, its own view and its page. Deny by default
(DESIGN section 5, Identity; wire.md: who may).

Whether a role may at all is asked without the hall (may); whether it may here and now looks at the hall, too
(allowed): a key that is known already wins over that refusal, never over the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec import Struct

from server.hall import lookup
from server.hall.commands import Command
from server.hall.model import Hall, Ticket
from server.hall.settings.kinds import DEFAULT_ZONE
from server.registry.model import Identity

Role = Literal["kiosk", "button", "board", "sign", "clerk", "guide", "supervisor", "admin"]
DeviceRole = Literal["kiosk", "button", "board", "sign", "clerk", "guide", "supervisor"]


class Grant(Struct, frozen=True):
    """When a role may give a command. own: by who asks and what; here: by the hall as it is, too."""

    own: Callable[[Identity, Any], bool]
    here: Callable[[Identity, Any, Hall], bool] = lambda who, command, hall: True


class RoleRow(Struct, frozen=True):
    """One role. may: command -> grant; None: everything. sees: views; own: the one its screen shows;
    everywhere: with any argument, not its own alone. needs: a window that its accounts, programs and devices
    name, or to be a device itself. page: of its screen. tickets: which of the day's it may page through.
    demo: one click of the demo opens its screen. files: it sees what devices were asked to send.
    """

    may: dict[str, Grant] | None
    sees: frozenset[str]
    own: str | None = None
    everywhere: bool = False
    needs: Literal["window", "device"] | None = None
    page: str | None = None
    tickets: Literal["all", "reach"] | None = None
    demo: bool = False
    files: bool = False


# -- conditions --------------------------------------------------------------------------------


def _own_window(who: Identity, command: Any) -> bool:
    return who.window is not None and bool(command.window == who.window)


def _own_device(who: Identity, command: Any) -> bool:
    return who.device is not None and bool(command.id == who.device)


def _not_to_another(who: Identity, command: Any) -> bool:
    """A box transfers to lines, not to foreign windows."""
    return _own_window(who, command) and command.to_window in (None, who.window)


def _chosen_is_free(who: Identity, command: Any, hall: Hall) -> bool:
    """A chosen number, where the settings leave it to the windows."""
    return hall.settings.rules.chosen_calls != "supervisor"


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


def _of_ticket(fits: Callable[[Identity, Ticket, Hall], bool]) -> Callable[[Identity, Any, Hall], bool]:
    """A condition on the ticket; one that is unknown is answered by the rules."""

    def here(who: Identity, command: Any, hall: Hall) -> bool:
        ticket = lookup.find(hall, command.ticket)
        return ticket is None or fits(who, ticket, hall)

    return here


@_of_ticket
def _in_reach(who: Identity, ticket: Ticket, hall: Hall) -> bool:
    """At its window, aimed at it, or in its lines."""
    if who.window is None:
        return False
    return who.window in (ticket.window, ticket.aimed) or hall.settings.may_call(who.window, ticket.line)


@_of_ticket
def _missed_here(who: Identity, ticket: Ticket, hall: Hall) -> bool:
    """Missed at its window."""
    return ticket.state == "missed" and ticket.window == who.window


# -- the table ---------------------------------------------------------------------------------

_FREE: Final = Grant(lambda who, command: True)
_AT_WINDOW: Final = Grant(_own_window)
_WINDOW: Final = (
    "window.open", "window.pause", "window.close", "window.next", "window.call", "window.recall",
    "window.start", "window.miss", "window.hold", "window.resume", "window.return", "window.transfer",
    "window.finish", "window.undo",
)  # fmt: skip
_TICKET: Final = (
    "ticket.issue", "ticket.cancel", "ticket.rejoin", "ticket.reclass", "ticket.reprint", "ticket.undo",
)  # fmt: skip
_RUNNING: Final = ("day.open", "day.close", "clock.confirm")

_OWN: Final = dict.fromkeys(_WINDOW, _AT_WINDOW) | {"window.call": Grant(_own_window, _chosen_is_free)}
_REACH: Final = Grant(lambda who, command: who.window is not None, _in_reach)
_PAPER: Final = Grant(lambda who, command: True, _paper_in_hand)
_REPORT: Final = {"device.report": Grant(lambda who, command: who.device is not None)}  # of its own orders
_WALL: Final = {
    "call.played": Grant(lambda who, command: True, _own_zone),
    "device.code": Grant(_own_device),  # its agent lets its browser in
} | _REPORT

ROLES: Final[dict[str, RoleRow]] = {
    "kiosk": RoleRow(
        may={
            "ticket.issue": Grant(lambda who, command: command.slot is None),
            "ticket.reprint": _PAPER,
            "ticket.rejoin": _PAPER,
            "ticket.undo": _PAPER,
            "print.report": Grant(lambda who, command: who.device is not None, _own_job),
        }
        | _REPORT,
        sees=frozenset({"kiosk"}),
        own="kiosk",
        needs="device",
        page="kiosk",
        demo=True,
    ),
    "button": RoleRow(
        may=_OWN
        | _REPORT
        | {
            "window.transfer": Grant(_not_to_another),
            "ticket.cancel": Grant(lambda who, command: who.window is not None, _missed_here),
            "ticket.rejoin": Grant(lambda who, command: who.window is not None, _missed_here),
            "ticket.undo": _FREE,
        },
        sees=frozenset({"counter"}),
        own="counter",
        needs="window",
        page="counter",
    ),
    "board": RoleRow(may=_WALL, sees=frozenset({"board"}), own="board", page="board", demo=True),
    "sign": RoleRow(
        may=_WALL, sees=frozenset({"window"}), own="window", needs="window", page="board", demo=True
    ),
    "clerk": RoleRow(
        may=_OWN
        | dict.fromkeys(("ticket.cancel", "ticket.rejoin", "ticket.reclass", "ticket.undo"), _REACH)
        | _REPORT,
        sees=frozenset({"counter"}),
        own="counter",
        needs="window",
        page="counter",
        tickets="reach",
        demo=True,
    ),
    "guide": RoleRow(may=dict.fromkeys(_TICKET, _FREE) | _REPORT, sees=frozenset(), tickets="all"),
    "supervisor": RoleRow(
        may=dict.fromkeys((*_TICKET, *_WINDOW, *_RUNNING), _FREE)
        | _REPORT
        | {"device.order": Grant(lambda who, command: bool(command.act != "screenshot"))},
        sees=frozenset({"supervisor", "counter", "board"}),
        own="supervisor",
        everywhere=True,
        tickets="all",
        files=True,
    ),
    "admin": RoleRow(
        may=None,
        sees=frozenset({"supervisor", "counter", "board", "kiosk", "window"}),
        own="supervisor",
        everywhere=True,
        tickets="all",
        files=True,
    ),
}
_NOBODY: Final = RoleRow(may={}, sees=frozenset())


def row(role: str) -> RoleRow:
    """What a role may; nothing for a role that is not in the table."""
    return ROLES.get(role, _NOBODY)


# -- asking ------------------------------------------------------------------------------------


def may(who: Identity, command: Command) -> bool:
    """Whether this role may give such a command at all, for what it names; the hall is not asked."""
    grants = row(who.role).may
    if grants is None:
        return True
    grant = grants.get(str(command.__struct_config__.tag))
    return grant is not None and grant.own(who, command)


def allowed(who: Identity, command: Command, hall: Hall) -> bool:
    """Whether it may give the command to the hall as it is now."""
    grants = row(who.role).may
    if grants is None or not may(who, command):
        return grants is None
    return grants[str(command.__struct_config__.tag)].here(who, command, hall)


def own_view(who: Identity) -> tuple[str, str] | None:
    """The view a screen of this identity shows: (role, argument)."""
    own = row(who.role).own
    match own:
        case "kiosk":
            argument = who.device
        case "counter" | "window":
            argument = None if who.window is None else str(who.window)
        case "board":
            argument = who.zone or DEFAULT_ZONE
        case _:
            argument = ""
    return None if own is None or argument is None else (own, argument)


def may_view(who: Identity, role: str, arg: str) -> bool:
    """Whether `who` may see this view. A screen sees its own argument only."""
    found = row(who.role)
    return role in found.sees and (found.everywhere or own_view(who) == (role, arg))


def may_list(who: Identity) -> bool:
    """Whether `who` may page through tickets of the day."""
    tickets = row(who.role).tickets
    return tickets == "all" or (tickets == "reach" and who.window is not None)


def reach(who: Identity) -> int | None:
    """The window within whose reach its tickets lie, None for no such bound."""
    return who.window if row(who.role).tickets == "reach" else None


def may_see_files(who: Identity) -> bool:
    """Whether `who` may see what devices sent: their screens may show people's names."""
    return row(who.role).files
