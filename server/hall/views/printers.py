"""What is known of the printers: by the reports of their jobs, and by what they say of themselves between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from server.hall.model import Hall
from server.hall.units import Ms
from server.hall.views.alarm import Alarm
from server.hall.words import printer_words

_JOBS_SEEN: Final = 100  # the newest of the day: enough to meet each printer in use
_SLOW: Final[Ms] = 15_000


class PrinterSaid(Struct, frozen=True):
    """A printer's own word, younger than any report: state ok/fault/unknown, paper ok/low/out/unknown, causes
    as in a report's `why`, the most telling first. It counts as long as it is renewed."""

    state: str = "unknown"
    paper: str = "unknown"
    causes: tuple[str, ...] = ()


Said = Mapping[str, PrinterSaid]  # printer -> its word, of those that gave one lately
NOTHING: Final[Said] = MappingProxyType({})
# Whether a printer is still the hall's: one that was taken away needs nobody.
Enrolled = Callable[[str], bool]


def everyone(printer: str) -> bool:
    """All that the day knows."""
    return True


def known(hall: Hall, printer: str, said: Said) -> tuple[str, str]:
    """(paper, fault): paper ok/low/out/unknown; fault "" or why nothing is printed. What the printer does not
    know itself stays as its last report had it."""
    reported = hall.printers.get(printer)
    paper, fault = hall.paper.get(printer, "unknown"), reported.fault if reported else ""
    own = said.get(printer, PrinterSaid())
    if own.paper != "unknown":
        paper = own.paper
        fault = "" if fault == "paper" and paper != "out" else fault
    if own.state != "unknown":
        fault = "" if own.state == "ok" else next(iter(own.causes), "error")
    return paper, fault


def printers(hall: Hall, at: Ms, said: Said = NOTHING, enrolled: Enrolled = everyone) -> str:
    """What a clerk should know of the kiosks' printers, the worst first: "out" of paper, "failed" (one says
    that it cannot print, or nobody takes a job), "low", "ok", or "unknown" before one said something."""
    found = set()
    for printer in _all(hall, said, enrolled):
        paper, fault = known(hall, printer, said)
        found |= {paper, "out" if fault == "paper" else "failed" if fault else ""}
    if _forgotten(hall, at, enrolled):
        found.add("failed")
    return next((state for state in ("out", "failed", "low", "ok") if state in found), "unknown")


def printer_alarms(hall: Hall, said: Said, enrolled: Enrolled) -> Iterator[Alarm]:
    """Paper that ends, and what keeps a printer from printing."""
    for printer in _all(hall, said, enrolled):
        paper, fault = known(hall, printer, said)
        if paper == "out" or fault == "paper":
            yield Alarm("paper", f"取号机 {printer} 缺纸", f"Printer {printer}: paper out")
        elif fault:
            zh, en = printer_words(fault)
            yield Alarm("printer", f"取号机 {printer} {zh}", f"Printer {printer}: {en}")
        elif paper == "low":
            yield Alarm("paper", f"取号机 {printer} 纸将用完", f"Printer {printer}: paper low")


def _all(hall: Hall, said: Said, enrolled: Enrolled) -> list[str]:
    return list(filter(enrolled, dict.fromkeys([*hall.paper, *hall.printers, *said])))


def _forgotten(hall: Hall, at: Ms, enrolled: Enrolled) -> bool:
    """A job nobody prints: none ordered later at its printer got on, and nothing was heard of the printer."""
    alive: set[str] = set()
    for job in islice(reversed(hall.jobs.values()), _JOBS_SEEN):
        if job.state not in ("queued", "sent"):
            alive.add(job.printer)
        elif job.printer not in alive and enrolled(job.printer):
            reported = hall.printers.get(job.printer)
            if at - max(job.at, reported.heard_at if reported else 0) > _SLOW:
                return True
    return False
