"""The view of a kiosk: lines to choose from, and the print jobs of its agent."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from server.hall.model import Hall, Job
from server.hall.units import Ms
from server.hall.views.common import ClassFace, Day, Face, LineFace, class_faces, day_face, face, line_faces
from server.hall.views.slip import Slip, slip

_OLDEST: Final = 12  # jobs in a kiosk's view
_NEWEST: Final = 6


class JobFace(Struct, frozen=True):
    """A print job not yet confirmed; the agent prints only those in state queued."""

    job: str
    ticket: str
    state: str
    at: Ms
    slip: Slip


class KioskView(Struct, frozen=True):
    face: Face
    day: Day
    lines: tuple[LineFace, ...]
    classes: tuple[ClassFace, ...]
    jobs: tuple[JobFace, ...]
    paper: str
    result_seconds: int


def kiosk(hall: Hall, device: str) -> KioskView:
    """The touch page of a device."""
    jobs = tuple(
        JobFace(job.id, job.ticket, job.state, job.at, slip(hall, hall.tickets[job.ticket], job))
        for job in _jobs(hall, device)
    )
    return KioskView(
        face=face(hall),
        day=day_face(hall),
        lines=line_faces(hall),
        classes=class_faces(hall, at_kiosk=True) if hall.settings.kiosk.show_classes else (),
        jobs=jobs,
        paper=hall.paper.get(device, "unknown"),
        result_seconds=hall.settings.kiosk.result_seconds,
    )


def _jobs(hall: Hall, device: str) -> list[Job]:
    """Jobs the agent should print (oldest first, a backlog in pieces), the newest ones, and what failed."""
    own = [job for job in hall.jobs.values() if job.printer == device and job.state != "confirmed"]
    due = [job for job in own if job.state in ("queued", "sent")]
    wrong = [job for job in own if job.state not in ("queued", "sent")]
    chosen = {job.id for job in (*due[:_OLDEST], *due[-_NEWEST:], *wrong[-_NEWEST:])}
    return [job for job in own if job.id in chosen]
