"""Every page in every state at every size: a picture in shots/ to look at, and nothing out of the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Stage, stage
from tests.web.house import House, house

SHOTS = Path(__file__).with_name("shots")
KIOSKS = ((1080, 1920), (1920, 1080), (1366, 768))
DESKS = ((1366, 768), (1920, 1080))
WALLS = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920))
STARTS = ((1366, 768), (1920, 1080), (390, 844))


@pytest.fixture
def fresh(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """A hall of its own with its day and windows open."""
    with house(tmp_path) as hall, stage(hall, browser) as made:
        yield made


def look(page: Page, name: str, sizes: tuple[tuple[int, int], ...], *, scrolls: bool = False) -> None:
    """One picture a size. scrolls: whether the page may be longer than the screen."""
    SHOTS.mkdir(exist_ok=True)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        page.screenshot(path=SHOTS / f"{name}-{width}x{height}.png")
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide <= width, f"{name} at {width}x{height} is {wide} px wide"
        assert scrolls or high <= height, f"{name} at {width}x{height} is {high} px high"


def crowd(hall: House, calls: int = 8) -> None:
    """A busy morning: everybody's lines wait, some are called, missed, held."""
    for n in range(60):
        hall.do("ticket.issue", line="ABCDEFGHKJ"[n % 9 % 7], **({"class": "elder"} if n % 7 == 0 else {}))
    for window in range(1, 1 + min(calls, 6)):
        hall.do("window.next", window=window)
    hall.do("window.miss", window=2)
    hall.do("window.next", window=2)
    hall.do("window.start", window=3)


def test_kiosk(fresh: Stage) -> None:
    """Home, busy, large text, English, high contrast, the number, closed."""
    page, _ = fresh.kiosk()
    look(page, "kiosk-empty", KIOSKS)
    crowd(fresh.hall)
    page.wait_for_timeout(300)
    look(page, "kiosk-busy", KIOSKS)
    for name, button in (("english", "English"), ("large", "大字"), ("contrast", "高对比")):
        page.get_by_role("button", name=button).click()
        look(page, f"kiosk-{name}", KIOSKS)
        page.reload()
        page.wait_for_selector(".tile")
    page.get_by_role("button", name="社会事务").click()
    expect(page.locator(".slip-number")).to_be_visible()
    look(page, "kiosk-number", KIOSKS)
    page.reload()
    fresh.hall.do("day.close", confirm=True)
    expect(page.locator(".prompt-closed")).to_be_visible()
    look(page, "kiosk-closed", KIOSKS)


def test_counter(fresh: Stage) -> None:
    """Empty, ready, called, serving, paused, without a server."""
    page = fresh.counter(4)
    look(page, "counter-empty", DESKS, scrolls=True)
    crowd(fresh.hall, calls=3)
    expect(page.locator(".primary")).to_be_enabled()
    look(page, "counter-ready", DESKS, scrolls=True)
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    look(page, "counter-called", DESKS, scrolls=True)
    fresh.hall.do("window.start", window=4)
    page.wait_for_timeout(400)
    look(page, "counter-serving", DESKS, scrolls=True)
    fresh.hall.do("window.finish", window=4)
    fresh.hall.do("window.pause", window=4)
    page.wait_for_timeout(400)
    look(page, "counter-paused", DESKS, scrolls=True)
    look(page, "counter-zoom", ((683, 384),), scrolls=True)  # 200 % on 1366x768


def test_board(fresh: Stage) -> None:
    """Empty, busy, closed."""
    page = fresh.board()
    look(page, "board-empty", WALLS)
    crowd(fresh.hall)
    page.wait_for_timeout(500)
    look(page, "board-busy", WALLS)
    fresh.hall.do("day.close", confirm=True)
    page.wait_for_timeout(500)
    look(page, "board-closed", WALLS)


def test_sign(fresh: Stage) -> None:
    """Over the window."""
    page, _, _ = fresh.enrol("sign", "wall", window=2)
    page.wait_for_timeout(500)
    look(page, "sign-empty", WALLS)
    crowd(fresh.hall)
    page.wait_for_timeout(500)
    look(page, "sign-busy", WALLS)


@pytest.mark.parametrize(("name", "seconds"), [("stale", 17), ("dead", 62)])
def test_old_data(tmp_path: Path, browser: Browser, name: str, seconds: int) -> None:
    """The server does not answer any more: kiosk, counter, board."""
    with house(tmp_path) as hall, stage(hall, browser, clock=True) as made:
        crowd(hall)
        pages: list[tuple[Callable[[], Page], str, tuple[tuple[int, int], ...]]] = [
            (lambda: made.kiosk()[0], "kiosk", KIOSKS),
            (lambda: made.counter(4), "counter", DESKS),
            (made.board, "board", WALLS),
        ]
        shown = [(open_page(), role, sizes) for open_page, role, sizes in pages]
        hall.process.kill()
        hall.process.wait()
        made.context.clock.run_for(seconds * 1000)
        for page, role, sizes in shown:
            look(page, f"{role}-{name}", sizes, scrolls=role == "counter")


def test_start(tmp_path: Path, browser: Browser) -> None:
    """The demo's first page, the form for a code."""
    with house(tmp_path, "eventlet", "--demo", day=False) as hall, stage(hall, browser) as made:
        page = made.page("/")
        page.wait_for_selector(".place-kiosk")
        look(page, "start-empty", STARTS, scrolls=True)
        for line in "BAD":
            hall.do("ticket.issue", line=line)
        page.wait_for_timeout(800)
        look(page, "start-busy", STARTS, scrolls=True)
        look(made.page("/enrol"), "enrol", STARTS, scrolls=True)
