"""Beats: who is online, which board speaks for its zone, what is wrong with a device; never an entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from server.bootstrap import House as Hall
from server.bootstrap import in_memory
from server.hall.views.alarm import Alarm
from server.hall.views.live import Live
from server.presence.memory import MemoryPresence
from server.registry.commands import AddDevice
from server.registry.model import Identity
from server.web.beats import LIMITS, Beats
from server.wire.beats import MOST_BYTES, BeatAnswer
from server.wire.frames import Problem
from tests.web.house import House, until

AUDIBLE = {"build": "b1", "sound": "ok", "wants_to_speak": True}


class Crew:
    """Beats of a hall whose presence goes by the test's clock (seconds)."""

    def __init__(self) -> None:
        self.now = 0.0
        self.hall: Hall = in_memory()
        self.hall.engine.start()
        presence = MemoryPresence(monotonic=lambda: self.now)
        self.beats = Beats(dataclasses.replace(self.hall.rooms(), presence=presence))
        self.connected: set[str] = set()

    def device(self, role: Any, **where: Any) -> Identity:
        """An enrolled device."""
        made = self.hall.do(AddDevice(name=f"a-{role}", role=role, **where))
        found = self.hall.registry.device_identity(made["id"])
        assert found is not None
        return found

    def beat(self, who: Identity, part: str = "page", **fields: Any) -> BeatAnswer:
        """One beat that is taken."""
        answer = self.beats.handle(who, part, {"build": "b1"} | fields)
        assert isinstance(answer, BeatAnswer), answer
        return answer

    def live(self) -> Live:
        """What the supervisor sees."""
        live = Live(now=0)
        self.beats.provider(lambda: self.connected)("supervisor", "", live)
        return live


@pytest.fixture
def crew() -> Iterator[Crew]:
    """A hall of its own."""
    made = Crew()
    yield made
    made.hall.close()


def test_a_device_is_online_by_its_beat_or_its_socket(crew: Crew) -> None:
    """15 s after the last beat, or as long as it is connected; every enrolled device is told of."""
    wall, kiosk = crew.device("board"), crew.device("kiosk")
    assert crew.live().devices == {wall.id: "offline", kiosk.id: "offline"}
    crew.beat(wall)
    crew.now += 14.9
    assert crew.live().devices == {wall.id: "online", kiosk.id: "offline"}
    crew.now += 0.1
    assert crew.live().devices[wall.id] == "offline"
    crew.connected = {kiosk.id}
    assert crew.live().devices == {wall.id: "offline", kiosk.id: "online"}


def test_one_audible_board_of_a_zone_speaks(crew: Crew) -> None:
    """It keeps the lease with each beat; the next one has it 10 s after the last; zones are apart."""
    east, west, cellar = crew.device("board"), crew.device("board"), crew.device("board", zone="main")
    now = crew.hall.engine.clock.now()
    mine = crew.beat(east, **AUDIBLE)
    assert mine.speaker == east.id and mine.until is not None and 9_000 <= mine.until - now <= 11_000
    assert crew.beat(west, **AUDIBLE) == BeatAnswer(east.id, None)
    for _ in range(3):
        crew.now += 5
        assert crew.beat(east, **AUDIBLE).until is not None
        assert crew.beat(cellar, **AUDIBLE) == BeatAnswer(east.id, None)
    crew.now += 9.9
    assert crew.beat(west, **AUDIBLE).speaker == east.id
    crew.now += 0.1
    assert crew.beat(west, **AUDIBLE).speaker == west.id
    assert crew.beat(east, **AUDIBLE) == BeatAnswer(west.id, None)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"sound": "blocked"},
        {"sound": "none"},
        {"sound": "stalled"},
        {"wants_to_speak": False},
        {"sound": None},
    ],
    ids=str,
)
def test_a_board_that_cannot_be_heard_does_not_hold_the_lease(crew: Crew, fields: dict[str, Any]) -> None:
    """It may hold it for the rest of its 10 s, then another one has it; it is told who."""
    muted, other = crew.device("board"), crew.device("board")
    said = {name: value for name, value in (AUDIBLE | fields).items() if value is not None}
    if not fields:
        said = {"build": "b1"}
    assert crew.beat(muted, **said) == BeatAnswer(None, None)
    crew.beat(muted, **AUDIBLE)
    crew.now += 9
    assert crew.beat(muted, **said).until is None
    crew.now += 1
    assert crew.beat(other, **AUDIBLE).speaker == other.id
    assert crew.beat(muted, **said) == BeatAnswer(other.id, None)


def test_only_an_enrolled_board_speaks(crew: Crew) -> None:
    """Never a sign, a kiosk, a counter or a program, whatever they say of their sound."""
    program = Identity("token", "p-1", "board")
    others = [crew.device("sign", window=1), crew.device("kiosk"), crew.device("clerk", window=1), program]
    for who in others:
        assert crew.beat(who, **AUDIBLE) == BeatAnswer(None, None)


