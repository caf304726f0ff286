"""The touch page: one touch one number, plain words when there is none, a clean screen after it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.stage import Stage, stage
from tests.web.house import House


def tickets(hall: House, line: str) -> int:
    """How many numbers a line has given."""
    return sum(ticket["line"] == line for ticket in hall.view("supervisor")["view"]["tickets"])


def pending(kiosk: Page, on_stage: Stage) -> str:
    """Where the page keeps what was not answered yet."""
    return f"jh-pending-{on_stage.hall.tag}-{kiosk.url.rpartition('/')[2]}"


class Late:
    """The answers to a page's commands, held back until set()."""

    def __init__(self) -> None:
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        self._open = False

    def pass_on(self, route: WebSocketRoute, said: str | bytes) -> None:
        """An answer (Socket.IO: 43) waits, all else goes through."""
        if self._open or not str(said).startswith("43"):
            route.send(said)
        else:
            self._held.append((route, said))

    def set(self) -> None:
        """Now they come."""
        self._open = True
        for route, said in self._held:
            route.send(said)


def held_back(stage: Stage) -> Late:
    """All pages of this stage hear no answers yet."""
    late = Late()

    def between(route: WebSocketRoute) -> None:
        route.connect_to_server().on_message(lambda said: late.pass_on(route, said))

    stage.context.route_web_socket(re.compile("/socket.io/"), between)
    return late


def test_a_double_touch_is_one_ticket(on_stage: Stage) -> None:
    """The same finger twice within a tenth of a second."""
    kiosk, _ = on_stage.kiosk()
    kiosk.locator("[data-line=C]").dblclick(delay=20)
    expect(kiosk.locator(".slip-number")).to_be_visible()
    all_answered = "name => !localStorage.getItem(name)"
    kiosk.wait_for_function(all_answered, arg=pending(kiosk, on_stage))
    assert tickets(on_stage.hall, "C") == 1
    expect(kiosk.locator(".slip-number")).to_have_text("C001")


def test_a_reload_while_waiting_gives_the_same_number(on_stage: Stage) -> None:
    """The key was stored before sending; the page comes back and asks with it."""
    kiosk, _ = on_stage.kiosk()
    until = on_stage.hall.view("supervisor")["live"]["now"] + 110_000
    command = {"do": "ticket.issue", "line": "D", "valid_until": until}
    row = {"key": "11111111-2222-4333-8444-555555555555", "command": command}
    name = pending(kiosk, on_stage)
    for _ in range(2):
        kiosk.evaluate("([name, row]) => localStorage.setItem(name, JSON.stringify(row))", [name, row])
        kiosk.reload()
        expect(kiosk.locator(".slip-number")).to_have_text("D001")
    assert tickets(on_stage.hall, "D") == 1
    kiosk.wait_for_function("name => !localStorage.getItem(name)", arg=name)  # forgotten once it is drawn


FINGER = """new MutationObserver((seen, self) => {
  const tile = document.querySelector("[data-line=E]:enabled");
  if (tile) self.disconnect(), tile.click();
}).observe(document, { childList: true, subtree: true, attributes: true })"""


def test_a_finger_faster_than_the_page_takes_no_number_away(on_stage: Stage) -> None:
    """A touch the moment the tiles stand there: what waited over the load is shown, and not forgotten."""
    kiosk, _ = on_stage.kiosk()
    until = on_stage.hall.view("supervisor")["live"]["now"] + 110_000
    command = {"do": "ticket.issue", "line": "D", "valid_until": until}
    row = {"key": "11111111-2222-4333-8444-555555555556", "command": command}
    kiosk.evaluate(
        "([name, row]) => localStorage.setItem(name, JSON.stringify(row))", [pending(kiosk, on_stage), row]
    )
    before = tickets(on_stage.hall, "E")
    kiosk.add_init_script(FINGER)
    kiosk.reload()
    expect(kiosk.locator(".slip-number")).to_contain_text("D0")
    assert tickets(on_stage.hall, "E") == before


def test_a_page_drawn_anew_shows_the_number_it_waits_for(hall: House, browser: Browser) -> None:
    """Something took the page apart between touch and answer."""
    with stage(hall, browser) as made:
        late = held_back(made)
        kiosk, _ = made.kiosk()
        kiosk.locator("[data-line=G]").click()
        expect(kiosk.locator(".card-wait")).to_be_visible()
        kiosk.evaluate("document.getElementById('app').textContent = ''")
        expect(kiosk.locator(".card-wait")).to_be_visible()
        late.set()
        expect(kiosk.locator(".slip-number")).to_have_text("G001")


