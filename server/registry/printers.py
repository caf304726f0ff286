"""Which printers there are: the enrolled kiosks. The rules know no registry, so it is asked before them."""

from __future__ import annotations

from server.hall import lookup
from server.hall.commands import Command, IssueTicket, ReprintTicket
from server.hall.errors import Refused
from server.hall.model import Hall
from server.registry.roster import Roster


def require_printer(roster: Roster, hall: Hall, command: Command, role: str, device: str | None) -> None:
    """The printer a command means is a kiosk of this hall. role, device: of whoever asks.

    Raises: Refused printer_unknown.
    """
    printer = _meant(hall, command, role, device)
    if printer is None:
        return
    found = roster.devices.get(printer)
    if found is None or found.role != "kiosk":
        raise Refused("printer_unknown")


def _meant(hall: Hall, command: Command, role: str, device: str | None) -> str | None:
    """The printer named, or the one a reprint falls back to; None when the rules find none either."""
    if isinstance(command, IssueTicket):
        return command.printer
    if not isinstance(command, ReprintTicket):
        return None
    ticket = lookup.find(hall, command.ticket)
    return command.printer or (device if role == "kiosk" else None) or (ticket.device if ticket else None)