def test_what_is_wrong_with_a_device_is_told_and_nothing_else(crew: Crew) -> None:
    """Page and agent of one device together; what they do not know is no fault."""
    kiosk, wall = crew.device("kiosk"), crew.device("board")
    crew.beat(kiosk, size=[1080, 1920], sound="none", volume=30)
    crew.beat(kiosk, "agent", device={"printer": {"state": "unknown", "paper": "ok"}})
    crew.beat(wall, **AUDIBLE, shown={"day": "2026-11-23", "call": 7, "at": 5})
    assert crew.live().unwell == {}
    crew.now += 5
    crew.beat(kiosk, errors=2)
    crew.beat(
        kiosk,
        "agent",
        device={"printer": {"state": "fault", "paper": "low", "causes": ["cover"]}, "faults": ["fan"]},
    )
    crew.beat(wall, sound="blocked", wants_to_speak=True)
    found = crew.live().unwell
    assert (found[kiosk.id].errors, found[kiosk.id].printer) == (2, ("fault", "low", "cover"))
    assert (found[kiosk.id].faults, found[wall.id].sound) == (("fan",), "blocked")
    crew.now += 15
    assert crew.live().unwell == {}


def test_a_screen_that_its_agent_cannot_keep_up_is_an_alarm(crew: Crew) -> None:
    """By the name people know it by, as long as the agent says so; all else stays what it is."""
    wall = crew.device("board")
    crew.beat(wall, "agent", device={"faults": ["fan"]})
    assert crew.live().alarms == ()
    crew.beat(wall, "agent", device={"faults": ["page_down", "page_down"]})
    live = Live(now=0, alarms=(Alarm("clock", "zh", "en"),))
    crew.beats.provider(lambda: ())("supervisor", "", live)
    assert [alarm.kind for alarm in live.alarms] == ["clock", "screen"]
    assert live.alarms[1].zh == "屏幕 a-board 的画面没有显示，正在继续重试，请到现场查看"
    crew.beat(wall, "agent", device={})
    assert crew.live().alarms == ()


def code(outcome: Any) -> str:
    """Of a beat that is not taken."""
    assert isinstance(outcome, Problem), outcome
    return outcome.code


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "malformed"),
        (b"[]", "malformed"),
        (b"{}", "malformed"),
        (None, "malformed"),
        ({"build": 5}, "malformed"),
        ({"build": "b", "sound": "loud"}, "malformed"),
        ({"build": "b", "errors": -1}, "malformed"),
        ({"build": "b", "volume": 101}, "malformed"),
        ({"build": "b", "device": {"faults": ["x"] * 9}}, "malformed"),
        ({"build": "b", "more": "x" * MOST_BYTES}, "too_big"),
        (b" " * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_a_beat_has_its_form(crew: Crew, body: Any, told: str) -> None:
    """At most 2 kB; a device that sends something else is not online by it."""
    wall = crew.device("board")
    assert code(crew.beats.handle(wall, "page", body)) == told
    assert crew.live().devices == {wall.id: "offline"}


def test_only_devices_and_programs_beat(crew: Crew) -> None:
    """Nobody and people do not."""
    assert code(crew.beats.handle(None, "page", {"build": "b"})) == "unauthorised"
    for kind in ("account", "local"):
        assert code(crew.beats.handle(Identity(kind, "li", "admin"), "page", {"build": "b"})) == "forbidden"


def test_beats_have_a_bucket_of_their_own(crew: Crew) -> None:
    """Each page and each agent has one; another device is not slowed down."""
    kiosk, wall = crew.device("kiosk"), crew.device("board")
    for _ in range(LIMITS.burst):
        crew.beat(kiosk)
    assert code(crew.beats.handle(kiosk, "page", {"build": "b"})) == "too_fast"
    crew.beat(kiosk, "agent")
    crew.beat(wall)


def test_a_beat_comes_over_both_transports_and_is_no_entry(both: House) -> None:
    """Socket.IO answers in its ack, HTTP in its body; fields nobody knows are left out."""
    wall, token = both.device("board")
    before = both.entries()
    with both.socket({"token": token}) as socket:
        socket.wait("view")
        answer = socket.call("beat", AUDIBLE | {"of_tomorrow": [1, 2]})
        assert answer["speaker"] == wall and answer["until"] > 1_700_000_000_000
        assert socket.call("beat", [])["code"] == "malformed"
    later = both.post("/api/v1/me/beat", AUDIBLE, f"Device {token}")
    assert (later.status_code, later.json()["speaker"]) == (200, wall)
    assert both.view("supervisor")["live"]["devices"][wall] == "online"
    program = both.post("/api/v1/me/beat", {"build": "1.0"}, f"Bearer {both.program('guide')}")
    assert program.json() == {"speaker": None, "until": None}
    assert both.post("/api/v1/me/beat", {"build": "1.0"}).status_code == 401
    assert both.post("/api/v1/me/beat", {"build": "1.0"}, f"Bearer {both.key}").status_code == 403
    text = {"Authorization": f"Device {token}", "Content-Type": "text/plain"}
    assert requests.post(f"{both.url}/api/v1/me/beat", data="{}", headers=text, timeout=60).status_code == 415
    assert both.entries() == before + 1  # the program's token


def test_a_revoked_device_beats_no_more(both: House) -> None:
    """And is not told of any more."""
    wall, token = both.device("board")
    assert both.post("/api/v1/me/beat", AUDIBLE, f"Device {token}").status_code == 200
    both.do("device.revoke", id=wall)
    assert both.post("/api/v1/me/beat", AUDIBLE, f"Device {token}").status_code == 401
    until(lambda: wall not in both.view("supervisor")["live"]["devices"])
