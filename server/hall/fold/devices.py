"""Print jobs and what loudspeakers did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.hall import events as e
from server.hall.model import Hall, Job, Ticket


def print_on(hall: Hall, ticket: Ticket, printer: str) -> None:
    """A print job of the ticket is queued at a printer."""
    ticket.prints += 1
    job = Job(
        id=f"{ticket.id}.{ticket.prints}", ticket=ticket.id, n=ticket.prints, printer=printer, at=hall.at
    )
    hall.jobs[job.id] = job


def _print_reported(hall: Hall, event: e.PrintReported) -> None:
    job = hall.jobs.get(event.job)
    if job is not None:
        job.state = event.state  # type: ignore[assignment]
        job.paper = event.paper
        if event.paper != "unknown" or job.printer not in hall.paper:  # only what is known replaces it
            hall.paper[job.printer] = event.paper


def _played(hall: Hall, event: e.CallPlayed) -> None:
    if 0 < event.call <= len(hall.calls):
        hall.calls[event.call - 1].played[event.zone] = event.state


ROWS: Final[dict[type, Callable[[Hall, Any], None]]] = {
    e.PrintReported: _print_reported,
    e.CallPlayed: _played,
}
