"""A wall is heard: real Chromium, its sound taken as samples, clips that are tones of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from server.hall import events
from tests.browser.conftest import PROGRAM
from tests.browser.inside import flowing, inside
from tests.browser.stage import Stage, picture, stage
from tests.browser.tap import Heard, Pack, Tap, listening
from tests.engine.room import Clocks
from tests.web.house import House, house, until

PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
LINES = {1: "A", 3: "C"}
NAMES = [f"number-{line}{n:03d}" for line in "AC" for n in range(1, 31)] + ["window-1", "window-3"]
SPEAKS = "() => tap.ready && document.documentElement.dataset.speaker === 'yes'"


@pytest.fixture(scope="module")
def spoken(hall: House) -> House:
    """The hall, whose boards look for clips."""
    listening(hall)
    return hall


@pytest.fixture(scope="module")
def made(spoken: House, browser: Browser) -> Iterator[Stage]:
    """Pages of the hall, tapped."""
    with stage(spoken, browser, bypass_csp=True) as made:
        Pack(NAMES).serve(made.context)
        yield made


@pytest.fixture(scope="module")
def shared(made: Stage) -> Tap:
    """A wall that speaks, for all tests that listen to one."""
    page = made.board()
    page.wait_for_function(SPEAKS)
    return Tap(page, NAMES)


@pytest.fixture
def tap(shared: Tap) -> Tap:
    """That wall when it is silent."""
    shared.silent()
    return shared


def call(hall: House, window: int) -> tuple[int, list[str]]:
    """(call, the clips of one reading) of the next ticket at a window."""
    hall.do("ticket.issue", line=LINES[window])
    made = hall.do("window.next", window=window)
    return made["call"], [f"number-{made['number']}", f"window-{window}"]


def finish(hall: House) -> None:
    """Nobody is at a window any more."""
    for window in LINES:
        if hall.view("counter", str(window))["view"]["current"]:
            hall.do("window.finish", window=window, outcome="direct")


def records(hall: House) -> dict[int, str]:
    """call -> its record on the board."""
    return {each["call"]: each["played"] for each in hall.view("board", "main")["view"]["calls"]}


def length(heard: list[Heard]) -> float:
    """From the first sound to the last, s."""
    return heard[-1].end - heard[0].begin


def test_a_call_is_heard_with_its_chime_its_words_and_once_more(made: Stage, tap: Tap) -> None:
    """Chime 0.6-1.0 s, 0.3 s, number, 0.25 s, window; then the words alone; its record follows the first."""
    n, words = call(made.hall, 1)
    heard = tap.until(["ding", "dong", *words, *words])
    chime, first, second = heard[:2], heard[2:4], heard[4:]
    assert 0.6 <= length(chime) <= 1.0
    assert 0.3 <= first[0].begin - chime[1].end <= 0.75  # 0.3 s, and the tone dies away slowly
    for reading in (first, second):
        assert reading[1].begin - reading[0].end == pytest.approx(0.25, abs=0.03)
    assert 0.4 <= second[0].begin - first[1].end <= 1.5
    until(lambda: records(made.hall)[n] == "played", what="its record")
    finish(made.hall)


def test_what_is_heard_is_shown_at_the_same_time(made: Stage, tap: Tap) -> None:
    """The wall shows each call within a second of its first sound and until its last word."""
    (a, first), (b, second) = call(made.hall, 1), call(made.hall, 3)
    heard = tap.until(["ding", "dong", *first * 2, "ding", "dong", *second * 2])
    seen = [(at, int(words.split()[0])) for at, words in tap.seen() if words]
    for n, sounds in ((a, heard[:6]), (b, heard[6:])):
        since = next(at for at, shown in reversed(seen) if shown == n)
        assert abs(since - sounds[0].begin) < 1.0
    assert heard[6].begin > heard[5].end
    finish(made.hall)


def test_a_recall_is_heard_like_a_call(made: Stage, tap: Tap) -> None:
    """The same ticket, a call of its own, a record of its own."""
    first, words = call(made.hall, 1)
    tap.until(["ding", "dong", *words * 2])
    again = made.hall.do("window.recall", window=1)["call"]
    tap.until(["ding", "dong", *words * 2])
    until(lambda: records(made.hall).get(again) == "played", what="its record")
    assert again == first + 1
    finish(made.hall)


def test_an_undone_call_is_not_repeated(made: Stage, tap: Tap) -> None:
    """It stops before its repeat; the next call is heard."""
    made.hall.do("ticket.issue", line="A")
    answer = made.hall.command("window.next", window=1).json()
    words = [f"number-{answer['result']['number']}", "window-1"]
    tap.until(["ding", "dong"])
    made.hall.do("window.undo", window=1, of=answer["seq"])
    _, other = call(made.hall, 3)
    tap.until([*words, "ding", "dong", *other * 2])
    made.hall.do("window.next", window=1)
    tap.until(["ding", "dong", *words * 2])
    finish(made.hall)


def test_a_call_without_clips_has_its_chime_and_failed(made: Stage, tap: Tap) -> None:
    """No word was heard, and the record says so."""
    made.hall.do("ticket.issue", line="B")
    made.hall.do("window.next", window=2)
    tap.until(["ding", "dong"])
    until(lambda: made.hall.view("counter", "2")["view"]["played"] == "failed", what="its record")
    made.hall.do("window.finish", window=2, outcome="direct")


def test_a_sound_card_that_stands_is_a_fault_on_the_wall(made: Stage, tap: Tap) -> None:
    """The beat tells the hall; it is over as soon as the card goes on."""
    hall = made.hall
    tap.page.evaluate(
        "() => Object.defineProperty(tap.card, 'currentTime', { get: () => 1, configurable: true })"
    )
    expect(tap.page.locator(".mute")).to_contain_text("音响没有响应")
    until(lambda: "stalled" in str(hall.view("supervisor")["live"].get("unwell")), what="the beat tells")
    tap.page.evaluate("() => delete tap.card.currentTime")
    expect(tap.page.locator(".mute")).to_have_count(0)
    tap.page.wait_for_function(SPEAKS)


def test_a_zone_is_spoken_to_once_and_another_wall_takes_over(browser: Browser) -> None:
    """Of three walls one is heard; when it is gone the next one says what waits, and nothing twice."""
    with (
        inside(Clocks()) as hall,
        flowing(hall.clocks),
        stage(hall, browser, bypass_csp=True) as walls,  # type: ignore[arg-type]
    ):
        listening(hall)
        for window in LINES:
            hall.do("window.open", window=window)
        Pack(NAMES).serve(walls.context)
        taps = [Tap(walls.board(), NAMES) for _ in range(3)]
        speaks = "document.documentElement.dataset.speaker"

        def speaker() -> Tap | None:
            found = [each for each in taps if each.page.evaluate(speaks) == "yes"]
            assert len(found) < 2
            return found[0] if found else None

        until(lambda: speaker() is not None, what="one speaks")
        first = speaker()
        assert first is not None
        _, words = call(hall, 1)  # type: ignore[arg-type]
        first.until(["ding", "dong", *words * 2])
        first.page.close()
        taps.remove(first)
        assert [each.names() for each in taps] == [[], []]
        _, words = call(hall, 3)  # type: ignore[arg-type]
        hall.clocks.go(10_000)  # its lease is over
        until(lambda: speaker() is not None, what="another one speaks")
        second = speaker()
        assert second is not None
        second.until(["ding", "dong", *words * 2])
        taps.remove(second)
        assert taps[0].names() == []
        calls = hall.room.day.hall.calls
        until(lambda: [each.played for each in calls] == [{"main": "played"}] * 2, what="both records")


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    """Chromium as it comes: no sound before a touch."""
    made = browser.browser_type.launch(executable_path=shutil.which(PROGRAM), args=["--no-sandbox"])
    yield made
    made.close()


def calm(stage: Stage) -> None:
    """What this browser says of sound before a touch is no complaint."""
    stage.complaints = [each for each in stage.complaints if "AudioContext was not allowed" not in each]


@pytest.mark.alone
def test_a_wall_that_may_not_sound_asks_for_a_touch(spoken: House, strict: Browser) -> None:
    """One button in its middle, and the hall knows; after the touch what is young is said."""
    hall = spoken
    with stage(hall, strict, bypass_csp=True) as walls:
        Pack(NAMES).serve(walls.context)
        first, device, _ = walls.enrol("board", "wall")
        page = walls.page(first.url.removeprefix(walls.url), "wall")  # a tab that nobody touched
        first.close()
        button = page.get_by_role("button", name="点击开启声音")
        expect(button).to_be_visible()
        until(
            lambda: "blocked" in str(hall.view("supervisor")["live"].get("unwell", {}).get(device)),
            what="the hall knows",
        )
        picture(page, "wall-blocked")
        _, words = call(hall, 1)
        button.click()
        Tap(page, NAMES).until(["ding", "dong", *words])
        expect(button).to_have_count(0)
        calm(walls)
    finish(hall)


def test_the_demo_wall_sounds_after_the_click_that_opens_it(
    strict: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nobody has to touch it a second time."""
    with (
        house(tmp_path_factory.mktemp("demo"), "eventlet", "--demo", day=False) as demo,
        stage(demo, strict) as made,
    ):
        start = made.page("/")
        with start.expect_popup() as tab:
            start.locator(".place-board").click()
        wall = tab.value
        wall.wait_for_function("() => document.documentElement.dataset.speaker === 'yes'")
        expect(wall.get_by_role("button", name="点击开启声音")).to_have_count(0)
        calm(made)


