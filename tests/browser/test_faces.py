"""Every page in every state at every size: a picture to look at, and nothing out of the frame."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from server.hall import calendar
from tests.browser.audit import hidden
from tests.browser.stage import Stage, picture, stage, still
from tests.web.house import House, house

KIOSKS = ((1080, 1920), (1920, 1080), (1366, 768), (1024, 600), (960, 540), (800, 480), (683, 384))
DESKS = ((1366, 768), (1920, 1080))
WALLS = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (683, 384))
STARTS = ((1366, 768), (1920, 1080), (390, 844))


@pytest.fixture
def fresh(hall: House, browser: Browser) -> Iterator[Stage]:
    """The hall as on a new day: nobody inside, all windows open."""
    hall.command("day.close", confirm=True)  # it may be closed already
    hall.do("day.open")
    for window in range(1, 11):
        hall.do("window.open", window=window)
    with stage(hall, browser) as made:
        yield made


def look(page: Page, name: str, sizes: tuple[tuple[int, int], ...], *, scrolls: bool = False) -> None:
    """One picture a size. scrolls: whether the page may be longer than the screen."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        still(page)
        picture(page, f"{name}-{width}x{height}")
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide <= width, f"{name} at {width}x{height} is {wide} px wide"
        assert scrolls or high <= height, f"{name} at {width}x{height} is {high} px high"
        face = name.partition("-")[0]
        if face in ("kiosk", "board", "sign") and not scrolls and hidden(page, face):
            still(page)  # a list may have turned its page just then
            assert hidden(page, face) == [], f"{name} at {width}x{height}"


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
    page, token = fresh.kiosk()
    look(page, "kiosk-empty", KIOSKS)
    page.set_viewport_size({"width": 1080, "height": 1920})
    crowd(fresh.hall)
    lines = fresh.hall.view("kiosk", token=f"Device {token}")["view"]["lines"]
    for line in lines[:7]:
        words = f"等候 {line['waiting']} 人"
        expect(page.locator(f"[data-line={line['line']}] .tile-note")).to_contain_text(words)
    look(page, "kiosk-busy", KIOSKS)
    for name, button in (("english", "English"), ("large", "大字"), ("contrast", "高对比度")):
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
    expect(page.locator(".ticket-called")).to_be_visible()
    look(page, "counter-called", DESKS, scrolls=True)
    fresh.hall.do("window.start", window=4)
    expect(page.locator(".ticket-serving")).to_be_visible()
    look(page, "counter-serving", DESKS, scrolls=True)
    fresh.hall.do("window.finish", window=4)
    fresh.hall.do("window.pause", window=4)
    expect(page.locator(".state-paused")).to_be_visible()
    look(page, "counter-paused", DESKS, scrolls=True)
    look(page, "counter-zoom", ((683, 384),), scrolls=True)  # 200 % on 1366x768


def test_board(fresh: Stage) -> None:
    """Empty, busy, closed."""
    page = fresh.board()
    look(page, "board-empty", WALLS)
    page.set_viewport_size({"width": 1920, "height": 1080})
    crowd(fresh.hall)
    expect(page.locator(".call-serving")).to_be_visible()
    look(page, "board-busy", WALLS)
    fresh.hall.do("day.close", confirm=True)
    expect(page.locator(".quiet")).to_be_visible()
    look(page, "board-closed", WALLS)


def test_sign(fresh: Stage) -> None:
    """Over the window."""
    page, _, _ = fresh.enrol("sign", "wall", window=2)
    expect(page.locator(".sign-words")).to_be_visible()
    look(page, "sign-empty", WALLS)
    crowd(fresh.hall)
    number = fresh.hall.view("counter", "2")["view"]["current"]["number"]
    expect(page.locator(".sign-number")).to_have_text(number)
    look(page, "sign-busy", WALLS)


def test_old_data(tmp_path: Path, browser: Browser) -> None:
    """The server does not answer any more, for 17 s, for 62 s: kiosk, counter, board."""
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
        for name, seconds in (("stale", 17), ("dead", 45)):
            made.context.clock.run_for(seconds * 1000)
            for page, role, sizes in shown:
                look(page, f"{role}-{name}", sizes, scrolls=role == "counter")


