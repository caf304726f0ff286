"""A hall whose settings stand at their own maxima, on a busy day, in this very process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import msgspec

from server.hall.calendar import moment
from tests.browser.inside import Inside, inside
from tests.engine.room import Clocks
from tests.hall.hall_driver import DAY
from tests.hall.largest import LETTERS, largest

ZONE = "east"
BUSY = 40


def settings() -> dict[str, Any]:
    """24 lines, 99 windows (all serve A as their own, each one more line), 20 classes, 40 signs in every name
    and hint, 400 in the notice; all windows in one zone."""
    tree: dict[str, Any] = msgspec.to_builtins(largest())
    for line in tree["lines"]:
        line["items"] = []
    for window in tree["windows"]:
        own = {LETTERS[0], LETTERS[window["number"] % len(LETTERS)]}
        window["serves"] = [{"line": letter} for letter in sorted(own)]
        window["zone"] = ZONE
    tree["voice"]["zones"] = [tree["voice"]["zones"][0] | {"zone": ZONE}]
    tree["kiosk"] = tree.get("kiosk", {}) | {"result_seconds": 3600}
    tree["hours"] = {
        "sessions": [{"opens": "08:30", "closes": "12:00"}, {"opens": "14:00", "closes": "17:30"}]
    }
    return tree


@contextlib.contextmanager
def largest_hall() -> Iterator[Inside]:
    """Served at 10:30 of a working day: 40 windows busy, nine people missed, a dozen waiting in each line."""
    clocks = Clocks()
    clocks.wall = moment(DAY, "10:30")
    with inside(clocks) as hall:
        hall.do("settings.import", settings=settings())
        hall.do("day.open")
        for window in range(1, 100):
            hall.do("window.open", window=window)
        for letter in LETTERS:
            for _ in range(60 if letter == LETTERS[0] else 5):
                hall.do("ticket.issue", line=letter)
        for window in range(1, BUSY + 10):
            hall.do("window.next", window=window)
            if window > BUSY:
                hall.do("window.miss", window=window)
            else:  # the longest word for what the clerk sees of a call
                unheard = {"call": window, "zone": ZONE, "state": "failed", "reason": "no_device"}
                hall.do("call.played", **unheard)
        yield hall
