"""Walls and signs in every state, fed with frames: what stands where, how large, and nothing cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.audit import hidden
from tests.browser.fed import Fed, Frame, call
from tests.browser.stage import PROOF, Stage, picture, stage, still
from tests.web.house import House

WALLS = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (2160, 3840))
LAYOUTS = ("calls", "columns", "pillar")
COUNTS = (0, 1, 2, 5, 10, 12, 40)
SIGNS = ((768, 256), (1024, 600), (1920, 1080), (1080, 1920))
HOUR = 3_600_000


class Wall(Fed):
    """A board. frame: what it shows, to be changed."""

    def __init__(self, made: Stage) -> None:
        super().__init__(made)
        self.page = made.board()
        self.frame = self.begin(self.page)
        self.now: int = self.frame["live"]["now"]
        self.view: Frame = self.frame["view"]
        self.view["face"] |= {"consult_phone": "0737-8888888", "supervise_phone": "12345"}

    def calls(self, count: int, *, fresh: bool) -> None:
        """So many busy windows, the newest call fresh or an old one; a day of its own."""
        age = 0 if fresh else 60_000
        made = [
            call(900 + n, n, self.now - 60_000, "called" if n % 2 else "serving") for n in range(count, 0, -1)
        ]
        self.view["calls"] = [call(1000, made[0]["window"], self.now - age), *made[1:]] if made else []
        self.view["day"]["day"] = f"{count} {fresh}"
        self.show(self.frame)

    def size(self, width: int, height: int) -> None:
        """Another screen."""
        self.page.set_viewport_size({"width": width, "height": height})
        still(self.page)


@pytest.fixture
def wall(hall: House, browser: Browser) -> Iterator[Wall]:
    """A board on a set clock, so that nothing turns by itself."""
    with stage(hall, browser, clock=True) as made:
        yield Wall(made)


def cases() -> list[tuple[tuple[int, int], str, int, bool]]:
    """Each size with each layout, the numbers of calls in turn; with --proof all of all."""
    if PROOF:
        return list(product(WALLS, LAYOUTS, COUNTS, (False, True)))
    found = list(product(WALLS, LAYOUTS))
    return [(*one, COUNTS[(3 * n) % 7], bool(n % 2)) for n, one in enumerate(found)]


LETTERS = """() => [getComputedStyle(document.documentElement).getPropertyValue("--letter"),
    ...[...document.querySelectorAll(".rows td:first-child, .featured-number")].map(
      (one) => getComputedStyle(one).fontSize)].map(parseFloat)"""


def test_nothing_is_cut_on_any_wall_in_any_layout(wall: Wall) -> None:
    """0 to 40 calls, called just now or a while ago: whole, and as large as the farthest seat reads."""
    found = []
    for size, layout, count, fresh in cases():
        wall.view["board"]["layout"] = layout
        wall.view["missed"] = [
            {"number": f"B{n:03d}", "line": "B", "window": 2, "at": wall.now} for n in range(count)
        ]
        wall.calls(count, fresh=fresh)
        stands = "pillar" if layout == "columns" and size[0] < size[1] else layout
        wall.page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(wall.page.locator("html")).to_have_attribute("data-layout", stands)
        expect(wall.page.locator(".rows td, .featured, .quiet").first).to_be_visible()
        still(wall.page)
        name = f"{layout}-{count}{'-fresh' if fresh else ''}-{size[0]}x{size[1]}"
        picture(wall.page, f"wall-{name}")
        letter, *drawn = wall.page.evaluate(LETTERS)
        found += [f"{name}: {each}" for each in hidden(wall.page, "board")]
        found += [f"{name}: letters of {px} px, not {letter}" for px in drawn if px < letter - 0.1]
    assert found == []


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)], ids=str)
def test_ten_busy_windows_stand_on_one_page_by_window_with_the_newest_marked(
    wall: Wall, size: tuple[int, int]
) -> None:
    """2 × 5, whether a call is featured above or not; a quiet row has no mark."""
    wall.size(*size)
    for fresh in (True, False):
        wall.calls(10, fresh=fresh)
        expect(wall.page.locator(".featured")).to_have_count(int(fresh))
        expect(wall.page.locator(".rows tbody")).to_have_count(2)
        still(wall.page)
        columns = wall.page.locator(".rows tbody").evaluate_all(
            "all => all.map((body) => [...body.rows].map((row) => +row.querySelector('b').textContent))"
        )
        assert columns == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]
        marked = wall.page.locator(".call-new").evaluate_all("all => all.map((row) => row.dataset.call)")
        assert marked == (["1000"] if fresh else [])
        expect(wall.page.locator(".rows-page")).to_have_count(0)


def test_more_windows_take_turns_but_never_during_a_call(wall: Wall) -> None:
    """Every 12 s another page, within one round each of forty numbers; a featured call holds the page."""
    rows = wall.page.locator("[data-number]")

    def numbers() -> list[str]:
        return rows.evaluate_all("all => all.map((row) => row.dataset.number)")

    def later(seconds: int) -> None:
        for step in (*[5] * (seconds // 5), seconds % 5):  # no longer than a server is silent
            wall.now += step * 1000
            wall.frame["live"]["now"] = wall.now
            wall.page.context.clock.run_for(step * 1000)
            wall.show(wall.frame)
        still(wall.page)

    wall.calls(40, fresh=False)
    expect(wall.page.locator(".rows-page")).to_have_text("1/4")
    seen = {*numbers()}
    for _ in range(3):
        later(13)
        seen |= {*numbers()}
    assert seen == {one["number"] for one in wall.view["calls"]}
    later(11)
    wall.view["board"]["newest_seconds"] = 600
    wall.view["calls"].insert(0, call(2000, 1, wall.now))
    wall.show(wall.frame)
    expect(wall.page.locator(".featured")).to_have_attribute("data-call", "2000")
    still(wall.page)
    held = numbers()
    later(40)
    expect(wall.page.locator(".featured")).to_have_count(1)
    assert numbers() == held


def test_the_featured_call_is_shown_word_for_word_as_it_is_spoken(wall: Wall) -> None:
    """Whatever the server says it says; alone it fills the room, without a table."""
    wall.view["calls"] = [
        call(1, 3, wall.now, number="E012", calls=2, say="财政收费，请 E零幺二 号，到 三 号窗口办理")
    ]
    wall.show(wall.frame)
    expect(wall.page.locator(".featured-say")).to_have_text("财政收费，请 E零幺二 号，到 三 号窗口办理")
    expect(wall.page.locator(".featured-en")).to_contain_text("E012 → Window 3")
    expect(wall.page.locator(".rows")).to_have_count(0)


def test_a_missed_number_leaves_the_featured_place_at_once(wall: Wall) -> None:
    """It stands in the list of the missed; the older call does not come back as if it were new."""
    older, newer = call(1, 1, wall.now - 30_000), call(2, 2, wall.now)
    wall.view["calls"] = [newer, older]
    wall.show(wall.frame)
    expect(wall.page.locator(".featured-number")).to_have_text(newer["number"])
    newer["state"] = "missed"
    wall.view["missed"] = [{"number": newer["number"], "line": "C", "window": 2, "at": wall.now}]
    wall.show(wall.frame)
    expect(wall.page.locator(".missed li")).to_have_text([newer["number"]])
    expect(wall.page.locator(".featured")).to_have_count(0)
    expect(wall.page.locator("[data-number]")).to_have_count(1)


def test_the_side_tells_who_is_next_which_window_calls_and_who_was_missed(wall: Wall) -> None:
    """By line; missed ones of ten minutes, all or how many more; telephones only where there are any."""
    line = next(line for line in wall.view["waiting"] if line["line"] == "B")
    line |= {"count": 12, "next": ["B017", "B016", "B018"]}
    wall.view["windows"] = [
        {"window": n, "state": "paused" if n == 3 else "open", "lines": ["B"]} for n in (2, 3, 4)
    ]
    minute = 60_000
    wall.view["missed"] = [
        {"number": f"B00{n}", "line": "B", "window": 2, "at": wall.now - n * 3 * minute} for n in range(5)
    ]
    wall.view["more"] = {"missed": 3}
    wall.show(wall.frame)
    row = wall.page.locator("[data-line=B]")
    expect(row.locator(".line-next")).to_have_text("B017")
    expect(row.locator("strong")).to_have_text("12")
    expect(row.locator(".line-windows")).to_have_text("2–4")
    expect(wall.page.locator(".missed li")).to_have_text(["B000", "B001", "B002", "B003", "+3"])
    expect(wall.page.locator(".phones")).to_contain_text("0737-8888888")
    expect(wall.page.locator(".updated, .foot >> text=待公布")).to_have_count(0)
    wall.view["face"] |= {"consult_phone": "", "supervise_phone": ""}
    wall.show(wall.frame)
    expect(wall.page.locator(".phones")).to_have_text("")


def test_a_paused_window_has_a_row_where_one_is_left(wall: Wall) -> None:
    """With its reason and end, in the words of every screen."""
    wall.calls(2, fresh=False)
    until = wall.now + HOUR
    wall.view["windows"] = [
        {"window": 7, "state": "paused", "lines": ["G"], "reason": "meeting", "until": until}
    ]
    wall.show(wall.frame)
    expect(wall.page.locator(".row-idle")).to_contain_text(re.compile(r"暂停服务\s*开会，\d\d:\d\d 恢复"))


def closed(frame: Frame, now: int, since: int) -> None:
    """The hall closed so many ms ago and opens in twelve hours."""
    frame["view"]["calls"] = []
    for line in frame["view"]["waiting"]:
        line |= {"count": 0, "next": []}
    frame["live"]["opening"] = {
        "numbers": [now + 12 * HOUR, now + 20 * HOUR], "calls": [], "why": "day_closed", "promised": True,
    }  # fmt: skip
    frame["view"]["day"]["schedule"] = {
        "sessions": [[now - 12 * HOUR, now - since]], "issue_from": 0, "issue_until": 1,
    }  # fmt: skip


def test_after_closing_the_wall_says_so_and_sleeps_at_night(wall: Wall) -> None:
    """The next opening instead of zeros; half an hour later it is dark, with the time at another place each
    minute; half an hour before numbers are given it is light again; 0 minutes: never dark."""
    closed(wall.frame, wall.now, HOUR // 4)
    wall.show(wall.frame)
    expect(wall.page.locator(".quiet")).to_contain_text("今日服务已结束")
    expect(wall.page.locator(".quiet")).to_contain_text("开始取号")
    expect(wall.page.locator(".side")).to_have_count(0)
    closed(wall.frame, wall.now, HOUR)
    wall.show(wall.frame)
    night = wall.page.locator(".night")
    expect(night).to_contain_text("今日服务已结束")
    picture(wall.page, "wall-night")
    assert night.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(0, 0, 0)"
    assert hidden(wall.page, "board") == []
    before = wall.page.locator(".night-words").bounding_box()
    wall.frame["live"]["now"] += 60_000
    wall.show(wall.frame)
    expect(night.locator("time")).to_be_visible()
    still(wall.page)
    assert wall.page.locator(".night-words").bounding_box() != before
    wall.view["board"]["standby_minutes"] = 0
    wall.show(wall.frame)
    expect(wall.page.locator(".quiet")).to_be_visible()
    wall.view["board"]["standby_minutes"] = 30
    wall.frame["live"]["now"] = wall.now + 12 * HOUR - 20 * 60_000
    wall.show(wall.frame)
    expect(wall.page.locator(".quiet")).to_be_visible()


def test_a_screen_may_have_a_layout_of_its_own(wall: Wall) -> None:
    """In its address; nonsense there is not heard."""
    wall.end()
    for own, shown in (("calls", "calls"), ("attic", "columns")):
        wall.page.goto(wall.page.url.partition("?")[0] + f"?layout={own}")
        expect(wall.page.locator("html")).to_have_attribute("data-layout", shown)


STATES: list[tuple[str, dict[str, Any], str]] = [
    ("free", {"state": "open"}, "热情为您服务"),
    ("called", {"state": "open", "call": "called"}, "请"),
    ("serving", {"state": "open", "call": "serving"}, "正在办理"),
    ("paused", {"state": "paused", "reason": "meeting", "until": HOUR}, "暂停服务"),
    ("closed", {"state": "closed"}, "暂未开放"),
    ("over", {"state": "paused", "shut": True}, "今日服务已结束"),
]


def test_a_sign_says_what_its_window_does_on_every_screen(hall: House, browser: Browser) -> None:
    """Number with an arrow, or the state with reason and end; strips and small panels whole; a call flashes
    for three seconds, and below stands whether it was spoken."""
    with stage(hall, browser, clock=True) as made:
        fed = Fed(made)
        page, _, _ = made.enrol("sign", "wall", window=2)
        frame = fed.begin(page)
        view, now, opening = frame["view"], frame["live"]["now"], frame["live"]["opening"]
        view["duty"] = "低保、残疾证、生育登记、城乡居民养老和医保"
        found = []
        for n, (kind, told, words) in enumerate(STATES):
            _tell(frame, told, n, now, opening)
            fed.show(frame)
            expect(page.locator(f".sign-{kind}")).to_contain_text(words)
            for size in SIGNS:
                page.set_viewport_size({"width": size[0], "height": size[1]})
                still(page)
                picture(page, f"sign-{kind}-{size[0]}x{size[1]}")
                found += [f"{kind} {size}: {each}" for each in hidden(page, "sign")]
            expect(page.locator(".sign-window")).to_have_text("2号窗口")
            expect(page.locator(".sign-foot")).to_contain_text("低保")
            expect(page.locator(".sign-call .icon")).to_have_count(int(kind == "called"))
            expect(page.locator(".sign-flash")).to_have_count(int(kind == "called"))
        assert found == []
        _tell(frame, {"state": "open", "call": "called"}, 9, now - 3_000, opening)
        view["call"] |= {"played": "skipped", "why": "quiet"}
        fed.show(frame)
        expect(page.locator("[data-call='9']:not(.sign-flash)")).to_be_visible()
        expect(page.locator(".sign-heard")).to_have_text("未播（静音时段）")


def _tell(frame: Frame, told: dict[str, Any], n: int, now: int, opening: Any) -> None:
    view = frame["view"]
    state = told.get("call")
    view |= {"state": told["state"], "reason": told.get("reason"), "until": None, "wanted": False}
    view["until"] = now + told["until"] if "until" in told else None
    view["call"] = call(n, 2, now + (n < 9) * HOUR, state, number="B1003") if state else None
    frame["live"]["opening"] = opening
    if told.get("shut"):
        frame["live"]["opening"] = opening | {"numbers": [now + 12 * HOUR, now + 20 * HOUR], "calls": []}
