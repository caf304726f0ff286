"""The wall: every call once, recalls too, and never an old number as if it were new."""

from __future__ import annotations

import os
import re
import signal

from playwright.sync_api import Browser, expect

from tests.browser.stage import Stage, stage, still
from tests.web.house import House


def test_a_recall_is_a_new_call_with_its_chime(on_stage: Stage) -> None:
    """It is called once more in words, and sounds."""
    hall = on_stage.hall
    hall.do("ticket.issue", line="A")
    hall.do("window.next", window=1)
    wall = on_stage.board()
    expect(wall.locator(".featured-number")).to_have_text("A001")
    first = wall.locator(".featured").get_attribute("data-call")
    hall.do("window.recall", window=1)
    expect(wall.locator(".featured-en")).to_contain_text("第 2 次")
    expect(wall.locator("body")).to_have_attribute("data-said", re.compile(f"^{int(first or 0) + 1}/"))


def test_an_undone_call_leaves_the_wall(on_stage: Stage) -> None:
    """Undo of next withdraws the call: the number is the next of its line again."""
    hall = on_stage.hall
    wall = on_stage.board()
    hall.do("ticket.issue", line="C")
    seq = hall.command("window.next", window=3).json()["seq"]
    expect(wall.locator(".featured-number")).to_have_text("C001")
    hall.do("window.undo", window=3, of=seq)
    expect(wall.locator(".featured, [data-number=C001]")).to_have_count(0)
    expect(wall.locator("[data-line=C] .line-next")).to_have_text("C001")


def test_no_active_call_is_left_out(hall: House, browser: Browser) -> None:
    """Ten windows call at once: all ten numbers stand on the wall."""
    with stage(hall, browser) as made:
        wall = made.board()
        hall.do("day.close", confirm=True)
        hall.do("day.open")
        wanted = {}
        for window, line in enumerate("ABCDEFGHJK", 1):
            hall.do("window.open", window=window)
            wanted[hall.do("ticket.issue", line=line)["number"]] = str(window)
        for window in range(1, 11):
            hall.do("window.next", window=window)
        expect(wall.locator("[data-number]")).to_have_count(10)
        still(wall)
        assert dict(wall.evaluate(SHOWN)) == wanted


SHOWN = """() => [...document.querySelectorAll("[data-number]")].map(
    (row) => [row.cells[0], row.querySelector("b")]
  ).map(([number, window]) => {
    const box = number.getBoundingClientRect();
    const frame = document.querySelector(".body").getBoundingClientRect();
    if (number.clientWidth && number.scrollWidth > number.clientWidth + 1) throw Error("cut on the right");
    if (box.bottom > frame.bottom + 1) throw Error("cut below");
    return [number.textContent, window.textContent];
  })"""


def test_old_data_is_marked_after_15_and_after_60_seconds(hall: House, browser: Browser) -> None:
    """The server stands still; the wall says since when, then the numbers go grey, on the sign too."""
    with stage(hall, browser, clock=True) as made:
        if not hall.view("board", "main")["view"]["calls"]:
            hall.do("ticket.issue", line="D")
            hall.do("window.next", window=4)
        wall = made.board()
        sign, _, _ = made.enrol("sign", "wall", window=4)
        sign.wait_for_selector(".sign-body")
        os.kill(hall.process.pid, signal.SIGSTOP)
        try:
            made.context.clock.run_for(17_000)
            expect(wall.locator(".strip-warn")).to_contain_text("显示暂停更新")
            made.context.clock.run_for(45_000)
            expect(wall.locator(".strip-bad")).to_contain_text("以窗口工作人员叫号为准")
            assert wall.locator("html").get_attribute("data-freshness") == "dead"
            for page, part in ((wall, ".rows"), (sign, ".sign-body")):
                expect(page.locator("html")).to_have_attribute("data-freshness", "dead")
                expect(page.locator(part).first).to_have_css("filter", "grayscale(1)")
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