@pytest.mark.skipif(not PROOF, reason="80 s of sound: --proof")
def test_forty_calls_in_twenty_seconds_are_heard_in_order_or_late(made: Stage, tap: Tap) -> None:
    """Those that start within 60 s are heard, the others are recorded as late, and none is both."""
    hall, calls, begun = made.hall, [], time.monotonic()
    for n in range(40):
        window = (1, 3)[n % 2]
        if n > 1:
            hall.do("window.finish", window=window, outcome="direct")
        calls.append(call(hall, window))
        time.sleep(max(0.0, begun + (n + 1) / 2 - time.monotonic()))
    tap.page.wait_for_timeout(75_000)
    heard = [each.name for each in tap.heard()[tap.known :] if each.name.startswith("number-")]
    firsts = list(dict.fromkeys(heard))
    numbers = {words[0]: n for n, words in calls}
    order = [numbers[name] for name in firsts]
    assert order == sorted(order) and len(order) >= 10
    found = outcomes(hall)
    for n, words in calls:
        assert found[n] == (("played", "") if words[0] in firsts else ("skipped", "late"))
    finish(hall)


def outcomes(hall: House) -> dict[int, tuple[str, str]]:
    """call -> (state, reason) of every record of the day, from its entries."""
    import sqlite3

    found: dict[int, tuple[str, str]] = {}
    with contextlib.closing(sqlite3.connect(f"file:{hall.folder}/journal.db?mode=ro", uri=True)) as db:
        for (body,) in db.execute("SELECT events FROM entry WHERE stream GLOB '2*' ORDER BY seq"):
            for event in events.decode(body):
                if isinstance(event, events.CallPlayed):
                    for n in (event.call, *event.also):
                        assert n not in found, "recorded twice"
                        found[n] = (event.state, event.reason or "")
    return found
