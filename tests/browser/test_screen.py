"""What every screen has around its own work: never blank, never the past as if it were now."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, WebSocketRoute, expect

from tests.browser.cutting import network
from tests.browser.stage import Stage, picture, stage
from tests.web.house import House, until


def through(on_stage: Stage, url: str) -> Stage:
    """The same browser, its pages loaded by another address of the hall."""
    made = Stage(on_stage.hall, on_stage.context)
    made.url = url
    return made


def without(context: BrowserContext, spoilt: list[str]) -> list[str]:
    """Frames of its pages lose the lists that `spoilt` names, as long as it does. Returns what they say."""
    said: list[str] = []

    def carry(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def back(message: Any) -> None:
            for name in spoilt:
                message = message.replace(f'"{name}":', f'"no_{name}":')
            socket.send(message)

        def forth(message: Any) -> None:
            said.append(str(message))
            server.send(message)

        server.on_message(back)
        socket.on_message(forth)

    context.route_web_socket(re.compile(r"/socket\.io/"), carry)
    return said


# -- never blank, never the past as if it were now ---------------------------------------------------------


def test_what_cannot_be_drawn_is_a_sentence_and_comes_back_with_the_next_view(on_stage: Stage) -> None:
    """Defect 32: `mount()` had no boundary, and a view with a gap left a white screen for good."""
    spoilt: list[str] = ["lines"]
    said = without(on_stage.context, spoilt)
    kiosk, _, _ = on_stage.enrol("kiosk", "kiosk")
    sentence = kiosk.get_by_role("alert").filter(has_text="暂时显示不出来")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text("cannot be shown")
    picture(kiosk, "broken")
    counted = re.compile(r'"beat",\{.*"errors":[1-9]')

    def beaten() -> bool:
        kiosk.wait_for_timeout(50)  # lets the messages through
        return any(counted.search(message) for message in said)

    until(beaten, what="its beat tells of it")
    spoilt.clear()
    on_stage.hall.do("ticket.issue", line="A")
    expect(kiosk.locator(".tile").first).to_be_visible()
    assert on_stage.complaints
    on_stage.complaints.clear()


def test_old_data_is_grey_also_when_the_page_cannot_be_drawn(hall: House, browser: Browser) -> None:
    """Defect 32: what tells its age stands outside of what is drawn."""
    with stage(hall, browser, clock=True) as made:
        without(made.context, ["calls"])
        wall, _, _ = made.enrol("board", "wall")
        expect(wall.get_by_role("alert").filter(has_text="暂时显示不出来")).to_be_visible()
        made.context.set_offline(True)
        made.context.clock.run_for(16_000)
        expect(wall.locator("html")).to_have_attribute("data-freshness", "stale")
        expect(wall.locator(".strip")).to_contain_text("显示暂停更新")
        made.complaints.clear()


TRANSLATE = """() => {
  const walk = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) {
    const font = document.createElement("font");
    font.textContent = `translated ${text.data}`;
    text.replaceWith(font);
  }
}"""


def test_a_translated_wall_shows_the_next_call(on_stage: Stage) -> None:
    """Defect 70: a translator's nodes stood where ours had been, and the old call was shown for ever."""
    hall, wall = on_stage.hall, on_stage.board()
    for number in ("A001", "A002", "A003"):
        hall.do("ticket.issue", line="A")
        if number != "A001":
            wall.evaluate(TRANSLATE)
        ticket = hall.view("counter", "1")["view"]["queue"][0]["ticket"]
        hall.do("window.call", window=1, ticket=ticket)
        expect(wall.locator(".featured-number")).to_have_text(number)
        expect(wall.locator("font")).to_have_count(0)
        hall.do("window.start", window=1)
        hall.do("window.finish", window=1, outcome="direct")


def test_no_page_offers_itself_to_a_translator(on_stage: Stage) -> None:
    """Defect 70: on every page, in both languages."""
    kiosk, _ = on_stage.kiosk()
    kiosk.get_by_role("button", name="English").click()
    expect(kiosk.locator("html")).to_have_attribute("lang", "en")
    for page in (kiosk, on_stage.page("/enrol"), on_stage.page("/"), on_stage.counter(1), on_stage.board()):
        expect(page.locator("html")).to_have_attribute("translate", "no")
        expect(page.locator("meta[name=google]")).to_have_attribute("content", "notranslate")


# -- a screen stays a screen -------------------------------------------------------------------------------


