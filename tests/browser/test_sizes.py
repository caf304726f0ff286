"""What a finger, an old eye and a small machine need, measured on the pages."""

from __future__ import annotations

import gzip
import json
import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.stage import Stage, still
from tests.figures import tell
from tests.web.house import ROOT

KIOSKS = [(1080, 1920), (1920, 1080)]  # 21.5 inch
PX_PER_MM = 1920 / 476
PROOF = os.environ.get("JIAOHAO_PROOF") == "1"
FRAMES = 10_000 if PROOF else 2_000
STATIC = ROOT / "server/web/static"

TEXTS = """() => [...document.querySelectorAll('#app *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && element.offsetWidth &&
    !element.closest('.head-time, .demo-mark, .head-name, .visually-hidden')
  ).map((element) => [element.textContent.trim(), parseFloat(getComputedStyle(element).fontSize)])"""


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Rectangles in px of what is shown."""
    found = [element.bounding_box() for element in page.locator(selector).all()]
    return [box for box in found if box is not None]  # type: ignore[misc]


@pytest.mark.parametrize("size", KIOSKS, ids=str)
@pytest.mark.parametrize("mode", [None, "大字", "English"])
def test_what_is_touched_is_large_and_apart(on_stage: Stage, size: tuple[int, int], mode: str | None) -> None:
    """Buttons at least 20 mm, lines 40 mm wide, 5 mm between them, 8 lines at most."""
    page, _ = on_stage.kiosk()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if mode:
        page.get_by_role("button", name=mode).click()
    still(page)
    found = boxes(page, "button")
    assert min(min(box["width"], box["height"]) for box in found) >= 20 * PX_PER_MM - 1
    tiles = boxes(page, ".tile")
    assert len(tiles) <= 8
    assert min(box["width"] for box in tiles) >= 40 * PX_PER_MM
    for one in found:
        for other in found:
            if one is not other:
                across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
                down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
                assert max(across, down) >= 5 * PX_PER_MM - 1


@pytest.mark.parametrize("size", KIOSKS, ids=str)
def test_text_is_high_enough_at_60_cm(on_stage: Stage, size: tuple[int, int]) -> None:
    """Hanzi of 7.3 mm (0.92 of their em); the number at least 30 mm (digits are 0.73 of their em)."""
    page, _ = on_stage.kiosk()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    still(page)
    small = [(text, px) for text, px in page.evaluate(TEXTS) if px * 0.92 / PX_PER_MM < 7.3]
    assert small == []
    page.get_by_role("button", name="社会事务").click()
    number = page.locator(".slip-number")
    expect(number).to_be_visible()
    assert number.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") * 0.73 / PX_PER_MM >= 30


def test_a_pressed_tile_shows_it_at_once(on_stage: Stage) -> None:
    """In the next picture after the touch, before any answer."""
    page, _ = on_stage.kiosk()
    shown = page.evaluate(
        """() => new Promise((done) => {
          const tile = document.querySelector(".tile[data-line=B]");
          tile.click();
          requestAnimationFrame(() => requestAnimationFrame(() =>
            done(Boolean(document.querySelector(".tile-pressed, .cover")))));
        })"""
    )
    assert shown


@pytest.mark.parametrize("page", ["start", "enrol", "kiosk", "counter", "board"])
def test_a_page_is_small(page: str) -> None:
    """At most 60 kB of script and style, gzipped; fonts apart."""
    files = (STATIC / f"{page}.js", STATIC / f"{page}.css")
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 60_000


def test_the_keyboard_reaches_everything_and_shows_where_it_is(on_stage: Stage) -> None:
    """Tab walks over each enabled control of kiosk and counter; each wears a visible ring."""
    kiosk, _ = on_stage.kiosk()
    for page in (kiosk, on_stage.counter(6)):
        still(page)
        wanted = page.locator("button:enabled, input:enabled, a[href], select:enabled").count()
        reached = set()
        for _ in range(wanted + 3):
            page.keyboard.press("Tab")
            found = page.evaluate(
                """() => {
                  const all = [...document.querySelectorAll("button, input, a[href], select")];
                  const style = getComputedStyle(document.activeElement);
                  const at = all.indexOf(document.activeElement);
                  return [at, style.outlineStyle, parseFloat(style.outlineWidth)];
                }"""
            )
            if found[0] >= 0:
                assert (found[1], found[2] >= 2) == ("solid", True)
                reached.add(found[0])
        assert len(reached) == wanted


def test_ten_thousand_frames_leave_no_trace(on_stage: Stage) -> None:
    """A wall that has shown 10,000 different frames uses at most 10 MB more than one that showed 500.

    Without --proof 2,000 and 2 MB: one frame that is kept is 10 kB and more."""
    routes: list[WebSocketRoute] = []
    frames: list[str] = []

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        routes.append(route)

        def heard(message: Any) -> None:
            if isinstance(message, str) and message.startswith('42["view"'):
                frames.append(message)
            route.send(message)

        server.on_message(heard)

    on_stage.context.route_web_socket(re.compile("/socket.io/"), between)
    hall = on_stage.hall
    hall.do("ticket.issue", line="A")
    wall = on_stage.board()
    expect(wall.locator(".counts")).to_be_visible()
    frame = json.loads(frames[-1][2:])[1]
    session = on_stage.context.new_cdp_session(wall)

    def show(count: int) -> None:
        for n in range(count):
            for line in frame["view"]["waiting"]:
                line["count"] = n % 97
            routes[-1].send("42" + json.dumps(["view", frame]))
            if n % 500 == 499:
                expect(wall.locator(".counts strong").first).to_have_text(str(n % 97))

    def used() -> int:
        still(wall)
        session.send("HeapProfiler.collectGarbage")
        return int(session.send("Runtime.getHeapUsage")["usedSize"])

    show(500)
    before = used()
    show(FRAMES)
    grown = used() - before
    tell(f"wall: {FRAMES} frames, {grown / 1000:.0f} kB more")
    assert grown <= 1_000 * FRAMES
