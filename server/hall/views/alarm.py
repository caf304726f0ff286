"""One thing a supervisor should see."""

from __future__ import annotations

from msgspec import Struct


class Alarm(Struct, frozen=True):
    """kind: stranded, aimed_wait, unserved_line, paper, printer, screen, speaker, clock, calendar."""

    kind: str
    zh: str
    en: str
