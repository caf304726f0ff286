"""New settings leave nobody inside standing; whom settings of before left standing is seen and helped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from server.hall import commands as c
from server.hall import events as e
from server.hall.errors import Refused
from server.hall.fold.apply import apply
from server.hall.settings import tree as s
from server.hall.standing import people_inside, require_nobody
from server.hall.views.alarms import alarms
from tests.hall import looks
from tests.hall.hall_driver import Driver, small_hall, staffed_hall, take

replace = msgspec.structs.replace


def zoned_hall() -> s.Settings:
    """The small hall with window 2 in a zone of its own; windows 2 and 3 serve B, 1 and 3 serve A."""
    hall = small_hall()
    return replace(
        hall, windows=tuple(replace(w, zone="east" if w.number == 2 else "main") for w in hall.windows)
    )


@pytest.fixture
def hall() -> Driver:
    return staffed_hall(zoned_hall())


def without_window(number: int) -> s.Settings:
    tree = zoned_hall()
    return replace(tree, windows=tuple(w for w in tree.windows if w.number != number))


def without_line(letter: str, **renamed: Any) -> s.Settings:
    tree = zoned_hall()
    windows = tuple(replace(w, serves=tuple(x for x in w.serves if x.line != letter)) for w in tree.windows)
    return replace(tree, lines=tuple(x for x in tree.lines if x.letter != letter), windows=windows)


def swapped_lines() -> s.Settings:
    """A and B change their names."""
    tree = zoned_hall()
    names = {"A": tree.lines[1].name, "B": tree.lines[0].name}
    return replace(tree, lines=tuple(replace(line, name=names[line.letter]) for line in tree.lines))


def closed_without_window(letter: str) -> s.Settings:
    """The line stands, closed, and no window serves it."""
    tree, gone = zoned_hall(), without_line(letter)
    return replace(gone, lines=tuple(replace(x, open=x.letter != letter) for x in tree.lines))


def without_class(id: str) -> s.Settings:
    tree = zoned_hall()
    return replace(tree, classes=tuple(cls for cls in tree.classes if cls.id != id))


def zone_of_two(zone: str) -> s.Settings:
    tree = zoned_hall()
    return replace(tree, windows=tuple(replace(w, zone=zone) if w.number == 2 else w for w in tree.windows))


def calls(hall: Driver, line: str = "B", window: int = 2) -> None:
    take(hall, line)
    hall.do(c.CallNext(window=window))


def aims(hall: Driver) -> None:
    calls(hall, "A", 3)
    hall.do(c.TransferTicket(window=3, to_window=2))


def keeps(hall: Driver) -> None:
    calls(hall)
    hall.do(c.HoldTicket(window=2, hold="kept"))


def owes(hall: Driver) -> None:
    calls(hall)
    hall.do(c.TransferTicket(window=2, to_line="A", back=True))


def misses(hall: Driver) -> None:
    calls(hall, "A", 3)
    hall.do(c.MissTicket(window=3))


NOTHING: list[str] = []
CASES: dict[str, tuple[Callable[[Driver], object], s.Settings, list[str]]] = {
    "current at a window that goes": (calls, without_window(2), ["2号窗口", "区域 east"]),
    "aimed at it": (aims, without_window(2), ["2号窗口", "区域 east"]),
    "its papers are there": (keeps, without_window(2), ["2号窗口", "区域 east"]),
    "comes back there": (owes, without_window(2), ["2号窗口", "区域 east"]),
    "only waits in a line of it": (lambda hall: take(hall, "A"), without_window(1), NOTHING),
    "waits in a line that goes": (take, without_line("B"), ["业务 B"]),
    "missed in it": (misses, without_line("A"), ["业务 A"]),
    "comes back into it": (owes, without_line("B"), ["业务 B"]),
    "waits in a line whose letter means another": (take, swapped_lines(), ["业务 B"]),
    "waits in a line no window serves then": (take, closed_without_window("B"), ["业务 B"]),
    "is of a class that goes": (lambda hall: take(hall, cls="elder"), without_class("elder"), ["类别“老年”"]),
    "is of another class": (take, without_class("elder"), NOTHING),
    "current at a window that changes its zone": (calls, zone_of_two("main"), ["区域 east"]),
    "waits where a zone goes": (take, zone_of_two("west"), ["区域 east"]),
    "waits where no zone goes": (lambda hall: take(hall, "A"), zone_of_two("west"), NOTHING),
}


@pytest.mark.parametrize("case", CASES)
def test_a_setting_under_which_somebody_stands_does_not_go(hall: Driver, case: str) -> None:
    """Refused with the number and the thing; when the ticket has left, the change is free."""
    before, new, things = CASES[case]
    before(hall)
    ticket = next(iter(hall.hall.tickets.values()))
    found = people_inside(hall.hall, new)
    assert [(standing.number, [zh for zh, _ in standing.loses]) for standing in found] == (
        [(ticket.number, things)] if things else []
    )
    hall.do(c.CloseDay(confirm=True))
    assert people_inside(hall.hall, new) == []


def test_the_refusal_names_ten_numbers_and_how_many_there_are(hall: Driver) -> None:
    """And says what to do: finish, move, or wait for the day's end."""
    for _ in range(12):
        take(hall)
    with pytest.raises(Refused) as refusal:
        require_nobody(hall.hall, without_line("B"))
    told = refusal.value
    assert (told.code, told.status, told.facts["count"]) == ("people_inside", 409, 12)
    assert told.facts["numbers"] == [f"B{n:03d}" for n in range(1, 11)]
    assert told.zh == (
        "B001、B002、B003、B004、B005、B006、B007、B008、B009、B010 等 12 人还在大厅里，这样改会取消业务 B："
        "请先办结或转移，或等今天的业务结束后再改。"
    )
    require_nobody(hall.hall, zoned_hall())


