"""Settings with people inside: nothing goes from under somebody's feet, judged by the running day."""

from __future__ import annotations

from typing import Any

import pytest

from server.hall import commands as c
from server.hall.errors import Refused, Told
from server.hall.units import DAY
from server.settings.commands import RestoreSettings, SetSettings
from server.settings.validate import plain
from tests.engine.room import Clocks, Room, crowd, room


def without_window(hall: Room, number: int) -> SetSettings:
    """A tree in which a window is gone; its lines are served by the next one."""
    tree = plain(hall.hall.settings)
    gone = next(window for window in tree["windows"] if window["number"] == number)
    windows = [window for window in tree["windows"] if window["number"] != number]
    windows[0]["serves"] += [serves for serves in gone["serves"] if not serves["penalty"]]
    return SetSettings(changes={"windows": windows})


def refused(code: str, call: Any) -> Told:
    """What a call is refused with."""
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.code == code
    return caught.value


def test_a_window_that_serves_somebody_cannot_be_removed() -> None:
    """Defect 14: nobody could finish that ticket, and the day wanted confirmation. It names the number."""
    with room() as hall:
        hall.do(c.OpenWindow(window=2))
        hall.issue()
        hall.do(c.CallNext(window=2))
        told = refused("people_inside", lambda: hall.do(without_window(hall, 2)))
        assert told.facts["numbers"] == ["B001"] and "B001" in told.zh
        hall.do(c.FinishService(window=2))
        hall.do(without_window(hall, 2))
        assert hall.hall.settings.window(2) is None


def test_a_number_given_in_the_same_batch_counts() -> None:
    """The writer looks at the running day, not at the one on the screens."""
    with room() as hall:
        hall.issue("A")
        tree = plain(hall.hall.settings)
        lines = [line for line in tree["lines"] if line["letter"] != "C"]
        windows = [window for window in tree["windows"] if all(s["line"] != "C" for s in window["serves"])]
        change = SetSettings(changes={"lines": lines, "windows": windows})
        asks = [lambda: hall.issue("C"), lambda: hall.do(change)]
        issued, changed = crowd(*asks)
        kept = hall.hall.settings.line("C") is not None
        assert kept is not isinstance(issued, Told)
        assert kept is isinstance(changed, Told)


def test_restoring_an_old_version_is_asked_the_same() -> None:
    """A window that came later, with somebody in front of it."""
    with room() as hall:
        tree = plain(hall.hall.settings)
        more = tree["windows"][1] | {"number": 11, "name": "社会事务二", "name_en": "Social affairs 2"}
        hall.do(SetSettings(changes={"windows": [*tree["windows"], more]}))
        hall.issue()
        hall.do(c.OpenWindow(window=11))
        hall.do(c.CallNext(window=11))
        refused("people_inside", lambda: hall.do(RestoreSettings(version=0)))


def test_a_day_that_is_over_holds_nobody_back() -> None:
    """The change closes it first: in one append everybody has left, and the window goes."""
    clocks = Clocks()
    with room(clocks=clocks) as hall:
        hall.do(c.OpenWindow(window=2))
        hall.issue()
        hall.do(c.CallNext(window=2))
        clocks.go(DAY)
        hall.do(without_window(hall, 2))
        assert not hall.hall.open
        assert hall.hall.settings.window(2) is None
