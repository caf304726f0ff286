"""Who speaks in each zone: one by election, another within 15 s, and an alarm when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.hall import calendar
from server.hall import commands as c
from server.hall.views.live import CallSeen, Live, Speaking
from server.journal.memory import MemoryJournal
from server.registry.commands import AddDevice
from server.registry.model import Identity
from server.settings.commands import SetSettings
from server.web.beats import Beats
from server.web.speakers import Speakers
from server.wire.beats import BeatAnswer
from tests.engine.room import MONDAY, Clocks, Room

AUDIBLE = {"build": "b1", "sound": "ok", "wants_to_speak": True}


class Crew:
    """Boards of a hall on a clock in the test's hand. seconds: since it began."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self.room = Room(MemoryJournal(), self.clocks)
        self.house = self.room.house
        rooms = self.house.rooms()
        self.beats = Beats(rooms)
        self.speakers = Speakers(rooms, self.beats, monotonic=lambda: self.clocks.steady / 1000)

    def board(self, name: str, zone: str | None = None) -> Identity:
        """An enrolled board."""
        made = self.house.do(AddDevice(name=name, role="board", zone=zone))
        found = self.house.registry.device_identity(made["id"])
        assert found is not None
        return found

    def beat(self, who: Identity, **fields: Any) -> BeatAnswer:
        """A beat that is taken."""
        answer = self.beats.handle(who, "page", AUDIBLE | fields)
        assert isinstance(answer, BeatAnswer), answer
        return answer

    def live(self, role: str = "supervisor", arg: str = "") -> Live:
        """What somebody sees of it, a moment later."""
        self.clocks.go(1000)
        live = Live(now=self.clocks.wall)
        self.speakers.speaking(role, arg, live)
        if role == "supervisor":
            self.speakers.alarms(role, arg, live)
            self.beats.provider(set)(role, arg, live)
        return live


@pytest.fixture
def crew() -> Iterator[Crew]:
    """A hall of its own, its day open, past the first seconds."""
    made = Crew()
    made.room.do(c.OpenDay(day=MONDAY))
    made.clocks.go(15_000)
    yield made
    made.house.close()


def test_when_the_speaker_dies_another_speaks_within_15_seconds(crew: Crew) -> None:
    """Beats every 5 s, a lease of 10: staff see no gap in between, and no alarm."""
    east, west = crew.board("east wall"), crew.board("west wall")
    assert crew.beat(east).speaker == east.id
    died = crew.clocks.steady
    crew.clocks.go(2000)
    while crew.beat(west).speaker != west.id:
        assert crew.live("counter", "2").speaking["main"].device == east.id
        assert crew.live().alarms == ()
        crew.clocks.go(3000)
    assert crew.clocks.steady - died <= 15_000
    assert crew.live("window", "2").speaking == {"main": Speaking(west.id, "west wall")}


@pytest.mark.parametrize(
    ("fields", "why", "said"),
    [
        (None, "offline", "大屏未连接"),
        ({"sound": "blocked"}, "blocked", "声音未开启，请点击大屏"),
        ({"sound": "none"}, "none", "没有声音设备"),
        ({"sound": "stalled"}, "stalled", "声音停滞，请重启大屏"),
        ({"wants_to_speak": False}, "off", "大屏未开启播报"),
    ],
    ids=str,
)
def test_a_zone_that_nobody_speaks_in_is_an_alarm_and_says_why(
    crew: Crew, fields: dict[str, Any] | None, why: str, said: str
) -> None:
    """Where supervisors look, at the counters of the zone and over their windows; not elsewhere."""
    wall = crew.board("wall")
    crew.beat(wall)
    assert crew.live().alarms == ()
    crew.clocks.go(14_000)
    if fields is not None:
        crew.beat(wall, **fields)
    live = crew.live()
    assert [(alarm.kind, alarm.zh) for alarm in live.alarms] == [
        ("speaker", f"区域 main 无法播报叫号：{said}")
    ]
    assert live.speaking == crew.live("counter", "2").speaking == {"main": Speaking(why=why)}