def test_lunch(tmp_path: Path, browser: Browser) -> None:
    """Numbers are given, nobody is called: kiosk, counter, board, sign. (A lunch from 00:01 to 23:58.)"""
    with house(tmp_path, day=False) as hall, stage(hall, browser) as made:
        today = calendar.day_of(int(time.time() * 1000))
        hours = {
            "hours.sessions": [{"opens": "00:00", "closes": "00:01"}, {"opens": "23:58", "closes": "23:59"}],
            "hours.issue_before_minutes": 0,
            "hours.issue_stop_minutes": 0,
            "calendar.workdays": [today],
        }
        hall.do("settings.set", changes=hours)
        for line in "ABBD":
            hall.do("ticket.issue", line=line)
        hall.do("window.open", window=4)
        kiosk, _ = made.kiosk()
        expect(kiosk.locator(".prompt-lunch")).to_contain_text("23:58")
        look(kiosk, "kiosk-lunch", KIOSKS)
        counter = made.counter(4)
        counter.keyboard.press("Enter")
        expect(counter.locator(".said")).to_contain_text("午休")
        look(counter, "counter-lunch", DESKS, scrolls=True)
        board = made.board()
        expect(board.locator(".quiet")).to_contain_text("23:58")
        look(board, "board-lunch", WALLS)
        sign, _, _ = made.enrol("sign", "wall", window=4)
        expect(sign.locator(".sign-words")).to_have_text("午休")
        look(sign, "sign-lunch", WALLS)


def test_errors(tmp_path: Path, browser: Browser) -> None:
    """No paper, a refused touch, a screen that was taken off the list."""
    with house(tmp_path) as hall, stage(hall, browser) as made:
        _errors(hall, made)


def _errors(hall: House, made: Stage) -> None:
    late = _late_frames(made)
    page, token = made.kiosk()
    (job,) = _printed(hall, token)
    hall.do("print.report", token=f"Device {token}", job=job, state="sent")
    hall.do("print.report", token=f"Device {token}", job=job, state="failed", paper="out")
    expect(page.locator(".prompt-paper")).to_be_visible()
    look(page, "kiosk-no-paper", KIOSKS)
    counter = made.counter(2)
    expect(counter.locator(".light-bad")).to_be_visible()
    look(counter, "counter-no-paper", DESKS, scrolls=True)
    late.add("view")  # the page does not hear that the line closes
    hall.do("settings.set", changes={"lines.B.open": False})
    page.get_by_role("button", name="社会事务").click()
    expect(page.locator(".card-trouble")).to_be_visible()
    look(page, "kiosk-refused", KIOSKS)
    late.clear()
    wall, device, _ = made.enrol("board", "wall")
    wall.wait_for_selector(".body")
    hall.do("device.revoke", id=device)
    wall.reload()
    wall.wait_for_url("**/enrol")
    look(wall, "board-revoked", WALLS, scrolls=True)


def _late_frames(stage: Stage) -> set[str]:
    """Events named in this set do not reach the pages any more."""
    late: set[str] = set()

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda said: None if _event(said) in late else route.send(said))

    stage.context.route_web_socket(re.compile("/socket.io/"), between)
    return late


def _event(said: str | bytes) -> str:
    """Name of the Socket.IO event in a message, "" for others."""
    found = re.match(r'42\["(\w+)"', said) if isinstance(said, str) else None
    return found[1] if found else ""


def _printed(hall: House, token: str) -> list[str]:
    """A ticket of this kiosk; its open jobs."""
    hall.do("ticket.issue", token=f"Device {token}", line="A")
    jobs = hall.view("kiosk", token=f"Device {token}")["view"]["jobs"]
    return [job["job"] for job in jobs]


def test_start(tmp_path: Path, browser: Browser) -> None:
    """The demo's first page, the form for a code."""
    with house(tmp_path, "eventlet", "--demo", day=False) as hall, stage(hall, browser) as made:
        page = made.page("/")
        page.wait_for_selector(".place-kiosk")
        look(page, "start-empty", STARTS, scrolls=True)
        with page.expect_popup() as opened:
            page.locator(".place-kiosk").click()
        kiosk = opened.value
        kiosk.get_by_role("button", name="社会事务").click()
        page.bring_to_front()
        expect(page.locator(".roll img")).to_have_count(1)
        look(page, "start-busy", STARTS, scrolls=True)
        page.get_by_role("button", name="English").click()
        look(page, "start-english", STARTS, scrolls=True)
        look(made.page("/enrol"), "enrol", STARTS, scrolls=True)
