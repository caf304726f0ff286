"""Beats and orders on real screens: who this is, load again, what a page cannot do, and which wall speaks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.inside import Inside, inside
from tests.browser.stage import Stage, picture, stage
from tests.engine.room import Clocks
from tests.web.house import House, until

SCREENS: dict[str, tuple[str, dict[str, Any], str]] = {
    "kiosk": ("kiosk", {}, "取号机"),
    "clerk": ("desk", {"window": 2}, "2号窗口叫号页"),
    "board": ("wall", {}, "大屏"),
    "sign": ("wall", {"window": 3}, "3号窗口屏"),
}
SIZES = {
    "kiosk": ((1080, 1920), (1920, 1080), (1366, 768)),
    "clerk": ((1366, 768), (1920, 1080), (390, 844)),
    "board": ((1920, 1080), (1080, 1920), (1366, 768)),
    "sign": ((1920, 1080), (1080, 1920), (1366, 768), (390, 844)),
}


def open_screen(stage: Stage, role: str) -> tuple[Page, str]:
    """(page, device) of an enrolled screen that shows its view."""
    size, where, _ = SCREENS[role]
    page, device, _ = stage.enrol(role, size, **where)
    page.wait_for_selector(".tile, .primary, .body, .sign-head")
    return page, device


def order(hall: House | Inside, device: str, act: str, **args: str) -> str:
    """The id of an order."""
    return str(hall.do("device.order", device=device, act=act, args=args)["order"])


def state(hall: House | Inside, order: str) -> tuple[str, str]:
    """(state, detail) of an order as the supervisor sees it."""
    rows = hall.view("supervisor")["live"].get("ordered", [])
    return next((row["state"], row["detail"]) for row in rows if row["id"] == order)


def answered(hall: House | Inside, order: str, wanted: str) -> str:
    """Wait for what came of it; its detail."""
    until(lambda: state(hall, order)[0] == wanted, what=f"{order} {wanted}")
    return state(hall, order)[1]


@pytest.mark.parametrize("role", SCREENS)
def test_a_screen_says_who_it_is(on_stage: Stage, role: str) -> None:
    """Name and id over everything, within every size; a touch closes it and touches nothing below."""
    page, device = open_screen(on_stage, role)
    id = order(on_stage.hall, device, "identify")
    shown = page.locator(".identity")
    expect(shown).to_be_visible()
    expect(shown.locator(".identity-kind")).to_have_text(SCREENS[role][2])
    expect(shown.locator(".identity-name")).to_have_text(f"{role}-screen")
    expect(shown.locator(".identity-id")).to_have_text(device)
    answered(on_stage.hall, id, "done")
    before = on_stage.hall.where()
    for width, height in SIZES[role]:
        page.set_viewport_size({"width": width, "height": height})
        picture(page, f"identity-{role}-{width}x{height}")
        for part in shown.locator("p").all():
            box = part.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width, (role, width, box)
            assert box["y"] >= 0 and box["y"] + box["height"] <= height, (role, height, box)
    shown.click(position={"x": 100, "y": 100})
    expect(shown).to_be_hidden()
    assert on_stage.hall.where() == before


def test_it_closes_by_itself_and_comes_once(hall: House, browser: Browser) -> None:
    """After 10 s; a reload does not bring it back; the next order does."""
    with stage(hall, browser, clock=True) as made:
        page, device = open_screen(made, "sign")
        answered(hall, order(hall, device, "identify"), "done")
        shown = page.locator(".identity")
        expect(shown).to_be_visible()
        made.context.clock.run_for(10_000)
        expect(shown).to_be_hidden()
        page.reload()
        expect(page.locator(".sign-head")).to_be_visible()
        expect(shown).to_be_hidden()
        order(hall, device, "identify")
        expect(shown).to_be_visible()


def test_a_key_at_the_counter_closes_it_and_calls_nobody(on_stage: Stage) -> None:
    """Who sits there sees first what Enter is for."""
    page, device = open_screen(on_stage, "clerk")
    on_stage.hall.do("ticket.issue", line="B")
    expect(page.locator(".primary")).to_be_enabled()
    order(on_stage.hall, device, "identify")
    expect(page.locator(".identity")).to_be_visible()
    before = on_stage.hall.where()
    page.keyboard.press("Enter")
    expect(page.locator(".identity")).to_be_hidden()
    assert on_stage.hall.where() == before
    page.keyboard.press("Enter")
    until(lambda: on_stage.hall.where() != before, what="the next Enter calls")
    on_stage.hall.do("window.finish", window=2, outcome="direct")


@pytest.mark.parametrize("role", SCREENS)
def test_a_screen_loads_again_when_it_is_asked_to(on_stage: Stage, role: str) -> None:
    """Once, after it has said so; it is the same screen afterwards."""
    page, device = open_screen(on_stage, role)
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    with page.expect_event("load"):
        id = order(on_stage.hall, device, "reload")
    answered(on_stage.hall, id, "done")
    page.wait_for_selector(".tile, .primary, .body, .sign-head")
    until(lambda: on_stage.hall.view("supervisor")["live"]["devices"][device] == "online")
    next_one = order(on_stage.hall, device, "identify")
    answered(on_stage.hall, next_one, "done")  # it has looked at its orders again
    assert len(loads) == 1


def test_a_page_says_what_it_cannot_do(on_stage: Stage) -> None:
    """In a sentence; what the agent of the device can do is left to it; a wall sounds its chime."""
    _, kiosk = open_screen(on_stage, "kiosk")
    wall_page, wall = open_screen(on_stage, "board")
    wall_page.mouse.click(5, 5)
    hall = on_stage.hall
    left = [order(hall, kiosk, "test_print"), *(order(hall, wall, act) for act in ("screenshot", "restart"))]
    for device, act, args in (
        (kiosk, "screenshot", {}),
        (wall, "announce", {"text": "您好"}),
        (wall, "stop_sound", {}),
    ):
        assert answered(hall, order(hall, device, act, **args), "refused") == "本页面不能执行这条指令。"
    answered(hall, order(hall, wall, "test_chime"), "done")
    assert [state(hall, one)[0] for one in left] == ["sent"] * 3


def test_one_wall_speaks_and_the_next_one_takes_over(browser: Browser) -> None:
    """Of two in a zone one holds the lease; when it is gone the other one has it with its next beat."""
    with inside(Clocks()) as hall, stage(hall, browser) as made:  # type: ignore[arg-type]
        pages = [open_screen(made, "board")[0] for _ in range(2)]
        for page in pages:
            page.mouse.click(5, 5)

        def speaking() -> list[str]:
            return [str(page.locator("html").get_attribute("data-speaker")) for page in pages]

        until(lambda: sorted(speaking()) == ["no", "yes"], what="one speaks")
        for _ in range(3):
            pages[0].wait_for_timeout(1_000)  # what is looked at is that it lasts
            assert sorted(speaking()) == ["no", "yes"]
        gone = pages.pop(speaking().index("yes"))
        gone.close()
        hall.clocks.go(10_000)  # the lease is over
        until(lambda: speaking() == ["yes"], what="the other one takes over")


def test_an_order_for_a_screen_that_is_off_is_over_after_a_minute(browser: Browser) -> None:
    """Whoever gave it is told; the screen does not do it when it comes back."""
    with inside(Clocks()) as hall, stage(hall, browser) as made:  # type: ignore[arg-type]
        page, device = open_screen(made, "sign")
        url = page.url
        page.close()
        hall.clocks.go(15_000)  # its last beat is forgotten
        until(lambda: hall.view("supervisor")["live"]["devices"][device] == "offline", what="offline")
        id = order(hall, device, "identify")
        assert state(hall, id)[0] == "sent"
        hall.clocks.go(60_000)
        assert state(hall, id)[0] == "expired"
        again = made.page(url.removeprefix(hall.url), "wall")
        expect(again.locator(".sign-head")).to_be_visible()
        with again.expect_event("load"):  # it looks at its orders
            order(hall, device, "reload")
        expect(again.locator(".sign-head")).to_be_visible()
        expect(again.locator(".identity")).to_be_hidden()
        assert state(hall, id)[0] == "expired"


def test_errors_of_a_page_are_told(on_stage: Stage) -> None:
    """Counted since it was loaded, of its code and of its promises."""
    page, device = open_screen(on_stage, "sign")
    page.evaluate("setTimeout(() => { throw new Error('one') }); void Promise.reject(new Error('two'))")
    until(
        lambda: on_stage.hall.view("supervisor")["live"].get("unwell", {}).get(device) == {"errors": 2},
        what="two errors",
    )
    until(
        lambda: page.evaluate("0") == 0 and len(on_stage.complaints) == 2,
        what="the browser's own word of them",
    )
    on_stage.complaints.clear()
