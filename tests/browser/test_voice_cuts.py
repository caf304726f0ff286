"""A wall behind a bad network: every call is heard or recorded as not heard, and the wall tells the truth."""

from __future__ import annotations

import itertools
import os
import random

from playwright.sync_api import Browser, Page

from server.hall.model import Call
from tests.browser.cutting import Network, network
from tests.browser.inside import Inside, flowing, inside
from tests.browser.stage import stage
from tests.browser.tap import Pack, Tap, listening
from tests.engine.room import Clocks
from tests.web.house import until

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
CALLS = 1_000 if PROOF else 60
HEARD_LEAST = 800 if PROOF else 8
EVERY = 20  # calls from one cut to the next
TONES = 60
WINDOWS = range(1, 7)
CUT_SECONDS = 10.0  # so long after a cut the wall may show the past


class Clerks:
    """Six windows that call one after the other. said: clip of the number of each call, in order."""

    def __init__(self, hall: Inside) -> None:
        self.hall, self.said = hall, list[str]()

    def call(self) -> None:
        """The next call."""
        window = WINDOWS[len(self.said) % len(WINDOWS)]
        if len(self.said) >= len(WINDOWS):
            self.hall.do("window.finish", window=window, outcome="direct")
        self.hall.do("ticket.issue", line="ABCDEF"[window - 1])
        made = self.hall.do("window.next", window=window)
        assert made["call"] == len(self.said) + 1
        self.said.append(f"number-{made['number']}")


def shows(page: Page, hall: Inside) -> bool:
    """Whether the wall shows the hall as it is."""
    counts = [line["count"] for line in hall.view("board", "main")["view"]["waiting"]]
    shown = page.locator(".counts strong").all_inner_texts()
    fresh = page.evaluate("document.documentElement.dataset.freshness") == "fresh"
    return fresh and sorted(map(int, shown[: len(counts)])) == sorted(counts)


def cut(page: Page, hall: Inside, between: Network, how: str) -> None:
    """The line is slow, broken, or swallows all for a while; then the wall shows the hall as it is again."""
    match how:
        case "delay":
            between.delay = 0.3
            page.wait_for_timeout(1_500)
            between.delay = 0.0
        case "drop":
            between.heal()
        case "hole":
            between.mute = True
            page.wait_for_timeout(1_500)
            between.heal()
    hall.do("ticket.issue", line="G")
    until(lambda: shows(page, hall), CUT_SECONDS, what=f"the wall as it is after {how}")


def test_calls_through_a_bad_network_are_heard_or_recorded(browser: Browser) -> None:
    """Each call has one record; it says played of those that were heard, once and in order."""
    seed = random.Random(14)
    names = [f"number-{line}{n:03d}" for line in "ABCDEF" for n in range(1, TONES // 6 + 1)]
    names += [f"window-{n}" for n in WINDOWS]
    with (
        inside(Clocks()) as hall,
        flowing(hall.clocks),
        network(hall.url.partition("//")[2]) as between,
        stage(hall, browser, bypass_csp=True) as walls,  # type: ignore[arg-type]
    ):
        listening(hall)
        hall.do("settings.set", changes={"board.chime": False, "speech.repeats": 1})
        for window in WINDOWS:
            hall.do("window.open", window=window)
        Pack(names).serve(walls.context)
        walls.url = between.url
        page = walls.board()
        page.wait_for_function("() => tap.ready && document.documentElement.dataset.speaker === 'yes'")
        tap, clerks = Tap(page, names), Clerks(hall)
        ways = itertools.cycle(("delay", "drop", "hole"))
        for n in range(CALLS):
            clerks.call()
            if n % EVERY == 5:
                cut(page, hall, between, next(ways))
            if PROOF:
                page.wait_for_timeout(seed.randrange(1_700))
        until(
            lambda: page.wait_for_timeout(100) or len(tap.names()) >= 2 * HEARD_LEAST, what="some are heard"
        )
        hall.clocks.go(61_000)  # what waits still is late
        clerks.call()
        calls = hall.room.day.hall.calls
        until(
            lambda: page.wait_for_timeout(100) or all(each.played for each in calls), what="all are recorded"
        )
        settled(tap, clerks, calls)


def settled(tap: Tap, clerks: Clerks, calls: list[Call]) -> None:
    """Heard and recorded are the same calls in the same order; the others say why."""
    heard = [name for name in tap.names() if name.startswith("number-")]
    played = [clerks.said[each.n - 1] for each in calls if each.played["main"] == "played"]
    assert heard == played
    assert len(played) >= HEARD_LEAST
    rest = {each.heard["main"].why for each in calls if each.played["main"] != "played"}
    assert rest <= {"late", "no_speaker", ""}  # "": its words did not come in time
