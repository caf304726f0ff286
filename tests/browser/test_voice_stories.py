"""Whatever happens in a zone, each of its calls ends once: played, skipped or failed.

Stories of any order of calls, recalls, undos, misses, cut lines, takers-over and loads, told to two screens
(voicequeue.js in node)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.browser.voices import LATE_MS, Node, Queue, node

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
STEP_MS = 4_000
KEPT_MS = 60_000
MUTE = {"blocked": "blocked", "none": "no_device", "stalled": "stalled"}

SCREENS = st.sampled_from(["east", "west"])
STEPS = st.one_of(
    st.tuples(st.just("call"), st.integers(1, 4)),
    st.tuples(st.just("recall"), st.integers(1, 4)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("miss"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.sampled_from([0, 1_000, 5_000, 20_000, 61_000])),
    st.tuples(st.just("lease"), st.sampled_from(["east", "west", ""])),
    st.tuples(st.just("cut"), SCREENS, st.booleans()),
    st.tuples(st.just("sound"), SCREENS, st.sampled_from(["ok", "ok", "blocked", "stalled", "none"])),
    st.tuples(st.just("quiet"), st.booleans()),
    st.tuples(st.just("look"), SCREENS),
    st.tuples(st.just("over"), SCREENS, st.sampled_from(["heard", "heard", "heard", "wordless", "broke"])),
    st.tuples(st.just("report"), SCREENS, st.sampled_from(["taken", "answer lost", "lost"])),
    st.tuples(st.just("load"), SCREENS, st.booleans()),
)


@dataclass
class Made:
    """A call as the server knows it."""

    call: int
    number: str
    window: int
    at: int
    state: str = "called"
    undone: bool = False
    record: tuple[str, str] | None = None


@dataclass
class Screen:
    """A wall. undone: calls that it saw taken back. begun: the newest call that it began to say since it was
    loaded."""

    queue: Queue
    sound: str = "ok"
    cut: bool = False
    undone: set[int] = field(default_factory=set)
    begun: int = 0


class Zone:
    """Server, two walls, and what must always be so. heard: call -> how often its first reading was heard.
    doubt: calls of which a screen forgot that it heard them."""

    def __init__(self, process: Node) -> None:
        self.node = process
        self.now, self.lease, self.quiet = 0, "east", False
        self.calls: list[Made] = []
        self.screens = {name: Screen(Queue(process)) for name in ("east", "west")}
        self.heard: dict[int, int] = {}
        self.doubt: set[int] = set()
        self.tickets = 0

    def view(self) -> list[dict[str, Any]]:
        """The board's calls: newest first, each window's newest and the young ones, a ticket once."""
        shown: list[dict[str, Any]] = []
        windows: set[int] = set()
        numbers: set[str] = set()
        for made in reversed(self.calls):
            if made.undone or made.number in numbers:
                continue
            if made.window in windows and self.now - made.at > KEPT_MS:
                continue
            windows.add(made.window)
            numbers.add(made.number)
            played = made.record[0] if made.record else ""
            shown.append(
                {"call": made.call, "number": made.number, "at": made.at, "state": made.state, "say": "",
                 "parts": [], "played": played}
            )  # fmt: skip
        return shown

    def unheard(self) -> dict[str, int] | None:
        """As the board's view says."""
        left = [made for made in self.calls if made.record is None]
        return {"call": left[0].call, "through": left[-1].call, "at": left[0].at} if left else None

    def facts(self, name: str) -> dict[str, Any]:
        """What a screen knows of now."""
        screen = self.screens[name]
        speaker = "self" if self.lease == name else "other" if self.lease else "none"
        return screen.queue.facts | {
            "now": self.now, "speaker": speaker, "sound": screen.sound, "quiet": self.quiet
        }  # fmt: skip

    def show(self, name: str) -> None:
        """The screen has the newest view."""
        screen = self.screens[name]
        if not screen.cut:
            screen.queue.see(*self.view(), now=self.now, keptMs=KEPT_MS)
            screen.undone = {made.call for made in self.calls if made.undone}

    def look(self, name: str) -> None:
        """It asks what to say."""
        self.show(name)
        screen, facts = self.screens[name], self.facts(name)
        before = screen.queue.ask("saying")
        turn = screen.queue.ask("next", facts)
        if turn is None:
            return
        made = self.calls[turn["call"]["call"] - 1]
        assert before is None, "two at a time"
        assert facts["speaker"] == "self" and facts["sound"] == "ok" and not self.quiet
        assert made.call not in screen.undone, "it was taken back"
        if turn["reading"] == 1:
            assert self.now - made.at <= LATE_MS, "too late"
            assert made.record is None or screen.cut, "it has its record"
            assert made.call >= screen.begun, "out of order"
            screen.begun = made.call
        else:
            assert made.state == "called" or screen.cut

    def over(self, name: str, how: str) -> None:
        """What it says is over."""
        queue = self.screens[name].queue
        saying = queue.ask("saying")
        if saying is None:
            return
        n, before = saying["call"], queue.outcomes()
        queue.ask(how)
        if how == "heard" and n in queue.outcomes() and n not in before:
            self.heard[n] = self.heard.get(n, 0) + 1

    def report(self, name: str, how: str) -> None:
        """Its first record, or what it sweeps, goes out."""
        screen = self.screens[name]
        outcomes = screen.queue.ask("outcomes")
        swept = screen.queue.ask("sweep", self.unheard(), self.facts(name)) if not outcomes else None
        if screen.cut or how == "lost" or not (outcomes or swept):
            return
        outcome = outcomes[0] if outcomes else swept
        self.take(outcome)
        if how == "taken":
            screen.queue.ask("recorded", outcome)

    def take(self, outcome: dict[str, Any]) -> None:
        """The server's rule: one record of a call."""
        what = (outcome["state"], outcome.get("reason", ""))
        assert what[0] == "played" or "reason" in outcome or what[0] == "failed"
        last = outcome.get("through", outcome["call"])
        for made in self.calls[outcome["call"] - 1 : last]:
            late = "through" not in outcome or self.now - made.at > LATE_MS
            if made.record is None and late:
                made.record = what

    def load(self, name: str, keeps: bool) -> None:
        """The page is loaded anew, or another machine stands there with nothing in mind."""
        screen = self.screens[name]
        kept = screen.queue.ask("keep")
        if not keeps:
            self.doubt |= {outcome["call"] for outcome in kept["ended"]}
        screen.queue, screen.begun = Queue(self.node, kept if keeps else None), 0

    def step(self, step: tuple[Any, ...]) -> None:
        """One thing happens."""
        match step:
            case ("call", window):
                self.tickets += 1
                self.calls.append(Made(len(self.calls) + 1, f"A{self.tickets:03d}", window, self.now))
            case ("recall", window):
                made = self.newest(window)
                if made:
                    self.calls.append(Made(len(self.calls) + 1, made.number, window, self.now))
            case ("undo",):
                if self.calls:
                    self.calls[-1].undone = True
            case ("miss", window):
                made = self.newest(window)
                if made:
                    made.state = "missed"
            case ("wait", ms):
                self.now += ms
            case ("lease", name):
                self.lease = name
            case ("cut", name, cut):
                self.screens[name].cut = cut
            case ("sound", name, sound):
                self.screens[name].sound = sound
            case ("quiet", quiet):
                self.quiet = quiet
            case (what, name, *more):
                getattr(self, what)(name, *more)

    def newest(self, window: int) -> Made | None:
        """The call that stands at a window."""
        found = [made for made in self.calls if made.window == window and not made.undone]
        return found[-1] if found else None

    def drain(self) -> None:
        """All is well again, and stays so until nothing is left to do."""
        self.lease, self.quiet = "east", False
        for screen in self.screens.values():
            screen.cut, screen.sound = False, "ok"
        for _ in range(200):
            for name in ("east", "west"):
                self.over(name, "heard")
                self.look(name)
                self.report(name, "taken")
            if all(made.record for made in self.calls) and not self.screens["east"].queue.ask("saying"):
                return
            self.now += STEP_MS


@pytest.fixture(scope="module")
def process() -> Iterator[Node]:
    """One process for all stories."""
    yield from node()


@settings(
    max_examples=1_500 if PROOF else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(story=[("call", 1), ("look", "east"), ("over", "east", "heard"), ("load", "east", True)])
@example(story=[("call", 1), ("call", 2), ("wait", 61_000), ("look", "west"), ("sound", "east", "blocked")])
@given(story=st.lists(STEPS, max_size=60))
def test_every_call_ends_once(process: Node, story: list[tuple[Any, ...]]) -> None:
    """Spoken xor recorded as not spoken; whoever heard it, the record says so."""
    zone = Zone(process)
    for step in story:
        zone.step(step)
    zone.drain()
    shared = any(step[0] in ("lease", "cut") for step in story)  # two screens may have had the same call
    for made in zone.calls:
        assert made.record is not None, f"call {made.call} was forgotten"
        times, played = zone.heard.get(made.call, 0), made.record[0] == "played"
        assert times or not played, "recorded as played, and nobody heard it"
        if made.call not in zone.doubt and not shared:
            assert times == played, (made, times)
