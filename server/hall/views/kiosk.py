"""The view of a kiosk: lines to choose from, and the print jobs of its agent."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from server.hall.model import INSIDE, Hall, Job
from server.hall.units import Ms
from server.hall.views.common import (
    ClassShown,
    DayShown,
    Drawn,
    HallShown,
    LineShown,
    classes_shown,
    day_shown,
    hall_shown,
    lines_shown,
)
from server.hall.views.fit import fields, first, fit, left_out, rows, words
from server.hall.views.slip import Slip, slip
from server.hall.words import announced_lines

_OLDEST: Final = 12  # queued jobs in a kiosk's view
_NEWEST: Final = 6  # of every other kind
_WINDOWS_SHOWN: Final = 12  # of a line, in a hall with very many


class JobShown(Struct, frozen=True):
    """A print job not yet confirmed; the agent prints only those in state queued. waits: whether its ticket
    still waits (a reprint: whether it is inside at all). why: what keeps it, see commands.ReportPrint."""

    job: str
    ticket: str
    state: str
    at: Ms
    slip: Slip
    waits: bool = True
    why: str = ""


class PaperShown(Struct, frozen=True):
    """How the paper of a ticket gets on, for the page that has just given it."""

    ticket: str
    state: str


class KioskView(Struct, frozen=True):
    """jobs: the oldest 12 queued ones and the newest that are sent or went wrong, in the order in which they
    were ordered. newest: the last jobs of all that are not confirmed yet. announced: lines whose calls
    are spoken wherever they are served. more: how many rows of a list are left out."""

    face: HallShown
    day: DayShown
    lines: tuple[LineShown, ...]
    classes: tuple[ClassShown, ...]
    jobs: tuple[JobShown, ...]
    paper: str
    result_seconds: int
    newest: tuple[PaperShown, ...] = ()
    print_late_minutes: int = 10
    announced: tuple[str, ...] = ()
    more: dict[str, int] = field(default_factory=dict)


_FIT: Final = (
    fields("lines", items=first(0)),
    fields("lines", windows=first(_WINDOWS_SHOWN), open_windows=first(_WINDOWS_SHOWN)),
    rows("jobs", 4),
    words(16, "lines", "classes"),
)


def kiosk(hall: Hall, device: str, drawn: Drawn) -> KioskView:
    """The touch page of a device."""
    if "kiosk" not in drawn:
        drawn["kiosk"] = _common(hall), _unconfirmed(hall)
    found: tuple[KioskView, dict[str, list[Job]]] = drawn["kiosk"]
    common, own = found[0], found[1].get(device, [])
    jobs = _to_print(own)
    view = replace(
        common,
        jobs=tuple(_job_shown(hall, job, drawn) for job in jobs),
        paper=hall.paper.get(device, "unknown"),
        newest=tuple(PaperShown(job.ticket, job.state) for job in own[-_NEWEST:]),
        more=left_out(jobs=len(own) - len(jobs)),
    )
    return fit(view, *_FIT)


def _common(hall: Hall) -> KioskView:
    """What every kiosk shows."""
    return KioskView(
        face=hall_shown(hall),
        day=day_shown(hall),
        lines=lines_shown(hall),
        classes=classes_shown(hall, at_kiosk=True) if hall.settings.kiosk.show_classes else (),
        jobs=(),
        paper="",
        result_seconds=hall.settings.kiosk.result_seconds,
        print_late_minutes=hall.settings.kiosk.print_late_minutes,
        announced=announced_lines(hall, hall.at + 1),
    )


def _unconfirmed(hall: Hall) -> dict[str, list[Job]]:
    """Of each printer its jobs that are not confirmed, in the order in which they were ordered."""
    found: dict[str, list[Job]] = {}
    for job in hall.jobs.values():
        if job.state != "confirmed":
            found.setdefault(job.printer, []).append(job)
    return found


def _job_shown(hall: Hall, job: Job, drawn: Drawn) -> JobShown:
    ticket = hall.tickets[job.ticket]
    waits = ticket.state == "waiting" if job.n == 1 else ticket.state in INSIDE
    return JobShown(job.id, job.ticket, job.state, job.at, slip(hall, ticket, job, drawn), waits, job.why)


def _to_print(own: list[Job]) -> list[Job]:
    """A backlog comes in pieces, the oldest first: nobody's paper overtakes another's."""
    queued = [job for job in own if job.state == "queued"]
    sent = [job for job in own if job.state == "sent"]  # one that never ends holds up no other
    wrong = [job for job in own if job.state not in ("queued", "sent")]
    chosen = {job.id for job in (*queued[:_OLDEST], *sent[-_NEWEST:], *wrong[-_NEWEST:])}
    return [job for job in own if job.id in chosen]
