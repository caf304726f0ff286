"""Examples in the contract. tests/wire/test_results.py reads them as the server would."""

from __future__ import annotations

from typing import Any, Final

HALL: Final = "taohuajiang"
KEY: Final = "5f0c2f0e-7d5f-4c55-9a39-0d7c8ac7d2f4"
Examples = dict[str, dict[str, Any]]


def _named(summary: str, **value: Any) -> dict[str, Any]:
    return {"summary": summary, "value": value}


COMMANDS: Final[Examples] = {
    "issue": _named("a kiosk gives a number", do="ticket.issue", line="B"),
    "next": _named("a window calls the next", do="window.next", window=2),
    "finish": _named(
        "it finishes a promised case and calls the next",
        do="window.next",
        window=2,
        finish={"ticket": "B001", "outcome": "promised", "reference": "桃人社〔2026〕12号", "days": 5},
    ),
    "close": _named("a supervisor closes the day", do="day.close", confirm=True),
}
ANSWERS: Final[Examples] = {
    "issue": _named(
        "a number was given",
        day="2026-11-26",
        seq=41,
        result={"ticket": "t0f3a91c2", "number": "B001", "ahead": 0, "eta": None, "page": None},
    ),
    "next": _named(
        "it was called",
        day="2026-11-26",
        seq=42,
        result={"ticket": "t0f3a91c2", "number": "B001", "call": 1},
    ),
}
BEAT: Final[Examples] = {
    "board": _named("a board that would speak", build="1", sound="ok", wants_to_speak=True),
    "kiosk": _named(
        "an agent with a printer", build="1", device={"printer": {"state": "ok", "paper": "low"}}
    ),
}
