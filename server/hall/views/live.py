"""The part of a frame outside the hash: what changes with time alone."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct, field

from server.hall.model import Hall, Job
from server.hall.opening import Doors, Opening
from server.hall.units import Ms
from server.hall.views.alarms import Alarm

_JOBS_SEEN = 100  # the newest of the day: enough to meet each printer in use
_SLOW_PRINTER: Ms = 15_000


class Clock(Struct, frozen=True):
    """What the hall goes by and what the machine says, while nobody has said which is right."""

    hall: Ms
    machine: Ms


class Live(Struct, omit_defaults=True):
    """The part outside the hash; `now` is server time and alone never causes a frame."""

    now: Ms
    opening: Opening | None = None
    doors: Doors | None = None  # `opening` read at `now`
    eta: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)  # device -> online/offline
    printer: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    clock_unsure: bool = False
    clock: Clock | None = None  # both times, while they differ
    away: tuple[str, ...] = ()  # parts that could not be read: "notes", …
    store_ok: bool = True


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
