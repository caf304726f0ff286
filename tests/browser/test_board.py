"""The wall: every call once, recalls too, and never an old number as if it were new."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.stage import Stage, stage, still
from tests.web.house import House, house


def chimed(wall: Page) -> str | None:
    return wall.locator("body").get_attribute("data-chimed")


def test_a_recall_is_a_new_call_with_its_chime(on_stage: Stage) -> None:
    """The old call is the past when the wall is switched on; the recall sounds."""
    hall = on_stage.hall
    hall.do("ticket.issue", line="A")
    hall.do("window.next", window=1)
    wall = on_stage.board()
    expect(wall.locator(".featured-number")).to_have_text("A001")
    assert chimed(wall) is None
    first = wall.locator(".featured").get_attribute("data-call")
    hall.do("window.recall", window=1)
    expect(wall.locator(".featured-en")).to_contain_text("第 2 次")
    expect(wall.locator("body")).to_have_attribute("data-chimed", str(int(first or 0) + 1))


def test_an_undone_call_leaves_the_wall(on_stage: Stage) -> None:
    """Undo of next withdraws the call."""
    hall = on_stage.hall
    wall = on_stage.board()
    hall.do("ticket.issue", line="C")
    seq = hall.command("window.next", window=3).json()["seq"]
    expect(wall.locator(".featured-number")).to_have_text("C001")
    hall.do("window.undo", window=3, of=seq)
    expect(wall.get_by_text("C001")).to_have_count(0)


def test_no_active_call_is_left_out(hall: House, browser: Browser) -> None:
    """Ten windows call at once: all ten numbers stand on the wall, in turns where they do not fit."""
    with stage(hall, browser, clock=True) as made:
        tick = _ticks(made)
        wall = made.board()
        hall.do("day.close", confirm=True)
        hall.do("day.open")
        wanted = {}
        for window, line in enumerate("ABCDEFGHJK", 1):
            hall.do("window.open", window=window)
            wanted[hall.do("ticket.issue", line=line)["number"]] = str(window)
        for window in range(1, 11):
            hall.do("window.next", window=window)
        expect(wall.locator(".featured-window")).to_have_text("10")
        assert _shown(wall, tick, half_turns=12) == wanted


@pytest.mark.parametrize("count", [1, 4, 7, 8, 40])
def test_each_of_up_to_forty_calls_has_its_turn(big_hall: House, browser: Browser, count: int) -> None:
    """Forty windows: within one round every number stands on the wall, whole, with its window."""
    with stage(big_hall, browser, clock=True) as made:
        busy = {window for window in range(1, 41) if _current(big_hall, window)}
        for window in range(len(busy) + 1, count + 1):
            big_hall.do("ticket.issue", line="A")
            big_hall.do("window.next", window=window)
        tick = _ticks(made)
        wall = made.board()
        seen = _shown(wall, tick, half_turns=6 + count // 2)
        wanted = {_current(big_hall, window): str(window) for window in range(1, count + 1)}
        assert seen == wanted


def _shown(wall: Page, tick: Callable[[int], None], half_turns: int) -> dict[str, str]:
    """number -> window of whatever stands there in the next turns, of 12 s each."""
    seen: dict[str, str] = {}
    for step in range(1, half_turns + 1):
        wall.context.clock.run_for(6_000)
        tick(step * 6_000)
        still(wall)
        seen |= dict(wall.evaluate(SHOWN))
    return seen


def _ticks(made: Stage) -> Callable[[int], None]:
    """Sends a tick as the server would so many ms later: a page whose clock runs fast stays fresh. From then
    on the server's own ticks, which would put the page's hall clock back, are kept from it."""
    routes: list[WebSocketRoute] = []
    frames: list[dict[str, Any]] = []
    ours: list[int] = []

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        routes.append(route)

        def heard(said: str | bytes) -> None:
            if isinstance(said, str) and said.startswith('42["view"'):
                frames.append(json.loads(said[2:])[1])
            if not (ours and isinstance(said, str) and said.startswith('42["tick"')):
                route.send(said)

        server.on_message(heard)

    def tick(later: int) -> None:
        ours.append(later)
        last = frames[-1]
        same = {name: last[name] for name in ("epoch", "day", "seq", "hash")}
        routes[-1].send("42" + json.dumps(["tick", same | {"now": last["live"]["now"] + later}]))

    made.context.route_web_socket(re.compile("/socket.io/"), between)
    return tick


SHOWN = """() => [[document.querySelector(".featured-number"), document.querySelector(".featured-window")],
    ...[...document.querySelectorAll("[data-number]")].map((row) => [row.cells[0], row.querySelector("b")])
  ].map(([number, window]) => {
    const box = number.getBoundingClientRect();
    const frame = document.querySelector(".body").getBoundingClientRect();
    if (number.clientWidth && number.scrollWidth > number.clientWidth + 1) throw Error("cut on the right");
    if (box.bottom > frame.bottom + 1) throw Error("cut below");
    return [number.textContent, window.textContent];
  })"""


def _current(hall: House, window: int) -> str:
    """The number at a window, "" for none."""
    current = hall.view("counter", str(window))["view"]["current"]
    return str(current["number"]) if current else ""


@pytest.fixture(scope="module")
def big_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Forty windows that all serve line A."""
    with house(tmp_path_factory.mktemp("big"), day=False) as hall:
        letters = [line["line"] for line in hall.view("supervisor")["view"]["lines"]]
        windows = [
            {"number": n, "name": f"{n}号窗口", "name_en": f"Window {n}", "serves": [{"line": "A"}]}
            for n in range(1, 41)
        ]
        windows[39]["serves"] = [{"line": letter} for letter in letters]
        hall.do("settings.set", changes={"windows": windows})
        hall.do("day.open")
        for window in range(1, 41):
            hall.do("window.open", window=window)
        yield hall


