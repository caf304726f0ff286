"""The views of staff: the counter of one window and the supervisor's hall."""

from __future__ import annotations

from itertools import islice

from server.hall import acts, order
from server.hall import shapes as s
from server.hall.errors import Refused
from server.hall.faces import class_faces, count_faces, day_face, face, line_faces, ticket_face, window_face
from server.hall.model import INSIDE, Hall, Job, Ms, Ticket, Window

_QUEUE_SHOWN = 30
_JOBS_SEEN = 100  # the newest of the day: enough to meet each printer in use
_SLOW_PRINTER: Ms = 15_000


def serves(hall: Hall, window: int, line: str) -> bool:
    """Whether a window may call tickets of a line."""
    found = hall.settings.window(window)
    return found is not None and any(served.line == line for served in found.serves)


def counter(hall: Hall, number: int) -> s.CounterView:
    """The desk of one window. Refused: window_unknown."""
    settings = hall.settings.window(number)
    if settings is None:
        raise Refused("window_unknown")
    letters = {served.line for served in settings.serves}
    now = hall.windows.get(number) or Window(id=number)
    current = hall.tickets.get(now.current) if now.current else None
    call = hall.calls[current.call - 1] if current and current.call else None
    queue = order.in_order(
        t for t in _waiting(hall) if t.aimed == number or (t.aimed is None and t.line in letters)
    )
    held = [
        t for t in hall.tickets.values() if t.state == "held" and (t.window == number or _free(t, letters))
    ]
    missed = [t for t in hall.tickets.values() if t.state == "missed" and t.line in letters]
    return s.CounterView(
        face=face(hall),
        day=day_face(hall),
        window=window_face(hall, settings),
        current=ticket_face(hall, current) if current else None,
        played=call.played.get(settings.zone) if call else None,
        waiting=count_faces(hall, letters),
        queue=tuple(ticket_face(hall, ticket) for ticket in queue[:_QUEUE_SHOWN]),
        aimed=len(acts.aimed_at(hall, number)),
        held=tuple(ticket_face(hall, ticket) for ticket in held),
        missed=tuple(ticket_face(hall, ticket) for ticket in missed),
        undo=_undo(hall, now),
        windows=tuple(window_face(hall, window) for window in hall.settings.windows),
        lines=line_faces(hall),
        classes=class_faces(hall),
        rejoin_max=hall.settings.rules.rejoin_max,
    )


def printers(hall: Hall, at: Ms) -> str:
    """What a clerk should know of the kiosks' printers, the worst first: "out" of paper, "failed" (the newest
    job of one did not come out, or nobody took it), "low", "ok", or "unknown" before one said something."""
    newest: dict[str, Job] = {}
    for job in islice(reversed(hall.jobs.values()), _JOBS_SEEN):
        newest.setdefault(job.printer, job)
    found = set(hall.paper.values())
    if any(_stuck(job, at) for job in newest.values()):
        found.add("failed")
    return next((state for state in ("out", "failed", "low", "ok") if state in found), "unknown")


def _stuck(job: Job, at: Ms) -> bool:
    return job.state == "failed" or (job.state in ("queued", "sent") and at - job.at > _SLOW_PRINTER)


def _waiting(hall: Hall) -> list[Ticket]:
    return [hall.tickets[id] for queue in hall.queues.values() for id in queue.waiting]


def _free(ticket: Ticket, letters: set[str]) -> bool:
    """Held without papers: any window of the line may bring it back."""
    return ticket.hold != "kept" and ticket.line in letters


def _undo(hall: Hall, window: Window) -> s.UndoFace | None:
    act = window.act
    if act is None or act.do not in acts.UNDOABLE:
        return None
    ticket = hall.tickets[act.ticket.id]
    if ticket.touched != act.seq:
        return None
    until = act.at + hall.settings.rules.undo_seconds * 1000
    return s.UndoFace(of=act.seq, do=act.do, number=ticket.number, until=until)


def supervisor(hall: Hall) -> s.SupervisorView:
    """The whole hall at one look."""
    counts: dict[str, int] = {}
    for ticket in hall.tickets.values():
        counts[ticket.state] = counts.get(ticket.state, 0) + 1
    inside = order.in_order(t for t in hall.tickets.values() if t.state in INSIDE)
    return s.SupervisorView(
        face=face(hall),
        day=day_face(hall),
        windows=tuple(window_face(hall, window) for window in hall.settings.windows),
        waiting=count_faces(hall, {line.letter for line in hall.settings.lines}),
        lines=line_faces(hall),
        tickets=tuple(ticket_face(hall, ticket) for ticket in inside),
        counts=counts,
        paper=dict(hall.paper),
    )