def test_the_way_back_leads_to_the_living_screen(on_stage: Stage) -> None:
    """Defect 67: a swipe ended at /enrol for good. Enrolment leaves no way back, and /enrol returns."""
    page = on_stage.page("/enrol")
    code = on_stage.hall.do("device.add", name="wall", role="board")["code"]
    before = page.evaluate("history.length")
    page.get_by_label("设备代码").fill(code)
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/s/*")
    screen = page.url
    assert page.evaluate("history.length") == before
    page.goto(on_stage.hall.url + "/enrol")
    page.goto(screen)
    page.go_back()
    page.wait_for_url(screen)
    expect(page.locator(".counts")).to_be_visible()


def test_enrol_left_alone_returns_to_the_living_screen(hall: House, browser: Browser) -> None:
    """Defect 67: whoever led it there has gone."""
    with stage(hall, browser, clock=True) as made:
        page, _, _ = made.enrol("board", "wall")
        screen = page.url
        page.goto(hall.url + "/enrol")
        expect(page.get_by_label("设备代码")).to_be_visible()
        page.context.clock.run_for(121_000)
        page.wait_for_url(screen)


def test_fingers_do_not_zoom_and_a_zoomed_screen_comes_back(hall: House, browser: Browser) -> None:
    """Defect 67: two fingers zoomed to 4x for the next person."""
    with stage(hall, browser, clock=True) as made:
        kiosk, _ = made.kiosk()
        tile = kiosk.locator(".tile").first
        for part in (kiosk.locator("html"), kiosk.locator("body"), tile):
            expect(part).to_have_css("touch-action", "pan-x pan-y")
        expect(kiosk.locator("html")).to_have_css("overscroll-behavior", "none")
        wheel = "new WheelEvent('wheel', {ctrlKey: true, cancelable: true, bubbles: true})"
        assert kiosk.evaluate(f"document.body.dispatchEvent({wheel})") is False
        kiosk.context.new_cdp_session(kiosk).send("Emulation.setPageScaleFactor", {"pageScaleFactor": 3})
        until(lambda: scale(kiosk) > 2, what="zoomed")
        kiosk.context.clock.run_for(12_000)
        until(lambda: scale(kiosk) == 1, what="as it was")
        expect(tile).to_be_visible()


def scale(page: Page) -> float:
    """How far it is zoomed; 0 while it is loaded anew."""
    try:
        return float(page.evaluate("visualViewport.scale"))
    except Error:
        return 0.0


# -- the network between -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sockets", ["cut", "swallow"])
def test_where_websockets_are_cut_the_page_polls_and_says_so(on_stage: Stage, sockets: Any) -> None:
    """Defect 64: no page connected. Within 10 s it works; the staff read why it is slow, citizens do not."""
    with network(on_stage.hall.host, sockets) as net:
        made = through(on_stage, net.url)
        began = time.monotonic()
        counter, _, _ = made.enrol("clerk", "desk", window=3)
        counter.wait_for_selector(".primary")
        assert time.monotonic() - began < 10
        expect(counter.get_by_role("note")).to_contain_text("WebSocket")
        picture(counter, f"sockets-{sockets}")


def test_over_polling_a_kiosk_gives_numbers_and_says_nothing_of_networks(on_stage: Stage) -> None:
    """Defect 64: citizens can do nothing about it."""
    with network(on_stage.hall.host, "cut") as net:
        kiosk, _ = through(on_stage, net.url).kiosk()
        kiosk.locator("[data-line=C]").click()
        expect(kiosk.locator(".slip-number")).to_be_visible()
        expect(kiosk.get_by_role("note")).to_have_count(0)


def test_a_page_whose_server_was_away_does_not_blame_the_network(hall: House, browser: Browser) -> None:
    """Tries go by turns, and the one that came through may have been a poll: it goes over to a WebSocket."""
    with stage(hall, browser, clock=True) as made, network(hall.host, "cut once") as net:
        heard: list[Any] = []

        def listen(page: Page) -> None:
            page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: heard.append(frame)))

        made.context.on("page", listen)
        counter, _, _ = through(made, net.url).enrol("clerk", "desk", window=3)

        def later() -> bool:
            counter.context.clock.run_for(500)
            return len(heard) > 1  # the answer to the probe, and a word after it

        until(later, what="a WebSocket")
        counter.wait_for_selector(".primary")
        counter.context.clock.run_for(7_000)
        expect(counter.locator("time")).to_be_visible()
        expect(counter.get_by_role("note")).to_have_count(0)


def line(hall: House, name: str) -> list[str]:
    """The numbers of a line."""
    return [t["number"] for t in hall.view("supervisor")["view"]["tickets"] if t["line"] == name]


@pytest.fixture
def net(on_stage: Stage) -> Iterator[Any]:
    """A network that can keep answers back."""
    with network(on_stage.hall.host) as made:
        yield made


def test_tiles_stay_locked_until_a_lost_answer_is_known(on_stage: Stage, net: Any) -> None:
    """Defect 29: an answer was lost, and the next citizen's touch took up its key: one number for two."""
    kiosk, _ = through(on_stage, net.url).kiosk()
    net.mute = True
    kiosk.locator("[data-line=G]").click()
    until(lambda: line(on_stage.hall, "G") == ["G001"], what="the number was given")
    expect(kiosk.locator(".cover")).to_contain_text("正在核对")
    picture(kiosk, "settling")
    kiosk.locator("[data-line=G]").evaluate("tile => tile.click()")  # the next person, through everything
    net.heal()
    expect(kiosk.locator(".slip-number")).to_have_text("G001")
    assert line(on_stage.hall, "G") == ["G001"]
    kiosk.wait_for_timeout(900)  # within 0.8 s of the answer a touch closes nothing
    kiosk.locator(".slip .card-main").click()
    kiosk.locator("[data-line=G]").click()
    expect(kiosk.locator(".slip-number")).to_have_text("G002")