def test_old_data_is_marked_after_15_and_after_60_seconds(hall: House, browser: Browser) -> None:
    """The server stands still; the wall says since when, then the numbers go grey."""
    with stage(hall, browser, clock=True) as made:
        if not hall.view("board", "main")["view"]["calls"]:
            hall.do("ticket.issue", line="D")
            hall.do("window.next", window=4)
        wall = made.board()
        os.kill(hall.process.pid, signal.SIGSTOP)
        try:
            made.context.clock.run_for(17_000)
            expect(wall.locator(".strip-warn")).to_contain_text("显示暂停更新")
            made.context.clock.run_for(45_000)
            expect(wall.locator(".strip-bad")).to_contain_text("以窗口工作人员叫号为准")
            assert wall.locator("html").get_attribute("data-freshness") == "dead"
            assert "grayscale" in wall.locator(".rows").first.evaluate(
                "rows => getComputedStyle(rows).filter"
            )
        finally:
            os.kill(hall.process.pid, signal.SIGCONT)


def test_the_clock_is_the_servers(on_stage: Stage) -> None:
    """A wall PC whose own clock is a day off shows the hall's time."""
    on_stage.context.clock.install(time="2020-01-01T00:00:00Z")
    wall = on_stage.board()
    now = on_stage.hall.view("board", "main")["live"]["now"]
    hour = (now // 3_600_000 + 8) % 24
    assert wall.locator("header time").inner_text().startswith(f"{hour:02d}:")


def test_a_sign_shows_its_own_window_only(on_stage: Stage) -> None:
    """The sign over window 8."""
    hall = on_stage.hall
    sign, _, _ = on_stage.enrol("sign", "wall", window=8)
    expect(sign.locator(".sign-head b")).to_have_text("8")
    number = hall.do("ticket.issue", line="H")["number"]
    if hall.view("counter", "8")["view"]["current"]:
        hall.do("window.finish", window=8)
    hall.do("window.next", window=8)
    expect(sign.locator(".sign-number")).to_have_text(number)