def test_a_class_is_one_visible_choice(on_stage: Stage) -> None:
    """老年, then the line: no proof asked; the next person begins at 普通."""
    kiosk, _ = on_stage.kiosk()
    kiosk.get_by_role("button", name="老年").click()
    kiosk.locator("[data-line=A]").click()
    expect(kiosk.locator(".slip-number")).to_be_visible()
    (ticket,) = (t for t in on_stage.hall.view("supervisor")["view"]["tickets"] if t["line"] == "A")
    assert ticket["cls"] == "elder"
    kiosk.wait_for_timeout(900)  # within 0.8 s of the answer a touch closes nothing
    kiosk.locator(".slip .card-main").click()
    expect(kiosk.get_by_role("button", name="普通")).to_have_attribute("aria-pressed", "true")


def test_every_line_is_reached_in_two_touches(on_stage: Stage) -> None:
    """Ten lines: seven and 更多业务."""
    kiosk, _ = on_stage.kiosk()
    assert kiosk.locator(".tile").count() <= 8
    kiosk.get_by_role("button", name="更多业务").click()
    kiosk.get_by_role("button", name="税务").click()
    expect(kiosk.locator(".slip-number")).to_have_text("K001")


def test_without_paper_the_number_counts_and_the_page_says_so(hall: House, browser: Browser) -> None:
    """The page never waits for a printer: no agent, the number stands at once, after 6 s a plain word."""
    with stage(hall, browser, clock=True) as made:
        kiosk, _ = made.kiosk()
        kiosk.locator("[data-line=E]").click()
        expect(kiosk.locator(".slip-number")).to_have_text("E001")
        later(kiosk, 6)
        expect(kiosk.locator(".slip-paper-failed")).to_be_visible()


def test_a_refusal_is_a_sentence_and_the_way_to_help(on_stage: Stage) -> None:
    """A class that was taken out of the settings meanwhile: what happened, and where to go."""
    kiosk, _ = on_stage.kiosk()
    hall = on_stage.hall
    hall.do("settings.set", changes={"lines.F.open": False})
    try:
        expect(kiosk.locator("[data-line=F]")).to_be_disabled()
        kiosk.locator("[data-line=F]").evaluate("tile => { tile.disabled = false; tile.click() }")
        expect(kiosk.get_by_role("alert")).to_contain_text("该业务今天不办理")
        expect(kiosk.get_by_role("alert")).to_contain_text("导服台")
    finally:
        hall.do("settings.set", changes={"lines.F.open": True})


def later(page: Page, seconds: int) -> None:
    page.context.clock.run_for(seconds * 1000)


def test_who_walks_away_leaves_a_clean_screen(hall: House, browser: Browser) -> None:
    """Asked after 20 s, back to Chinese and normal size after 30 s; a touch keeps it."""
    with stage(hall, browser, clock=True) as made:
        kiosk, _ = made.kiosk()
        kiosk.get_by_role("button", name="English").click()
        kiosk.get_by_role("button", name="Large text").click()
        later(kiosk, 21)
        expect(kiosk.get_by_role("alertdialog")).to_contain_text("still there")
        kiosk.get_by_role("button", name="Go on").click()
        later(kiosk, 15)
        expect(kiosk.get_by_role("heading", name="What do you need")).to_be_visible()
        later(kiosk, 16)
        expect(kiosk.get_by_role("heading", name="请选择要办理的业务")).to_be_visible()
        expect(kiosk.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "false")


def test_closed_hours_are_said_before_anybody_presses(on_stage: Stage) -> None:
    """After day.close the tiles are off and the next opening is told."""
    kiosk, _ = on_stage.kiosk()
    on_stage.hall.do("day.close", confirm=True)
    try:
        expect(kiosk.locator(".prompt-closed")).to_contain_text("开始取号")
        expect(kiosk.locator("[data-line=A]")).to_be_disabled()
    finally:
        on_stage.hall.do("day.open")
    expect(kiosk.locator("[data-line=A]")).to_be_enabled()
