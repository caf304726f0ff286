"""What device agents need, in one place: they import server.wire and nothing else of the server."""

from __future__ import annotations

from msgspec import Struct

from server.hall.calendar import local
from server.hall.views.kiosk import JobShown
from server.hall.views.slip import Slip
from server.hall.words import printer_words

__all__ = ["JobShown", "KioskJobs", "Slip", "local", "printer_words"]


class KioskJobs(Struct, frozen=True):
    """What an agent reads of a kiosk's view: all else may change without it."""

    jobs: tuple[JobShown, ...]
    print_late_minutes: int = 10