def test_nobody_is_missed_where_no_board_stands_or_no_sound_is_wanted(crew: Crew) -> None:
    """A zone without boards owes none; nor a hall that wants neither words nor chime; nor a closed day."""
    assert crew.live() == Live(now=crew.clocks.wall)
    crew.board("wall")
    assert [alarm.kind for alarm in crew.live().alarms] == ["speaker"]
    crew.house.do(SetSettings(changes={"voice.spoken": False, "board.chime": False}))
    assert (crew.live().alarms, crew.live().speaking) == ((), {})
    crew.house.do(SetSettings(changes={"voice.spoken": True}))
    assert crew.live().speaking == {"main": Speaking(why="offline")}
    crew.room.do(c.CloseDay(confirm=True))
    assert crew.live().alarms == ()


def test_after_a_start_boards_have_15_seconds_to_come_back() -> None:
    """A server that was restarted rings no alarm for screens that are about to connect."""
    crew = Crew()
    try:
        crew.room.do(c.OpenDay(day=MONDAY))
        wall = crew.board("wall")
        assert (crew.live().alarms, crew.live().speaking) == ((), {})
        crew.beat(wall)
        assert crew.live().speaking == {"main": Speaking(wall.id, "wall")}
    finally:
        crew.house.close()


def test_staff_see_what_each_screen_shows_and_who_spoke_a_call(crew: Crew) -> None:
    """Receipts by beat for the supervisor; at the counter the name of the board that spoke its call."""
    wall = crew.board("大厅东屏")
    crew.room.do(c.OpenWindow(window=2))
    crew.room.issue("B")
    crew.room.do(c.CallNext(window=2))
    crew.beat(wall, shown={"day": MONDAY, "call": 1, "at": crew.clocks.wall})
    assert crew.live().shown == {wall.id: CallSeen(MONDAY, 1, crew.clocks.wall - 1000)}
    assert crew.live("counter", "2").names == {}
    crew.room.do(c.ReportPlayed(call=1, zone="main", state="played"), origin=by(wall))
    assert crew.live("counter", "2").names == {wall.id: "大厅东屏"}
    assert crew.live("counter", "3").names == {}


def by(device: Identity) -> c.Origin:
    """A command of a device."""
    return c.Origin(device.id, device.role, device.id, "")


def test_the_days_close_knows_where_boards_stand(crew: Crew) -> None:
    """By a person, and by the first command of the next morning; without a board the zone owes none."""
    crew.room.do(c.OpenWindow(window=2))
    crew.room.issue("B")
    crew.room.do(c.CallNext(window=2))
    crew.clocks.go(61_000)
    crew.room.do(c.CloseDay(confirm=True))
    assert crew.room.hall.calls[0].played == {}
    crew.board("wall")
    crew.room.do(c.OpenDay(day=MONDAY))
    crew.room.do(c.CloseDay())
    assert crew.room.hall.calls[0].played == {"main": "skipped"}
    assert crew.room.hall.calls[0].heard["main"].why == "no_speaker"


def test_a_day_that_closes_by_itself_carries_what_nobody_spoke(crew: Crew) -> None:
    """The next morning's first command finds the boards, too."""
    crew.board("wall")
    crew.room.do(c.OpenWindow(window=2))
    crew.room.issue("B")
    crew.room.do(c.CallNext(window=2))
    crew.clocks.go(24 * 3_600_000)
    crew.room.issue("B")
    assert crew.room.hall.day == "2026-11-24"
    monday = list(crew.room.journal.read(crew.room.engine.hall_id, MONDAY))
    assert b'"unheard":{"main":[1]}' in monday[-1].events
    assert calendar.day_of(monday[-1].at) == "2026-11-24"
