"""What the printer says of itself: DLE EOT 1-4, tri-state. Silence is never "no paper".

A valid answer has the fixed bits 0xx1xx10; everything else counts as unknown (facts/traps.md 5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

QUERIES: Final = {n: bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)}

_TELLING: Final = ("paper", "cover", "cutter", "error", "offline")


@dataclass(frozen=True)
class PrinterStatus:
    """state: ok, fault, unknown. paper: ok, low, out, unknown.

    causes: paper, cover, cutter, error, offline, those that a person can do most about first.
    """

    state: str
    paper: str
    causes: tuple[str, ...] = field(default=())

    @property
    def why(self) -> str:
        """The first of the causes; "" when there is none."""
        return next(iter(self.causes), "")


UNKNOWN: Final = PrinterStatus("unknown", "unknown")
OFFLINE: Final = PrinterStatus("fault", "unknown", ("offline",))


def is_answer(byte: int) -> bool:
    """Whether a byte has the form of an answer; XON, XOFF and what a printer sends unasked do not."""
    return byte & 0x93 == 0x12


def read(answers: dict[int, bytes]) -> PrinterStatus:
    """The status from the answers to QUERIES; a missing or malformed answer is unknown."""
    said = {n: answer[0] for n, answer in answers.items() if len(answer) == 1 and is_answer(answer[0])}
    causes = []
    if 1 in said and said[1] & 0x08:
        causes.append("offline")
    if 2 in said:
        causes += [
            cause for bit, cause in ((0x04, "cover"), (0x20, "paper"), (0x40, "error")) if said[2] & bit
        ]
    if 3 in said and said[3] & 0x08:
        causes.append("cutter")
    paper = "unknown"
    if 4 in said:
        paper = "out" if said[4] & 0x60 else "low" if said[4] & 0x0C else "ok"
    if paper == "out":
        causes.append("paper")
    state = "fault" if causes else "ok" if {1, 4} <= said.keys() else "unknown"
    return PrinterStatus(state, paper, tuple(cause for cause in _TELLING if cause in causes))
