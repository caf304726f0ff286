"""What walls and signs are told: who is next, which window calls what, why and until when one is paused."""

from __future__ import annotations

import random

import msgspec
import pytest

from server.hall import commands as c
from server.hall.settings.screens import Board, ZoneBoard
from server.hall.settings.tree import Settings
from server.hall.units import MINUTE
from server.hall.views.board import BoardView
from server.hall.views.sign import WindowView
from server.settings.consistency import cross_checks
from server.settings.defaults.township import township
from tests.hall import looks
from tests.hall.hall_driver import Driver, staffed_hall


@pytest.fixture
def hall() -> Driver:
    """Windows 1 to 3 open; 1 and 3 serve A, 2 and 3 serve B."""
    return staffed_hall()


def wall(hall: Driver) -> BoardView:
    """The board of the hall."""
    return looks.board(hall.hall)


def sign(hall: Driver, window: int = 2) -> WindowView:
    """The sign over a window."""
    shown = looks.at(hall.hall, "window", str(window))
    assert isinstance(shown, WindowView)
    return shown


def test_the_next_numbers_of_a_line_are_those_that_are_called_next(hall: Driver) -> None:
    """Over mornings of all classes, with missed ones who come back: whoever any window of the line calls was
    the first of its next ones, and those behind it are the next ones then."""
    chance, calls = random.Random(5), 0
    classes = ("ordinary", "elder", "urgent")
    for _ in range(60):
        hall.do(c.IssueTicket(line="B", cls=chance.choice(classes)))
        hall.later(chance.choice((0, 1, 2)))
        if chance.random() < 0.3:
            continue
        before = next(line for line in wall(hall).waiting if line.line == "B")
        called = hall.do(c.CallNext(window=2))["number"]
        after = next(line for line in wall(hall).waiting if line.line == "B")
        assert (called, len(before.next)) == (before.next[0], min(before.count, 3))
        assert after.next[:2] == before.next[1:]
        calls += 1
        hall.do((c.MissTicket if chance.random() < 0.3 else c.FinishService)(window=2))
    assert calls > 30


def test_nobody_is_next_in_an_empty_line(hall: Driver) -> None:
    """Nor is somebody whom one window alone may call."""
    hall.do(c.IssueTicket(line="B"))
    hall.do(c.CallNext(window=2))
    hall.do(c.TransferTicket(window=2, to_window=3))
    line = next(line for line in wall(hall).waiting if line.line == "B")
    assert (line.count, line.next) == (1, ())


def test_the_wall_knows_which_lines_an_open_window_calls(hall: Driver) -> None:
    """A closed one is left out; a paused one says why and until when."""
    hall.do(c.CloseWindow(window=1))
    until = hall.at + 30 * MINUTE
    hall.do(c.PauseWindow(window=3, reason="meeting", until=until))
    found = [(at.window, at.state, at.reason, at.until) for at in wall(hall).windows]
    assert found == [(2, "open", None, None), (3, "paused", "meeting", until)]
    assert [at.lines for at in wall(hall).windows] == [
        hall.hall.settings.window(n).own_lines  # type: ignore[union-attr]
        for n in (2, 3)
    ]


def test_the_sign_says_why_and_until_when_and_undo_takes_it_back(hall: Driver) -> None:
    """Reason and end of a pause; open again they are gone; so they are when the pause is undone, and those of
    a pause come back when what followed is undone."""
    until = hall.at + 30 * MINUTE
    hall.do(c.PauseWindow(window=2, reason="meeting", until=until))
    assert (sign(hall).state, sign(hall).reason, sign(hall).until) == ("paused", "meeting", until)
    hall.do(c.CloseWindow(window=2, reason="away"))
    assert (sign(hall).state, sign(hall).reason, sign(hall).until) == ("closed", "away", None)
    hall.do(c.Undo(window=2, of=hall.hall.seq))
    assert (sign(hall).state, sign(hall).reason, sign(hall).until) == ("paused", "meeting", until)
    hall.do(c.OpenWindow(window=2))
    assert (sign(hall).state, sign(hall).reason, sign(hall).until) == ("open", None, None)


@pytest.mark.parametrize("minutes", [0, -1, 24 * 60])
def test_a_pause_ends_after_now_and_within_the_day(hall: Driver, minutes: int) -> None:
    """Else it is refused, whether the window pauses or closes."""
    until = hall.at + minutes * MINUTE
    assert hall.refused(c.PauseWindow(window=2, until=until)) == "until_past"
    assert hall.refused(c.CloseWindow(window=2, until=until)) == "until_past"


def test_the_sign_knows_whether_somebody_waits_for_it(hall: Driver) -> None:
    """In its own lines, or for it alone; a line that it only helps has other windows."""
    assert not sign(hall).wanted
    hall.do(c.IssueTicket(line="B"))
    assert (sign(hall, 2).wanted, sign(hall, 1).wanted) == (True, False)


def with_board(board: Board) -> Settings:
    """The usual hall with other boards."""
    return msgspec.structs.replace(township(), board=board)


def test_a_zone_has_its_own_layout(hall: Driver) -> None:
    """Else the one of all boards."""
    assert wall(hall).board.layout == "auto"
    zones = (ZoneBoard(zone="main", layout="calls"),)
    hall.hall.settings = with_board(Board(layout="pillar", zones=zones))
    assert wall(hall).board.layout == "calls"
    hall.hall.settings = with_board(Board(layout="pillar"))
    assert wall(hall).board.layout == "pillar"


def test_a_layout_is_given_to_a_zone_that_is_there_and_once() -> None:
    """A misspelt zone would never show it."""
    twice = (ZoneBoard(zone="main", layout="calls"), ZoneBoard(zone="main"))
    assert [path for path, *_ in cross_checks(with_board(Board(zones=twice)))] == ["board.zones.main"]
    attic = (ZoneBoard(zone="attic"),)
    assert [path for path, *_ in cross_checks(with_board(Board(zones=attic)))] == ["board.zones.attic"]