def test_a_name_may_be_corrected_while_people_wait(hall: Driver) -> None:
    """A line keeps its letter, its windows and its people: nobody loses anything."""
    take(hall)
    tree = zoned_hall()
    corrected = replace(tree, lines=tuple(replace(line, name=f"{line.name}类") for line in tree.lines))
    require_nobody(hall.hall, corrected)


def strand(hall: Driver, settings: s.Settings) -> None:
    """Settings as a journal of before may hold them: nobody looked."""
    apply(hall.hall, e.SettingsChanged(version=hall.hall.settings_seq + 1, settings=settings))


def test_whoever_waits_in_a_line_that_is_gone_is_counted_and_listed(hall: Driver) -> None:
    """On the supervisor's page, on the wall, and as an alarm; the state of all others is untouched."""
    take(hall), take(hall, "A")
    strand(hall, without_line("B"))
    shown, board = looks.supervisor(hall.hall), looks.board(hall.hall)
    for counted in (shown.waiting, board.waiting):
        assert [(line.line, line.count) for line in counted] == [("A", 1), ("B", 1)]
    assert [ticket.number for ticket in shown.stranded] == ["B001"]
    assert sorted(ticket.number for ticket in shown.tickets) == ["A001", "B001"]
    alarm = next(alarm for alarm in alarms(hall.hall, hall.at) if alarm.kind == "stranded")
    assert alarm.zh == "B001 的窗口或业务已不在设置中，请值班主管指定呼叫，再办结或转移"


def test_a_supervisor_brings_them_to_a_window_and_moves_them(hall: Driver) -> None:
    """From a line that is gone, or aimed at a window that is gone; a clerk does not."""
    take(hall)
    calls(hall, "A", 1)
    hall.do(c.TransferTicket(window=1, to_window=2))
    strand(hall, replace(without_line("B"), windows=without_line("B").windows[::2]))
    for number in ("B001", "A001"):
        command = c.CallTicket(window=1, ticket=number)
        assert hall.refused(command, role="clerk") in ("line_not_served", "aimed_elsewhere")
        hall.do(command)
        hall.do(c.TransferTicket(window=1, to_line="A") if number == "B001" else c.FinishService(window=1))
    assert (hall.ticket("B001").line, hall.ticket("A001").state) == ("A", "done")


@pytest.mark.parametrize(
    "act",
    [
        c.FinishService(window=2),
        c.TransferTicket(window=2, to_line="A"),
        c.MissTicket(window=2),
        c.HoldTicket(window=2, hold="papers"),
        c.ReturnTicket(window=2, ticket="B001"),
    ],
    ids=lambda act: type(act).__name__,
)
def test_a_ticket_at_a_window_that_is_gone_can_be_finished_and_moved(hall: Driver, act: c.Command) -> None:
    """The window is shown with its ticket until then, and calls nobody any more."""
    take(hall), take(hall)
    hall.do(c.CallNext(window=2))
    strand(hall, without_window(2))
    shown = looks.supervisor(hall.hall)
    windows = [(window.window, window.current) for window in shown.windows]
    assert windows == [(1, None), (3, None), (2, "B001")]
    finish_and_next = c.CallNext(window=2, finish=c.Finish(outcome="direct"))
    assert hall.refused(finish_and_next) == "window_unknown"
    assert hall.refused(c.TransferTicket(window=2, to_window=9)) == "window_unknown"
    hall.do(act)
    assert hall.refused(c.CallNext(window=2)) == "window_unknown"


def test_nothing_is_aimed_at_a_window_that_is_gone(hall: Driver) -> None:
    """Kept papers and come-backs join their line; a transfer there is refused."""
    keeps(hall)
    calls(hall)
    calls(hall, "A", 3)
    strand(hall, without_window(2))
    hall.do(c.ResumeTicket(window=1, ticket="B001"))
    assert hall.ticket("B001").aimed is None
    assert hall.refused(c.TransferTicket(window=3, to_window=2)) == "window_unknown"
