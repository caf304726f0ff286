"""The part of a frame outside the hash: what changes with time alone."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct, field

from server.hall.model import Hall
from server.hall.opening import Doors, Opening
from server.hall.units import Ms
from server.hall.views.alarms import Alarm

_JOBS_SEEN = 100  # the newest of the day: enough to meet each printer in use
_SLOW_PRINTER: Ms = 15_000


class Clock(Struct, frozen=True):
    """The hall's time and the machine's, to the minute, while nobody has said which is right."""

    hall: Ms
    machine: Ms


class Unwell(Struct, frozen=True, omit_defaults=True):
    """What is wrong with a device by its newest beat. sound: why a board that should speak cannot; errors: of
    its page since it was loaded; printer: what is not well there, in words of its agent; faults: likewise."""

    sound: str = ""
    errors: int = 0
    printer: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Order(Struct, frozen=True, omit_defaults=True):
    """What a device of this room is to do, once, until `until` (server time)."""

    id: str
    device: str
    act: str
    until: Ms
    args: dict[str, str] = {}


class Ordered(Struct, frozen=True):
    """An order and what came of it: sent, done, refused, failed, expired (nobody answered in time)."""

    id: str
    device: str
    act: str
    until: Ms
    at: Ms
    state: str
    detail: str = ""
    media: str | None = None
    args: dict[str, str] = {}


class Live(Struct, omit_defaults=True):
    """The part outside the hash; `now` is server time and alone never causes a frame."""

    now: Ms
    opening: Opening | None = None
    doors: Doors | None = None  # `opening` read at `now`
    eta: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)  # device -> online/offline
    unwell: dict[str, Unwell] = field(default_factory=dict)  # device -> what is wrong, if anything is
    orders: tuple[Order, ...] = ()
    ordered: tuple[Ordered, ...] = ()  # of the last minutes, for those who give orders
    printer: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    clock_unsure: bool = False
    clock: Clock | None = None  # both times, while they differ
    away: tuple[str, ...] = ()  # parts that could not be read: "notes", …
    store_ok: bool = True


def printers(hall: Hall, at: Ms) -> str:
    """What a clerk should know of the kiosks' printers, the worst first: "out" of paper, "failed" (one says
    that it cannot print, or nobody takes a job), "low", "ok", or "unknown" before one said something."""
    faults = {known.fault for known in hall.printers.values()} - {""}
    found = {"out" if fault == "paper" else "failed" for fault in faults} | set(hall.paper.values())
    if _forgotten(hall, at):
        found.add("failed")
    return next((state for state in ("out", "failed", "low", "ok") if state in found), "unknown")


def _forgotten(hall: Hall, at: Ms) -> bool:
    """A job nobody prints: none ordered later at its printer got on, and nothing was heard of the printer."""
    alive: set[str] = set()
    for job in islice(reversed(hall.jobs.values()), _JOBS_SEEN):
        if job.state not in ("queued", "sent"):
            alive.add(job.printer)
        elif job.printer not in alive:
            known = hall.printers.get(job.printer)
            if at - max(job.at, known.heard_at if known else 0) > _SLOW_PRINTER:
                return True
    return False
