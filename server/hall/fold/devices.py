"""Print jobs and what loudspeakers did."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.model import Hall, Heard, Job, Printer, Ticket


def print_on(hall: Hall, ticket: Ticket, printer: str) -> None:
    """A print job of the ticket is queued at a printer."""
    ticket.prints += 1
    job = Job(f"{ticket.id}.{ticket.prints}", ticket.id, ticket.prints, printer, hall.at)
    hall.jobs[job.id] = job


def _print_reported(hall: Hall, event: e.PrintReported) -> None:
    job = hall.jobs.get(event.job)
    if job is None:
        return
    fault = _fault(event)
    job.state = event.state  # type: ignore[assignment]
    job.paper = event.paper
    job.why = event.why or (fault or "")
    if event.paper != "unknown" or job.printer not in hall.paper:  # only what is known replaces it
        hall.paper[job.printer] = event.paper
    printer = hall.printers.setdefault(job.printer, Printer(hall.at))
    printer.heard_at = hall.at
    if fault is not None:
        printer.fault = fault


def _fault(event: e.PrintReported) -> str | None:
    """What a report says of the printer itself: a fault, "" for none, None when it does not say."""
    match event.state:
        case "queued":
            return event.why or "error"
        case "sent" | "confirmed":
            return ""
        case "failed" if event.why is None:  # agents of before had no `queued`
            return "error"
        case "unknown":
            return event.why
    return None


def _played(hall: Hall, event: e.CallPlayed) -> None:
    for n in (event.call, *event.also):
        record(hall, n, event.zone, event.state, event.reason or "")
    if event.state == "played" and 0 < event.call <= len(hall.calls):
        hall.spoken.setdefault(event.zone, hall.at)
    elif event.state == "failed" or event.reason == "no_speaker":  # nobody is promised what nobody hears
        hall.spoken.pop(event.zone, None)


def record(hall: Hall, n: int, zone: str, state: str, why: str) -> None:
    """What came of a call in a zone; there is no second record."""
    if not 0 < n <= len(hall.calls) or zone in hall.calls[n - 1].played:
        return
    call = hall.calls[n - 1]
    call.played[zone] = state
    why = "undone" if call.undone and state != "played" else why
    call.heard[zone] = Heard(why, hall.actor)
    hall.records[state] = hall.records.get(state, 0) + 1
    at = bisect.bisect_left(hall.unheard, n)
    if hall.unheard[at : at + 1] == [n]:
        del hall.unheard[at]


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.PrintReported: _print_reported,
    e.CallPlayed: _played,
}
